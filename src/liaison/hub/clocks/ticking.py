"""
Taking the steps that are due, and checking that every clock stands as its thing does.

Reminders to the same people go out together: whoever has several things waiting gets one letter.
What a part does itself at a step is done for one clock at a time.
"""

import datetime as dt
import logging
from collections.abc import Callable, Hashable, Iterable
from itertools import groupby
from typing import Any

from django.db import transaction

from liaison.hub.clocks import messages
from liaison.hub.clocks.actions import cancel_clocks, end, record
from liaison.hub.clocks.choices import (
    AT_WORK_FROM,
    AT_WORK_UNTIL,
    MOST_IN_A_LETTER,
    TRY_AGAIN_AFTER,
    ClockState,
)
from liaison.hub.clocks.kinds import Kind, UnknownKind, get_kind, kinds
from liaison.hub.clocks.ladders import Due, due_steps, next_step
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.working_days import is_at_work

logger = logging.getLogger(__name__)

Report = Callable[[int, int], None]
_RELATED = ("cluster", "person", "organisation", "assignee")


def tick(*, now: dt.datetime, report: Report = lambda done, total: None) -> dict[str, int]:
    """
    Take all steps that are due, on working days by day; return how many of which kind were taken.

    Steps and the mark that they were taken are saved together: a run that breaks off and is
    repeated does nothing twice and leaves nothing out.

    :param report: told how many clocks of how many were dealt with; may raise to end here
    """
    counts = {"reminded": 0, "escalated": 0, "missed": 0, "failed": 0}
    if not is_at_work(now, opens=AT_WORK_FROM, closes=AT_WORK_UNTIL):
        return counts
    due = Clock.objects.due(now)
    total, done = due.count(), 0
    # What a part does itself comes first: it may end what others would be reminded of.
    for key in _with_steps_of_their_own(due, now=now):
        report(done, total)
        done += _count(counts, [key], lambda clocks: _take_one(*clocks, now=now), now=now)
    for keys in _by_owner(due):
        report(done, total)
        done += _count(counts, keys, lambda clocks: _take_together(clocks, now=now), now=now)
    return counts


def check(*, now: dt.datetime, report: Report = lambda done, total: None) -> dict[str, int]:
    """Start the clocks of what waits without one, and cancel those of what does not wait."""
    counts = {"started": 0, "cancelled": 0}
    for kind in kinds():
        if kind.waiting is None or kind.keep is None:
            continue
        running = set(Clock.objects.open().filter(kind=kind.code).values_list("subject", flat=True))
        waiting = set(kind.waiting())
        for number, subject in enumerate(sorted(waiting ^ running)):
            report(number, len(waiting ^ running))
            with transaction.atomic():
                if subject in waiting:
                    kind.keep(subject, now=now)
                    counts["started"] += 1
                else:
                    counts["cancelled"] += cancel_clocks(kind.code, subject, by=None, now=now)
    return counts


def _count(
    counts: dict[str, int],
    keys: list[int],
    take: Callable[[list[int]], list[str]],
    *,
    now: dt.datetime,
) -> int:
    """Take steps of some clocks; what fails is tried again later and keeps nobody waiting."""
    try:
        for name in take(keys):
            counts[name] += 1
    except Exception as error:
        # Its words might name somebody.
        logger.error("Steps of clocks %s failed: %s.", keys, type(error).__name__)
        _try_later(keys, now=now)
        counts["failed"] += len(keys)
    return len(keys)


def _with_steps_of_their_own(due: Any, *, now: dt.datetime) -> list[int]:
    """Return the clocks of which a part does what is due; those of unknown parts wait."""
    found = []
    for clock in due.order_by("next_step_at", "pk").iterator():
        try:
            kind = get_kind(clock.kind)
        except UnknownKind:
            _try_later([clock.pk], now=now)
            continue
        if _does_it_itself(kind, due_steps(clock, kind, now=now)):
            found.append(clock.pk)
    return found


def _does_it_itself(kind: Kind, due: Due) -> bool:
    return bool(
        due.ends or (due.reminds and kind.on_reminder) or (due.escalates and kind.on_escalation)
    )


def _by_owner(due: Any) -> Iterable[list[int]]:
    """Yield the clocks that are still due, those that wait for the same people together."""
    whose = ("cluster", "person", "organisation", "assignee")

    def owner(row: dict[str, Any]) -> Hashable:
        return tuple(row[name] or 0 for name in whose)

    rows = sorted(due.order_by("due_on", "pk").values("pk", *whose), key=owner)
    for _owner, group in groupby(rows, key=owner):
        keys = [row["pk"] for row in group]
        for first in range(0, len(keys), MOST_IN_A_LETTER):
            yield keys[first : first + MOST_IN_A_LETTER]


@transaction.atomic
def _take_one(key: int, *, now: dt.datetime) -> list[str]:
    """Take what is due of a clock, unless somebody was faster; return what was done."""
    found = Clock.objects.filter(pk=key).values_list("kind", "subject").first()
    if found is None:
        return []
    kind = get_kind(found[0])
    # The thing before its clock, as in every action: the two never wait for each other.
    if kind.hold is not None:
        kind.hold(found[1])
    for clock in _locked([key], now=now):
        due = due_steps(clock, kind, now=now)
        if due.ends and kind.on_missed is not None:
            end(clock, ClockState.MISSED, by=None, now=now)
            kind.on_missed(clock, now=now)
            return ["missed"]
        taken = _mark(clock, kind, due, now=now)
        if due.reminds:
            (kind.on_reminder or _remind_of_one)(clock, now=now)
        if due.escalates:
            (kind.on_escalation or _escalate_one)(clock, now=now)
        return taken
    return []


@transaction.atomic
def _take_together(keys: list[int], *, now: dt.datetime) -> list[str]:
    """Take what is due of clocks that wait for the same people; return what was done."""
    taken, reminded, escalated = [], [], []
    for clock in _locked(keys, now=now):
        kind = get_kind(clock.kind)
        due = due_steps(clock, kind, now=now)
        if _does_it_itself(kind, due):
            # Became so meanwhile; the next tick takes it by itself.
            continue
        taken += _mark(clock, kind, due, now=now)
        reminded += [clock] if due.reminds else []
        escalated += [clock] if due.escalates else []
    messages.remind(reminded, now=now)
    messages.escalate(escalated, now=now)
    return taken


def _remind_of_one(clock: Clock, *, now: dt.datetime) -> None:
    messages.remind([clock], now=now)


def _escalate_one(clock: Clock, *, now: dt.datetime) -> None:
    messages.escalate([clock], now=now)


def _mark(clock: Clock, kind: Kind, due: Due, *, now: dt.datetime) -> list[str]:
    """Note on a locked clock what is done now, and when the next step is."""
    clock.step = due.reminders
    clock.escalated_at = now if due.escalates else clock.escalated_at
    clock.next_step_at = next_step(clock, kind)
    clock.save()
    taken = ["reminded"] * due.reminds + ["escalated"] * due.escalates
    for verb in taken:
        record(verb, clock, by=None, now=now)
    return taken


def _locked(keys: list[int], *, now: dt.datetime) -> list[Clock]:
    """Return those of some clocks that are still due, but for those that somebody works on."""
    free = Clock.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    return list(free.filter(pk__in=keys).select_related(*_RELATED).order_by("due_on", "pk"))


def _try_later(keys: list[int], *, now: dt.datetime) -> None:
    Clock.objects.due(now).filter(pk__in=keys).update(next_step_at=now + TRY_AGAIN_AFTER)
