"""A selection of the directory as data that is kept, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liaison.hub.directory.listing import (
    FACETS,
    Near,
    Selection,
    Sort,
    Vocabulary,
    this_minute,
    vocabulary_of,
)
from liaison.hub.directory.listing.vocabulary import Choice


class Unreadable(ValueError):
    """What was kept cannot be understood as a selection (any more)."""


@dataclass(frozen=True)
class Chosen:
    """
    What somebody chose of the directory.

    :ivar town: around which they look, as they wrote it
    :ivar site: the key of the cluster on whose site they chose terms; 0 where they chose none
    """

    selection: Selection
    town: str = ""
    site: int = 0

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms that may be chosen on the site; none where none were."""
        return vocabulary_of(self.site, minute=this_minute()) if self.selection.terms else {}


def as_data(chosen: Chosen) -> dict[str, Any]:
    """Return what was chosen as it is kept; see `read`."""
    selection, near = chosen.selection, chosen.selection.near
    return {
        "text": selection.text,
        "chosen": {facet: sorted(values) for facet, values in selection.chosen},
        # Not their keys: a new version of a taxonomy has others.
        "terms": {subject: sorted(values) for subject, values in _values_of_terms(chosen)},
        "site": chosen.site if selection.terms else 0,
        "cluster": selection.cluster,
        "member": selection.member,
        "near": [near.latitude, near.longitude, near.kilometres] if near else None,
        "town": chosen.town if near else "",
        "sort": str(selection.sort),
    }


def read(data: Any) -> Chosen:
    """
    Return what was chosen.

    A facet or term that is no more is never passed over: without it the list would be longer.

    :raises Unreadable: if anything in it is not as `as_data` writes it
    """
    try:
        chosen = tuple((facet, _values(facet, data["chosen"])) for facet in data["chosen"])
        selection = Selection(
            text=_text(data["text"]),
            chosen=chosen,
            terms=_terms(data["terms"], int(data["site"])),
            cluster=_text(data["cluster"]),
            member=_text(data["member"]),
            near=Near(*map(float, data["near"])) if data["near"] else None,
            sort=Sort(data["sort"]),
        )
        return Chosen(selection, _text(data["town"]), int(data["site"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable from error


def _values(facet: str, chosen: Mapping[str, list[str]]) -> frozenset[str]:
    if facet not in FACETS or not isinstance(chosen[facet], list):
        raise Unreadable(facet)
    return frozenset(map(_text, chosen[facet]))


def _values_of_terms(chosen: Chosen) -> Iterator[tuple[str, list[str]]]:
    """Yield by subject what stands for the terms in addresses."""
    for subject, keys in chosen.selection.terms:
        choices = chosen.vocabulary.get(subject, ())
        yield subject, [each.value for each in choices if each.key in keys]


def _terms(kept: Mapping[str, list[str]], site: int) -> tuple[tuple[str, frozenset[int]], ...]:
    """Return the keys of terms as they are in force on a site now."""
    if not kept:
        return ()
    vocabulary = vocabulary_of(site, minute=this_minute())
    return tuple((subject, _keys(vocabulary[subject], kept[subject])) for subject in kept)


def _keys(choices: Iterable[Choice], values: list[str]) -> frozenset[int]:
    keys = {each.value: each.key for each in choices}
    return frozenset(keys[value] for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable(value)
    return value
