"""Who may do what in a cluster."""

from typing import Any

from liaison.hub.accounts.choices import TEAM
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.queries import roles_of


def can_manage_people(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may see, grant and withdraw the roles of this cluster."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_change_cluster(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may change what the cluster says of itself, and how it looks."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_set_up_clusters(user: Any) -> bool:
    """Say whether the user runs the installation, and so may set up further clusters."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def is_of_the_team(user: Any, cluster: Cluster) -> bool:
    """Say whether the user works in a cluster's team, or runs the installation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(roles_of(user, cluster).intersection(TEAM))
