"""Who may do what in a cluster."""

from typing import Any

from liaison.hub.clusters.models import Cluster


def can_manage_people(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may see, grant and withdraw the roles of this cluster."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()
