"""Taking the steps that are due, one clock at a time."""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction

from liaison.hub.clocks import messages
from liaison.hub.clocks.actions import end, record
from liaison.hub.clocks.choices import (
    AT_WORK_FROM,
    AT_WORK_UNTIL,
    TRY_AGAIN_AFTER,
    ClockState,
)
from liaison.hub.clocks.kinds import Kind, UnknownKind, get_kind
from liaison.hub.clocks.ladders import Due, due_steps, next_step
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.working_days import is_at_work

logger = logging.getLogger(__name__)

Report = Callable[[int, int], None]


def tick(*, now: dt.datetime, report: Report = lambda done, total: None) -> dict[str, int]:
    """
    Take all steps that are due, on working days by day; return how many of which kind were taken.

    Each clock's steps and the mark that they were taken are saved together: a run that breaks off
    and is repeated does nothing twice and leaves nothing out.

    :param report: told how many clocks of how many were dealt with; may raise to end here
    """
    counts = {"reminded": 0, "escalated": 0, "missed": 0, "failed": 0}
    if not is_at_work(now, opens=AT_WORK_FROM, closes=AT_WORK_UNTIL):
        return counts
    due = Clock.objects.due(now).order_by("next_step_at", "pk")
    keys = list(due.values_list("pk", "kind", "subject"))
    for number, (key, code, subject) in enumerate(keys):
        report(number, len(keys))
        try:
            kind = get_kind(code)
            with transaction.atomic():
                # The thing before its clock, as in every action: the two never wait for each other.
                if kind.hold is not None:
                    kind.hold(subject)
                taken = _take(key, kind, now=now)
        except UnknownKind:
            _try_later(key, now=now)
        except Exception as error:
            # One that fails must not keep all others waiting. Its words might name somebody.
            logger.error("A step of clock %d (%s) failed: %s.", key, code, type(error).__name__)
            _try_later(key, now=now)
            counts["failed"] += 1
        else:
            for name in taken:
                counts[name] += 1
    return counts


def _take(key: int, kind: Kind, *, now: dt.datetime) -> list[str]:
    """Take what is due of a clock, unless somebody was faster; return what was done."""
    free = Clock.objects.due(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=key)
    clock = free.select_related("cluster", "person", "organisation", "assignee").first()
    if clock is None:
        return []
    due = due_steps(clock, kind, now=now)
    if due.ends:
        end(clock, ClockState.MISSED, by=None, now=now)
        if kind.on_missed is not None:
            kind.on_missed(clock, now=now)
        return ["missed"]
    return _go_on(clock, kind, due, now=now)


def _go_on(clock: Clock, kind: Kind, due: Due, *, now: dt.datetime) -> list[str]:
    """Remind and escalate as is due, and note when the next step is."""
    taken = []
    clock.step = due.reminders
    clock.escalated_at = now if due.escalates else clock.escalated_at
    clock.next_step_at = next_step(clock, kind)
    clock.save()
    if due.reminds:
        (kind.on_reminder or messages.remind)(clock, now=now)
        taken.append("reminded")
    if due.escalates:
        (kind.on_escalation or messages.escalate)(clock, now=now)
        taken.append("escalated")
    for verb in taken:
        record(verb, clock, by=None, now=now)
    return taken


def _try_later(key: int, *, now: dt.datetime) -> None:
    Clock.objects.due(now).filter(pk=key).update(next_step_at=now + TRY_AGAIN_AFTER)
