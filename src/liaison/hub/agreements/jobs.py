"""What goes on by itself, day by day: last days are told of and come, and files are erased."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.hub.agreements import actions
from liaison.hub.agreements.queries import whose_end_comes, whose_end_has_come
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("agreements.go_on", words=_("Following up non-disclosure agreements"))
def go_on(work: Work) -> dict[str, Any]:
    """Each is moved on in a transaction of its own; repeating does nothing twice."""
    now, today = work.now, timezone.localdate(work.now)
    over = list(whose_end_has_come(today).order_by("pk"))
    lapsed = sum(actions.lapse(each, now=now) for each in over)
    ending = list(whose_end_comes(today).order_by("pk"))
    told = sum(actions.tell_of_end(each, now=now) for each in ending)
    return {"lapsed": lapsed, "told": told, "files_erased": actions.forget_files(now=now)}
