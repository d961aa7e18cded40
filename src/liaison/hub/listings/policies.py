"""Who may do what with a need or an offer."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for, sight_of
from liaison.hub.listings import visibility
from liaison.hub.listings.choices import EDITABLE, RUNNING, WITH_THE_TEAM, ListingState
from liaison.hub.listings.models import Listing
from liaison.hub.listings.queries import is_member


def can_write_for(user: Any, organisation: Organisation, cluster: Cluster) -> bool:
    """Say whether the user may write needs and offers of a member in this cluster."""
    return user.is_active and acts_for(user, organisation) and is_member(organisation, cluster)


def owns(user: Any, listing: Listing) -> bool:
    """Say whether the user acts for the organisation whose listing it is."""
    return user.is_active and acts_for(user, listing.organisation)


def can_edit(user: Any, listing: Listing) -> bool:
    return listing.state in EDITABLE and owns(user, listing)


def can_change_published(user: Any, listing: Listing) -> bool:
    return listing.state in RUNNING and owns(user, listing)


def can_take_back(user: Any, listing: Listing) -> bool:
    return listing.state in WITH_THE_TEAM and owns(user, listing)


def can_note_for(user: Any, organisation: Organisation, cluster: Cluster) -> bool:
    """Say whether the user may write down for others what they need: the team, not for its own."""
    return is_of_the_team(user, cluster) and not acts_for(user, organisation)


def can_change_noted(user: Any, listing: Listing) -> bool:
    """Say whether it is still the team's to change, and the user's as one of it."""
    return listing.waits_to_be_taken_up and can_note_for(
        user, listing.organisation, listing.cluster
    )


def can_pause(user: Any, listing: Listing) -> bool:
    return listing.state == ListingState.PUBLISHED and owns(user, listing)


def can_resume(user: Any, listing: Listing) -> bool:
    return listing.state == ListingState.PAUSED and owns(user, listing)


def can_close(user: Any, listing: Listing) -> bool:
    return listing.state in (*RUNNING, ListingState.EXPIRED) and owns(user, listing)


def can_renew(user: Any, listing: Listing) -> bool:
    return listing.state in (*RUNNING, ListingState.EXPIRED) and owns(user, listing)


def can_review(user: Any, listing: Listing) -> bool:
    """
    Say whether the user is of the team that reads it.

    Not who acts for the organisation, nor for one from which the listing is kept.
    """
    return visibility.for_team(sight_of(user)).filter(pk=listing.pk).exists()


def can_match(user: Any, listing: Listing) -> bool:
    """Say whether the user may open it to organisations: its own people, and the team."""
    return listing.state in RUNNING and (owns(user, listing) or can_review(user, listing))
