"""What a ministry or funder answers: written here by its people, or noted by the team."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.clocks.ladders import local_day
from liaison.hub.core.written import lines, one_line
from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.policy_needs import messages, policies
from liaison.hub.policy_needs.actions.carrying import locked, move, record
from liaison.hub.policy_needs.actions.steps import NotAllowed, NotUsable, TooLate
from liaison.hub.policy_needs.choices import (
    ANSWER,
    LONGEST_ANSWER,
    LONGEST_SOURCE,
    OPEN,
    TELL,
    AnswerKind,
    ChallengeState,
)
from liaison.hub.policy_needs.models import Addressee, Challenge, OfficialAnswer
from liaison.hub.policy_needs.queries.addressees import still_asked
from liaison.hub.policy_needs.queries.challenges import mark_of


@dataclass(frozen=True)
class Given:
    """
    What an office says.

    :ivar language: one of three
    :ivar due_on: until when something is to be done, where that is said; no day before the answer
    """

    kind: str
    words: str
    language: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Source:
    """When an office said what the team notes, and where that can be read."""

    given_on: dt.date
    where: str


@transaction.atomic
def acknowledge(addressee: Addressee, *, by: Any, now: dt.datetime) -> None:
    """
    Say that an office has a challenge; done once, whoever of its people does it.

    :raises NotAllowed: if `by` is not asked to answer for it
    :raises TooLate: if the challenge is closed, or was taken back
    """
    if not policies.can_answer(by, addressee):
        raise NotAllowed
    held = locked(addressee.challenge, *OPEN)
    # The database decides who of two came first.
    if held.addressees.filter(pk=addressee.pk, acknowledged_at=None).update(acknowledged_at=now):
        record("acknowledged", held, by=by, now=now, addressee=addressee)


@transaction.atomic
def answer(
    addressee: Addressee, given: Given, *, seen: int, by: Any, now: dt.datetime
) -> OfficialAnswer:
    """
    Answer a challenge in the name of an office; the team tells it back. Sent twice it stands once.

    :param seen: how many answers of the office there were when this one was written
    :raises NotAllowed: if `by` is not asked to answer for it
    :raises TooLate: if the challenge is closed or taken back, or a colleague answered meanwhile
    :raises NotUsable: if something of it cannot be kept
    """
    if not policies.can_answer(by, addressee):
        raise NotAllowed
    new = OfficialAnswer(given_by=by, given_on=local_day(now))
    return _keep(new, addressee, given, "answered", seen=seen, by=by, now=now)


@transaction.atomic
def note_answer(
    addressee: Addressee, given: Given, source: Source, *, seen: int, by: Any, now: dt.datetime
) -> OfficialAnswer:
    """
    Note what an office said by letter or in a meeting, with where it can be read.

    Raises as `answer`; NotAllowed if `by` is not in the team.
    """
    if not policies.can_gather(by, addressee.challenge.cluster):
        raise NotAllowed
    new = OfficialAnswer(noted_by=by)
    _put_source(new, source, now=now)
    return _keep(new, addressee, given, "answer_noted", seen=seen, by=by, now=now)


@transaction.atomic
def correct(
    written: OfficialAnswer,
    given: Given,
    source: Source | None = None,
    *,
    seen: str,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Write an answer anew that is not told yet: its office one given here, the team one it noted.

    :param source: of one that the team noted
    :param seen: the mark of the answer that was changed, see `queries.challenges.mark_of`
    :raises NotAllowed: if it is the other side's
    :raises TooLate: if it was told, or a colleague changed it
    :raises NotUsable: as `answer`
    """
    addressee = written.addressee
    if not _may_correct(by, written):
        raise NotAllowed
    held = locked(addressee.challenge, *ChallengeState)
    kept = OfficialAnswer.objects.filter(pk=written.pk, told_at=None).first()
    if kept is None or mark_of(kept) != seen:
        raise TooLate
    if source is not None and kept.noted_by_id:
        _put_source(kept, source, now=now)
    _put(kept, given)
    kept.save()
    record("answer_corrected", held, by=by, now=now, addressee=addressee)


