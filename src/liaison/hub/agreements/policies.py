"""What a party may do with an agreement as it stands."""

from liaison.hub.agreements.choices import OPEN, WAITING, AgreementState
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


def can_call_off(agreement: Agreement, party: Party) -> bool:
    """Say whether it can be called off: by either of the two until both signed, else the team."""
    if agreement.state == AgreementState.SIGNED:
        return party.side == Side.TEAM
    return agreement.state in (AgreementState.WANTED, *WAITING)
