"""Who may see which agreement, and what of it; every question names who asks it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.agreements.choices import (
    OPEN,
    OVER,
    SIGNING_SIDES,
    TOLD_BEFORE,
    AgreementState,
    FileOf,
)
from liaison.hub.agreements.models import Agreement, AgreementFile, AgreementStep
from liaison.hub.interests.models import Interest
from liaison.hub.introductions.choices import OPEN as UNDECIDED
from liaison.hub.introductions.choices import RELEASED, About, Purpose, Side
from liaison.hub.introductions.links import NotOurs, read_link, reader_of
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import (
    Seen,
    Spent,
    as_seen_by,
    introductions_in,
    introductions_of,
    side_of,
    still_asks,
    still_speaks,
)
from liaison.hub.listings.choices import Tier
from liaison.hub.listings.models import Listing

NoAgreement = Agreement.DoesNotExist
NoFile = AgreementFile.DoesNotExist
NoIntroduction = Introduction.DoesNotExist
_RELATED = tuple(
    f"introduction{each}"
    for each in (
        *("", "__cluster", "__asking_person", "__asking_organisation"),
        *("__asked_person", "__asked_organisation"),
    )
)


@dataclass(frozen=True)
class Party:
    """
    Who reads an agreement, or does something with it: one of the two sides, or the team.

    :ivar person: None for who holds the link of a letter
    """

    introduction: Introduction
    side: Side
    person: Any


@dataclass(frozen=True)
class SeenAgreement:
    """
    An agreement as one party sees it; both sides see the same of it.

    :ivar sides: of each of the two its code, how it is called, and when it signed (None: not yet)
    :ivar later_day_by: which of the two would prolong it until `later_day`; "" for neither
    :ivar other: how the other side is called; "" for the team
    :ivar listing: the need or the offer whose private brief it opens; None for none
    """

    public_id: uuid.UUID
    side: Side
    state: AgreementState
    wanted_by: Side
    brings: Side
    sent_on: dt.date | None
    sides: tuple[tuple[Side, str, dt.date | None], ...]
    other: str
    valid_until: dt.date | None
    later_day_by: str
    later_day: dt.date | None
    steps: tuple[AgreementStep, ...]
    files: tuple[AgreementFile, ...]
    listing: Any

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def own_signed_on(self) -> dt.date | None:
        """When the reader's side signed; None for the team."""
        return {side: day for side, _name, day in self.sides}.get(self.side)


def party_signed_in(introduction_id: uuid.UUID, *, for_user: Any) -> Party:
    """Return on which side of an introduction a person is; raises NoIntroduction."""
    found = introductions_of(for_user=for_user).get(public_id=introduction_id)
    side = side_of(found, for_user=for_user)
    speaks = still_asks if side == Side.ASKING else still_speaks
    if side is None or not speaks(found):
        raise NoIntroduction
    return Party(found, side, for_user)


def party_of_the_team(introduction_id: uuid.UUID, *, for_user: Any) -> Party:
    """Return that a person is accountable for an introduction; raises NoIntroduction."""
    found = introductions_in(for_user=for_user).get(public_id=introduction_id)
    return Party(found, Side.TEAM, for_user)


def party_by_link(token: str, *, now: dt.datetime) -> Party:
    """
    Return who holds the link of a letter; reading it changes nothing.

    :raises NotOurs: if it was not signed here, or for something or somebody else
    :raises Spent: if it has run out, or contacts are not released
    """
    link = read_link(token, Purpose.AGREEMENT)
    related = [each.removeprefix("introduction__") for each in _RELATED[1:]]
    found = Introduction.objects.select_related(*related).filter(public_id=link.introduction)
    introduction = found.first()
    if introduction is None or link.side != Side.ASKED:
        raise NotOurs
    if now > link.until or link.reader != reader_of(introduction, link.side):
        raise Spent
    # Whoever has an account by now, signs in.
    if not introduction.is_released or introduction.asked_person_id is not None:
        raise Spent
    return Party(introduction, link.side, None)


def agreement_of(introduction: Introduction) -> Agreement | None:
    """Return the agreement of an introduction that counts, or else the last one there was."""
    every = Agreement.objects.filter(introduction=introduction).select_related(*_RELATED)
    return every.filter(state__in=OPEN).first() or every.order_by("-pk").first()


def get_agreement(public_id: uuid.UUID, *, for_user: Any) -> tuple[Agreement, Party]:
    """Return one to one of its sides, the asked one once it knows the other; raises NoAgreement."""
    return _for(public_id, party_signed_in, for_user)


