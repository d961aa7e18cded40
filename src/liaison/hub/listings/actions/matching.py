"""Opening a need or an offer to organisations that are picked for it."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from liaison.hub.directory.models import Organisation
from liaison.hub.listings import messages, policies
from liaison.hub.listings.actions.steps import NotAllowed, NotUsable, locked, record
from liaison.hub.listings.choices import RUNNING
from liaison.hub.listings.models import Listing, Matched


class IsKeptFrom(Exception):
    """The listing is kept from this organisation."""


class AlreadyMatched(Exception):
    """The listing is open to this organisation already."""


@transaction.atomic
def match(listing: Listing, organisation: Organisation, *, by: Any, now: dt.datetime) -> Matched:
    """
    Open a listing to an organisation, and tell those who act for it.

    :raises NotAllowed: if `by` neither acts for the listing's organisation nor is of the team
    :raises IsKeptFrom: if it is kept from that organisation, or is its own
    :raises AlreadyMatched: if it was done before
    """
    if not policies.can_match(by, listing):
        raise NotAllowed
    opened = locked(listing, *RUNNING)
    kept = opened.kept_from.filter(organisation=organisation).exists()
    if kept or opened.organisation_id == organisation.pk:
        raise IsKeptFrom
    try:
        with transaction.atomic():
            matched = Matched.objects.create(
                listing=opened, organisation=organisation, by=by, at=now
            )
    except IntegrityError as error:
        raise AlreadyMatched from error
    record("matched", opened, by=by, now=now)
    transaction.on_commit(partial(messages.tell_matched, matched.pk, now=now))
    return matched


@transaction.atomic
def unmatch(matched: Matched, *, by: Any, now: dt.datetime) -> None:
    """Close a listing to an organisation again; raises NotAllowed."""
    if not policies.can_match(by, matched.listing):
        raise NotAllowed
    if Matched.objects.filter(pk=matched.pk).delete()[0]:
        record("unmatched", matched.listing, by=by, now=now)


@transaction.atomic
def note_nda(matched: Matched, on: dt.date, *, by: Any, now: dt.datetime) -> None:
    """
    Note on which day an organisation signed a non-disclosure agreement.

    :raises NotAllowed: if `by` may not match
    :raises NotUsable: if the day is still to come
    """
    if not policies.can_match(by, matched.listing):
        raise NotAllowed
    if on > timezone.localdate(now):
        raise NotUsable("nda_signed_on")
    Matched.objects.filter(pk=matched.pk).update(nda_signed_on=on, nda_made_here=False)
    record("nda_noted", matched.listing, by=by, now=now, on=on)


def note_agreement(
    listing: Listing, organisation: Organisation, on: dt.date, *, by: Any, now: dt.datetime
) -> None:
    """
    Note the day of an agreement that was made here, whoever may match; see `note_nda`.

    In the transaction in which both have signed.
    """
    matched, _made = Matched.objects.get_or_create(
        listing=listing, organisation=organisation, defaults={"by": by, "at": now}
    )
    # What people noted stands, and does not end with what was made here.
    unsigned = Matched.objects.filter(pk=matched.pk, nda_signed_on=None)
    if unsigned.update(nda_signed_on=on, nda_made_here=True):
        record("nda_noted", listing, by=by, now=now, on=on)


def forget_agreement(
    listing: Listing, organisation: Organisation, *, by: Any, now: dt.datetime
) -> None:
    """Close the private brief where it is open by an agreement made here that counts no more."""
    made_here = Matched.objects.filter(
        listing=listing, organisation=organisation, nda_made_here=True
    )
    if made_here.update(nda_signed_on=None, nda_made_here=False):
        record("nda_over", listing, by=by, now=now)


def open_brief(listing: Listing, organisation: Organisation, *, by: Any, now: dt.datetime) -> None:
    """
    Let an organisation with which it came to an introduction read the private brief.

    For those that come after a signed agreement, the day of that is still to be noted. In the
    transaction of whoever accepts.
    """
    Matched.objects.get_or_create(
        listing=listing, organisation=organisation, defaults={"by": by, "at": now}
    )
