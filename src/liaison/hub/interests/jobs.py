"""Answers are told once they cannot be taken back, and "not now" comes to its day."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.hub.interests.actions import tell_answer, wake
from liaison.hub.interests.queries import to_tell, to_wake
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("interests.tell", words=_("Telling people how their answers were received"))
def tell(work: Work) -> dict[str, Any]:
    """Each is told in a transaction of its own; repeating tells nobody twice."""
    due = list(to_tell(work.now))
    return {"told": sum(tell_answer(each, now=work.now) for each in due)}


@job_kind("interests.wake", words=_("Bringing back answers that were “not now”"))
def bring_back(work: Work) -> dict[str, Any]:
    due = list(to_wake(timezone.localdate(work.now)))
    return {"woken": sum(wake(each, now=work.now) for each in due)}
