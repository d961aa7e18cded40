"""New organisations that look like others, in the file or in the directory: for people to judge."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from liaison import opendata
from liaison.hub.directory.choices import KINDS_IN_OPEN_DATA, Kind
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.lifecycle.choices import NAME_KINDS, Column
from liaison.hub.lifecycle.importing.planning import Plan, Progress
from liaison.hub.lifecycle.importing.spools import Spool
from liaison.hub.lifecycle.records import AT_ONCE, load
from liaison.opendata.resolution.blocking import NameIndex, candidate_pairs
from liaison.opendata.resolution.comparison import Verdict, compare
from liaison.opendata.resolution.entries import (
    Entry,
    acronym_of,
    domain_of,
    key_of,
    unique_names,
    without_shared_parts,
)
from liaison.opendata.resolution.names import names_within, read_name
from liaison.opendata.resolution.words import words_of

# The likeliest are told; more than that nobody reads.
MOST_TOLD = 1_000
FROM_DIRECTORY = "directory"
_FROM_FILE = "file"
# What is compared of an organisation.
COMPARED = (
    Column.NAME,
    Column.KIND,
    Column.COUNTRY,
    Column.CITY,
    Column.WEBSITE,
    Column.PIC,
    Column.ROR_ID,
    Column.VAT_NUMBER,
    Column.LATITUDE,
    Column.LONGITUDE,
    *NAME_KINDS,
)
_KINDS = {Kind.SERVICE_PROVIDER: Kind.COMPANY, Kind.INVESTOR: Kind.COMPANY}


@dataclass(frozen=True)
class Like:
    """
    One of two organisations that look alike.

    :ivar row: in the file; 0 for one of the directory
    """

    organisation: str
    name: str
    city: str
    row: int


@dataclass(frozen=True)
class LikelyDuplicate:
    """
    A pair that people should judge; nothing is merged by itself.

    :ivar points: the more, the likelier they are one
    :ivar reasons: codes of `identities.choices.REASONS`, the weightiest first
    """

    one: Like
    other: Like
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LikelyDuplicates:
    """The likeliest pairs, and how many there are in all."""

    told: list[LikelyDuplicate]
    count: int


def find_likely_duplicates(
    plan: Plan, *, progress: Progress, for_user: Any = None
) -> LikelyDuplicates:
    """
    Return pairs of one country with names alike, of which at least one is new.

    What people decided to be different is left out.

    :param for_user: whom others' hidden organisations are not told; None for the software
    :raises DecisionRefused: if what people decided cannot be read
    """
    decisions = opendata.read_decisions(Path(settings.DATA_FOLDER))
    best: list[tuple[float, int, LikelyDuplicate]] = []
    count = done = 0
    with ExitStack() as closing:
        new = _new_by_country(plan, closing)
        total = sum(spool.length for spool in new.values())
        for country, spool in new.items():
            for pair in _alike_in(country, spool, decisions, for_user):
                count += 1
                heapq.heappush(best, (pair.points, -count, pair))
                if len(best) > MOST_TOLD:
                    heapq.heappop(best)
            done += spool.length
            progress(done, total, _("Looking for likely duplicates"))
    told = [pair for *_order, pair in sorted(best, key=lambda each: each[:2], reverse=True)]
    return LikelyDuplicates(told, count)


def _new_by_country(plan: Plan, closing: ExitStack) -> Mapping[str, Spool]:
    found: dict[str, Spool] = {}
    for change in plan.changes():
        if not change.is_new:
            continue
        said = {code: new for code, (_old, new) in change.changes.items()}
        country = said.get(Column.COUNTRY, "")
        if country not in found:
            found[country] = Spool()
            closing.callback(found[country].close)
        found[country].append([str(change.organisation), change.number, said])
    return found


def _alike_in(country: str, new: Spool, decisions: Any, reader: Any) -> Iterator[LikelyDuplicate]:
    known = _Known()
    for organisation, row, said in new:
        known.add(organisation, row, said)
    asking = len(known.entries)
    for organisation, said in _of_directory(country, reader):
        known.add(organisation, 0, said)
    entries = known.comparable()
    for one, other in candidate_pairs(entries[:asking], NameIndex(entries)):
        comparison = compare(one, other)
        if comparison.verdict is Verdict.REFUSED or known.are_different(one, other, decisions):
            continue
        yield LikelyDuplicate(
            known.like[one.key],
            known.like[other.key],
            round(comparison.points, 2),
            comparison.reasons,
        )


class _Known:
    """Organisations of one country as they are compared."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.like: dict[str, Like] = {}
        self._keys: dict[str, list[str]] = {}

    def add(self, organisation: str, row: int, said: Mapping[str, Any]) -> None:
        keys = list(_keys(organisation, said))
        entry = entry_of(keys[0], _FROM_FILE if row else FROM_DIRECTORY, said)
        self.entries.append(entry)
        self._keys[entry.key] = keys
        self.like[entry.key] = Like(organisation, said[Column.NAME], entry.city, row)

    def comparable(self) -> list[Entry]:
        """Return the entries; what several share is known to be shared."""
        times = Counter(entry.domain for entry in self.entries)
        return without_shared_parts(
            [
                replace(entry, domain_shared=bool(entry.domain) and times[entry.domain] > 1)
                for entry in self.entries
            ]
        )

    def are_different(self, one: Entry, other: Entry, decisions: Any) -> bool:
        """Tell whether people decided so, under any of their identifiers."""
        pairs = product(self._keys[one.key], self._keys[other.key])
        found = (decisions.on(*pair) for pair in pairs)
        return any(each and each.judgement is opendata.Judgement.DIFFERENT for each in found)


