"""The team tells members what was answered to a challenge, and what became of it in the end."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.db import transaction

from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, start_clock
from liaison.hub.policy_needs import messages
from liaison.hub.policy_needs.actions.gathering import (
    locked_challenge,
    record_challenge,
    usable_word,
)
from liaison.hub.policy_needs.actions.steps import NotUsable, TooLate
from liaison.hub.policy_needs.choices import (
    ANSWER,
    OPEN,
    TELL,
    ChallengeOutcome,
    ChallengeState,
)
from liaison.hub.policy_needs.models import Challenge, OfficialAnswer
from liaison.hub.policy_needs.queries.addressees import still_asked
from liaison.hub.policy_needs.queries.challenges import get_answer, mark_of


class NotToldYet(Exception):
    """An answer waits to be told to those who wait for it."""


@transaction.atomic
def tell_back(
    answer: uuid.UUID, *, word: str, seen: str, by: Any, now: dt.datetime
) -> OfficialAnswer:
    """
    Tell an official answer, with a word of the team, to everybody who stands behind its challenge.

    :param seen: the mark of what is told (see `queries.challenges.mark_of`)
    :raises NoAnswer: if `by` is not in the team
    :raises NotUsable: if the word is none or too long
    :raises TooLate: if it was told already, or is another since
    """
    word = usable_word(word)
    challenge = get_answer(answer, for_user=by).addressee.challenge
    challenge = locked_challenge(challenge.public_id, *ChallengeState, by=by)
    untold = OfficialAnswer.objects.select_for_update().filter(public_id=answer, told_at=None)
    told = untold.first()
    if told is None or mark_of(told) != seen:
        raise TooLate
    told.told_at, told.told_by, told.team_word = now, by, word
    told.save()
    meet_clocks(TELL, told.public_id, by=by, now=now)
    record_challenge("answer_told", challenge, by=by, now=now, answer=str(told.public_id))
    transaction.on_commit(partial(messages.tell_answer, told.pk, now=now))
    return told


@transaction.atomic
def close(
    challenge: uuid.UUID, *, outcome: str, word: str, seen: str, by: Any, now: dt.datetime
) -> Challenge:
    """
    Say what became of a challenge, to everybody who stands behind it.

    Offices that have not answered need not any more; their people are told.

    :param seen: the state in which `by` saw it
    :raises NoChallenge: if `by` is not in the team
    :raises NotUsable: if there is no such outcome, or the word is none or too long
    :raises NotToldYet: if an answer waits to be told; that comes first
    :raises TooLate: if it is in another state by now
    """
    if outcome not in ChallengeOutcome.values:
        raise NotUsable("outcome")
    word = usable_word(word)
    if seen not in OPEN:
        raise TooLate
    found = locked_challenge(challenge, seen, by=by)
    if OfficialAnswer.objects.filter(addressee__challenge=found, told_at=None).exists():
        raise NotToldYet
    found.outcome, found.closing_word = outcome, word
    _move(found, ChallengeState.CLOSED, now=now)
    for office in found.addressees.filter(answers=None):
        cancel_clocks(ANSWER, office.public_id, by=by, now=now)
        transaction.on_commit(partial(messages.tell_office_closed, office.pk, now=now))
    record_challenge("closed", found, by=by, now=now, outcome=outcome)
    transaction.on_commit(partial(messages.tell_closed, found.pk, now=now))
    return found


@transaction.atomic
def open_again(challenge: uuid.UUID, *, by: Any, now: dt.datetime) -> Challenge:
    """
    Take back that a challenge was closed; who was told of that is told, or asked, anew.

    :raises NoChallenge: if `by` is not in the team
    :raises TooLate: if it is not closed any more
    """
    found = locked_challenge(challenge, ChallengeState.CLOSED, by=by)
    found.outcome = found.closing_word = ""
    _move(found, _state_before(found), now=now)
    for office in found.addressees.filter(answers=None):
        asked = still_asked(office)
        for person in asked:
            whose = {"cluster": found.cluster, "person": person}
            start_clock(ANSWER, office.public_id, **whose, by=by, now=now)
        keys = [person.pk for person in asked]
        transaction.on_commit(partial(messages.ask_to_answer, office.pk, keys, now=now))
    record_challenge("opened_again", found, by=by, now=now)
    transaction.on_commit(partial(messages.tell_opened_again, found.pk, now=now))
    return found


def _state_before(challenge: Challenge) -> ChallengeState:
    if OfficialAnswer.objects.filter(addressee__challenge=challenge).exists():
        return ChallengeState.ANSWERED
    is_carried = challenge.addressees.exists()
    return ChallengeState.CARRIED if is_carried else ChallengeState.GATHERING


def _move(challenge: Challenge, state: ChallengeState, *, now: dt.datetime) -> None:
    challenge.state, challenge.state_since = state, now
    challenge.version += 1
    challenge.save()
