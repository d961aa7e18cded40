"""What the asked side answers, with an account or by the link of a letter; and the release."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.dispatch import Signal

from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster
from liaison.hub.core.written import one_line
from liaison.hub.directory.models import Organisation
from liaison.hub.introductions import messages
from liaison.hub.introductions.actions.proposing import (
    AlreadyProposed,
    SameSide,
    Wish,
    usable,
)
from liaison.hub.introductions.actions.steps import NotAllowed, TooLate, lock, move, note
from liaison.hub.introductions.choices import (
    LATEST_NOT_NOW,
    DeclineReason,
    Side,
    State,
    Step,
)
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.policies import can_ask_for
from liaison.hub.introductions.queries import (
    Answering,
    changeable_until,
    still_asks,
    still_speaks,
    waits_for_answer,
)

_LONGEST_NAME = 200


# Sent, in the transaction in which both sides have said yes: `introduction`, `by` whose yes was the
# last one (None for who has no account), `now`.
contacts_released = Signal()


class DayNotUsable(ValueError):
    """The day of a "not now" is today or past, or too far away."""


class ColleagueNotUsable(ValueError):
    """A colleague has no name, or no usable e-mail address."""


@transaction.atomic
def accept(answering: Answering, *, contact: str = "", now: dt.datetime) -> Introduction:
    """
    Say yes for the asked side: both sides get each other's names and addresses at once.

    A no, or a "not now", may be turned into a yes for a while.

    :param contact: how whoever has no account wants to be called
    :raises TooLate: if it was answered otherwise, taken back or has run out
    """
    locked = _still_asked(answering, now=now, may_change=True)
    if not still_asks(locked):
        raise TooLate
    fields = {}
    if answering.person is None and (contact := one_line(contact)):
        fields["asked_contact"] = contact[:_LONGEST_NAME]
    move(
        locked,
        Step.ACCEPTED,
        State.ACCEPTED,
        from_=(State.ASKED, State.DECLINED, State.NOT_NOW),
        side=Side.ASKED,
        by=answering.person,
        now=now,
        asked_agreed_at=now,
        released_at=now,
        **fields,
    )
    _release(locked, by=answering.person, now=now)
    return locked


@transaction.atomic
def decline(answering: Answering, *, reason: str, now: dt.datetime) -> Introduction:
    """
    Say no for the asked side; the asking side hears "not available" and nothing else.

    :param reason: a code of REASONS_TO_CHOOSE
    :raises ValueError: if there is no such reason
    :raises TooLate: if it was answered otherwise, taken back or has run out
    """
    reason = DeclineReason(reason)
    locked = _still_asked(answering, now=now, may_change=False)
    move(
        locked,
        Step.DECLINED,
        State.DECLINED,
        from_=(State.ASKED, State.NOT_NOW),
        side=Side.ASKED,
        by=answering.person,
        now=now,
        decline_reason=reason,
    )
    messages.tell_not_available(locked, now=now)
    return locked


@transaction.atomic
def say_not_now(answering: Answering, *, until: dt.date, now: dt.datetime) -> Introduction:
    """
    Say "not now, but perhaps from a certain day"; then the asking side may ask again.

    :raises DayNotUsable: if the day is not after today, or further than LATEST_NOT_NOW
    :raises TooLate: if it was answered otherwise, taken back or has run out
    """
    if not now.date() < until <= (now + LATEST_NOT_NOW).date():
        raise DayNotUsable
    locked = _still_asked(answering, now=now, may_change=False)
    move(
        locked,
        Step.NOT_NOW,
        State.NOT_NOW,
        from_=(State.ASKED,),
        side=Side.ASKED,
        by=answering.person,
        now=now,
        not_now_until=until,
    )
    messages.tell_not_now(locked, now=now)
    return locked


@transaction.atomic
def name_colleague(
    answering: Answering, *, name: str, address: str, now: dt.datetime
) -> Introduction:
    """
    Say that one is the wrong person, and who is the right one; the team decides whom to ask.

    The colleague is neither written to nor kept: the team gets the name by letter.

    :raises ColleagueNotUsable: if there is no name, or no e-mail address that works
    :raises TooLate: if it was answered otherwise, taken back or has run out
    """
    name = one_line(name)
    address = User.objects.normalize_email(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ColleagueNotUsable from error
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ColleagueNotUsable
    locked = _still_asked(answering, now=now, may_change=False)
    move(
        locked,
        Step.WRONG_PERSON,
        State.PROPOSED,
        from_=(State.ASKED,),
        side=Side.ASKED,
        by=answering.person,
        now=now,
        # Their link opens nothing any more.
        letter_number=locked.letter_number + 1,
        asked_person=None,
        asked_email="",
        asked_email_source="",
        asked_contact="",
        answer_until=None,
    )
    messages.tell_team_of_colleague(locked, name=name, address=address, now=now)
    return locked


def introduce_agreed(
    *,
    cluster: Cluster,
    asking_person: Any,
    asking_organisation: Organisation | None,
    asked_person: Any,
    asked_organisation: Organisation,
    wish: Wish,
    by: Any,
    now: dt.datetime,
) -> Introduction:
    """
    Bring two sides together that have both agreed already, for instance over a listing.

    :param by: whose agreement was the last one
    :raises NotAllowed: if one of the persons does not act for the organisation named
    :raises SameSide: if both sides are the same
    :raises AlreadyProposed: if an introduction between the two is open
    :raises WordsNotUsable, RevealsContact, RevealsName: if the words cannot be passed on
    """
    if asking_person == asked_person or asking_organisation == asked_organisation:
        raise SameSide
    if not can_ask_for(asking_person, asking_organisation):
        raise NotAllowed
    if not can_ask_for(asked_person, asked_organisation):
        raise NotAllowed
    wish = usable(wish, person=asking_person, organisation=asking_organisation)
    with transaction.atomic():
        # The lock makes two agreements at the same moment take their turns.
        Organisation.objects.select_for_update().get(pk=asked_organisation.pk)
        same = Introduction.objects.between(
            asking_person=asking_person,
            asking_organisation=asking_organisation,
            asked={"asked_organisation": asked_organisation},
        ).filter(cluster=cluster)
        again = same.filter(about_kind=wish.about_kind, about_id=wish.about_id)
        if same.open().exists() or (wish.about_id and again.exists()):
            raise AlreadyProposed
        introduction = Introduction.objects.create(
            cluster=cluster,
            state=State.ACCEPTED,
            state_since=now,
            proposed_by=by,
            proposed_at=now,
            asking_person=asking_person,
            asking_organisation=asking_organisation,
            asking_agreed_at=now,
            is_anonymous=wish.is_anonymous,
            described_as=wish.described_as,
            asked_organisation=asked_organisation,
            asked_name=asked_organisation.name,
            asked_country=asked_organisation.country,
            asked_person=asked_person,
            asked_at=now,
            asked_agreed_at=now,
            released_at=now,
            blurb=wish.blurb,
            about_kind=wish.about_kind,
            about_id=wish.about_id,
        )
        side = Side.ASKING if by == asking_person else Side.ASKED
        note(introduction, Step.ACCEPTED, before="", side=side, by=by, now=now)
        _release(introduction, by=by, now=now)
    return introduction


def _still_asked(answering: Answering, *, now: dt.datetime, may_change: bool) -> Introduction:
    """Return it locked, if this letter still counts; raises TooLate."""
    locked = lock(answering.introduction)
    if locked.letter_number != answering.number or not still_speaks(locked):
        raise TooLate
    if locked.state == State.ASKED:
        if not waits_for_answer(locked, now=now):
            raise TooLate
        return locked
    until = changeable_until(locked)
    if until is None or now > until:
        raise TooLate
    if locked.state == State.DECLINED and not may_change:
        raise TooLate
    return locked


def _release(introduction: Introduction, *, by: Any, now: dt.datetime) -> None:
    messages.release_contacts(introduction, now=now)
    messages.tell_team_of_release(introduction, now=now)
    contacts_released.send(sender=Introduction, introduction=introduction, by=by, now=now)
