"""Who may judge whether two entries are one organisation."""

from typing import Any

from liaison.hub.clusters.models import Cluster


def can_judge(user: Any, cluster: Cluster) -> bool:
    """Say whether the user manages this cluster; what is found holds for the whole site."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()
