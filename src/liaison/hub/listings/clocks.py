"""What of needs and offers waits for people, and for how long."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.directory.visibility import sight_of
from liaison.hub.listings import visibility
from liaison.hub.listings.actions import follow_review_clock
from liaison.hub.listings.choices import CHANGES, NOTED, REVIEW
from liaison.hub.listings.models import Listing


def to_review(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for the team, to those of it who may read it."""
    listings = visibility.for_team(sight_of(for_user)).filter(public_id__in=list(ids))
    return {
        each.public_id: Described(_title(each), reverse("listings:review", args=[each.public_id]))
        for each in listings
    }


def to_change(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what was returned, to those whose it is; to the team as well."""
    wanted = list(ids)
    listings = visibility.own(sight_of(for_user)).filter(public_id__in=wanted)
    return dict(to_review(wanted, for_user=for_user)) | {
        each.public_id: Described(_title(each), reverse("listings:own", args=[each.public_id]))
        for each in listings
    }


def to_take_up(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what the team wrote down, to those for whom it did; to the team as well."""
    wanted = list(ids)
    sight = sight_of(for_user)
    described = {
        each.public_id: Described(
            _title(each) if each.waits_to_be_taken_up else each.organisation.name,
            reverse("listings:noted", args=[each.public_id]),
        )
        for each in visibility.noted(sight)
        .filter(public_id__in=wanted)
        .select_related("organisation")
    }
    return described | {
        each.public_id: Described(_title(each), reverse("listings:own", args=[each.public_id]))
        for each in visibility.own(sight).filter(public_id__in=wanted)
    }


def hold(subject: uuid.UUID) -> None:
    """Lock a listing until the transaction ends."""
    list(Listing.objects.select_for_update(of=("self",)).filter(public_id=subject))


def _title(listing: Listing) -> str:
    return listing.words_in(get_language())[1]["title"]


clock_kind(
    REVIEW,
    words=_("A need or an offer waits for the team to read it"),
    working_days=3,
    reminders=(2,),
    escalates_after=4,
    describe=to_review,
    hold=hold,
    on_assigned=follow_review_clock,
)
clock_kind(
    CHANGES,
    words=_("A need or an offer came back with remarks"),
    working_days=10,
    reminders=(5, 9),
    describe=to_change,
)
clock_kind(
    NOTED,
    words=_("A need or an offer that the team wrote down waits for its organisation"),
    working_days=10,
    reminders=(5, 9),
    describe=to_take_up,
)
