"""
A directory of real organisations to measure on: those of tests/hub/directory, then others.

They come from harvested snapshots of ROR and CORDIS: of ROR all but companies, of CORDIS companies
alone, so that hardly any is there twice. Where more are wanted than the snapshots hold, invented
ones follow: the words of real names of the same country, exchanged.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOOKUPS = ROOT / "tests" / "hub" / "directory"
_AT_ONCE = 5_000
_SIZES = ("micro", "small", "medium", "large", "")


@dataclass
class Described:
    """An organisation as it is put into the directory."""

    name: str
    kind: str
    country: str
    city: str
    website: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    lat: float | None = None
    lon: float | None = None


def read_lookups() -> list[dict[str, str]]:
    """Return what people write, whom they mean, and how they write it."""
    with (LOOKUPS / "lookups.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def fill(number: int, data: Path, *, seed: int = 1) -> None:
    """Put so many organisations into the empty directory; the same seed gives the same ones."""
    from liaison.hub.directory.lookup import refresh_lookup

    chosen = list(islice(_described(data, random.Random(seed)), number))
    if len(chosen) < number:
        raise SystemExit(f"only {len(chosen):,} organisations could be described")
    for start in range(0, number, _AT_ONCE):
        _store(chosen[start : start + _AT_ONCE], random.Random(seed + start))
    refresh_lookup()


def _described(data: Path, chance: random.Random) -> Iterator[Described]:
    real = _real(data)
    looked_up = list(_looked_up(real))
    yield from looked_up
    others = list(real.values())
    chance.shuffle(others)
    yield from others
    yield from _invented(others, chance)


def _looked_up(real: dict[str, Described]) -> Iterator[Described]:
    """Yield those of the test, and take them and those that became part of them from the real."""
    from liaison.hub.directory.models.plain import plain_name

    with (LOOKUPS / "looked_up.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    former: set[str] = set()
    for row in rows:
        names = [tuple(each.split("=", 1)) for each in row["names"].split("|") if each]
        former |= {plain_name(name) for kind, name in names if kind == "former"}
        known = real.pop(row["id"], None)
        yield Described(
            *(row[column] for column in ("name", "kind", "country", "city")),
            website=known.website if known else "",
            names=names,
            numbers=known.numbers if known else [],
            lat=known.lat if known else None,
            lon=known.lon if known else None,
        )
    for key in [key for key, each in real.items() if plain_name(each.name) in former]:
        del real[key]


def _real(data: Path) -> dict[str, Described]:
    from liaison import opendata

    found = {}
    for source, is_wanted in (("ror", _is_no_company), ("cordis", _is_company)):
        snapshot = opendata.current_snapshot(data, source)
        if snapshot is None:
            raise SystemExit(f"{data} holds no snapshot of {source}; run: liaison harvest {source}")
        names = _names(snapshot) if source == "ror" else {}
        for row in snapshot.table("organisations").to_pylist():
            if is_wanted(row):
                key = f"ror:{row['id'][-9:]}" if source == "ror" else f"pic:{row['id']}"
                found[key] = _describe(row, source, names.get(row["id"], []))
    return found


def _names(snapshot: Any) -> dict[str, list[tuple[str, str]]]:
    names = defaultdict(list)
    for row in snapshot.table("names").to_pylist():
        kind = "acronym" if row["kind"] == "acronym" else "alias"
        names[row["organisation_id"]].append((kind, row["name"]))
    return names


def _is_company(row: dict[str, Any]) -> bool:
    return row["kind"] == "company"


def _is_no_company(row: dict[str, Any]) -> bool:
    return row["kind"] != "company" and row["status"] != "withdrawn"


def _describe(row: dict[str, Any], source: str, names: list[tuple[str, str]]) -> Described:
    short = row["short_name"]
    further = names or ([("trading", short)] if short else [])
    number = row["id"].rpartition("/")[2]
    return Described(
        row["name"],
        row["kind"],
        row["country"],
        row["city"] or "",
        website=(row["website"] or "")[:500],
        names=list(dict.fromkeys(each for each in further if each[1] != row["name"])),
        numbers=[("ror" if source == "ror" else "pic", number)],
        lat=row["lat"],
        lon=row["lon"],
    )


def _invented(real: list[Described], chance: random.Random) -> Iterator[Described]:
    while True:
        one, other = chance.choice(real), chance.choice(real)
        half, rest = one.name.split(), other.name.split()
        name = " ".join([*half[: len(half) // 2 + 1], *rest[len(rest) // 2 :]])
        yield Described(name, one.kind, one.country, one.city, lat=one.lat, lon=one.lon)


def _store(chosen: list[Described], chance: random.Random) -> None:
    from liaison.hub.directory.models import Identifier, Organisation, OrganisationName, Place
    from liaison.hub.directory.models.plain import plain_name

    rows = Organisation.objects.bulk_create(
        Organisation(
            name=each.name[:300],
            plain=plain_name(each.name),
            kind=each.kind,
            country=each.country or "",
            city=each.city[:200],
            website=each.website,
            size_class=chance.choice(_SIZES),
            visibility="public",
            source="ROR, CORDIS",
        )
        for each in chosen
    )
    pairs = list(zip(rows, chosen, strict=True))
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=row, kind=kind, name=name[:300], plain=plain_name(name))
        for row, each in pairs
        for kind, name in each.names
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=row, scheme=scheme, value=value)
        for row, each in pairs
        for scheme, value in each.numbers
    )
    Place.objects.bulk_create(
        Place(
            organisation=row,
            city=each.city[:200],
            country=each.country or "",
            latitude=each.lat,
            longitude=each.lon,
            is_main=True,
        )
        for row, each in pairs
    )
