"""What a team does with a case: take it, answer, note, hand it over, close it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from liaison.hub.clocks.actions import cancel_clocks
from liaison.hub.clocks.working_days import days_left, due_after
from liaison.hub.core.files import Checked, nothing_kept_in_vain
from liaison.hub.support import messages, policies
from liaison.hub.support.actions.steps import (
    NotAllowed,
    TooLate,
    check_read,
    give,
    is_said_already,
    locked,
    record,
    run_clock,
    save,
    say,
    stand_apart,
    stop_clock,
    to_the_team,
)
from liaison.hub.support.choices import CASE_ANSWER, OPEN, CaseState, Priority, WordKind
from liaison.hub.support.lookup import keep_words
from liaison.hub.support.models import Case, CaseTopic
from liaison.hub.support.queries import promise_of


class NotOfTheTeam(ValueError):
    """Cases are given to people of the team only."""


@transaction.atomic
def take(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Say that one looks into a case, so that nobody of the team does so twice.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if a colleague has it in hand, or it is not new
    """
    taken = _for_team(case, by, CaseState.NEW)
    taken.state = CaseState.IN_HAND
    give(taken, by, by=by, now=now)
    save(taken)
    record("taken", taken, by=by, now=now)


@transaction.atomic
def give_back(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Let whoever of the team look into a case.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if nobody has it in hand
    """
    given = _for_team(case, by, CaseState.IN_HAND)
    given.state = CaseState.NEW
    give(given, None, by=by, now=now)
    save(given)
    record("given_back", given, by=by, now=now)


def answer(
    case: Case,
    *,
    said: str,
    seen: int,
    waits: bool = False,
    uploads: Sequence[Checked] = (),
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Answer who asked, by e-mail too; one that is closed is open again.

    :param seen: the key of the last word that `by` had read; see `queries.last_word`
    :param waits: whether the team needs something of the asker; its clock stands still until then
    :raises NotAllowed: if `by` is not of the team
    :raises NotSaid: if nothing is said, or too much
    :raises SomebodyWrote: if a colleague or the asker wrote meanwhile; nothing is sent
    :raises TooLate: if it was joined to another
    :raises TooManyWords: if the thread is full
    """
    with nothing_kept_in_vain():
        answered = _for_team(case, by)
        if is_said_already(answered, said, uploads=uploads, by=by):
            return
        check_read(answered, seen)
        word = say(answered, WordKind.TEAM, said, uploads=uploads, by=by, now=now)
        answered.owner = answered.owner or by
        answered.first_answer_at = answered.first_answer_at or now
        state = CaseState.WAITING if waits else CaseState.ANSWERED
        stop_clock(answered, state, by=by, now=now)
        save(answered)
        record("asked_back" if waits else "answered", answered, by=by, now=now)
        messages.tell_answer(word.pk, now=now)


def note(
    case: Case, *, said: str, uploads: Sequence[Checked] = (), by: Any, now: dt.datetime
) -> None:
    """
    Note something for the team; who asked never reads it.

    :raises NotAllowed: if `by` is not of the team
    :raises NotSaid: if nothing is said, or too much
    :raises TooManyWords: if the thread is full
    """
    with nothing_kept_in_vain():
        noted = _for_team(case, by)
        say(noted, WordKind.INTERNAL, said, uploads=uploads, by=by, now=now)
        save(noted)
        record("noted", noted, by=by, now=now)


@transaction.atomic
def hand_over(case: Case, *, to: Any, said: str = "", by: Any, now: dt.datetime) -> None:
    """
    Give an open case to a colleague, with a note within the team if there is something to say.

    :raises NotAllowed: if `by` is not of the team
    :raises NotOfTheTeam: if `to` is not
    :raises TooLate: if it is closed
    """
    given = _for_team(case, by, *OPEN)
    if not policies.can_own(to, given.cluster):
        raise NotOfTheTeam
    if said.strip():
        say(given, WordKind.INTERNAL, said, by=by, now=now)
    give(given, to, by=by, now=now)
    if given.state == CaseState.NEW and to == by:
        given.state = CaseState.IN_HAND
    save(given)
    record("handed_over", given, by=by, now=now)
    if to != by:
        messages.tell_colleague(given.pk, by=by, said=said, now=now)


@transaction.atomic
def sort(case: Case, *, topic: CaseTopic, priority: Priority, by: Any, now: dt.datetime) -> None:
    """
    Say what a case is about and how fast it is to be answered, counted from when its turn began.

    :raises NotAllowed: if `by` is not of the team, or the topic another cluster's
    :raises TooLate: if it was joined to another
    """
    sorted_ = _for_team(case, by)
    if topic.cluster_id != sorted_.cluster_id:
        raise NotAllowed
    is_other_priority = sorted_.priority != priority
    sorted_.topic, sorted_.priority = topic, priority
    if is_other_priority and sorted_.is_with_the_team:
        _promise_anew(sorted_, by=by, now=now)
    elif is_other_priority and sorted_.state == CaseState.WAITING:
        sorted_.days_left = promise_of(sorted_.cluster).days(priority)
    save(sorted_)
    record("sorted", sorted_, by=by, now=now, topic=topic.code, priority=str(priority))


@transaction.atomic
def close(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Close a case; who asked is asked half an hour later how it was, unless it is open again.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if it is closed
    """
    closed = _for_team(case, by, *OPEN)
    closed.owner = closed.owner or by
    stop_clock(closed, CaseState.CLOSED, by=by, now=now)
    save(closed)
    record("closed", closed, by=by, now=now)


@transaction.atomic
def reopen(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Have a closed case wait for the team again.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if it is open
    """
    opened = _for_team(case, by, CaseState.CLOSED)
    to_the_team(opened, by=by, now=now)
    save(opened)
    record("reopened", opened, by=by, now=now)


@transaction.atomic
def join(case: Case, other: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Say that a case is the same as another: its words stand there from now on, and it is closed.

    :raises NotAllowed: if `by` is not of the team, or they have other readers
    :raises TooLate: if one of them was joined to another
    """
    # By their keys, so that two who join the same two never wait for each other.
    first, second = sorted([case, other], key=lambda each: each.pk)
    both = {each.pk: _for_team(each, by) for each in (first, second)}
    joined, kept = both[case.pk], both.get(other.pk)
    if kept is None or not policies.can_be_joined(joined, kept):
        raise NotAllowed
    was_waiting = joined.is_with_the_team
    stop_clock(joined, CaseState.CLOSED, by=by, now=now)
    joined.joined_to = kept
    # Nobody is asked twice how it was.
    joined.face_asked_at = joined.face_asked_at or now
    save(joined)
    Case.objects.filter(joined_to=joined).update(joined_to=kept)
    kept.last_word_at = max(kept.last_word_at, joined.last_word_at)
    if was_waiting and not kept.is_with_the_team:
        to_the_team(kept, by=by, now=now)
    save(kept)
    keep_words([joined.pk, kept.pk])
    record("joined", joined, by=by, now=now, to=str(kept.public_id))


@transaction.atomic
def take_apart(case: Case, *, by: Any, now: dt.datetime) -> None:
    """
    Undo `join`: the case stands by itself again, and is open.

    :raises NotAllowed: if `by` is not of the team
    :raises TooLate: if it is joined to no other, or erased
    """
    if not policies.can_answer(by, case):
        raise NotAllowed
    apart = Case.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=case.pk)
    if apart.joined_to_id is None or not apart.subject:
        raise TooLate
    stand_apart(apart, by=by, now=now)


def follow_clock(subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime) -> None:
    """Give an open case, which is held, to whoever took its clock over, or to nobody."""
    case = Case.objects.open().select_related("cluster").filter(public_id=subject).first()
    if case is None or case.owner_id == (to.pk if to else None):
        return
    case.owner = to
    if case.is_with_the_team and to in (by, None):
        case.state = CaseState.IN_HAND if to else CaseState.NEW
    save(case)
    verb = "given_back" if to is None else "taken" if to == by else "handed_over"
    record(verb, case, by=by, now=now)


def _promise_anew(case: Case, *, by: Any, now: dt.datetime) -> None:
    """Count another promise from when the turn of the team began, without taking the case."""
    today, begun = timezone.localdate(now), timezone.localdate(case.turn_since)
    case.answer_due_on = due_after(begun, promise_of(case.cluster).days(case.priority))
    cancel_clocks(CASE_ANSWER, case.public_id, by=by, now=now)
    run_clock(case, days=days_left(today, case.answer_due_on), by=by, now=now)


def _for_team(case: Case, by: Any, *states: CaseState) -> Case:
    if not policies.can_answer(by, case):
        raise NotAllowed
    return locked(case, *states)
