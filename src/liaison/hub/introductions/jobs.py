"""What goes on by itself, day by day: days of "not now" come, and outcomes are asked."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.hub.introductions import actions
from liaison.hub.introductions.choices import FOLLOW_UPS, RELEASED, State
from liaison.hub.introductions.models import Introduction
from liaison.hub.jobs.kinds import Work, job_kind


@job_kind("introductions.go_on", words=_("Following up introductions"))
def go_on(work: Work) -> dict[str, Any]:
    """Each is moved on in a transaction of its own; repeating does nothing twice."""
    now = work.now
    return {
        "may_ask_again": _each(work, _whose_day_has_come(now), actions.tell_may_ask_again),
        "followed_up": _each(work, _to_follow_up(now), actions.follow_up),
    }


@job_kind("introductions.forget", words=_("Erasing words and addresses of old introductions"))
def forget(work: Work) -> dict[str, Any]:
    return {"forgotten": actions.forget_what_has_served(now=work.now)}


def _each(work: Work, introductions: Any, do: Callable[..., bool]) -> int:
    """Do it to each, and return to how many it was done; another worker may have been faster."""
    done = 0
    rows = list(introductions.order_by("pk"))
    for number, introduction in enumerate(rows):
        work.report(number, len(rows))
        done += do(introduction, now=work.now)
    return done


def _whose_day_has_come(now: dt.datetime) -> Any:
    return Introduction.objects.filter(
        state=State.NOT_NOW, not_now_until__lte=now.date(), not_now_told=False
    )


def _to_follow_up(now: dt.datetime) -> Any:
    return Introduction.objects.filter(
        state__in=RELEASED,
        released_at__lte=now - FOLLOW_UPS[0],
        follow_ups__lt=len(FOLLOW_UPS),
    )
