"""Who may do what in a cluster."""

from typing import Any

from liaison.hub.clusters.models import Cluster


def can_manage_people(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may see, grant and withdraw the roles of this cluster."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_change_cluster(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may change what the cluster says of itself, and how it looks."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_set_up_clusters(user: Any) -> bool:
    """Say whether the user runs the installation, and so may set up further clusters."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)
