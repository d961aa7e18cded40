"""
The demonstration set: written by us, shipped with the package, read like any other source.

Real public institutions of Luxembourg with documented facts, each with its source; companies and
projects that are invented and marked so; example needs, invented as well. Where a fact's source
gives only a month, its first day stands; where it gives only a year, no day does.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from liaison.opendata.records import ORGANISATIONS, PARTICIPATIONS, PROJECTS, TOPICS, TableKind
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Source,
    keep_if_unchanged,
    only_harvest,
    write_snapshot,
)

DEMONSTRATION = Source(
    code="demonstration",
    title="Liaison demonstration set",
    publisher="The Liaison project",
    homepage="",
    address="shipped with Liaison",
    licence="EUPL-1.2; entries of institutions from ROR, CC0",
    licence_url="",
    attribution="Written by the Liaison project; institutions after ROR and the sources named",
)
KINDS = {"company", "university", "research", "public", "other"}
ROLES = {"coordinator", "participant", "associated", ""}
LANGUAGES = {"en", "fr", "de"}
# What every entry of the files says, by kind of entry.
NEEDED = {
    "organisations": {
        *("id", "name", "short_name", "kind", "sme", "country", "city", "lat", "lon", "website"),
        *("founded", "status", "source_url", "checked", "invented"),
    },
    "projects": {
        *("id", "title", "text", "language", "keywords", "starts", "ends", "topics", "url"),
        *("invented", "partners"),
    },
}

Progress = Callable[[int, int | None, str], None]
Row = dict[str, Any]


@dataclass(frozen=True)
class ExampleNeed:
    """
    A need made up by us, to try the search with.

    :ivar language: ISO 639-1
    :ivar focus_area: code of the focus area it belongs to
    """

    id: str
    language: str
    text: str
    focus_area: str
    invented: bool = True


def harvest_demonstration(
    data: Path, *, now: dt.datetime, progress: Progress, folder: Traversable | None = None
) -> Harvest:
    """
    Read the set shipped with the package into a snapshot; the same set again changes nothing.

    :param folder: with the set's files, when it is not the one shipped with the package
    :raises HarvestRefused: if an entry does not fit the others; names its file and id
    """
    files = _files(folder or _shipped())
    sha256 = hashlib.sha256(b"".join(name.encode() + text for name, text in files)).hexdigest()
    with only_harvest(data, DEMONSTRATION):
        if unchanged := keep_if_unchanged(data, DEMONSTRATION, sha256=sha256):
            return unchanged
        parsed = [(name, _parsed(name, content)) for name, content in files]
        tables = _tables(parsed)
        n_projects = len(tables["projects"][1])
        progress(n_projects, n_projects, "Reading the demonstration set")
        return write_snapshot(
            data,
            DEMONSTRATION,
            tables,
            sha256=sha256,
            read_from=DEMONSTRATION.address,
            published=_last_checked(parsed),
            now=now,
        )


@lru_cache(maxsize=1)
def example_needs() -> tuple[ExampleNeed, ...]:
    """Return the example needs, in all languages."""
    content = (_shipped() / "needs.json").read_text("utf-8")
    return tuple(ExampleNeed(**entry) for entry in json.loads(content))


def _shipped() -> Traversable:
    return resources.files("liaison.opendata.sources") / "demonstration_data"


def _files(folder: Traversable) -> list[tuple[str, bytes]]:
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [
        (file.name, file.read_bytes())
        for file in files
        if file.name.endswith(".json") and file.name != "needs.json"
    ]


def _parsed(name: str, content: bytes) -> Row:
    try:
        parsed: Row = json.loads(content)
    except ValueError as error:
        raise HarvestRefused(f"{name}: is no JSON ({error}).") from None
    if not isinstance(parsed, dict):
        raise HarvestRefused(f"{name}: holds no object with organisations and projects.")
    return parsed


def _tables(parsed: list[tuple[str, Row]]) -> dict[str, tuple[TableKind, list[Row]]]:
    organisations = [_organisation(name, entry) for name, entry in _entries(parsed, ORGANISATIONS)]
    invented = {row["id"]: row["invented"] for row in organisations}
    projects, participations, topics = [], [], []
    for name, entry in _entries(parsed, PROJECTS):
        projects.append(_project(name, entry))
        participations += _participations(name, entry, invented)
        topics += _topics(entry)
    return {
        "organisations": (ORGANISATIONS, organisations),
        "projects": (PROJECTS, projects),
        "participations": (PARTICIPATIONS, participations),
        "topics": (TOPICS, topics),
    }


def _last_checked(parsed: list[tuple[str, Row]]) -> dt.date | None:
    days = (_day(name, entry, "checked") for name, entry in _entries(parsed, ORGANISATIONS))
    return max((day for day in days if day), default=None)


def _entries(parsed: list[tuple[str, Row]], kind: TableKind) -> Iterator[tuple[str, Row]]:
    """Yield the entries of all files with the name of their file; each has all it needs."""
    for name, content in parsed:
        for entry in content.get(kind.name, []):
            missing = NEEDED[kind.name] - entry.keys()
            if missing:
                known_as = entry.get("id", "an entry without an id")
                raise HarvestRefused(f"{name}: {known_as} lacks {', '.join(sorted(missing))}.")
            yield name, entry


def _organisation(name: str, entry: Row) -> Row:
    _demand(entry["kind"] in KINDS, name, entry, f"has the unknown kind {entry['kind']!r}")
    sourced = entry["invented"] or entry["source_url"].startswith("https://")
    _demand(sourced, name, entry, "is real and names no source")
    return {
        **{column: entry[column] for column in ORGANISATIONS.schema.names if column in entry},
        "postcode": "",
        "nuts": "",
        "vat_number": "",
        "updated": _day(name, entry, "checked"),
    }


def _project(name: str, entry: Row) -> Row:
    _demand(entry["language"] in LANGUAGES, name, entry, "is in no language of the set")
    _demand(bool(entry["title"] and entry["text"]), name, entry, "has no title or no text")
    sourced = entry["invented"] or entry["url"].startswith("https://")
    _demand(sourced, name, entry, "is a fact and names no source")
    return {
        **dict.fromkeys(("acronym", "topic", "programme", "scheme", "doi", "status"), ""),
        **dict.fromkeys(("signed", "contribution", "cost"), None),
        **{column: entry[column] for column in PROJECTS.schema.names if column in entry},
        "starts": _day(name, entry, "starts"),
        "ends": _day(name, entry, "ends"),
    }


def _participations(name: str, entry: Row, invented: dict[str, bool]) -> list[Row]:
    return [
        _participation(name, entry, partner, order, invented)
        for order, partner in enumerate(entry["partners"], start=1)
    ]


def _participation(
    name: str, entry: Row, partner: Row, order: int, invented: dict[str, bool]
) -> Row:
    _demand({"organisation", "role"} <= partner.keys(), name, entry, "names a partner in part only")
    organisation, role = partner["organisation"], partner["role"]
    _demand(organisation in invented, name, entry, f"names the unknown {organisation!r}")
    _demand(role in ROLES, name, entry, f"has the unknown role {role!r}")
    # Nothing is made up about a real organisation, and no fact is pinned on an invented one.
    alike = invented[organisation] == entry["invented"]
    _demand(alike, name, entry, f"mixes what is real and what is invented ({organisation})")
    return {
        "project_id": entry["id"],
        "organisation_id": organisation,
        "role": role,
        "order": order,
        "contribution": None,
        "cost": None,
        "sme": None,
        "active": True,
    }


def _topics(entry: Row) -> list[Row]:
    return [
        {"project_id": entry["id"], "scheme": "liaison", "code": label, "label": label}
        for label in entry["topics"]
    ]


def _demand(is_met: bool, name: str, entry: Row, complaint: str) -> None:
    if not is_met:
        raise HarvestRefused(f"{name}: {entry['id']} {complaint}.")


def _day(name: str, entry: Row, column: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(entry[column]) if entry[column] else None
    except ValueError:
        raise HarvestRefused(
            f"{name}: {entry['id']} has {entry[column]!r} as a day ({column})."
        ) from None
