"""
How many organisations each further choice would leave.

One question to the database counts the organisations by all facets at once, and one more by the
clusters on whose maps they stand; from these few thousand numbers every choice is worked out. They
are kept in the process until `refresh_lookup` says that something changed, a minute at most.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count

from liaison.hub.directory.listing.matching import Asked, within
from liaison.hub.directory.listing.selections import CLUSTER, FACETS, Near, Selection
from liaison.hub.directory.visibility import Sight

_REMEMBERED = 64

Values = tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """
    What there is.

    :ivar total: organisations that have all that was chosen
    :ivar facets: by facet, by value: organisations left if that value were chosen, whatever else is
        chosen of the same facet
    """

    total: int
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Cube:
    """
    Numbers of organisations by all facets at once; the values stand in the order of `FACETS`.

    :ivar by_cluster: the same of those that stand on a cluster's map, with its slug in front
    """

    everywhere: tuple[tuple[Values, int], ...]
    by_cluster: tuple[tuple[str, Values, int], ...]


class SameQuestion:
    """A text as it is looked for; equal to another of the same words, whose numbers are known."""

    def __init__(self, asked: Asked | None) -> None:
        self.asked = asked
        terms = asked.question.known if asked else []
        readings = tuple(sorted(tuple(sorted(term.readings)) for term in terms))
        self._key = (asked is not None, asked.wholly if asked else True, readings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameQuestion) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def count(
    selection: Selection, sight: Sight, asked: Asked | None, *, version: str, minute: int
) -> Counted:
    """
    Return how many answer a selection, and how many each other choice would leave.

    :param version: of the directory; see `lookup.directory_version`
    :param minute: of any clock
    """
    question = SameQuestion(asked)
    return _count(
        selection.chosen, selection.cluster, sight, question, selection.near, (version, minute)
    )


@lru_cache(maxsize=_REMEMBERED * 4)
def _count(
    chosen: tuple[tuple[str, frozenset[str]], ...],
    cluster: str,
    sight: Sight,
    question: SameQuestion,
    near: Near | None,
    age: tuple[str, int],
) -> Counted:
    cube = _cube(sight, question, near, age)
    wanted = [dict(chosen).get(facet, frozenset()) for facet in FACETS]
    rows = cube.everywhere
    if cluster:
        rows = tuple(
            (values, number) for slug, values, number in cube.by_cluster if slug == cluster
        )
    facets: dict[str, Counter[str]] = {facet: Counter() for facet in (*FACETS, CLUSTER)}
    names = list(FACETS)
    total = 0
    for values, number in rows:
        missed = _missed(values, wanted)
        if not missed:
            total += number
            for name, value in zip(names, values, strict=True):
                facets[name][value] += number
        elif len(missed) == 1:
            facets[names[missed[0]]][values[missed[0]]] += number
    for slug, values, number in cube.by_cluster:
        if not _missed(values, wanted):
            facets[CLUSTER][slug] += number
    return Counted(total, facets)


def _missed(values: Values, wanted: list[frozenset[str]]) -> list[int]:
    """Return the places of the facets of which another value was chosen."""
    return [
        at
        for at, (value, chosen) in enumerate(zip(values, wanted, strict=True))
        if chosen and value not in chosen
    ]


@lru_cache(maxsize=_REMEMBERED)
def _cube(sight: Sight, question: SameQuestion, near: Near | None, age: tuple[str, int]) -> Cube:
    found = within(sight, asked=question.asked, near=near).order_by()
    fields = tuple(FACETS.values())
    everywhere = found.values_list(*fields).annotate(number=Count("pk"))
    mapped = found.filter(map_entries__isnull=False)
    by_cluster = mapped.values_list("map_entries__cluster__slug", *fields)
    return Cube(
        tuple((row[:-1], row[-1]) for row in everywhere),
        tuple((row[0], row[1:-1], row[-1]) for row in by_cluster.annotate(number=Count("pk"))),
    )