def get_agreement_for_team(public_id: uuid.UUID, *, for_user: Any) -> tuple[Agreement, Party]:
    """Return one to the managers of its cluster; raises NoAgreement."""
    return _for(public_id, party_of_the_team, for_user)


def agreements_in(*, for_user: Any) -> QuerySet[Agreement]:
    """
    Return those of the clusters that a person manages, what moved last first.

    Not what was asked for in introductions of which nothing came.
    """
    seen = Introduction.objects.for_the_team_of(for_user).values("pk")
    found = Agreement.objects.filter(introduction__in=seen).select_related(*_RELATED)
    in_vain = Q(state=AgreementState.WANTED) & ~Q(introduction__state__in=[*UNDECIDED, *RELEASED])
    return found.exclude(in_vain).order_by("-state_since", "-pk")


def as_seen(agreement: Agreement, party: Party) -> SeenAgreement:
    """Return what a party sees of an agreement."""
    return SeenAgreement(
        public_id=agreement.public_id,
        side=party.side,
        state=AgreementState(agreement.state),
        wanted_by=Side(agreement.wanted_by),
        brings=Side(agreement.brings),
        sent_on=agreement.sent_on,
        sides=tuple(
            (side, name_of(party.introduction, side), agreement.signed_on(side))
            for side in SIGNING_SIDES
        ),
        other="" if party.side == Side.TEAM else _seen(party).other,
        valid_until=agreement.valid_until,
        later_day_by=agreement.later_day_by,
        later_day=agreement.later_day,
        steps=tuple(agreement.steps.select_related("by")),
        files=tuple(agreement.files.all()),
        listing=listing_opened_by(agreement),
    )


def get_file(agreement: Agreement, public_id: uuid.UUID) -> AgreementFile:
    """Return a file of an agreement that the caller may see; raises NoFile."""
    return agreement.files.get(public_id=public_id)


def document_to_sign(agreement: Agreement) -> uuid.UUID | None:
    """Return the public id of the document that counts, the last one brought; None for none."""
    brought = agreement.files.filter(of=FileOf.DOCUMENT).order_by("pk")
    return brought.values_list("public_id", flat=True).last()


def interest_of(agreement: Agreement) -> Interest | None:
    """Return the answer to a need or an offer from which its introduction came; None for others."""
    introduction = agreement.introduction
    if introduction.about_kind != About.LISTING:
        return None
    found = Interest.objects.filter(public_id=introduction.about_id)
    return found.select_related("listing", "organisation").first()


def opened_by_another(agreement: Agreement, interest: Interest) -> bool:
    """Say whether another agreement of the same two about the same need or offer is in force."""
    same = Interest.objects.filter(listing=interest.listing, organisation=interest.organisation)
    signed = Agreement.objects.filter(
        state=AgreementState.SIGNED,
        introduction__about_kind=About.LISTING,
        introduction__about_id__in=same.values("public_id"),
    )
    return signed.exclude(pk=agreement.pk).exists()


def listing_opened_by(agreement: Agreement) -> Listing | None:
    """Return the need or the offer whose private brief follows after it; None for none."""
    interest = interest_of(agreement)
    if interest is None or interest.listing.tier != Tier.AFTER_NDA:
        return None
    return interest.listing


def name_of(introduction: Introduction, side: Side) -> str:
    """Return what one of the two sides is called, once both know each other."""
    return introduction.asking_side if side == Side.ASKING else introduction.asked_side


def is_reachable(introduction: Introduction, side: Side) -> bool:
    """Say whether somebody of a side can still be written to about its agreement."""
    if side == Side.ASKING:
        return still_asks(introduction)
    if introduction.asked_person is not None:
        return still_speaks(introduction)
    return bool(introduction.asked_email)


def whose_end_comes(today: dt.date) -> QuerySet[Agreement]:
    """Return those whose last day is to be told of."""
    return Agreement.objects.filter(
        state=AgreementState.SIGNED, end_told=False, valid_until__lte=today + TOLD_BEFORE
    )


def whose_end_has_come(today: dt.date) -> QuerySet[Agreement]:
    """Return those whose last day is over."""
    return Agreement.objects.filter(state=AgreementState.SIGNED, valid_until__lt=today)


def _for(public_id: uuid.UUID, party: Any, user: Any) -> tuple[Agreement, Party]:
    found = Agreement.objects.select_related(*_RELATED).get(public_id=public_id)
    try:
        reader = party(found.introduction.public_id, for_user=user)
    except NoIntroduction as error:
        raise NoAgreement from error
    if reader.side == Side.ASKED and not found.introduction.is_released:
        raise NoAgreement
    return found, reader


def _seen(party: Party) -> Seen:
    return as_seen_by(party.introduction, party.side)
