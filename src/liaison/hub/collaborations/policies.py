"""Who may do what with collaborations."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.collaborations.models import CollaborationPartner
from liaison.hub.directory.visibility import acts_for
from liaison.hub.membership.policies import can_end_memberships, can_look_after_members


def can_keep(user: Any, cluster: Cluster) -> bool:
    """Say whether the user is in the cluster's team, which writes its collaborations down."""
    return can_look_after_members(user, cluster)


def can_judge(user: Any, cluster: Cluster) -> bool:
    """Say whether the user manages the cluster: answers what a flagship is, and opens to all."""
    return can_end_memberships(user, cluster)


def can_answer(user: Any, partner: CollaborationPartner) -> bool:
    """Say whether the user acts for a partner, which then says itself whether it takes part."""
    return partner.organisation is not None and acts_for(user, partner.organisation)