@transaction.atomic
def take_back(written: OfficialAnswer, *, seen: str, by: Any, now: dt.datetime) -> None:
    """
    Erase an answer that is not told yet; without another one its office is asked as before.

    Raises as `correct`.
    """
    addressee = written.addressee
    if not _may_correct(by, written):
        raise NotAllowed
    held = locked(addressee.challenge, *OPEN)
    kept = OfficialAnswer.objects.filter(pk=written.pk, told_at=None).first()
    if kept is None or mark_of(kept) != seen:
        raise TooLate
    kept.delete()
    cancel_clocks(TELL, written.public_id, by=by, now=now)
    if not addressee.answers.exists():
        for person in still_asked(addressee):
            whose = {"cluster": held.cluster, "person": person}
            start_clock(ANSWER, addressee.public_id, **whose, by=by, now=now)
    if not OfficialAnswer.objects.filter(addressee__challenge=held).exists():
        move(held, ChallengeState.CARRIED, now=now)
    record("answer_taken_back", held, by=by, now=now, addressee=addressee)


def _may_correct(by: Any, written: OfficialAnswer) -> bool:
    if written.given_by_id:
        return policies.can_answer(by, written.addressee)
    return policies.can_gather(by, written.addressee.challenge.cluster)


def _keep(
    new: OfficialAnswer,
    addressee: Addressee,
    given: Given,
    verb: str,
    *,
    seen: int,
    by: Any,
    now: dt.datetime,
) -> OfficialAnswer:
    held = locked(addressee.challenge, *OPEN)
    kept = held.addressees.filter(pk=addressee.pk).first()
    if kept is None:
        raise TooLate
    new.addressee, new.written_at = kept, now
    _put(new, given)
    if kept.answers.count() != seen:
        return _sent_before(new)
    new.save(force_insert=True)
    if kept.acknowledged_at is None:
        kept.acknowledged_at = now
        kept.save(update_fields=["acknowledged_at"])
    _go_on(held, new, by=by, now=now)
    record(verb, held, by=by, now=now, addressee=kept)
    return new


def _sent_before(new: OfficialAnswer) -> OfficialAnswer:
    """Return the same answer, where its button was pressed twice; raises TooLate."""
    said = ("kind", "words", "language", "due_on", "given_on", "source", "given_by", "noted_by")
    same = new.addressee.answers.filter(**{code: getattr(new, code) for code in said}).first()
    if same is None:
        raise TooLate
    return same


def _go_on(held: Challenge, new: OfficialAnswer, *, by: Any, now: dt.datetime) -> None:
    """Have the challenge be answered, and the team tell it back."""
    if held.state != ChallengeState.ANSWERED:
        move(held, ChallengeState.ANSWERED, now=now)
    meet_clocks(ANSWER, new.addressee.public_id, by=by, now=now)
    start_clock(TELL, new.public_id, cluster=held.cluster, by=by, now=now)
    # Whoever notes an answer knows of it.
    if new.given_by_id:
        transaction.on_commit(partial(messages.tell_team, new.pk, now=now))


def _put(new: OfficialAnswer, given: Given) -> None:
    if given.kind not in AnswerKind:
        raise NotUsable("kind")
    if given.language not in LANGUAGES:
        raise NotUsable("language")
    words = lines(given.words)
    if not words or len(words) > LONGEST_ANSWER:
        raise NotUsable("words")
    if given.due_on and given.due_on < new.given_on:
        raise NotUsable("due_on")
    new.kind, new.words, new.language, new.due_on = given.kind, words, given.language, given.due_on


def _put_source(new: OfficialAnswer, source: Source, *, now: dt.datetime) -> None:
    where = one_line(source.where)
    if not where or len(where) > LONGEST_SOURCE:
        raise NotUsable("source")
    if source.given_on > local_day(now):
        raise NotUsable("given_on")
    new.source, new.given_on = where, source.given_on
