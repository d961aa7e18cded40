"""What a party may do with an agreement as it stands."""

import datetime as dt

from liaison.hub.agreements.choices import OPEN, OTHER_SIDE, WAITING, AgreementState
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import Party
from liaison.hub.introductions.choices import OPEN as INTRODUCTION_IS_OPEN
from liaison.hub.introductions.choices import Side


def can_want(party: Party, agreement: Agreement | None) -> bool:
    """
    Say whether a party may ask for an agreement; `agreement` is the last there was.

    The asked side may once both said yes: before that it knows nobody to sign with.
    """
    if agreement is not None and agreement.state in OPEN:
        return False
    if party.introduction.is_released:
        return True
    return party.side != Side.ASKED and party.introduction.state in INTRODUCTION_IS_OPEN


def can_bring(agreement: Agreement) -> bool:
    """Say whether a document may be brought, or another one: only as long as nobody signed."""
    signed = agreement.signed_by_asking_on or agreement.signed_by_asked_on
    return agreement.state in WAITING and not signed


def can_sign(agreement: Agreement, side: Side) -> bool:
    """Say whether it can be noted that one of the two signed."""
    return agreement.state in WAITING and agreement.signed_on(side) is None


def can_unsign(agreement: Agreement, party: Party, side: Side) -> bool:
    """Say whether a signature can be taken back: once both signed, by the team alone."""
    if agreement.signed_on(side) is None:
        return False
    if party.side == Side.TEAM:
        return agreement.state in (*WAITING, AgreementState.SIGNED)
    return party.side == side and agreement.state in WAITING


def can_note_last_day(agreement: Agreement) -> bool:
    return agreement.state in (*WAITING, AgreementState.SIGNED)


def prolongs(agreement: Agreement, day: dt.date | None) -> bool:
    """Say whether it would count for longer than now with this last day, or with none."""
    until = agreement.valid_until
    return until is not None and (day is None or day > until)


def needs_a_yes(agreement: Agreement, party: Party, day: dt.date | None) -> bool:
    """Say whether a last day counts only once the other side agreed: a later one than it signed."""
    if party.side == Side.TEAM or not prolongs(agreement, day):
        return False
    return agreement.signed_on(OTHER_SIDE[party.side]) is not None


def can_agree_to_later_day(agreement: Agreement, party: Party) -> bool:
    """Say whether a party may agree to the later day: the other side, or the team on its word."""
    return bool(agreement.later_day_by) and party.side != agreement.later_day_by


def can_call_off(agreement: Agreement, party: Party) -> bool:
    """Say whether it can be called off: by either of the two until both signed, else the team."""
    if agreement.state == AgreementState.SIGNED:
        return party.side == Side.TEAM
    return agreement.state in (AgreementState.WANTED, *WAITING)
