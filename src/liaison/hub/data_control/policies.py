"""Who may control the entries of a cluster."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.membership.policies import manages


def can_control(user: Any, cluster: Cluster) -> bool:
    """Say whether the user works in the cluster's team."""
    return is_of_the_team(user, cluster)


def can_change_setting(user: Any, cluster: Cluster) -> bool:
    """Say whether the user decides by which rules the cluster's entries are controlled."""
    return manages(user, cluster)
