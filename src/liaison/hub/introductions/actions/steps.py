"""Moving an introduction on: one of those who try at the same moment does, the others are late."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clocks.working_days import due_after
from liaison.hub.introductions.choices import (
    ANSWERED_WITHIN,
    CLOCKS,
    QUESTION,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.models import Introduction, IntroductionStep


class NotAllowed(PermissionDenied):
    """This person may not do this to this introduction."""


class TooLate(Exception):
    """Somebody has moved it on meanwhile, or it has come to an end."""


def lock(introduction: Introduction) -> Introduction:
    """Return it as it is now, to be moved by nobody else meanwhile; raises TooLate if gone."""
    rows = Introduction.objects.select_for_update(of=("self",)).select_related(
        *("cluster", "asking_person", "asking_organisation", "asked_person", "asked_organisation")
    )
    locked = rows.filter(pk=introduction.pk).first()
    if locked is None:
        raise TooLate
    return locked


def move(
    locked: Introduction,
    step: Step,
    to: State,
    *,
    from_: tuple[State, ...],
    side: Side,
    by: Any,
    now: dt.datetime,
    **fields: Any,
) -> None:
    """
    Move an introduction on and write it into its history, in the transaction of the caller.

    :param from_: the states that lead there
    :param fields: what else is to be written with the state
    :raises TooLate: if it is in none of these states any more
    """
    if to != State.DECLINED:
        fields.setdefault("decline_reason", "")
    if to != State.NOT_NOW:
        fields.setdefault("not_now_until", None)
    # Whatever it moves to, nothing is left to be explained.
    fields |= {"state": to, "state_since": now, "question_since": None}
    before, had_question = locked.state, locked.question_since is not None
    # The database decides, not what was read: without locks of rows two might have read the same.
    rows = Introduction.objects.filter(pk=locked.pk, state=before)
    if before not in from_ or not rows.update(**fields):
        raise TooLate
    for name, value in fields.items():
        setattr(locked, name, value)
    note(locked, step, before=before, side=side, by=by, now=now)
    if had_question:
        cancel_clocks(QUESTION, locked.public_id, by=by, now=now)
    _end_clock(before, locked, by=by, now=now)
    start_clock_of(locked, by=by, now=now)


def start_clock_of(introduction: Introduction, *, by: Any, now: dt.datetime) -> None:
    """Have it wait, in the state it is in, for whoever is to act next; where nobody is, not."""
    kind = CLOCKS.get(State(introduction.state))
    if kind is not None:
        start_clock(
            kind,
            introduction.public_id,
            cluster=introduction.cluster,
            person=_who_acts_next(introduction),
            by=by,
            now=now,
        )


def answer_until(now: dt.datetime) -> dt.datetime:
    """Return until when who is asked now may answer: the end of the last working day."""
    return end_of_day_after(now, ANSWERED_WITHIN)


def end_of_day_after(moment: dt.datetime, working_days: int) -> dt.datetime:
    """Return the end of the day so many working days after another, 0 or more."""
    zone = timezone.get_default_timezone()
    last = due_after(timezone.localdate(moment, zone), working_days)
    return dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=zone)


def note(
    introduction: Introduction, step: Step, *, before: str, side: Side, by: Any, now: dt.datetime
) -> None:
    """Write one step into the history of an introduction, and of its cluster."""
    IntroductionStep.objects.create(
        introduction=introduction,
        step=step,
        before=before,
        after=introduction.state,
        side=side,
        by=by,
        at=now,
    )
    record_done(
        f"introduction.{step}",
        introduction.public_id,
        cluster=introduction.cluster.slug,
        by=by,
        now=now,
        side=side,
    )


def _end_clock(before: str, introduction: Introduction, *, by: Any, now: dt.datetime) -> None:
    kind = CLOCKS.get(State(before))
    if kind is not None:
        is_needed = introduction.state != State.CANCELLED
        (meet_clocks if is_needed else cancel_clocks)(kind, introduction.public_id, by=by, now=now)


def _who_acts_next(introduction: Introduction) -> Any:
    """Return the person it waits for; None for the team, and for who has no account."""
    if introduction.state == State.CONFIRMING:
        return introduction.asking_person
    return introduction.asked_person if introduction.state == State.ASKED else None
