"""Who may do what with a search, its suggestions and what was handed over."""

from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.partner_search.models import Exclusion, HandOver, Search


def can_use(user: Any, search: Search, *, browser_key: str) -> bool:
    """Say whether it is the user's search, or was stated in this browser without signing in."""
    return search.belongs_to(user, browser_key=browser_key)


def can_exclude_for_oneself(user: Any) -> bool:
    return user.is_authenticated and user.is_active


def can_exclude_in(user: Any, cluster: Cluster) -> bool:
    """Say whether the user may decide whom the cluster suggests to nobody."""
    return _manages(user, cluster.pk)


def can_remove(user: Any, exclusion: Exclusion) -> bool:
    if exclusion.person_id is not None:
        return user.is_authenticated and user.pk == exclusion.person_id
    return _manages(user, exclusion.cluster_id)


def can_answer(user: Any, hand_over: HandOver) -> bool:
    """Say whether the user is of the team that this need was handed to."""
    return _manages(user, hand_over.search.cluster_id)


def _manages(user: Any, cluster_id: int | None) -> bool:
    return Cluster.objects.managed_by(user).filter(pk=cluster_id).exists()
