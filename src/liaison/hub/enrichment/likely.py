"""Which entries of open data an organisation may be: by its numbers first, then by likeness."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.directory.choices import Scheme
from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle.importing.duplicates import COMPARED, FROM_DIRECTORY, entry_of
from liaison.hub.lifecycle.records import AT_ONCE, Kept, load
from liaison.opendata.resolution.comparison import Comparison
from liaison.opendata.resolution.entries import Entry, key_of
from liaison.opendata.resolution.likely import entries_of, likely_entries

Progress = Callable[[int, int | None, str], None]
# Numbers that say by themselves which entry an organisation is.
DECIDING = (Scheme.ROR, Scheme.PIC)
_COUNTRIES_REMEMBERED = 3


@dataclass(frozen=True)
class Likely:
    """
    An entry that an organisation may be.

    :ivar key: of the entry, such as pic:999974844
    :ivar identity: of all entries that are one with it
    :ivar points: how much speaks for it; 0 where a number does
    :ivar reasons: codes of `identities.choices.REASONS`, the weightiest first
    :ivar scheme: of the number that both have; "" where they are only alike
    """

    key: str
    identity: str
    points: float = 0.0
    reasons: tuple[str, ...] = ()
    scheme: str = ""


class Judged:
    """What people said of organisations of the directory and entries, looked up by pair."""

    def __init__(self, pictures: opendata.Pictures) -> None:
        """:raises DecisionRefused: if what people decided cannot be read"""
        self._pictures = pictures
        self._of: dict[str, list[opendata.Decision]] = defaultdict(list)
        for decision in opendata.read_decisions(Path(settings.DATA_FOLDER)):
            for key in (decision.one, decision.other):
                if key.startswith(_OWN):
                    self._of[key].append(decision)

    def of(self, organisation: Organisation) -> list[opendata.Decision]:
        """Return the decisions that hold on an organisation and entries, the newest first."""
        decisions = self._of.get(own_key(organisation), [])
        return sorted(decisions, key=lambda each: -each.number)

    def identities_of(self, organisation: Organisation) -> dict[str, opendata.Decision]:
        """Return the newest decision by the identity that it is about."""
        found: dict[str, opendata.Decision] = {}
        for decision in reversed(self.of(organisation)):
            key = other_key(decision)
            found[self._pictures.identity_of(key) or key] = decision
        return found


_OWN = "organisation:"


def own_key(organisation: Organisation) -> str:
    """Return the key under which pair decisions know an organisation when it is to be linked."""
    return f"{_OWN}{organisation.public_id}"


def other_key(decision: opendata.Decision) -> str:
    """Return of a decision on an organisation of the directory the key of the entry."""
    return decision.other if decision.one.startswith(_OWN) else decision.one


def likely_of(organisation: Organisation, pictures: opendata.Pictures) -> list[Likely]:
    """
    Return the entries an organisation may be and that nobody has judged, the likeliest first.

    :raises DecisionRefused: if what people decided cannot be read
    """
    kept = load([organisation.pk])
    version = str(pictures.manifest["sha256"])
    found = _Finder(pictures).find(kept, lambda country: _entries_in(country, version))
    return found.get(organisation.pk, [])


def likely_of_all(
    keys: Sequence[int], pictures: opendata.Pictures, *, progress: Progress
) -> Iterator[tuple[Kept, list[Likely]]]:
    """
    Yield organisations with the entries they may be, the likeliest first.

    :param keys: of organisations that are not linked
    :raises DecisionRefused: if what people decided cannot be read
    """
    by_country: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of(Path(settings.DATA_FOLDER)):
        by_country[entry.country].append(entry)
    # By country, so that names of one are prepared once.
    ordered = Organisation.objects.filter(pk__in=keys).order_by("country", "pk")
    waiting = iter(ordered.values_list("pk", flat=True))
    finder = _Finder(pictures)
    done = 0
    while some := list(islice(waiting, AT_ONCE)):
        kept = load(some)
        found = finder.find(kept, lambda country: by_country.get(country, []))
        yield from ((kept[key], found.get(key, [])) for key in some if key in kept)
        done += len(some)
        progress(done, len(keys), _("Looking for entries of open data"))


class _Finder:
    """Looks for entries, leaving out what people judged and what others are linked to."""

    def __init__(self, pictures: opendata.Pictures) -> None:
        self._pictures = pictures
        self._judged = Judged(pictures)
        linked = Organisation.objects.exclude(open_data_id="").living()
        ids = linked.values_list("open_data_id", flat=True)
        self._taken = set(self._identities(map(opendata.entry_key, ids)).values())

    def find(
        self, kept: Mapping[int, Kept], entries_in: Callable[[str], Sequence[Entry]]
    ) -> dict[int, list[Likely]]:
        by_number = self._by_number(kept)
        left = [each for pk, each in kept.items() if len(by_number.get(pk, ())) != 1]
        alike = self._alike(left, entries_in)
        return {
            pk: self._unjudged(each, [*by_number.get(pk, ()), *alike.get(pk, ())])
            for pk, each in kept.items()
        }

    def _by_number(self, kept: Mapping[int, Kept]) -> dict[int, list[Likely]]:
        numbers = [
            (pk, scheme, key_of(scheme.value, number.value))
            for pk, each in kept.items()
            for scheme in DECIDING
            for number in each.identifiers.get(scheme.value, ())
        ]
        identities = self._identities(key for _pk, _scheme, key in numbers)
        found: dict[int, dict[str, Likely]] = defaultdict(dict)
        for pk, scheme, key in numbers:
            if identity := identities.get(key):
                found[pk].setdefault(identity, Likely(key, identity, scheme=scheme.value))
        return {pk: list(each.values()) for pk, each in found.items()}

    def _alike(
        self, kept: Iterable[Kept], entries_in: Callable[[str], Sequence[Entry]]
    ) -> dict[int, list[Likely]]:
        asking: dict[str, dict[str, tuple[int, Entry]]] = defaultdict(dict)
        for each in kept:
            key = own_key(each.organisation)
            said = {column.value: each.said(column) for column in COMPARED}
            entry = entry_of(key, FROM_DIRECTORY, said)
            asking[entry.country][key] = (each.organisation.pk, entry)
        found: dict[int, list[Likely]] = {}
        for country, those in asking.items():
            entries = entries_in(country) if country else ()
            seen = likely_entries([entry for _pk, entry in those.values()], entries)
            identities = self._identities(each.other.key for all_ in seen.values() for each in all_)
            for key, comparisons in seen.items():
                found[those[key][0]] = self._once_each(comparisons, identities)
        return found

    def _once_each(
        self, comparisons: Sequence[Comparison], identities: Mapping[str, str]
    ) -> list[Likely]:
        """Return the likeliest entry of each identity that no organisation here is linked to."""
        found: dict[str, Likely] = {}
        for seen in comparisons:
            key = seen.other.key
            identity = identities.get(key, key)
            if identity not in self._taken:
                likely = Likely(key, identity, round(seen.points, 2), seen.reasons)
                found.setdefault(identity, likely)
        return list(found.values())

    def _unjudged(self, kept: Kept, likely: Sequence[Likely]) -> list[Likely]:
        judged = self._judged.identities_of(kept.organisation)
        once = {each.identity: each for each in reversed(likely)}
        return [
            each for each in likely if each.identity not in judged and once[each.identity] is each
        ]

    def _identities(self, keys: Iterable[str]) -> dict[str, str]:
        wanted = pa.array(sorted(set(keys)), pa.string())
        found = self._pictures.identities_of(wanted)["identity"].to_pylist()
        pairs: Iterable[tuple[Any, Any]] = zip(wanted.to_pylist(), found, strict=True)
        return {key: identity for key, identity in pairs if identity}


@lru_cache(maxsize=_COUNTRIES_REMEMBERED)
def _entries_in(country: str, version: str) -> Sequence[Entry]:
    """Remember what there is of a country; a new version of the pictures reads it anew."""
    return entries_of(Path(settings.DATA_FOLDER), countries=[country])
