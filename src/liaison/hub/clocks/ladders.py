"""
Which steps a clock takes, and when: reminders, escalation, and the end when nobody did it.

Every step keeps its distance to the day on which the clock is due, in working days: where that is
another one than usual, or is moved, the steps move along.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from liaison.hub.clocks.choices import STEPS_AT
from liaison.hub.clocks.kinds import Kind
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.working_days import due_after


@dataclass(frozen=True)
class Due:
    """
    What is to be done for a clock now.

    :ivar reminders: how many of its kind's reminders lie behind it then; one letter stands for all
    """

    reminders: int
    reminds: bool
    escalates: bool
    ends: bool


def due_steps(clock: Clock, kind: Kind, *, now: dt.datetime) -> Due:
    """Return what is due; a clock that ends does nothing else any more."""
    passed = sum(1 for days in kind.reminders if _at(clock, kind, days) <= now)
    ends = kind.on_missed is not None and _end(clock) <= now
    escalates = (
        kind.escalates_after is not None
        and clock.escalated_at is None
        and _at(clock, kind, kind.escalates_after) <= now
    )
    return Due(
        reminders=max(passed, clock.step),
        reminds=passed > clock.step and not ends,
        escalates=escalates and not ends,
        ends=ends,
    )


def next_step(clock: Clock, kind: Kind) -> dt.datetime | None:
    """Return when something is to be done for a running clock; None: never again by itself."""
    coming = [_at(clock, kind, days) for days in kind.reminders[clock.step : clock.step + 1]]
    if kind.escalates_after is not None and clock.escalated_at is None:
        coming.append(_at(clock, kind, kind.escalates_after))
    if kind.on_missed is not None:
        coming.append(_end(clock))
    return min(coming, default=None)


def started_on(clock: Clock) -> dt.date:
    """Return the day on which a clock was started, where the installation is."""
    return local_day(clock.started_at)


def local_day(moment: dt.datetime) -> dt.date:
    """Return the day that a moment belongs to where the installation is."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def _at(clock: Clock, kind: Kind, working_days: int) -> dt.datetime:
    """Return when a step is due that usually comes so many working days after the start."""
    day = due_after(clock.due_on, working_days - kind.working_days)
    # Nobody is reminded on the day on which it began.
    return _morning(max(day, due_after(started_on(clock), 1)))


def _end(clock: Clock) -> dt.datetime:
    return _morning(due_after(clock.due_on, 1))


def _morning(day: dt.date) -> dt.datetime:
    zone = timezone.get_default_timezone()
    return dt.datetime.combine(day, STEPS_AT, tzinfo=zone).astimezone(dt.UTC)
