"""Who may see which organisations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.accounts.choices import Role
from liaison.hub.accounts.models import User
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import MapEntry, Organisation, OrganisationRole

_TEAM = frozenset({Role.CLUSTER_MANAGER, Role.CLUSTER_OFFICER})
_STRATEGIC = _TEAM | {Role.STRATEGIC_PARTNER}
_INSIDE = _STRATEGIC | {Role.STEERING_COMMITTEE_MEMBER}


@dataclass(frozen=True)
class Memberships:
    """
    What a part above knows of members.

    :ivar clusters_of: gives the ids of the clusters of whose members a person acts for one
    :ivar organisations_of: gives the keys of the members of some clusters, or of any, as a query
    :ivar shown: gives the memberships that everybody may see, as a query; each has a `cluster`, an
        `organisation` and a `category`
    """

    clusters_of: Callable[[Any], set[int]]
    organisations_of: Callable[[Iterable[int] | None], QuerySet[Any]]
    shown: Callable[[], QuerySet[Any]]


_memberships: list[Memberships] = []


def tell_memberships(memberships: Memberships) -> None:
    """Have members' entries opened to each other by what a part above knows."""
    if memberships not in _memberships:
        _memberships.append(memberships)


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

    # Who acts for nobody acts for no member.
    asked = _memberships if own else []
    member_of = frozenset().union(*(each.clusters_of(person) for each in asked))
    return Sight(clusters(_INSIDE) | member_of, clusters(_STRATEGIC), clusters(_TEAM), own)


def organisations_visible_to(person: Any) -> QuerySet[Organisation]:
    """Return the organisations that a person may see; those not signed in see the public ones."""
    return organisations_in(sight_of(person))


def organisations_in(sight: Sight) -> QuerySet[Organisation]:
    """Return the organisations that are seen by whoever sees so much."""
    return Organisation.objects.filter(_seen(sight))


def _seen(sight: Sight) -> Q:
    # Together what the same clusters open: whoever is of a team sees all three there.
    opened: dict[frozenset[int], list[Visibility]] = {}
    for visibility, clusters in (
        (Visibility.MEMBERS, sight.inside),
        (Visibility.STRATEGIC, sight.strategic),
        (Visibility.STAFF, sight.team),
    ):
        opened.setdefault(clusters, []).append(visibility)
    seen = Q(visibility=Visibility.PUBLIC)
    for clusters, visibilities in opened.items():
        if clusters:
            # What one cluster keeps is not another's to read.
            for keys in keys_kept_by(clusters):
                seen |= Q(visibility__in=visibilities, pk__in=keys)
    return seen | Q(pk__in=sight.own) if sight.own else seen


def keys_kept_by(clusters: Iterable[int] | None) -> list[QuerySet[Any]]:
    """Return queries for the keys of those on the maps of some clusters, or of any, and members."""
    entries = MapEntry.objects.all()
    mapped = entries if clusters is None else entries.filter(cluster__in=clusters)
    members = [each.organisations_of(clusters) for each in _memberships]
    return [mapped.values("organisation"), *members]


def memberships_shown() -> list[QuerySet[Any]]:
    """Return queries for the memberships that everybody may see; none where nobody knows of any."""
    return [each.shown() for each in _memberships]


def people_acting_for(organisation: Any) -> QuerySet[User]:
    """Return who acts for an organisation, given as such or by its key, and may be written to."""
    acting = User.objects.filter(organisation_roles__organisation=organisation, is_active=True)
    return acting.distinct().order_by("pk")


def acts_for(person: Any, organisation: Organisation) -> bool:
    """Say whether a person may act for an organisation."""
    return (
        person.is_authenticated
        and OrganisationRole.objects.filter(person=person, organisation=organisation).exists()
    )
