"""How agreements end: called off, or on their last day; and what is not kept after that."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from liaison.hub.accounts.actions import roles_end
from liaison.hub.agreements import messages, policies
from liaison.hub.agreements.actions.steps import NotAllowed, TooLate, locked, move, note
from liaison.hub.agreements.choices import (
    KEPT_FOR,
    OVER,
    TOLD_BEFORE,
    WAITING,
    AgreementState,
    AgreementStepKind,
)
from liaison.hub.agreements.models import Agreement, AgreementFile
from liaison.hub.agreements.queries import Party
from liaison.hub.introductions.choices import Side


@transaction.atomic
def call_off(agreement: Agreement, *, party: Party, now: dt.datetime) -> None:
    """
    Call an agreement off; the introduction goes on without one.

    :raises NotAllowed: if both have signed, and the party is not the team
    :raises TooLate: if it is over
    """
    own = locked(agreement)
    if own.state in OVER:
        raise TooLate
    if not policies.can_call_off(own, party):
        raise NotAllowed
    was_wanted_only = own.state == AgreementState.WANTED
    move(own, AgreementState.ENDED, by=party.person, now=now)
    note(own, AgreementStepKind.ENDED, side=party.side, by=party.person, now=now)
    if not was_wanted_only:
        messages.tell_called_off(own, but=party.side, now=now)


@transaction.atomic
def tell_of_end(agreement: Agreement, *, now: dt.datetime) -> bool:
    """Tell both and the team, once, that its last day comes; return whether now."""
    own = locked(agreement)
    day = own.valid_until
    if not own.is_signed or own.end_told or day is None:
        return False
    if day > timezone.localdate(now) + TOLD_BEFORE:
        return False
    own.end_told = True
    own.save(update_fields=["end_told"])
    messages.tell_end_comes(own, now=now)
    return True


@transaction.atomic
def lapse(agreement: Agreement, *, now: dt.datetime) -> bool:
    """Let it lapse after its last day, and close what it opened; return whether now."""
    own = locked(agreement)
    day = own.valid_until
    if not own.is_signed or day is None or day >= timezone.localdate(now):
        return False
    move(own, AgreementState.LAPSED, by=None, now=now)
    note(own, AgreementStepKind.LAPSED, side=Side.SOFTWARE, by=None, now=now, day=day)
    messages.tell_lapsed(own, now=now)
    return True


@transaction.atomic
def forget_files(*, now: dt.datetime) -> int:
    """Erase the files of agreements that were over long ago; return how many."""
    over = Agreement.objects.filter(state__in=OVER, state_since__lt=now - KEPT_FOR)
    return AgreementFile.objects.filter(agreement__in=over.values("pk")).delete()[0]


@receiver(roles_end)
@transaction.atomic
def hand_over(sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any) -> None:
    """Let what waited for a person who has left wait for the team, which knows whom to ask now."""
    # By now introductions have let go of the person, so that nobody is there.
    deserted = Q(introduction__asking_person=None)
    deserted |= Q(introduction__asked_person=None, introduction__asked_email="")
    waits = Q(state__in=WAITING) | ~Q(later_day_by="")
    for agreement in Agreement.objects.filter(deserted, waits).order_by("pk"):
        own = locked(agreement)
        move(own, AgreementState(own.state), by=by, now=now)
