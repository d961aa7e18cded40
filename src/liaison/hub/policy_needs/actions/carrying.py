"""The team carries a challenge to a ministry or funder, and may ask its people to answer here."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from liaison.hub.clocks.actions import cancel_clocks, start_clock
from liaison.hub.core.written import one_line
from liaison.hub.policy_needs import messages, policies
from liaison.hub.policy_needs.actions.gathering import record_challenge
from liaison.hub.policy_needs.actions.steps import NotAllowed, NotUsable, TooLate
from liaison.hub.policy_needs.choices import (
    ANSWER,
    LONGEST_NAME,
    MOST_ADDRESSEES,
    OPEN,
    ChallengeState,
)
from liaison.hub.policy_needs.models import Addressee, Challenge
from liaison.hub.policy_needs.queries.addressees import still_asked, strategic_partners


class NobodySaysSo(Exception):
    """No organisation stands behind the challenge, so there is nothing to carry."""


class CarriedAlready(Exception):
    """The challenge was carried to this office before."""


class TooManyAddressees(Exception):
    """The challenge is carried to MOST_ADDRESSEES offices already."""


class NotForThem(NotAllowed):
    """Somebody who is to answer does not speak for a ministry or funder of the cluster."""


def carry(
    challenge: Challenge, *, office: str, people: Iterable[Any] = (), by: Any, now: dt.datetime
) -> Addressee:
    """
    Carry a challenge to an office, and ask some of its people to answer here; they are told.

    :param people: strategic partners of the cluster; nobody where it goes by letter or in a meeting
    :raises NotAllowed: if `by` is not in the team
    :raises NotForThem: if one of the people is no strategic partner
    :raises NotUsable: if the office has no name, or too long a one
    :raises TooLate: if the challenge is closed
    :raises NobodySaysSo: if no signal is gathered into it
    :raises TooManyAddressees: if it is carried to MOST_ADDRESSEES already
    :raises CarriedAlready: if it was carried there
    """
    if not policies.can_gather(by, challenge.cluster):
        raise NotAllowed
    try:
        with transaction.atomic():
            asked = _partners(challenge, people, by=by)
            return _carry(challenge, _usable_office(office), asked, by=by, now=now)
    except IntegrityError as error:
        # The constraint decides, not a look-up beforehand: two may press the button at once.
        if challenge.addressees.filter(name=_usable_office(office)).exists():
            raise CarriedAlready from error
        raise


@transaction.atomic
def ask_people(
    addressee: Addressee, people: Iterable[Any], *, by: Any, now: dt.datetime
) -> Addressee:
    """
    Say anew who of an office is asked to answer here; those who come to it are told.

    :raises NotAllowed: if `by` is not in the team
    :raises NotForThem: if one of the people is no strategic partner
    :raises TooLate: if the challenge is closed, or the office has answered
    """
    challenge = addressee.challenge
    if not policies.can_gather(by, challenge.cluster):
        raise NotAllowed
    asked = _partners(challenge, people, by=by)
    held = locked(challenge, *OPEN)
    kept = held.addressees.filter(pk=addressee.pk).first()
    if kept is None or kept.answers.exists():
        raise TooLate
    before = set(kept.people.all())
    for person in sorted(before - set(asked), key=lambda each: each.pk):
        cancel_clocks(ANSWER, kept.public_id, person=person, by=by, now=now)
    kept.people.set(asked)
    _ask(kept, [each for each in asked if each not in before], by=by, now=now)
    record("asked_anew", held, by=by, now=now, addressee=kept)
    return kept


@transaction.atomic
def take_back(addressee: Addressee, *, by: Any, now: dt.datetime) -> None:
    """
    Take a challenge back from an office that has not answered; who was asked or told hears of it.

    :raises NotAllowed: if `by` is not in the team
    :raises TooLate: if the office has answered, or somebody took it back
    """
    if not policies.can_gather(by, addressee.challenge.cluster):
        raise NotAllowed
    held = locked(addressee.challenge, *OPEN)
    kept = held.addressees.filter(pk=addressee.pk).first()
    if kept is None or kept.answers.exists():
        raise TooLate
    asked = [each.pk for each in still_asked(kept)]
    cancel_clocks(ANSWER, kept.public_id, by=by, now=now)
    record("taken_back", held, by=by, now=now, addressee=kept)
    office, public_id = kept.name, kept.public_id
    kept.delete()
    if held.state == ChallengeState.CARRIED and not held.addressees.exists():
        move(held, ChallengeState.GATHERING, now=now)
    transaction.on_commit(
        partial(
            messages.tell_taken_back, held.pk, office, addressee=public_id, asked=asked, now=now
        )
    )


def locked(challenge: Challenge, *states: str) -> Challenge:
    """
    Return a challenge as it is now, to be changed by nobody else until the transaction ends.

    Whatever is done with its addressees and answers holds it first. Raises TooLate where it is in
    none of the states.
    """
    found = Challenge.objects.select_for_update(of=("self",)).filter(pk=challenge.pk)
    held = found.filter(state__in=states).select_related("cluster").first()
    if held is None:
        raise TooLate
    return held


def move(challenge: Challenge, state: ChallengeState, *, now: dt.datetime) -> None:
    """Bring a challenge that is held into a state."""
    challenge.state, challenge.state_since = state, now
    Challenge.objects.filter(pk=challenge.pk).update(
        state=state, state_since=now, version=F("version") + 1
    )


def record(
    verb: str, challenge: Challenge, *, by: Any, now: dt.datetime, addressee: Addressee
) -> None:
    """Write into the cluster's history what was done with an addressee of a challenge."""
    record_challenge(verb, challenge, by=by, now=now, addressee=str(addressee.public_id))


def _carry(
    challenge: Challenge, office: str, asked: list[Any], *, by: Any, now: dt.datetime
) -> Addressee:
    held = locked(challenge, *OPEN)
    if not held.signals.exists():
        raise NobodySaysSo
    if held.addressees.filter(name__iexact=office).exists():
        raise CarriedAlready
    if held.addressees.count() >= MOST_ADDRESSEES:
        raise TooManyAddressees
    addressee = Addressee.objects.create(challenge=held, name=office, carried_by=by, carried_at=now)
    addressee.people.set(asked)
    if held.state == ChallengeState.GATHERING:
        move(held, ChallengeState.CARRIED, now=now)
    _ask(addressee, asked, by=by, now=now)
    record("carried", held, by=by, now=now, addressee=addressee)
    transaction.on_commit(partial(messages.tell_carried, addressee.pk, now=now))
    return addressee


def _ask(addressee: Addressee, people: list[Any], *, by: Any, now: dt.datetime) -> None:
    cluster = addressee.challenge.cluster
    for person in people:
        start_clock(ANSWER, addressee.public_id, cluster=cluster, person=person, by=by, now=now)
    keys = [person.pk for person in people]
    transaction.on_commit(partial(messages.ask_to_answer, addressee.pk, keys, now=now))


def _partners(challenge: Challenge, people: Iterable[Any], *, by: Any) -> list[Any]:
    wanted = {person.pk for person in people}
    may = strategic_partners(challenge.cluster, for_user=by).filter(pk__in=wanted)
    # Held, so that whoever closes their account at this moment comes before this or after it.
    found = list(may.select_for_update(no_key=True).order_by("pk"))
    if len(found) < len(wanted):
        raise NotForThem
    return found


def _usable_office(name: str) -> str:
    name = one_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise NotUsable("office")
    return name
