"""What ties the organisations of a selection: projects together, and what is recorded of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.utils import timezone

from liaison.hub.directory.choices import RelationKind, RelationState, Side
from liaison.hub.directory.listing.reading import age_of_the_directory, selected
from liaison.hub.directory.listing.selections import Selection, Sort
from liaison.hub.directory.models import Organisation, Place, Relation
from liaison.hub.directory.queries import evidence_version, network_of, partner_ids_of
from liaison.hub.directory.visibility import Sight, sight_of
from liaison.matching import IndexUnreadable, Joint, Network, NoIndex

MOST_SHOWN = 150
_REMEMBERED = 64
# What ties organisations: projects together, or a relation of a kind.
PROJECTS = "projects"
KINDS_OF_TIES = frozenset({PROJECTS, *RelationKind.values})


@dataclass(frozen=True)
class Node:
    """An organisation of the directory that something ties to others of the selection."""

    public_id: UUID
    name: str
    kind: str
    country: str


@dataclass(frozen=True)
class Tie:
    """
    What ties two organisations, by their places among the nodes.

    :ivar projects: in how many both take part
    :ivar since: the year of the first; none where that is not known
    """

    one: int
    other: int
    projects: int
    since: int | None


@dataclass(frozen=True)
class RelationTie:
    """
    A relation that is recorded of two organisations, by their places among the nodes.

    :ivar kind: read from `one` to `other`
    :ivar said_by: the side that says so while the other has not answered; None once it is settled
    """

    one: int
    other: int
    kind: RelationKind
    said_by: Side | None


@dataclass(frozen=True, eq=False)
class Ecosystem:
    """
    The ties between the organisations of a selection; equal to itself alone, so that what is drawn
    of it is remembered without looking at all of it.

    :ivar total: how many organisations answer the selection; `linked` of them to open data
    :ivar connected: how many worked with another of them, shown here or not
    :ivar related: how many have a relation of a kind asked for to another, shown here or not
    :ivar nodes: the most connected first
    :ivar ties: those with most projects first
    :ivar relations: between the nodes, kind by kind
    :ivar recorded: how many relations there are between them by kind, asked for or not
    """

    total: int = 0
    linked: int = 0
    connected: int = 0
    related: int = 0
    nodes: tuple[Node, ...] = ()
    ties: tuple[Tie, ...] = ()
    relations: tuple[RelationTie, ...] = ()
    recorded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Town:
    """A town where organisations of a selection are; degrees north and east on average."""

    name: str
    country: str
    latitude: float
    longitude: float
    organisations: int


@dataclass(frozen=True, eq=False)
class Towns:
    """Where the organisations of a selection are, towns with most first; equal to itself alone."""

    towns: tuple[Town, ...]


Age = tuple[Any, ...]


def ecosystem_of(
    selection: Selection,
    *,
    around: UUID | None = None,
    kinds: frozenset[str] = KINDS_OF_TIES,
    for_user: Any,
) -> Ecosystem:
    """
    Return what ties those of a selection; no projects before there is evidence.

    Only relations that stand, between two that the reader may see: on the page of one of them at
    least such a relation is shown as well.

    :param around: only an organisation with this public id and those tied to it, itself first
    :param kinds: of ties that are asked for, of `KINDS_OF_TIES`
    """
    age = (*age_of_ecosystems(), *_age_of_relations())
    return _ecosystem(_unsorted(selection), around, kinds, sight_of(for_user), age)


def towns_of(selection: Selection, *, for_user: Any) -> Towns:
    """Return the towns where the organisations of a selection are, those with most first."""
    return _towns(_unsorted(selection), sight_of(for_user), age_of_the_directory())


def age_of_ecosystems() -> Age:
    """Return what is another one once directory or evidence changed; to remember drawings by."""
    try:
        version = evidence_version()
    except (NoIndex, IndexUnreadable):
        version = ""
    return (*age_of_the_directory(), version)


def _unsorted(selection: Selection) -> Selection:
    return replace(selection, sort=Sort.NAME)


@dataclass(frozen=True)
class _Recorded:
    """A relation by the keys of both organisations."""

    one: int
    other: int
    kind: str
    state: str
    told_by: str


def _age_of_relations() -> Age:
    """Return what is another one once a relation is said, answered or taken back."""
    told, settled = (Q(state=state) for state in (RelationState.TOLD, RelationState.CONFIRMED))
    counts = {"told": Count("pk", told), "settled": Count("pk", settled), "last": Max("pk")}
    return tuple(Relation.objects.aggregate(**counts).values())


@lru_cache(maxsize=_REMEMBERED)
def _ecosystem(
    selection: Selection, around: UUID | None, kinds: frozenset[str], sight: Sight, age: Age
) -> Ecosystem:
    found = selected(selection, sight).order_by()
    total = found.count()
    linked = dict(found.exclude(open_data_id="").values_list("open_data_id", "pk"))
    recorded = _recorded(found)
    pool = linked if PROJECTS in kinds else {}
    centre = None
    if around is not None:
        centre = found.filter(public_id=around).values_list("pk", flat=True).first()
        near = _near(centre, linked, [each for each in recorded if each.kind in kinds])
        pool = {id_: key for id_, key in pool.items() if key in near}
        recorded = [each for each in recorded if {each.one, each.other} <= near]
    chosen = [each for each in recorded if each.kind in kinds]
    network = _network(list(pool))
    keys = _keys(network, pool, chosen, centre)
    joints = _joints(network, {id_: key for id_, key in pool.items() if key in keys})
    places = {key: place for place, key in enumerate(keys)}
    return Ecosystem(
        total,
        len(linked),
        network.connected,
        len({key for each in chosen for key in (each.one, each.other)}),
        _nodes(keys),
        tuple(
            Tie(places[pool[each.one]], places[pool[each.other]], each.projects, each.since)
            for each in joints
        ),
        tuple(_relation_ties(chosen, places)),
        Counter(each.kind for each in recorded),
    )


def _recorded(found: QuerySet[Organisation]) -> list[_Recorded]:
    """Return the relations that stand between those found; ended ones are history."""
    seen = found.living().values("pk")
    told = Relation.objects.filter(organisation__in=seen, other__in=seen)
    told = told.exclude(state=RelationState.CONTRADICTED)
    told = told.exclude(until__lt=timezone.localdate()).order_by("pk")
    fields = ("organisation", "other", "kind", "state", "told_by")
    return [_Recorded(*row) for row in told.values_list(*fields)]


def _near(
    centre: int | None, linked: Mapping[str, int], relations: Iterable[_Recorded]
) -> set[int]:
    """Return the keys of an organisation and of those tied to it."""
    if centre is None:
        return set()
    id_ = next((id_ for id_, key in linked.items() if key == centre), None)
    partners = partner_ids_of(id_, for_user=None) & linked.keys() if id_ else set()
    pairs = [{each.one, each.other} for each in relations]
    related = set().union(*(pair for pair in pairs if centre in pair))
    return {centre, *(linked[each] for each in partners), *related}


def _keys(
    network: Network, linked: Mapping[str, int], relations: Iterable[_Recorded], centre: int | None
) -> list[int]:
    """Return the keys of those that are shown: those with most ties, of a few all."""
    ties = Counter(linked[id_] for joint in network.joints for id_ in (joint.one, joint.other))
    by_projects = [linked[each] for each in network.organisations]
    ties.update(key for each in relations for key in (each.one, each.other))
    keys = list(dict.fromkeys([*by_projects, *ties]))
    if len(keys) > MOST_SHOWN:
        keys.sort(key=lambda key: -ties[key])
    if centre in keys:
        keys.remove(centre)
        keys.insert(0, centre)
    return keys[:MOST_SHOWN]


def _joints(network: Network, shown: Mapping[str, int]) -> tuple[Joint, ...]:
    """Return the projects together of those shown; who came in by relations did some as well."""
    if shown.keys() == set(network.organisations):
        return network.joints
    return _network(list(shown)).joints


def _relation_ties(
    relations: Iterable[_Recorded], places: Mapping[int, int]
) -> Iterable[RelationTie]:
    order = RelationKind.values
    for each in sorted(relations, key=lambda each: order.index(each.kind)):
        if each.one in places and each.other in places:
            is_settled = each.state == RelationState.CONFIRMED
            yield RelationTie(
                places[each.one],
                places[each.other],
                RelationKind(each.kind),
                None if is_settled else Side(each.told_by),
            )


def _network(ids: Sequence[str]) -> Network:
    if not ids:
        return Network()
    try:
        return network_of(ids, for_user=None, top=MOST_SHOWN)
    except (NoIndex, IndexUnreadable):
        return Network()


def _nodes(keys: Sequence[int]) -> tuple[Node, ...]:
    rows = Organisation.objects.filter(pk__in=keys)
    found = {
        pk: Node(*said)
        for pk, *said in rows.values_list("pk", "public_id", "name", "kind", "country")
    }
    return tuple(found[key] for key in keys)


@lru_cache(maxsize=_REMEMBERED)
def _towns(selection: Selection, sight: Sight, age: Age) -> Towns:
    places = Place.objects.filter(
        organisation__in=selected(selection, sight).order_by(), latitude__isnull=False
    )
    rows = places.values_list("city", "country").annotate(
        latitude=Avg("latitude"),
        longitude=Avg("longitude"),
        number=Count("organisation", distinct=True),
    )
    ordered = rows.order_by(F("number").desc(), "city", "country")
    return Towns(tuple(Town(*row) for row in ordered))
