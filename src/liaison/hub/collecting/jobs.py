"""What was removed from collections is erased in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.collecting.actions import forget_removed
from liaison.hub.collecting.choices import REMOVED_ARE_KEPT_FOR
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("collecting.forget", words=_("Erasing collections that were removed"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": forget_removed(before=work.now - REMOVED_ARE_KEPT_FOR)}
