"""Who may take in and give out many organisations at once, and make one of two."""

from collections.abc import Iterable
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for


def can_import(user: Any) -> bool:
    """Say whether the user runs the installation or manages a cluster; None is the software."""
    if user is None:
        return True
    return bool(user.is_active) and (
        bool(user.is_superuser) or Cluster.objects.managed_by(user).exists()
    )


def can_import_for(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may import in the name of a cluster: its managers, and who runs all."""
    return Cluster.objects.managed_by(user).filter(pk=cluster.pk).exists()


def can_undo(user: Any, cluster: Cluster | None) -> bool:
    """
    Say whether the user may undo an import of a cluster's team; None is the software.

    :param cluster: None for an import by those who run the installation, which only they undo
    """
    if user is None:
        return True
    if cluster is None:
        return bool(user.is_active and user.is_superuser)
    return can_import_for(user, cluster)


def can_merge(user: Any) -> bool:
    """Say whether the user may judge that two organisations of the directory are one."""
    return user is not None and can_import(user)


def is_judge_in_own_cause(user: Any, organisations: Iterable[Organisation]) -> bool:
    """Say whether the user acts for one of them: merging would make the other theirs too."""
    return not user.is_superuser and any(acts_for(user, each) for each in organisations)
