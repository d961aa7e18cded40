"""Who may do what with policy needs."""

from typing import Any

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.queries import roles_of
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for
from liaison.hub.listings.queries import is_member
from liaison.hub.membership.policies import can_look_after_members
from liaison.hub.policy_needs.models import Addressee, Signal


def can_tell(user: Any, organisation: Organisation, cluster: Cluster) -> bool:
    """Say whether the user acts for the organisation, and that is a member of the cluster."""
    return acts_for(user, organisation) and is_member(organisation, cluster)


def can_gather(user: Any, cluster: Cluster) -> bool:
    """Say whether the user is in the cluster's team, which gathers and carries policy needs."""
    return can_look_after_members(user, cluster)


def can_note_for(user: Any, organisation: Organisation, cluster: Cluster) -> bool:
    """Say whether the user is in the team, and does not act for the organisation."""
    return can_gather(user, cluster) and not acts_for(user, organisation)


def is_strategic_partner(user: Any, cluster: Cluster) -> bool:
    """Say whether the user speaks for a ministry or funder of the cluster."""
    if not (user.is_authenticated and user.is_active):
        return False
    return Role.STRATEGIC_PARTNER in roles_of(user, cluster)


def can_answer(user: Any, addressee: Addressee) -> bool:
    """Say whether the user is asked to answer for an addressee, and still may."""
    return (
        is_strategic_partner(user, addressee.challenge.cluster)
        and addressee.people.filter(pk=user.pk).exists()
    )


def owns(user: Any, signal: Signal) -> bool:
    """Say whether the user acts for the organisation whose signal it is, member still or not."""
    return user.is_authenticated and user.is_active and acts_for(user, signal.organisation)


def can_change_noted(user: Any, signal: Signal) -> bool:
    """Say whether it is still the team's to change, and the user's as one of it."""
    return signal.waits_to_be_taken_up and can_note_for(user, signal.organisation, signal.cluster)
