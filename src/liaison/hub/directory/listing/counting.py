"""
How many organisations each further choice would leave.

One question to the database counts the organisations by all facets at once, by the clusters on
whose maps they stand, and by those of which they are members; from these few thousand numbers every
choice is worked out. One more counts them by what they have of taxonomies: of these an organisation
has many. All numbers are kept in the process until `refresh_lookup` says that something changed, a
minute at most.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Concat

from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.listing.matching import Asked, Terms, having, narrowed, within
from liaison.hub.directory.listing.members import counted_members, is_member_of
from liaison.hub.directory.listing.selections import (
    CLUSTER,
    FACETS,
    MEMBER,
    Selection,
    Sort,
)
from liaison.hub.directory.models import OrganisationTerm
from liaison.hub.directory.visibility import Sight

_REMEMBERED = 64
_MINUTES_TERMS_LAST = 10
# What stands before the slug of a cluster where its map, or its members, are counted.
_MAP, _MEMBERS = "map:", "members:"

Values = tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """
    What there is.

    :ivar total: organisations that have all that was chosen
    :ivar facets: by facet, by value: organisations left if that value were chosen, whatever else is
        chosen of the same facet
    :ivar terms: likewise under "terms" by the key of a term in force, under "areas" by that of a
        focus area; whoever has a term counts under those above it too
    """

    total: int
    facets: Mapping[str, Mapping[str, int]]
    terms: Mapping[str, Mapping[int, int]]


@dataclass(frozen=True)
class Cube:
    """
    Numbers of organisations by all facets at once; the values stand in the order of `FACETS`.

    :ivar by_cluster: the same of those that stand on a cluster's map, with its slug in front
    :ivar by_member: the same of those shown as members of a cluster, of whichever it is, on the map
        that was chosen
    """

    everywhere: tuple[tuple[Values, int], ...]
    by_cluster: tuple[tuple[str, Values, int], ...]
    by_member: tuple[tuple[str, Values, int], ...]


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
    selection: Selection,
    sight: Sight,
    asked: Asked | None,
    *,
    version: str,
    minute: int,
    today: dt.date,
) -> Counted:
    """
    Return how many answer a selection, and how many each other choice would leave.

    :param version: of the directory; see `lookup.directory_version`
    :param minute: of any clock
    :param today: on which terms are to hold
    """
    # In whatever order it is shown.
    return _count(
        replace(selection, text="", sort=Sort.BEST),
        sight,
        SameQuestion(asked),
        (version, minute),
        today,
    )


@lru_cache(maxsize=_REMEMBERED * 4)
def _count(
    selection: Selection,
    sight: Sight,
    question: SameQuestion,
    age: tuple[str, int],
    today: dt.date,
) -> Counted:
    # All but the facets, which are worked out of it.
    rest = replace(selection, chosen=())
    cube = _cube(rest, sight, question, age, today)
    wanted = [selection.of(facet) for facet in FACETS]
    rows = cube.everywhere
    if selection.cluster:
        rows = tuple(
            (values, number)
            for slug, values, number in cube.by_cluster
            if slug == selection.cluster
        )
    facets: dict[str, Counter[str]] = {facet: Counter() for facet in (*FACETS, CLUSTER, MEMBER)}
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
    for slug, values, number in cube.by_member:
        if not _missed(values, wanted):
            facets[MEMBER][slug] += number
    version, minute = age
    # They take longest, and every change of terms is noted: no need to ask each minute.
    more_lasting = (version, minute // _MINUTES_TERMS_LAST)
    return Counted(total, facets, _by_term(selection, sight, question, more_lasting, today))


@lru_cache(maxsize=_REMEMBERED * 4)
def _by_term(
    selection: Selection,
    sight: Sight,
    question: SameQuestion,
    age: tuple[str, int],
    today: dt.date,
) -> dict[str, dict[int, int]]:
    """Return how many have each term; of a subject of which some are chosen, whatever they have."""
    questions = [
        _held(replace(selection, terms=terms), sight, question, subjects, today)
        for subjects, terms in _asked_apart(selection.terms)
    ]
    first, *others = questions
    counted: dict[str, dict[int, int]] = {"areas": {}, "terms": {}}
    for term, area, number in first.union(*others, all=True) if others else first:
        if term or area:
            counted["terms" if term else "areas"][term or area] = number
    return counted


def _asked_apart(terms: Terms) -> Iterator[tuple[tuple[str, ...], Terms]]:
    """
    Yield subjects, and the terms by which the organisations are narrowed that are counted by them.

    Where terms of a subject are chosen, the others of it are counted as if none were.
    """
    chosen = [subject for subject, _keys in terms]
    yield tuple(each for each in TermsOf.values if each not in chosen), terms
    for subject in chosen:
        yield (subject,), tuple(each for each in terms if each[0] != subject)


def _held(
    selection: Selection,
    sight: Sight,
    question: SameQuestion,
    subjects: tuple[str, ...],
    today: dt.date,
) -> QuerySet[OrganisationTerm, tuple[int | None, int | None, int]]:
    """Ask under which terms and focus areas how many organisations of a selection count."""
    found = within(sight, asked=question.asked, near=selection.near)
    found = narrowed(found, selection, today=today).order_by()
    held = OrganisationTerm.objects.valid_on(today).filter(organisation__in=found.values("pk"))
    if len(subjects) < len(TermsOf):
        held = held.filter(subject__in=subjects)
    # Once under each term, however many below it an organisation has.
    counted = held.values_list("term__placements__above", "focus_area")
    return counted.annotate(number=Count("organisation", distinct=True))


def _missed(values: Values, wanted: list[frozenset[str]]) -> list[int]:
    """Return the places of the facets of which another value was chosen."""
    return [
        at
        for at, (value, chosen) in enumerate(zip(values, wanted, strict=True))
        if chosen and value not in chosen
    ]


@lru_cache(maxsize=_REMEMBERED)
def _cube(
    selection: Selection,
    sight: Sight,
    question: SameQuestion,
    age: tuple[str, int],
    today: dt.date,
) -> Cube:
    anyone = within(sight, asked=question.asked, near=selection.near).order_by()
    anyone = anyone.filter(having(selection.terms, today=today))
    member, cluster = selection.member, selection.cluster
    found = anyone.filter(is_member_of(member)) if member else anyone
    mapped = anyone.filter(map_entries__cluster__slug=cluster) if cluster else anyone
    fields = tuple(FACETS.values())
    everywhere = found.annotate(at=Value("", output_field=CharField()))
    slug = Concat(Value(_MAP), "map_entries__cluster__slug", output_field=CharField())
    by_cluster = found.filter(map_entries__isnull=False).annotate(at=slug)
    first, second = (
        each.values_list("at", *fields).annotate(number=Count("pk"))
        for each in (everywhere, by_cluster)
    )
    # All in one question.
    rows = list(first.union(second, *counted_members(mapped, fields, before=_MEMBERS), all=True))
    return Cube(
        tuple((row[1:-1], row[-1]) for row in rows if not row[0]),
        tuple(_of_clusters(rows, _MAP)),
        tuple(_of_clusters(rows, _MEMBERS)),
    )


def _of_clusters(rows: Iterable[Any], what: str) -> Iterator[tuple[str, Values, int]]:
    """Yield the rows about a map, or about members, with the cluster's slug in front."""
    for row in rows:
        if row[0].startswith(what):
            yield row[0].removeprefix(what), row[1:-1], row[-1]
