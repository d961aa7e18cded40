"""Until when an agreement counts: each may end it earlier, and both together prolong it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from liaison.hub.agreements import messages, policies
from liaison.hub.agreements.actions.steps import TooLate, locked_for, move, note
from liaison.hub.agreements.choices import (
    LONGEST_TERM,
    OTHER_SIDE,
    AgreementState,
    AgreementStepKind,
)
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import Party


class DayNotUsable(ValueError):
    """A day of a signature is still to come; or a last day is past, or too far away."""


@transaction.atomic
def note_last_day(
    agreement: Agreement, day: dt.date | None, *, party: Party, now: dt.datetime
) -> bool:
    """
    Note until when it counts; return whether that counts now, and not only once the other agrees.

    :param day: None where it names no last day
    :raises DayNotUsable: if it is past, or too far away
    :raises TooOften: if the two have noted too much
    :raises TooLate: if it is over
    """
    own = locked_for(agreement, party)
    if not policies.can_note_last_day(own):
        raise TooLate
    if day == own.valid_until:
        return True
    counts = put_last_day(own, day, party=party, now=now)
    move(own, AgreementState(own.state), by=party.person, now=now)
    if counts:
        messages.tell_last_day(own, but=party.side, now=now)
    return counts


def put_last_day(
    agreement: Agreement, day: dt.date | None, *, party: Party, now: dt.datetime
) -> bool:
    """
    Note a last day on a locked agreement, or propose it to the other side, which hears of it.

    :returns: whether it counts now
    :raises DayNotUsable: if it is past, or too far away
    """
    today = timezone.localdate(now)
    if day is not None and not today < day <= today + LONGEST_TERM:
        raise DayNotUsable("valid_until")
    if day == agreement.valid_until:
        return True
    is_agreed = policies.can_agree_to_later_day(agreement, party) and agreement.later_day == day
    if policies.needs_a_yes(agreement, party, day) and not is_agreed:
        agreement.later_day_by, agreement.later_day = party.side, day
        _note(agreement, AgreementStepKind.LATER_WANTED, party, day, now=now)
        messages.tell_later_wanted(agreement, to=OTHER_SIDE[party.side], now=now)
        return False
    _put(agreement, day)
    kind = AgreementStepKind.LATER_AGREED if is_agreed else AgreementStepKind.LAST_DAY
    _note(agreement, kind, party, day, now=now)
    return True


@transaction.atomic
def agree_to_later_day(
    agreement: Agreement, day: dt.date | None, *, party: Party, now: dt.datetime
) -> None:
    """
    Agree to the later last day that the other side proposed; it counts from now on.

    :param day: the one that was read; None for none
    :raises TooLate: if that is not proposed any more, or past by now
    """
    own = locked_for(agreement, party)
    if not policies.can_agree_to_later_day(own, party) or own.later_day != day:
        raise TooLate
    if day is not None and day <= timezone.localdate(now):
        raise TooLate
    _put(own, day)
    _note(own, AgreementStepKind.LATER_AGREED, party, day, now=now)
    move(own, AgreementState(own.state), by=party.person, now=now)
    messages.tell_last_day(own, but=party.side, now=now)


@transaction.atomic
def leave_later_day(agreement: Agreement, *, party: Party, now: dt.datetime) -> None:
    """
    Do not agree to a later last day, or take it back where one proposed it oneself.

    :raises TooLate: if none is proposed any more
    """
    own = locked_for(agreement, party)
    if not own.later_day_by:
        raise TooLate
    day = own.later_day
    own.later_day_by, own.later_day = "", None
    _note(own, AgreementStepKind.LATER_LEFT, party, day, now=now)
    move(own, AgreementState(own.state), by=party.person, now=now)
    messages.tell_later_left(own, but=party.side, now=now)


def _put(agreement: Agreement, day: dt.date | None) -> None:
    """Have it count until a day; what was proposed before, was to another one."""
    agreement.valid_until, agreement.end_told = day, False
    agreement.later_day_by, agreement.later_day = "", None


def _note(
    agreement: Agreement,
    kind: AgreementStepKind,
    party: Party,
    day: dt.date | None,
    *,
    now: dt.datetime,
) -> None:
    note(agreement, kind, side=party.side, by=party.person, now=now, day=day)
