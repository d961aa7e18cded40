"""Answering a need or an offer."""

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from liaison.hub.audit.queries import times_done
from liaison.hub.clocks.actions import cancel_clocks, meet_clocks, resume_clocks, start_clock
from liaison.hub.directory.models import Organisation
from liaison.hub.interests import messages, policies
from liaison.hub.interests.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    move,
    record,
    usable,
)
from liaison.hub.interests.choices import (
    ANSWER,
    CAN_BE_TAKEN_BACK_FOR,
    LONGEST_BRINGS,
    LONGEST_NOTE,
    MORE,
    MOST_A_DAY,
    MOST_EVIDENCE,
    MOST_NOTES,
    SCREEN,
    TOLD_LATER,
    WAITING,
    InterestState,
    Side,
)
from liaison.hub.interests.models import Interest, InterestNote
from liaison.hub.interests.queries import (
    colleagues_in,
    open_interest_of,
    proofs_of,
    state_for_sender,
    taken_back_since,
    was_refused,
)
from liaison.hub.listings.models import Listing

_A_DAY = dt.timedelta(days=1)


class NotPossible(Exception):
    """
    This organisation cannot answer this listing.

    :ivar hindrance: why
    """

    def __init__(self, hindrance: policies.Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


class AlreadyOpen(Exception):
    """The organisation's answer is under way already."""


class AlreadyAnswered(Exception):
    """The organisation's answer was declined; it is not sent again."""


class TooSoon(Exception):
    """The organisation took its answer back a moment ago; it may send another one soon."""


class TooMany(Exception):
    """As many as MOST_A_DAY were sent by this person within a day."""


def express(
    listing: Listing,
    organisation: Organisation,
    *,
    brings: str,
    evidence: Collection[str],
    contact: Any,
    by: Any,
    now: dt.datetime,
) -> Interest:
    """
    Say what an organisation would bring; the team reads it first.

    :param evidence: codes of `proofs_of`
    :param contact: who of the organisation would be the contact
    :raises NotPossible: if it cannot answer this
    :raises NotUsable: if words, evidence or contact cannot be kept
    :raises GivesContact: if the words lead past what is agreed here
    :raises AlreadyOpen: if its answer is under way
    :raises TooSoon: if it took one back within CAN_BE_TAKEN_BACK_FOR
    :raises AlreadyAnswered: if it was declined before
    :raises TooMany: if `by` sent MOST_A_DAY within a day
    """
    hindered = policies.hindrance(by, organisation, listing, day=timezone.localdate(now))
    if hindered:
        raise NotPossible(hindered)
    said = usable(brings, field="brings", longest=LONGEST_BRINGS)
    proofs = {each.code: each for each in proofs_of(organisation)}
    if len(evidence) > MOST_EVIDENCE or not set(evidence) <= set(proofs):
        raise NotUsable("evidence")
    if contact.pk not in {each.pk for each in colleagues_in(organisation)}:
        raise NotUsable("contact")
    if times_done("interest.submitted", by=by, since=now - _A_DAY) >= MOST_A_DAY:
        raise TooMany
    if open_interest_of(listing.pk, [organisation]):
        raise AlreadyOpen
    # Whether or not it had been declined by then: a difference would tell of that at once.
    if taken_back_since(now - CAN_BE_TAKEN_BACK_FOR, listing.pk, organisation):
        raise TooSoon
    if was_refused(listing.pk, organisation):
        raise AlreadyAnswered
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                listing=listing,
                organisation=organisation,
                written_by=by,
                contact=contact,
                brings=said,
                evidence=[proofs[code].kept() for code in dict.fromkeys(evidence)],
                state_since=now,
                submitted_at=now,
            )
            record("submitted", interest, by=by, now=now)
            start_clock(SCREEN, interest.public_id, cluster=listing.cluster, by=by, now=now)
            transaction.on_commit(partial(messages.tell_team, interest.pk, now=now))
    except IntegrityError as error:
        # Two colleagues may send at once; the constraint decides.
        if open_interest_of(listing.pk, [organisation]):
            raise AlreadyOpen from error
        raise
    return interest


@transaction.atomic
def withdraw(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """Take it back while nobody accepted it; raises NotAllowed, or TooLate."""
    if not policies.is_sender(by, interest):
        raise NotAllowed
    take_out(interest, by=by, now=now)


def take_out(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """Withdraw it, whoever may; in the caller's transaction. Raises TooLate."""
    # What was decided a moment ago has not happened yet for its sender.
    withdrawn = locked(interest, *WAITING, *TOLD_LATER)
    if withdrawn.state in TOLD_LATER and withdrawn.told_at is not None:
        raise TooLate
    move(withdrawn, InterestState.WITHDRAWN, now=now)
    record("withdrawn", withdrawn, by=by, now=now)
    for kind in (SCREEN, ANSWER, MORE):
        cancel_clocks(kind, withdrawn.public_id, by=by, now=now)


@transaction.atomic
def say_more(interest: Interest, said: str, *, by: Any, now: dt.datetime) -> InterestNote:
    """
    Answer what was asked; it is the other side's turn again.

    :raises NotAllowed: if `by` does not act for the sender
    :raises NotUsable, GivesContact: if the words cannot be passed on
    :raises TooLate: if nothing is asked any more
    """
    if not policies.is_sender(by, interest):
        raise NotAllowed
    answered = locked(interest, InterestState.MORE_INFO, *TOLD_LATER)
    # What was decided a moment ago has not happened yet for its sender, who may still answer.
    if state_for_sender(answered) != InterestState.MORE_INFO:
        raise TooLate
    text = usable(said, field="said", longest=LONGEST_NOTE)
    if answered.notes.count() >= MOST_NOTES:
        raise TooLate
    note = InterestNote.objects.create(
        interest=answered, side=Side.SENDER, by=by, at=now, said=text
    )
    record("more_said", answered, by=by, now=now)
    meet_clocks(MORE, answered.public_id, by=by, now=now)
    if answered.state != InterestState.MORE_INFO:
        answered.state_before = InterestState.FORWARDED
        answered.save(update_fields=["state_before"])
        return note
    move(answered, InterestState.FORWARDED, now=now)
    resume_clocks(ANSWER, answered.public_id, by=by, now=now)
    transaction.on_commit(partial(messages.tell_more, note.pk, now=now))
    return note
