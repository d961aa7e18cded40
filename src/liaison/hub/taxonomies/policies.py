"""Who may do what with taxonomies."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.taxonomies.models import Taxonomy


def can_edit(user: Any, taxonomy: Taxonomy) -> bool:
    """Say whether the user may draft and publish: its cluster's managers, else who runs all."""
    if taxonomy.cluster_id is None:
        return bool(user and user.is_active and user.is_superuser)
    return can_manage(user, taxonomy.cluster_id)


def can_manage(user: Any, cluster_id: int) -> bool:
    """Say whether the user decides which taxonomies a cluster has and uses."""
    if not (user and user.is_authenticated):
        return False
    return Cluster.objects.managed_by(user).filter(pk=cluster_id).exists()
