"""Cases of which nobody has heard for long: a reminder, then they close by themselves."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from liaison.hub.clocks.working_days import due_after, is_working_day
from liaison.hub.support import messages
from liaison.hub.support.actions.steps import TooLate, locked, record, save, stop_clock
from liaison.hub.support.choices import REMINDED_BEFORE, WITH_THE_ASKER, CaseState
from liaison.hub.support.models import Case, Promise
from liaison.hub.support.queries import promise_of

# Of one morning: where this is switched on late, people are not all written to at once.
MOST_A_DAY = 300


def close_quiet_cases(*, now: dt.datetime) -> dict[str, int]:
    """
    Remind who asked of cases that wait for them, and close those that did so for too long.

    On working days only, and harmless to repeat; return how many were reminded of and closed. A
    case closes REMINDED_BEFORE working days after its reminder at the earliest.
    """
    counts = {"reminded": 0, "closed": 0}
    if not is_working_day(timezone.localdate(now)):
        return counts
    for cluster, after in _clusters():
        waiting = Case.objects.not_joined().filter(cluster=cluster, state__in=WITH_THE_ASKER)
        # As many days are fewer working days; those are counted for each that is left.
        days = dt.timedelta(days=after - REMINDED_BEFORE - 1)
        old = waiting.filter(last_word_at__lte=now - days)
        keys = old.order_by("last_word_at", "pk").values_list("pk", flat=True)
        for key in list(keys.exclude(reminded_at=None)[:MOST_A_DAY]):
            counts["closed"] += _close(key, now=now)
        for key in list(keys.filter(reminded_at=None)[:MOST_A_DAY]):
            counts["reminded"] += _remind(key, now=now)
    return counts


def closes_on(case: Case, after: int, *, now: dt.datetime) -> dt.date:
    """
    Return the first day on which a case closes by itself, unless somebody writes.

    :param after: working days since its last word
    """
    day = due_after(timezone.localdate(case.last_word_at), after)
    reminded = timezone.localdate(case.reminded_at or now)
    return max(day, due_after(reminded, REMINDED_BEFORE))


def _clusters() -> list[tuple[int, int]]:
    """Return the clusters whose cases close by themselves, and after how many working days."""
    asked = Case.objects.order_by().values_list("cluster", flat=True).distinct()
    after = dict(Promise.objects.values_list("cluster", "closes_after"))
    usual = Promise().closes_after
    return [(each, days) for each in asked if (days := after.get(each, usual))]


@transaction.atomic
def _remind(key: int, *, now: dt.datetime) -> bool:
    case, after = _held(key)
    if case is None or case.reminded_at:
        return False
    begins = due_after(timezone.localdate(case.last_word_at), after - REMINDED_BEFORE)
    if begins > timezone.localdate(now):
        return False
    case.reminded_at = now
    save(case)
    record("reminded", case, by=None, now=now)
    messages.remind_of_answer(case.pk, closes_on=closes_on(case, after, now=now), now=now)
    return True


@transaction.atomic
def _close(key: int, *, now: dt.datetime) -> bool:
    case, after = _held(key)
    if case is None or not case.reminded_at:
        return False
    if closes_on(case, after, now=now) > timezone.localdate(now):
        return False
    stop_clock(case, CaseState.CLOSED, by=None, now=now)
    # The letter asks how it was, too: nobody gets two.
    asks = case.face_asked_at is None and case.first_answer_at is not None
    case.face_asked_at = case.face_asked_at or now
    save(case)
    record("closed_by_itself", case, by=None, now=now)
    messages.tell_closed(case.pk, after=after, asks=asks, now=now)
    return True


def _held(key: int) -> tuple[Any, int]:
    """Return a case that still waits for who asked, locked, and after how many days it closes."""
    try:
        case = locked(Case(pk=key), *WITH_THE_ASKER)
    except TooLate:
        return None, 0
    after = promise_of(case.cluster).closes_after
    return (case, after) if after else (None, 0)
