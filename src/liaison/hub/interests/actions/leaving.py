"""What becomes of answers when a listing ends, or when people leave."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.interests.actions.answering import expire
from liaison.hub.interests.actions.sending import take_out
from liaison.hub.interests.choices import WAITING
from liaison.hub.interests.models import Interest
from liaison.hub.listings.actions.running import listing_ended
from liaison.hub.listings.models import Listing


@receiver(listing_ended)
def expire_with_listing(sender: Any, *, listing: Listing, now: dt.datetime, **signal: Any) -> None:
    """Tell everybody whose answer waits that it is not available any more."""
    for interest in Interest.objects.filter(listing=listing, state__in=WAITING).order_by("pk"):
        expire(interest, now=now)


@receiver(person_leaves)
@transaction.atomic
def let_go_of_interests(
    sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """Take back the answers whose contact leaves: nobody could be given to the other side."""
    for interest in Interest.objects.filter(contact=person, state__in=WAITING).order_by("pk"):
        colleague = (
            interest.organisation.roles.exclude(person=person)
            .filter(person__is_active=True)
            .order_by("pk")
            .first()
        )
        if colleague is not None:
            interest.contact = colleague.person
            interest.save(update_fields=["contact"])
        else:
            take_out(interest, by=person, now=now)
