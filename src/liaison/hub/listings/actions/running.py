"""What becomes of a need or an offer once it is published."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal, receiver
from django.utils import timezone

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.clocks.actions import cancel_clocks
from liaison.hub.listings import messages, policies
from liaison.hub.listings.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    move,
    noted_erased,
    record,
    usable,
)
from liaison.hub.listings.choices import (
    CHANGES,
    LONGEST_NOTE,
    MOST_DAYS_OPEN,
    REVIEW,
    RUNNING,
    ListingState,
    Outcome,
    VersionState,
)
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import expiring, is_member

# Sent in the transaction in which a listing stops to be answered for good, with `listing`, `now`.
listing_ended = Signal()


@transaction.atomic
def pause(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Take it off the board for a while; raises NotAllowed, or TooLate."""
    _own(listing, by)
    paused = locked(listing, ListingState.PUBLISHED)
    move(paused, ListingState.PAUSED, now=now)
    record("paused", paused, by=by, now=now)


@transaction.atomic
def resume(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Bring it back onto the board; raises NotAllowed, or TooLate."""
    _own(listing, by)
    resumed = locked(listing, ListingState.PAUSED)
    if resumed.valid_until is None or resumed.valid_until < timezone.localdate(now):
        raise TooLate
    move(resumed, ListingState.PUBLISHED, now=now)
    record("resumed", resumed, by=by, now=now)


@transaction.atomic
def close(listing: Listing, outcome: str, *, note: str = "", by: Any, now: dt.datetime) -> None:
    """
    End it, and say what became of it.

    :raises NotAllowed: if `by` does not act for it
    :raises NotUsable: if there is no such outcome, or the note is too long
    :raises TooLate: if it has ended already
    """
    _own(listing, by)
    if outcome not in Outcome.values:
        raise NotUsable("outcome")
    closed = locked(listing, *RUNNING, ListingState.EXPIRED)
    closed.outcome = outcome
    closed.outcome_note = usable(note, field="note", longest=LONGEST_NOTE)
    is_match = outcome == Outcome.FOUND_HERE
    _drop_waiting(closed, by=by, now=now)
    move(closed, ListingState.MATCHED if is_match else ListingState.CLOSED, now=now)
    record("closed", closed, by=by, now=now, outcome=outcome)
    listing_ended.send(sender=Listing, listing=closed, now=now)


@transaction.atomic
def renew(listing: Listing, until: dt.date, *, by: Any, now: dt.datetime) -> None:
    """
    Keep it open for longer, or open it again after it expired.

    :raises NotAllowed: if `by` does not act for it, or it is no member's any more
    :raises NotUsable: if that day is past, or more than twelve months off
    :raises TooLate: if it was closed
    """
    _own(listing, by)
    if not is_member(listing.organisation, listing.cluster):
        raise NotAllowed
    renewed = locked(listing, *RUNNING, ListingState.EXPIRED)
    if (
        not timezone.localdate(now)
        < until
        <= timezone.localdate(now) + dt.timedelta(days=MOST_DAYS_OPEN)
    ):
        raise NotUsable("valid_until")
    renewed.valid_until = until
    renewed.times_renewed += 1
    if renewed.state == ListingState.EXPIRED:
        move(renewed, ListingState.PUBLISHED, now=now)
    else:
        renewed.changed_at = now
        renewed.save()
    record("renewed", renewed, by=by, now=now, until=until)
    transaction.on_commit(partial(messages.tell_renewed, renewed.pk, now=now))


@transaction.atomic
def expire(listing: Listing, *, now: dt.datetime) -> bool:
    """Note that its last day has passed; return whether that was still to be done."""
    try:
        over = locked(listing, *RUNNING)
    except TooLate:
        return False
    if over.valid_until is None or over.valid_until >= timezone.localdate(now):
        return False
    _drop_waiting(over, by=None, now=now)
    move(over, ListingState.EXPIRED, now=now)
    record("expired", over, by=None, now=now)
    listing_ended.send(sender=Listing, listing=over, now=now)
    messages.tell_expired(over.pk, now=now)
    return True


def remind_of_end(*, today: dt.date, until: dt.date, now: dt.datetime) -> int:
    """Write once about each that ends between two days; return to how many."""
    told = 0
    for listing in expiring(on=today, until=until):
        with transaction.atomic():
            told += messages.remind_of_end(listing.pk, now=now)
    return told


@receiver(person_leaves)
@transaction.atomic
def forget_person(sender: Any, *, person: Any, now: dt.datetime, **signal: Any) -> None:
    """
    Erase the drafts that a person leaves behind, where nobody else acts for their organisation.

    What they wrote down for one as somebody of the team waits for it all the same.
    What was submitted is the organisation's; the account that wrote it is erased and names nobody.
    """
    drafts = Listing.objects.filter(written_by=person, state=ListingState.DRAFT, submitted_at=None)
    for draft in drafts.exclude(noted_by__isnull=False, taken_up_at=None):
        if not draft.organisation.roles.exclude(person=person).exists():
            if draft.noted_by_id:
                noted_erased.send(sender=Listing, listing=draft, by_the_team=False, now=now)
            draft.delete()


def _own(listing: Listing, by: Any) -> None:
    if not policies.owns(by, listing):
        raise NotAllowed


def _drop_waiting(listing: Listing, *, by: Any, now: dt.datetime) -> None:
    """Words that wait for review are not needed any more."""
    for kind in (REVIEW, CHANGES):
        cancel_clocks(kind, listing.public_id, by=by, now=now)
    listing.versions.filter(state=VersionState.WAITING).update(state=VersionState.WITHDRAWN)
