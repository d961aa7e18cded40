"""Asking for an agreement; it begins once both sides of the introduction said yes."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.agreements import messages, policies
from liaison.hub.agreements.actions.steps import TooLate, TooOften, locked, move, note
from liaison.hub.agreements.choices import (
    MOST_AGREEMENTS,
    OPEN,
    AgreementState,
    AgreementStepKind,
)
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import Party, agreement_of, interest_of
from liaison.hub.introductions.actions import contacts_released
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.listings.queries import wants_agreement


def want(party: Party, *, now: dt.datetime) -> Agreement:
    """
    Ask for an agreement; whoever asks brings the document.

    :raises TooOften: if there were MOST_AGREEMENTS, for one of the two
    :raises TooLate: if there is one already, or nothing comes of the introduction any more
    """
    introduction = party.introduction
    had = Agreement.objects.filter(introduction=introduction)
    if party.side != Side.TEAM and had.count() >= MOST_AGREEMENTS:
        raise TooOften
    if not policies.can_want(party, agreement_of(introduction)):
        raise TooLate
    try:
        with transaction.atomic():
            # As it is by now: both may say yes at this moment.
            introduction = Introduction.objects.select_for_update(of=("self",)).get(
                pk=introduction.pk
            )
            return _begin(
                introduction, wanted_by=party.side, brings=party.side, by=party.person, now=now
            )
    except IntegrityError as error:
        # Both sides may ask at once; the constraint decides.
        if Agreement.objects.filter(introduction=introduction, state__in=OPEN).exists():
            raise TooLate from error
        raise


@receiver(contacts_released)
def begin(
    sender: Any, *, introduction: Introduction, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """
    Let what was asked for begin, now that both know each other.

    A need or an offer whose private brief comes after an agreement asks for one by itself; its
    owner brings the document.
    """
    wanted = Agreement.objects.filter(introduction=introduction, state=AgreementState.WANTED)
    if agreement := wanted.first():
        agreement = locked(agreement)
        move(agreement, AgreementState.DOCUMENT, by=by, now=now)
        note(agreement, AgreementStepKind.BEGUN, side=Side.SOFTWARE, by=None, now=now)
        messages.tell_wanted(agreement, but=Side(agreement.wanted_by), now=now)
        return
    interest = interest_of(Agreement(introduction=introduction))
    if interest and wants_agreement(interest.listing, interest.organisation):
        _begin(introduction, wanted_by=Side.SOFTWARE, brings=Side.ASKED, by=None, now=now)


def _begin(
    introduction: Introduction, *, wanted_by: Side, brings: Side, by: Any, now: dt.datetime
) -> Agreement:
    if not (introduction.is_open or introduction.is_released):
        raise TooLate
    agreement = Agreement(
        introduction=introduction,
        state=AgreementState.WANTED,
        state_since=now,
        wanted_by=wanted_by,
        brings=brings,
    )
    agreement.save()
    agreement = locked(agreement)
    note(agreement, AgreementStepKind.WANTED, side=wanted_by, by=by, now=now)
    if introduction.is_released:
        move(agreement, AgreementState.DOCUMENT, by=by, now=now)
        messages.tell_wanted(agreement, but=wanted_by, now=now)
    return agreement
