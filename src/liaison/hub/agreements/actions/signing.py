"""The document: who brings it, and who signed it when."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from liaison.hub.agreements import messages, policies
from liaison.hub.agreements.actions.last_day import DayNotUsable, put_last_day
from liaison.hub.agreements.actions.steps import NotAllowed, TooLate, locked_for, move, note
from liaison.hub.agreements.choices import (
    DOCUMENT_KINDS,
    LONGEST_TERM,
    MOST_FILES,
    OTHER_SIDE,
    SIGNING_SIDES,
    AgreementState,
    AgreementStepKind,
    FileOf,
)
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import Party, document_to_sign
from liaison.hub.core.files import Checked, keep, nothing_kept_in_vain
from liaison.hub.introductions.choices import Side


class WrongKind(ValueError):
    """A document is a PDF or a DOCX."""


class TooManyFiles(Exception):
    """An agreement has MOST_FILES files at most."""


def bring(agreement: Agreement, document: Checked, *, party: Party, now: dt.datetime) -> None:
    """
    Bring the document that both are to sign; it takes the place of an earlier one.

    :raises WrongKind: if it is neither a PDF nor a DOCX
    :raises TooManyFiles: if there are MOST_FILES already
    :raises TooOften: if the two have noted too much
    :raises TooLate: if somebody has signed, or it is over
    """
    with nothing_kept_in_vain():
        own = locked_for(agreement, party)
        if not policies.can_bring(own):
            raise TooLate
        _keep(own, document, FileOf.DOCUMENT, party, now=now)
        own.sent_on = timezone.localdate(now)
        move(own, AgreementState.SIGNING, by=party.person, now=now)
        note(
            own,
            AgreementStepKind.BROUGHT,
            side=party.side,
            by=party.person,
            now=now,
            day=own.sent_on,
        )
        messages.tell_document(own, but=party.side, now=now)


def sign(
    agreement: Agreement,
    side: Side,
    on: dt.date,
    *,
    of: uuid.UUID | None,
    document: Checked | None,
    valid_until: dt.date | None = None,
    party: Party,
    now: dt.datetime,
) -> None:
    """
    Note that one of the two signed; once both have, the agreement is in force.

    :param side: one's own; the team notes what it was told by either
    :param of: the document that was there to be signed; None where there was none
    :param document: the signed one, where it is kept here
    :param valid_until: its last day, see `note_last_day`; None leaves what was noted before
    :raises NotAllowed: if it is the other side's
    :raises DayNotUsable: if a day cannot be
    :raises WrongKind, TooManyFiles: see `bring`
    :raises TooOften: if the two have noted too much
    :raises TooLate: if it signed already, the agreement is over, or another document is to be
        signed by now
    """
    if side not in SIGNING_SIDES or party.side not in (side, Side.TEAM):
        raise NotAllowed
    today = timezone.localdate(now)
    if not today - LONGEST_TERM <= on <= today:
        raise DayNotUsable("signed_on")
    with nothing_kept_in_vain():
        own = locked_for(agreement, party)
        if not policies.can_sign(own, side) or of != document_to_sign(own):
            raise TooLate
        if document is not None:
            _keep(own, document, FileOf.SIGNED, party, now=now)
        if valid_until is not None:
            put_last_day(own, valid_until, party=party, now=now)
        _put_signature(own, side, on)
        is_whole = own.signed_on(OTHER_SIDE[side]) is not None
        kind = AgreementStepKind(f"signed_{side}")
        note(own, kind, side=party.side, by=party.person, now=now, day=on)
        state = AgreementState.SIGNED if is_whole else AgreementState.SIGNING
        move(own, state, by=party.person, now=now)
        if is_whole:
            messages.tell_in_force(own, now=now)
        else:
            messages.tell_signed(own, to=OTHER_SIDE[side], now=now)


@transaction.atomic
def unsign(agreement: Agreement, side: Side, *, party: Party, now: dt.datetime) -> None:
    """
    Take back that a side signed; what was opened by it is closed again, and the others hear of it.

    :raises NotAllowed: if the party may not, as it stands
    :raises TooOften: if the two have noted too much
    """
    own = locked_for(agreement, party)
    if not policies.can_unsign(own, party, side):
        raise NotAllowed
    _put_signature(own, side, None)
    kind = AgreementStepKind(f"unsigned_{side}")
    note(own, kind, side=party.side, by=party.person, now=now)
    move(own, AgreementState.SIGNING, by=party.person, now=now)
    messages.tell_unsigned(own, side, but=party.side, now=now)


def _put_signature(agreement: Agreement, side: Side, on: dt.date | None) -> None:
    field = "signed_by_asking_on" if side == Side.ASKING else "signed_by_asked_on"
    setattr(agreement, field, on)


def _keep(
    agreement: Agreement, document: Checked, of: FileOf, party: Party, *, now: dt.datetime
) -> None:
    """Keep a file, without the name it came with: that may tell more than it should."""
    if document.kind not in DOCUMENT_KINDS:
        raise WrongKind
    if agreement.files.count() >= MOST_FILES:
        raise TooManyFiles
    agreement.files.create(
        of=of,
        side=party.side,
        by=party.person,
        at=now,
        kind=document.kind.name,
        size=len(document.content),
        path=keep(document, of="agreements"),
    )
