"""Who answers for a side, whether they still may, and until when."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Value, When

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from liaison.hub.directory.models import OrganisationRole
from liaison.hub.directory.visibility import acts_for
from liaison.hub.introductions.choices import CHANGED_WITHIN, DeclineReason, Purpose, Side, State
from liaison.hub.introductions.links import NotOurs, read_link, reader_of
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries.taking_part import RELATED, NoIntroduction


class Spent(Exception):
    """The link of a letter has run out, or a later letter took its place."""


@dataclass(frozen=True)
class Answering:
    """
    Who answers for the asked side: whoever holds the link of a letter, or a person signed in.

    :ivar number: which letter it was
    :ivar person: None for who has no account
    """

    introduction: Introduction
    number: int
    person: Any


def who_answers_for(introduction: Introduction) -> User | None:
    """Return whom to ask at an organisation of the directory: who has answered for it longest."""
    if introduction.asked_organisation_id is None:
        return None
    held = OrganisationRole.objects.filter(
        organisation=introduction.asked_organisation_id, person__is_active=True
    ).exclude(person=introduction.asking_person_id)
    owners_first = Case(When(role=Role.ORGANISATION_OWNER, then=Value(0)), default=Value(1))
    first = held.select_related("person").order_by(owners_first, "granted_at", "pk").first()
    return first.person if first else None


def answering_by_link(token: str, *, now: dt.datetime, even_late: bool = False) -> Answering:
    """
    Return who answers by the link of a letter; reading it changes nothing.

    :param even_late: also after its time, and to who no longer acts for the asked organisation,
        for what never runs out: no more such letters
    :raises NotOurs: if it was not signed here, or for something or somebody else
    :raises Spent: if it has run out, or a later letter took its place
    """
    link = read_link(token, Purpose.ANSWER)
    found = Introduction.objects.select_related(*RELATED).filter(public_id=link.introduction)
    introduction = found.first()
    if introduction is None or link.side != Side.ASKED:
        raise NotOurs
    if (now > link.until and not even_late) or link.number != introduction.letter_number:
        raise Spent
    if link.reader != reader_of(introduction, Side.ASKED):
        raise Spent
    if not even_late and not still_speaks(introduction):
        raise Spent
    return Answering(introduction, link.number, introduction.asked_person)


def answering_signed_in(public_id: uuid.UUID, *, for_user: Any) -> Answering:
    """Return that a person answers who was asked and has signed in; raises NoIntroduction."""
    if not for_user.is_authenticated:
        raise NoIntroduction
    asked = Introduction.objects.of_person(for_user).filter(asked_person=for_user)
    introduction = asked.select_related(*RELATED).get(public_id=public_id)
    if not still_speaks(introduction):
        raise NoIntroduction
    return Answering(introduction, introduction.letter_number, for_user)


def telling_by_link(token: str, *, now: dt.datetime) -> tuple[Introduction, Side]:
    """
    Return of which introduction a link asks what came of it, and which side holds the link.

    :raises NotOurs: if it was not signed here, or for something or somebody else
    :raises Spent: if it has run out, or contacts are not released (any more)
    """
    link = read_link(token, Purpose.OUTCOME)
    found = Introduction.objects.select_related(*RELATED).filter(public_id=link.introduction)
    introduction = found.first()
    if introduction is None or link.side not in (Side.ASKING, Side.ASKED):
        raise NotOurs
    if now > link.until or link.reader != reader_of(introduction, link.side):
        raise Spent
    if not introduction.is_released:
        raise Spent
    return introduction, link.side


def still_speaks(introduction: Introduction) -> bool:
    """Say whether who was asked with an account still acts for the asked organisation."""
    person = introduction.asked_person
    if person is None:
        return True
    organisation = introduction.asked_organisation
    return person.is_active and organisation is not None and acts_for(person, organisation)


def still_asks(introduction: Introduction) -> bool:
    """Say whether the asking person is still here and acts for the asking organisation."""
    person, organisation = introduction.asking_person, introduction.asking_organisation
    if person is None or not person.is_active:
        return False
    return organisation is None or acts_for(person, organisation)


def changeable_until(introduction: Introduction) -> dt.datetime | None:
    """Return until when a no, or a "not now", may still become a yes; None where it may not."""
    if introduction.state == State.NOT_NOW:
        return introduction.state_since + CHANGED_WITHIN
    is_no = introduction.state == State.DECLINED
    if is_no and introduction.decline_reason != DeclineReason.OPTED_OUT:
        return introduction.state_since + CHANGED_WITHIN
    return None


def waits_for_answer(introduction: Introduction, *, now: dt.datetime) -> bool:
    """
    Say whether the asked side may answer now for the first time.

    While its question waits for the asking side, its own time does not run out.
    """
    until = introduction.answer_until
    in_time = introduction.question_since is not None or (until is not None and now <= until)
    return introduction.state == State.ASKED and in_time
