"""Who of the directory did projects with whom: the organisations of a selection and their ties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F

from liaison.hub.directory.listing.reading import age_of_the_directory, selected
from liaison.hub.directory.listing.selections import Selection, Sort
from liaison.hub.directory.models import Organisation, Place
from liaison.hub.directory.queries import evidence_version, network_of, partner_ids_of
from liaison.hub.directory.visibility import Sight, sight_of
from liaison.matching import IndexUnreadable, Network, NoIndex

MOST_SHOWN = 150
_REMEMBERED = 64


@dataclass(frozen=True)
class Node:
    """An organisation of the directory that worked with others of the selection."""

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


@dataclass(frozen=True, eq=False)
class Ecosystem:
    """
    The ties between the organisations of a selection; equal to itself alone, so that what is drawn
    of it is remembered without looking at all of it.

    :ivar total: how many organisations answer the selection; `linked` of them to open data
    :ivar connected: how many worked with another of them, shown here or not
    :ivar nodes: the most connected first
    :ivar ties: those with most projects first
    """

    total: int = 0
    linked: int = 0
    connected: int = 0
    nodes: tuple[Node, ...] = ()
    ties: tuple[Tie, ...] = ()


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


def ecosystem_of(selection: Selection, *, around: UUID | None = None, for_user: Any) -> Ecosystem:
    """
    Return who of a selection worked with whom; no ties before there is evidence.

    :param around: only an organisation with this public id and those it worked with, itself first
    """
    return _ecosystem(_unsorted(selection), around, sight_of(for_user), age_of_ecosystems())


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


@lru_cache(maxsize=_REMEMBERED)
def _ecosystem(selection: Selection, around: UUID | None, sight: Sight, age: Age) -> Ecosystem:
    found = selected(selection, sight).order_by()
    linked = dict(found.exclude(open_data_id="").values_list("open_data_id", "pk"))
    network = _network(list(linked)) if around is None else _network_around(around, linked)
    nodes = _nodes([linked[each] for each in network.organisations])
    places = {each: place for place, each in enumerate(network.organisations)}
    ties = tuple(
        Tie(places[joint.one], places[joint.other], joint.projects, joint.since)
        for joint in network.joints
    )
    return Ecosystem(found.count(), len(linked), network.connected, nodes, ties)


def _network_around(public_id: UUID, linked: Mapping[str, int]) -> Network:
    """Return the network of one organisation and those it worked with, itself first."""
    own = Organisation.objects.filter(public_id=public_id, pk__in=linked.values())
    id_ = own.values_list("open_data_id", flat=True).first()
    if id_ is None:
        return Network()
    network = _network([id_, *(partner_ids_of(id_, for_user=None) & linked.keys())])
    others = tuple(each for each in network.organisations if each != id_)
    return replace(network, organisations=(id_, *others)) if others else Network()


def _network(ids: Sequence[str]) -> Network:
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
