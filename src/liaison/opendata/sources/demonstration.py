"""
The demonstration set: written by us, shipped with the package, read like any other source.

Real public institutions of Luxembourg with documented facts, each with its source; companies and
projects that are invented and marked so; example needs, invented as well.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from liaison.opendata.records import ORGANISATIONS, PARTICIPATIONS, PROJECTS, TOPICS
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Source,
    keep_if_unchanged,
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

Progress = Callable[[int, int | None, str], None]
Row = dict[str, Any]


@dataclass(frozen=True)
class ExampleNeed:
    """A need made up by us, to try the search with."""

    id: str
    language: str
    text: str
    invented: bool = True


def harvest_demonstration(data: Path, *, now: dt.datetime, progress: Progress) -> Harvest:
    """
    Read the set shipped with the package into a snapshot; the same set again changes nothing.

    :raises HarvestRefused: if an entry does not fit the others; names its file and id
    """
    files = _files()
    sha256 = hashlib.sha256(b"".join(content for _, content in files)).hexdigest()
    if unchanged := keep_if_unchanged(data, DEMONSTRATION, sha256=sha256):
        return unchanged
    parsed = [(name, json.loads(content)) for name, content in files]
    organisations = {
        entry["id"]: _organisation(name, entry) for name, entry in _entries(parsed, "organisations")
    }
    projects, participations, topics = [], [], []
    for name, entry in _entries(parsed, "projects"):
        projects.append(_project(name, entry))
        participations += _participations(name, entry, organisations)
        topics += [
            {"project_id": entry["id"], "scheme": "liaison", "code": label, "label": label}
            for label in dict.fromkeys(entry.get("topics", []))
        ]
    progress(len(projects), len(projects), "Reading the demonstration set")
    checked = [
        entry["checked"] for _, entry in _entries(parsed, "organisations") if entry.get("checked")
    ]
    return write_snapshot(
        data,
        DEMONSTRATION,
        {
            "organisations": (ORGANISATIONS, list(organisations.values())),
            "projects": (PROJECTS, projects),
            "participations": (PARTICIPATIONS, participations),
            "topics": (TOPICS, topics),
        },
        sha256=sha256,
        read_from=DEMONSTRATION.address,
        published=max(map(dt.date.fromisoformat, checked), default=None),
        now=now,
    )


@lru_cache(maxsize=1)
def example_needs() -> tuple[ExampleNeed, ...]:
    """Return the example needs, in all languages."""
    content = (_folder() / "needs.json").read_text("utf-8")
    return tuple(
        ExampleNeed(entry["id"], entry["language"], entry["text"]) for entry in json.loads(content)
    )


def _folder() -> Any:
    return resources.files("liaison.opendata.sources") / "demonstration_data"


def _files() -> list[tuple[str, bytes]]:
    files = sorted(_folder().iterdir(), key=lambda file: str(file.name))
    return [
        (str(file.name), file.read_bytes())
        for file in files
        if file.name.endswith(".json") and file.name != "needs.json"
    ]


def _entries(parsed: list[tuple[str, Row]], what: str) -> Iterator[tuple[str, Row]]:
    for name, content in parsed:
        for entry in content.get(what, []):
            yield name, entry


def _organisation(name: str, entry: Row) -> Row:
    _demand(entry["kind"] in KINDS, name, entry, f"has the unknown kind {entry['kind']!r}")
    return {
        "short_name": "",
        "sme": None,
        "postcode": "",
        "nuts": "",
        "vat_number": "",
        "founded": None,
        "status": "active",
        **{column: entry[column] for column in ORGANISATIONS.schema.names if column in entry},
        "updated": dt.date.fromisoformat(entry["checked"]) if entry.get("checked") else None,
    }


def _project(name: str, entry: Row) -> Row:
    _demand(entry["language"] in LANGUAGES, name, entry, "is in no language of the set")
    _demand(bool(entry["title"] and entry["text"]), name, entry, "has no title or no text")
    return {
        **dict.fromkeys(("acronym", "topic", "programme", "scheme", "doi", "status"), ""),
        **dict.fromkeys(("signed", "contribution", "cost"), None),
        **{column: entry[column] for column in PROJECTS.schema.names if column in entry},
        "keywords": entry.get("keywords", ""),
        "starts": _day(entry.get("starts")),
        "ends": _day(entry.get("ends")),
    }


def _participations(name: str, entry: Row, organisations: dict[str, Row]) -> list[Row]:
    rows = []
    for order, partner in enumerate(entry["partners"], start=1):
        known = partner["organisation"] in organisations
        _demand(known, name, entry, f"names the unknown {partner['organisation']!r}")
        role = partner.get("role", "")
        _demand(role in ROLES, name, entry, f"has the unknown role {role!r}")
        rows.append(
            {
                "project_id": entry["id"],
                "organisation_id": partner["organisation"],
                "role": role,
                "order": order,
                "contribution": None,
                "cost": None,
                "sme": None,
                "active": True,
            }
        )
    return rows


def _demand(is_met: bool, name: str, entry: Row, complaint: str) -> None:
    if not is_met:
        raise HarvestRefused(f"{name}: {entry['id']} {complaint}.")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
