"""What actions on cases have in common: taking turns, the clock, words and files, the history."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import (
    cancel_clocks,
    hand_over,
    meet_clocks,
    pause_clocks,
    resume_clocks,
    start_clock,
)
from liaison.hub.clocks.models import Clock
from liaison.hub.clocks.working_days import days_left, due_after
from liaison.hub.core import files
from liaison.hub.core.written import lines
from liaison.hub.support.choices import (
    CASE_ANSWER,
    LONGEST_WORD,
    MOST_FILES,
    MOST_FILES_IN_ALL,
    MOST_WORDS,
    CaseState,
    WordKind,
)
from liaison.hub.support.lookup import keep_words
from liaison.hub.support.models import Case, CaseFile, Word
from liaison.hub.support.queries import last_word, promise_of

# Read by the team, in the list of clocks.
_WAITS_FOR_ASKER = "waits for who asked"


class NotAllowed(PermissionDenied):
    """This person may not do this to this case."""


class TooLate(Exception):
    """Somebody was faster: the case is no longer in a state in which this can be done."""


class SomebodyWrote(TooLate):
    """Something was said since the page was shown; whoever writes should read it first."""


class NotSaid(ValueError):
    """Words are missing where others wait for them, or there are too many."""


class TooManyWords(Exception):
    """As much was said about this case as anybody will read."""


class TooManyFiles(Exception):
    """One word brings MOST_FILES files at most, and a case has MOST_FILES_IN_ALL."""


def locked(case: Case, *states: CaseState) -> Case:
    """
    Return it as it is now, to be changed by nobody else until the transaction ends.

    :param states: one of which it must be in; of none given, any
    :raises TooLate: if it is in none of them (any more), was joined to another, or is erased
    """
    found = (
        Case.objects.select_for_update(of=("self",))
        .select_related("cluster", "topic", "asked_by", "organisation", "owner")
        .filter(pk=case.pk)
        .first()
    )
    if found is None or found.joined_to_id or not found.subject:
        raise TooLate
    if states and found.state not in states:
        raise TooLate
    return found


def save(case: Case) -> None:
    """Write a locked case; every step counts."""
    case.step += 1
    case.save()


def to_the_team(case: Case, *, by: Any, now: dt.datetime) -> None:
    """Have a locked case wait for the team from now on, by its priority or by what was left."""
    left = case.days_left
    days = left if left is not None else promise_of(case.cluster).days(case.priority)
    case.state = CaseState.IN_HAND if case.owner_id else CaseState.NEW
    case.turn_since = now
    case.answer_due_on, case.days_left = due_after(timezone.localdate(now), days), None
    case.closed_at = case.reminded_at = None
    if resume_clocks(CASE_ANSWER, case.public_id, by=by, now=now):
        case.answer_due_on = Clock.objects.open().get(subject=case.public_id).due_on
    else:
        run_clock(case, days=days, by=by, now=now)


def stand_apart(case: Case, *, by: Any, now: dt.datetime) -> None:
    """Have a locked case that was joined to another stand by itself again, open for the team."""
    other, case.joined_to, case.face_asked_at = case.joined_to_id, None, None
    to_the_team(case, by=by, now=now)
    save(case)
    keep_words([case.pk, *filter(None, [other])])
    record("taken_apart", case, by=by, now=now)


def run_clock(case: Case, *, days: int, by: Any, now: dt.datetime) -> None:
    """Have a locked case remind of itself, so many working days before it is late."""
    start_clock(
        CASE_ANSWER,
        case.public_id,
        cluster=case.cluster,
        working_days=days,
        assignee=case.owner,
        by=by,
        now=now,
    )


def stop_clock(case: Case, state: CaseState, *, by: Any, now: dt.datetime) -> None:
    """Have a locked case wait for nobody of the team; the asker's turn keeps what is left."""
    about = (CASE_ANSWER, case.public_id)
    if state == CaseState.WAITING:
        case.days_left = (
            max(1, days_left(timezone.localdate(now), case.answer_due_on))
            if case.answer_due_on
            else case.days_left or promise_of(case.cluster).days(case.priority)
        )
        pause_clocks(*about, reason=_WAITS_FOR_ASKER, by=by, now=now)
    elif state == CaseState.ANSWERED:
        case.days_left = None
        meet_clocks(*about, by=by, now=now)
    else:
        case.days_left = None
        cancel_clocks(*about, by=by, now=now)
    case.state, case.answer_due_on = state, None
    case.closed_at = now if state == CaseState.CLOSED else None
    case.reminded_at = None


def give(case: Case, to: Any, *, by: Any, now: dt.datetime) -> None:
    """Give a locked case to somebody of the team, or to nobody; its clock reminds them then."""
    case.owner = to
    hand_over(CASE_ANSWER, case.public_id, to=to, by=by, now=now)


def usable(text: str, *, longest: int = LONGEST_WORD) -> str:
    """Return what somebody says, trimmed; raises NotSaid."""
    text = lines(text)
    if not text or len(text) > longest:
        raise NotSaid
    return text


def say(
    case: Case,
    kind: WordKind,
    said: str,
    *,
    uploads: Sequence[files.Checked] = (),
    by: Any,
    now: dt.datetime,
) -> Word:
    """
    Write a word, with its files, into the thread of a locked case.

    Within `nothing_kept_in_vain`, so that no file stays where the transaction fails.
    """
    if uploads:
        _check_room(case, len(uploads))
    if case.words.count() >= MOST_WORDS:
        raise TooManyWords
    word: Word = case.words.create(kind=kind, said=usable(said), by=by, at=now)
    if kind != WordKind.INTERNAL:
        case.last_word_at = now
    for upload in uploads:
        word.files.create(
            name=upload.name,
            kind=upload.kind.name,
            size=len(upload.content),
            path=files.keep(upload, of="support"),
        )
    keep_words([case.pk])
    return word


def _check_room(case: Case, number: int) -> None:
    there = CaseFile.objects.filter(word__case=case).count()
    if number > MOST_FILES or there + number > MOST_FILES_IN_ALL:
        raise TooManyFiles


def is_said_already(
    case: Case, said: str, *, uploads: Sequence[files.Checked] = (), by: Any
) -> bool:
    """Say whether somebody presses a button twice: words and files are the last of the thread."""
    last = case.words.exclude(kind=WordKind.INTERNAL).order_by("-pk").first()
    if last is None or last.by_id != by.pk or last.said != usable(said):
        return False
    brought = [(upload.name, len(upload.content)) for upload in uploads]
    return list(last.files.values_list("name", "size")) == brought


def check_read(case: Case, seen: int) -> None:
    """
    Raise SomebodyWrote where the thread of a locked case goes on after what was shown.

    :param seen: the key of the last word on the page; see `queries.last_word`
    """
    if last_word(case) != seen:
        raise SomebodyWrote


def erase_files(words: Any) -> None:
    """Erase the files of some words, once that is saved."""
    found = CaseFile.objects.filter(word__in=words.values("pk"))
    for path in found.values_list("path", flat=True):
        transaction.on_commit(partial(files.forget, path))
    found.delete()


def record(verb: str, case: Case, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Write into the history of the cluster what was done to a case."""
    record_done(
        f"case.{verb}", case.public_id, cluster=case.cluster.slug, by=by, now=now, **details
    )
