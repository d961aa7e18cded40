"""What the queue does for itself."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.jobs.actions import forget_ended
from liaison.hub.jobs.kinds import Work, job_kind

KEPT_FOR = dt.timedelta(days=30)


@job_kind("jobs.forget", words=_("Forgetting jobs that ended long ago"))
def forget(work: Work) -> dict[str, Any]:
    with work.concluding() as result:
        result["forgotten"] = forget_ended(before=work.now - KEPT_FOR)
    return result
