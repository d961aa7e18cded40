"""Who asked is asked in the background how it was, once a case is closed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.support.actions import ask_how_it_was


@job_kind("support.ask", words=_("Asking how content people are with answers"))
def ask(work: Work) -> dict[str, Any]:
    return {"asked": ask_how_it_was(now=work.now)}
