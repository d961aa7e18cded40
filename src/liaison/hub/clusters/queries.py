"""Reading clusters and the roles people hold in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.accounts.models import User
from liaison.hub.audit.models import Event
from liaison.hub.clusters import colours
from liaison.hub.clusters.models import Cluster, ClusterRole, FocusArea

NoCluster = Cluster.DoesNotExist
NoRole = ClusterRole.DoesNotExist
NoFocusArea = FocusArea.DoesNotExist


@dataclass(frozen=True)
class Brand:
    """
    The styles that draw pages in a cluster's colours.

    :ivar digest: tells one stylesheet from another, in its address
    """

    styles: str
    digest: str


def get_cluster(slug: str) -> Cluster:
    """Return the cluster; what stands in it is public. Raises NoCluster."""
    return Cluster.objects.get(slug=slug)


def alone(cluster: Cluster) -> Any:
    """Return a query for one cluster, beside which something of it is counted."""
    return Cluster.objects.filter(pk=cluster.pk)


def current_cluster(*, host: str) -> Cluster:
    """
    Return the cluster whose site is asked for.

    That is the one whose own site has this name, else the one named in the settings, else the one
    that was set up first.

    :param host: as the browser sent it, with or without a port
    :raises NoCluster: if none has been set up
    """
    # A handful of rows, read in one go: fewer questions to the database than asking thrice.
    return cluster_among(all_clusters(), host=host)


def all_clusters() -> list[Cluster]:
    """Return all clusters, the one that was set up first before the others; they are public."""
    return list(Cluster.objects.order_by("pk"))


def cluster_among(clusters: list[Cluster], *, host: str) -> Cluster:
    """Return of all clusters the one whose site is asked for; see `current_cluster`."""
    name = host.rsplit(":", 1)[0].lower()
    for cluster in clusters:
        if cluster.host and cluster.host == name:
            return cluster
    for cluster in clusters:
        if cluster.slug == settings.LIAISON_CLUSTER:
            return cluster
    if not clusters:
        raise NoCluster("No cluster has been set up; `liaison demo` sets up one.")
    return clusters[0]


def focus_areas_of(cluster_id: int) -> list[FocusArea]:
    """Return the focus areas of a cluster in their order; they are public."""
    return list(FocusArea.objects.filter(cluster=cluster_id).order_by("position"))


def key_of_area(area: FocusArea) -> str:
    """Return how a focus area is told from those of other clusters: "biohealth:immuno-oncology"."""
    return f"{area.cluster.slug}:{area.code}"


def clusters_with_focus_areas() -> list[Cluster]:
    """Return the clusters of this installation by name, with their focus areas; all is public."""
    return list(Cluster.objects.order_by("name", "pk").prefetch_related("focus_areas"))


def get_cluster_to_change(slug: str, *, for_user: Any) -> Cluster:
    """Return a cluster to those who manage it; raises NoCluster for everybody else."""
    return Cluster.objects.managed_by(for_user).distinct().get(slug=slug)


def clusters_to_change(*, for_user: Any) -> list[Cluster]:
    """Return the clusters that a person manages, by name; none for someone not signed in."""
    if not for_user.is_authenticated:
        return []
    return list(Cluster.objects.managed_by(for_user).distinct().order_by("name", "pk"))


def get_focus_area(area_id: int, *, cluster: Cluster) -> FocusArea:
    """Return one of `focus_areas_of`; raises NoFocusArea."""
    return FocusArea.objects.select_related("cluster").get(pk=area_id, cluster=cluster)


def facts_of(record: Cluster | FocusArea, codes: Iterable[str]) -> dict[str, Any]:
    """Return some of what is kept of a cluster, or of a focus area, by the names of the fields."""
    return {code: getattr(record, code) for code in codes}


def brand_of(cluster: Cluster) -> Brand | None:
    """Return in which colours a cluster's pages are drawn; none where it chose none."""
    if not cluster.accent:
        return None
    styles = colours.stylesheet(cluster.accent, cluster.accent_on_dark)
    return Brand(styles, colours.digest_of(styles))


def roles_of(person: Any, cluster: Cluster) -> frozenset[Role]:
    """Return the roles that a person holds in a cluster; none for someone not signed in."""
    if not person.is_authenticated:
        return frozenset()
    held = own_roles_in(cluster, for_user=person)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def own_roles_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the roles that somebody who is signed in holds in a cluster."""
    return ClusterRole.objects.filter(person=for_user, cluster=cluster)


def people_of(cluster: Cluster, *, for_user: Any) -> Any:
    """Return who holds which role: all of it to the cluster's managers, else one's own."""
    return (
        ClusterRole.objects.visible_to(for_user)
        .filter(cluster=cluster)
        .select_related("person", "granted_by")
        .order_by("person__full_name", "person", "role")
    )


def people_in_team(cluster: Cluster) -> QuerySet[User]:
    """Return the people of a cluster's team, by name, for those who are in it."""
    held = ClusterRole.objects.filter(cluster=cluster, role__in=TEAM)
    people = User.objects.filter(pk__in=held.values("person"), is_active=True)
    return people.order_by("full_name", "pk")


def get_role(role_id: int, *, cluster: Cluster, for_user: Any) -> ClusterRole:
    """Return one line of `people_of`; raises NoRole."""
    return people_of(cluster, for_user=for_user).get(pk=role_id)


def history_of(cluster: Cluster, *, for_user: Any) -> Any:
    """Return what was done in a cluster, newest first; to its managers only."""
    if not Cluster.objects.managed_by(for_user).filter(pk=cluster.pk).exists():
        return Event.objects.none()
    return Event.objects.filter(cluster=cluster.slug).newest_first()


def changes_of(cluster: Cluster, *, for_user: Any) -> Any:
    """Return what was changed of a cluster and its focus areas, newest first; to its managers."""
    verbs = Q(verb__startswith="cluster.") | Q(verb__startswith="focus_area.")
    return history_of(cluster, for_user=for_user).filter(verbs)
