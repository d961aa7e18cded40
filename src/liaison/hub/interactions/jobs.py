"""What was removed from the register, and names of those met long ago, is erased by itself."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from liaison.hub.interactions.actions import forget_names, forget_removed
from liaison.hub.interactions.choices import REMOVED_ARE_KEPT_FOR
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind(
    "interactions.forget", words=_("Erasing removed contacts and names of those met long ago")
)
def forget(work: Work) -> dict[str, Any]:
    kept_for = dt.timedelta(days=settings.NAMES_MET_ARE_KEPT_FOR_DAYS)
    return {
        "removed": forget_removed(before=work.now - REMOVED_ARE_KEPT_FOR),
        "names": forget_names(before=work.now - kept_for),
    }
