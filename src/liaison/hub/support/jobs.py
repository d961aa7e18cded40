"""What goes on with cases in the background: asking how it was, erasing what was not sent."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.support.actions import (
    ask_how_it_was,
    close_quiet_cases,
    forget_old_uploads,
)


@job_kind("support.ask", words=_("Asking how content people are with answers"))
def ask(work: Work) -> dict[str, Any]:
    return {"asked": ask_how_it_was(now=work.now)}


@job_kind("support.forget", words=_("Erasing files of questions that were not sent"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_old_uploads(now=work.now)}


@job_kind("support.close", words=_("Closing questions of which nobody has heard for long"))
def close(work: Work) -> dict[str, Any]:
    return close_quiet_cases(now=work.now)
