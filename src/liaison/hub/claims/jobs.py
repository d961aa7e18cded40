"""What goes on with claims and invitations in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.claims.actions import forget_what_ran_out
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("claims.forget", words=_("Erasing invitations that nobody accepted in time"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_what_ran_out(now=work.now)}
