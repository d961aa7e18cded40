"""Who may see which organisations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import MapEntry, Organisation, OrganisationRole

_TEAM = frozenset({Role.CLUSTER_MANAGER, Role.CLUSTER_OFFICER})
_STRATEGIC = _TEAM | {Role.STRATEGIC_PARTNER}
_INSIDE = _STRATEGIC | {Role.STEERING_COMMITTEE_MEMBER}

# Parts above know who is a member of what; each gives the ids of the clusters of a person.
_memberships: list[Callable[[Any], set[int]]] = []


def tell_memberships(clusters_of: Callable[[Any], set[int]]) -> None:
    """Have a function asked for the ids of the clusters that a person is a member of."""
    if clusters_of not in _memberships:
        _memberships.append(clusters_of)


@dataclass(frozen=True)
class Sight:
    """
    What of the directory a person sees.

    :ivar inside: ids of the clusters whose members' entries are open to the person
    :ivar strategic: of those whose entries for strategic partners are
    :ivar team: of those in whose team the person is
    :ivar own: ids of the organisations for which the person may act
    """

    inside: frozenset[int] = frozenset()
    strategic: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()


EVERYBODY = Sight()


def sight_of(person: Any) -> Sight:
    """Return what a person sees; of somebody not signed in, or shut out, what everybody does."""
    if not (person and person.is_authenticated and person.is_active):
        return EVERYBODY
    own = frozenset(person.organisation_roles.values_list("organisation", flat=True))
    if person.is_superuser:
        every = frozenset(Cluster.objects.values_list("pk", flat=True))
        return Sight(every, every, every, own)
    held = list(ClusterRole.objects.filter(person=person).values_list("cluster", "role"))

    def clusters(roles: frozenset[Role]) -> frozenset[int]:
        return frozenset(cluster for cluster, role in held if role in roles)

    member_of = frozenset().union(*(clusters_of(person) for clusters_of in _memberships))
    return Sight(clusters(_INSIDE) | member_of, clusters(_STRATEGIC), clusters(_TEAM), own)


def organisations_visible_to(person: Any) -> QuerySet[Organisation]:
    """Return the organisations that a person may see; those not signed in see the public ones."""
    return organisations_in(sight_of(person))


def organisations_in(sight: Sight) -> QuerySet[Organisation]:
    """Return the organisations that are seen by whoever sees so much."""
    return Organisation.objects.filter(_seen(sight))


def _seen(sight: Sight) -> Q:
    seen = Q(visibility=Visibility.PUBLIC)
    for visibility, clusters in (
        (Visibility.MEMBERS, sight.inside),
        (Visibility.STRATEGIC, sight.strategic),
        (Visibility.STAFF, sight.team),
    ):
        if clusters:
            # By the cluster's map: what one cluster keeps to itself is not another's to read.
            mapped = MapEntry.objects.filter(cluster__in=clusters).values("organisation")
            seen |= Q(visibility=visibility, pk__in=mapped)
    return seen | Q(pk__in=sight.own) if sight.own else seen


def acts_for(person: Any, organisation: Organisation) -> bool:
    """Say whether a person may act for an organisation."""
    return (
        person.is_authenticated
        and OrganisationRole.objects.filter(person=person, organisation=organisation).exists()
    )
