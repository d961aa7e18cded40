"""Who may take in and give out many organisations at once, and make one of two."""

from typing import Any

from liaison.hub.clusters.models import Cluster


def can_import(user: Any) -> bool:
    """Say whether the user runs the installation or manages a cluster; None is the software."""
    if user is None:
        return True
    return bool(user.is_active) and (
        bool(user.is_superuser) or Cluster.objects.managed_by(user).exists()
    )


def can_merge(user: Any) -> bool:
    """Say whether the user may judge that two organisations of the directory are one."""
    return user is not None and can_import(user)
