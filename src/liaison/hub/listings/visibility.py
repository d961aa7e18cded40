"""Who may see which needs and offers, and what of them. Closed by default."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from liaison.hub.directory.visibility import Sight, sight_of
from liaison.hub.listings.choices import (
    BRIEF_WITHOUT_NDA,
    FOR_PICKED_ONLY,
    ListingState,
    Tier,
)
from liaison.hub.listings.models import KeptFrom, Listing, Matched
from liaison.hub.membership.models import Membership


def open_on(day: dt.date) -> Q:
    """
    Return what is published and not over, whether or not a job has noted that yet.

    Of members alone: a membership that ended or is suspended gives no right to it.
    """
    of_member = Membership.objects.giving_rights().filter(
        organisation=OuterRef("organisation"), cluster=OuterRef("cluster")
    )
    return Q(Exists(of_member), state=ListingState.PUBLISHED, valid_until__gte=day)


def seen_on_the_board(sight: Sight, *, day: dt.date) -> QuerySet[Listing]:
    """Return what is open to whoever sees so much of the directory."""
    reached = Q(tier=Tier.PUBLIC) | Q(tier=Tier.MEMBERS, cluster__in=sight.inside)
    if sight.own:
        picked = Matched.objects.filter(organisation__in=sight.own).values("listing")
        reached |= Q(tier__in=FOR_PICKED_ONLY, pk__in=picked)
        reached |= Q(organisation__in=sight.own)
    if sight.team:
        reached |= Q(cluster__in=sight.team)
    return _not_kept_from(Listing.objects.filter(open_on(day)).filter(reached), sight)


def seen(sight: Sight, *, day: dt.date) -> QuerySet[Listing]:
    """Return the board and, beyond what is open, what is one's own or the team's to look after."""
    on_board = seen_on_the_board(sight, day=day).values("pk")
    reached = Q(pk__in=on_board) | Q(organisation__in=sight.own)
    # A draft is its organisation's alone until it is submitted, and again once it is taken back.
    reached |= Q(~Q(state=ListingState.DRAFT), cluster__in=sight.team)
    return _not_kept_from(Listing.objects.filter(reached), sight)


def own(sight: Sight) -> QuerySet[Listing]:
    """Return the listings of those for whom a person acts."""
    return Listing.objects.filter(organisation__in=sight.own)


def for_team(sight: Sight) -> QuerySet[Listing]:
    """
    Return those that a team looks after.

    Not those of an organisation for which one acts oneself, nor those that are kept from it.
    """
    listings = Listing.objects.filter(~Q(state=ListingState.DRAFT), cluster__in=sight.team)
    return _not_kept_from(listings.exclude(organisation__in=sight.own), sight)


def noted(sight: Sight) -> QuerySet[Listing]:
    """
    Return those that a team wrote down for organisations, to that team.

    Once one is taken up its words are the organisation's until it is submitted, see `for_team`.
    """
    listings = Listing.objects.filter(noted_by__isnull=False, cluster__in=sight.team)
    return _not_kept_from(listings.exclude(organisation__in=sight.own), sight)


def shows_organisation(listing: Listing, sight: Sight) -> bool:
    """Say whether whoever sees so much may know whose listing it is."""
    return (
        not listing.is_anonymous
        or listing.organisation_id in sight.own
        or listing.cluster_id in sight.team
    )


def shows_brief(listing: Listing, sight: Sight) -> bool:
    """Say whether the private brief is for them: the team, its own, and who was matched."""
    if listing.organisation_id in sight.own or listing.cluster_id in sight.team:
        return True
    if not sight.own:
        return False
    matched = Matched.objects.filter(listing=listing, organisation__in=sight.own)
    if listing.tier not in BRIEF_WITHOUT_NDA:
        matched = matched.filter(nda_signed_on__isnull=False)
    return matched.exists()


def can_be_seen_by(person: Any, listing: Listing, *, day: dt.date) -> bool:
    return seen(sight_of(person), day=day).filter(pk=listing.pk).exists()


def _not_kept_from(listings: QuerySet[Listing], sight: Sight) -> QuerySet[Listing]:
    """Leave out what is kept from those for whom a person acts, whatever else they are."""
    if not sight.own:
        return listings
    kept = KeptFrom.objects.filter(organisation__in=sight.own).values("listing")
    return listings.exclude(Q(pk__in=kept) & ~Q(organisation__in=sight.own))
