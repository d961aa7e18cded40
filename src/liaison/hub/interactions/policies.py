"""Who keeps the register of contacts."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.membership.policies import can_look_after_members


def can_keep_register(user: Any, cluster: Cluster) -> bool:
    """Say whether the user is in the cluster's team, which alone reads and writes its register."""
    return can_look_after_members(user, cluster)
