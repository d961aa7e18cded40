"""Who may do what with clocks."""

from typing import Any

from liaison.hub.clocks.models import TEAM, Clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.queries import roles_of


def is_of_the_team(user: Any, cluster: Cluster) -> bool:
    """Say whether the user works in a cluster's team, or runs the installation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(roles_of(user, cluster).intersection(TEAM))


def can_handle(user: Any, clock: Clock) -> bool:
    """Say whether the user may take a clock over, put it off or remind of it: the team may."""
    return clock.is_open and is_of_the_team(user, clock.cluster)
