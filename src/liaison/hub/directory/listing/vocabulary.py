"""The terms and focus areas by which the directory of a cluster's site is narrowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Value
from django.db.models.functions import Coalesce

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.choices import TermsOf
from liaison.hub.directory.lookup import directory_version
from liaison.hub.taxonomies.queries import terms_in_use

_SITES_REMEMBERED = 32


@dataclass(frozen=True)
class Choice:
    """
    A term or a focus area that may be chosen.

    :ivar key: in the database
    :ivar value: in addresses
    :ivar depth: in its tree, from 0
    """

    key: int
    value: str
    names: Mapping[str, str]
    depth: int = 0

    def name_in(self, language: str | None) -> str:
        """Return its name in this language; in English where there is none."""
        return self.names.get((language or "en")[:2], "") or self.names["en"]


Vocabulary = Mapping[str, tuple[Choice, ...]]


def vocabulary_of(cluster_id: int, *, minute: int) -> Vocabulary:
    """
    Return what may be chosen by subject: the terms that the cluster uses, and its focus areas.

    Kept in the process as counts are, until something changes.

    :param minute: of any clock
    """
    return _vocabulary(cluster_id, directory_version(), minute)


@lru_cache(maxsize=_SITES_REMEMBERED)
def _vocabulary(cluster_id: int, version: str, minute: int) -> Vocabulary:
    found: dict[str, list[Choice]] = {subject: [] for subject in TermsOf.values}
    terms, areas = terms_in_use(cluster_id), FocusArea.objects.filter(cluster=cluster_id)
    named = ("name_en", "name_fr", "name_de")
    # Both in one question: every page of the directory asks it when something has changed.
    areas_too = areas.order_by().values_list(
        Value(TermsOf.FOCUS_AREAS.value),
        "pk",
        "cluster__slug",
        "code",
        Value(0),
        "position",
        *named,
    )
    rows = terms.values_list(
        *("version__taxonomy__subject", "pk", "version__taxonomy__slug", "code"),
        *(Coalesce("parent", 0), "position", *named),
    ).union(areas_too, all=True)
    by_list: dict[tuple[str, str], list[tuple[int, int, int, Choice]]] = {}
    for subject, key, slug, code, parent, position, *names in rows:
        choice = Choice(key, f"{slug}:{code}", dict(zip(("en", "fr", "de"), names, strict=True)))
        by_list.setdefault((subject, slug), []).append((position, key, parent, choice))
    for (subject, _slug), members in sorted(by_list.items(), key=lambda each: each[0]):
        members.sort(key=lambda member: member[:2])
        found[subject] += _in_tree(members)
    return {subject: tuple(choices) for subject, choices in found.items()}


def _in_tree(members: list[tuple[int, int, int, Choice]]) -> Iterator[Choice]:
    """Yield choices each below its parent; of each its position, its key and its parent's key."""
    known = {key for _position, key, _parent, _choice in members}
    below: dict[int, list[Choice]] = {}
    for _position, _key, parent, choice in members:
        below.setdefault(parent if parent in known else 0, []).append(choice)

    def walk(parent: int, depth: int) -> Iterator[Choice]:
        for choice in below.get(parent, ()):
            yield replace(choice, depth=depth)
            yield from walk(choice.key, depth + 1)

    return walk(0, 0)