def _of_directory(country: str, reader: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    living = Organisation.objects.filter(country=country).living()
    if reader is not None and not reader.is_superuser:
        living = living.filter(pk__in=organisations_visible_to(reader).values("pk"))
    keys = living.order_by("pk").values_list("pk", flat=True).iterator()
    while some := list(islice(keys, AT_ONCE)):
        for kept in load(some).values():
            said = {column.value: kept.said(column) for column in COMPARED}
            yield str(kept.organisation.public_id), said


def _keys(organisation: str, said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys under which people may have decided on an organisation."""
    if said.get(Column.PIC):
        yield key_of("pic", said[Column.PIC])
    if said.get(Column.ROR_ID):
        yield key_of("ror", said[Column.ROR_ID])
    yield f"organisation:{organisation}"


def entry_of(key: str, source: str, said: Mapping[str, Any]) -> Entry:
    """
    Return an organisation as it is compared with entries.

    :param said: what a file would say of it, by `COMPARED`
    """
    names = names_within(said[Column.NAME], "legal")
    names += [read_name(name, "alias") for name in _all(said, set(NAME_KINDS) - {Column.ACRONYM})]
    city = said.get(Column.CITY) or ""
    latitude, longitude = said.get(Column.LATITUDE), said.get(Column.LONGITUDE)
    kind = Kind(said.get(Column.KIND) or Kind.OTHER)
    kind = _KINDS.get(kind, kind)
    return Entry(
        key=key,
        source=source,
        names=unique_names(names),
        acronyms=frozenset(filter(None, map(acronym_of, _all(said, [Column.ACRONYM])))),
        country=said.get(Column.COUNTRY) or "",
        city=city,
        towns=frozenset(words_of(city)),
        point=None if latitude is None or longitude is None else (latitude, longitude),
        kind=kind.value if kind in KINDS_IN_OPEN_DATA else Kind.OTHER.value,
        domain=domain_of(said.get(Column.WEBSITE) or ""),
        vat=said.get(Column.VAT_NUMBER) or "",
    )


def _all(said: Mapping[str, Any], columns: Iterable[Column]) -> list[str]:
    return [name for column in sorted(columns) for name in said.get(column) or ()]


__all__ = [
    "COMPARED",
    "FROM_DIRECTORY",
    "Like",
    "LikelyDuplicate",
    "LikelyDuplicates",
    "entry_of",
    "find_likely_duplicates",
]
