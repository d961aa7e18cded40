"""Letters about kept lists are written in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.kinds import Work, job_kind
from liaison.hub.watching.actions import forget_removed
from liaison.hub.watching.choices import REMOVED_ARE_KEPT_FOR
from liaison.hub.watching.sending import tell_news


@job_kind("watching.tell", words=_("Writing about who is new in kept lists"))
def tell(work: Work) -> dict[str, Any]:
    return tell_news(now=work.now, report=work.report)


@job_kind("watching.forget", words=_("Erasing lists that were removed"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_removed(before=work.now - REMOVED_ARE_KEPT_FOR)}
