"""
How OpenAlex gives its records: by an interface with cursors, or as a snapshot to download.

A snapshot is a folder, here or on a mirror, with a `manifest` that names its parts: gzip files
with a JSON object a line, grouped by the day of their last change.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from liaison.opendata.archives import open_packed
from liaison.opendata.fetch import (
    Progress,
    Question,
    fetch,
    forget_download,
    pages_of,
)
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Snapshot,
    Source,
    current_snapshot,
    only_harvest,
    sha256_of,
    spool_for,
)
from liaison.opendata.updating import Taking, changed_since, how_far, take_over

LICENCE = "CC0 1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
PUBLISHER = "OurResearch"
HOMEPAGE = "https://openalex.org/"
ATTRIBUTION = "OpenAlex, OurResearch"
INTERFACE = "https://api.openalex.org/"
# A key is free; without one the interface answers a few questions a day only.
KEY = "LIAISON_OPENALEX_KEY"
PER_PAGE = 100
MOST_EXPANSION = 100

KIND_OF_TYPE = {
    "company": "company",
    "education": "university",
    "government": "public",
    "facility": "research",
}

# What of a record is read; the rest, authors among it, is dropped before anything is kept.
Keeping = Callable[[Row], Row]


def harvest_openalex(
    about: Source,
    source: str | None,
    data: Path,
    *,
    fields: tuple[str, ...],
    keeping: Keeping,
    taking: Callable[[str, Path], Taking],
    now: dt.datetime,
    progress: Progress,
) -> Harvest:
    """
    Read one kind of records into a new snapshot; where nothing changed, nothing does.

    :param source: an address of the interface, the folder or mirror of a snapshot, or a file;
        None for the interface
    :param fields: what is asked for, and by `keeping` kept, of each record
    :param taking: makes what takes the records, given where they are from and a folder for rows
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address = source or about.address
    with only_harvest(data, about), spool_for(data, about) as spool:
        before = current_snapshot(data, about.code)
        found = taking(address, spool)
        records, notes, adds = _changes(
            address, data, before, fields=fields, keeping=keeping, now=now, progress=progress
        )
        return take_over(
            records,
            found,
            data,
            about,
            before=before if adds else None,
            read_from=address,
            notes=notes,
            now=now,
        )


def _changes(
    address: str,
    data: Path,
    before: Snapshot | None,
    *,
    fields: tuple[str, ...],
    keeping: Keeping,
    now: dt.datetime,
    progress: Progress,
) -> tuple[AbstractContextManager[Iterator[Row]], Row, bool]:
    """Return the records to read, what to note for the next time, and whether they only add."""
    downloads = data / "downloads"
    if is_interface(address):
        # Only who has a key may ask for changes alone.
        since = changed_since(before, address, now=now) if os.environ.get(KEY) else ""
        asked = _asked(
            address,
            downloads,
            fields=fields,
            keeping=keeping,
            since=since,
            now=now,
            progress=progress,
        )
        return asked, how_far(before, address, since=since, now=now), bool(since)
    parts = Parts(address, downloads, progress=progress)
    notes = before.manifest.get("notes", {}) if before else {}
    known = notes.get("parts", {}) if notes.get("address") == address else {}
    # A part that is gone means that the snapshot was cut anew.
    adds = not parts.is_one_file and bool(known) and known.keys() <= parts.marks.keys()
    new = [part for part, mark in parts.marks.items() if not adds or known.get(part) != mark]
    return (
        nullcontext(_downloaded(parts, new, keeping=keeping, progress=progress)),
        {"address": address, "parts": dict(parts.marks)},
        adds,
    )


@contextmanager
def _asked(
    address: str, downloads: Path, *, progress: Progress, **how: Any
) -> Iterator[Iterator[Row]]:
    def one_by_one(pages: Iterator[tuple[list[Row], int]]) -> Iterator[Row]:
        done = 0
        for records, total in pages:
            yield from records
            done += len(records)
            progress(done, total, "Reading records")

    with asked_records(address, downloads, **how) as pages:
        yield one_by_one(pages)


def _downloaded(
    parts: "Parts", names: list[str], *, keeping: Keeping, progress: Progress
) -> Iterator[Row]:
    # The newest first: a record that changed stands in a later part, and counts from there.
    for done, name in enumerate(sorted(names, reverse=True), start=1):
        yield from parts.records(name, keeping=keeping)
        progress(done, len(names), "Reading parts")


def is_interface(address: str) -> bool:
    """Tell an address of the interface from a file, a folder or a mirror."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.path.rstrip("/").rsplit("/", 1)[-1] in (
        "works",
        "institutions",
    )


@contextmanager
def asked_records(
    address: str, folder: Path, *, fields: tuple[str, ...], keeping: Keeping, since: str, now: Any
) -> Iterator[Iterator[tuple[list[Row], int]]]:
    """
    Give the records of the interface page by page, with how many there are in all.

    :param fields: the fields that are asked for
    :param since: only records changed from this day on (ISO 8601); "" for all
    """
    first = _question(address, fields, cursor="*", since=since)

    def following(content: bytes) -> Question | None:
        answer = _answered(content, address)
        cursor = answer["meta"].get("next_cursor")
        if not cursor or not answer["results"]:
            return None
        return _question(address, fields, cursor=str(cursor), since=since)

    def kept_as(content: bytes) -> bytes:
        answer = _answered(content, address)
        meta = {name: answer["meta"].get(name) for name in ("count", "next_cursor")}
        results = [keeping(_object(record, address)) for record in answer["results"]]
        return json.dumps({"meta": meta, "results": results}).encode()

    with pages_of(first, following, folder, now=now, kept_as=kept_as) as pages:
        yield (
            (answer["results"], int(answer["meta"].get("count") or 0))
            for answer in (_answered(content, address) for content in pages)
        )


def _question(address: str, fields: tuple[str, ...], *, cursor: str, since: str) -> Question:
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    filters = [asked["filter"]] if "filter" in asked else []
    if since:
        filters.append(f"from_updated_date:{since}")
    asked |= {"filter": ",".join(filters)} if filters else {}
    asked |= {"select": ",".join(fields), "per-page": str(PER_PAGE), "cursor": cursor}
    key = os.environ.get(KEY, "")
    return Question(
        parts._replace(query=urlencode(asked, safe=":,|*")).geturl(),
        key=("api_key", key) if key else None,
    )


def _answered(content: bytes, address: str) -> Row:
    """Return a page of the interface's answer; raises HarvestRefused if it is none."""
    try:
        answer = json.loads(content)
        whole = isinstance(answer["results"], list) and isinstance(answer["meta"], dict)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise HarvestRefused(f"{address}: the answer is no page (meta and results are expected).")
    return dict(answer)


class Parts:
    """
    The parts of a snapshot: of a folder, of a mirror, or the one file that is given.

    :ivar marks: what each part is known by, so that it is not read a second time
    :ivar is_one_file: whether it is all in a single file
    """

    def __init__(self, source: str, downloads: Path, *, progress: Progress) -> None:
        self._downloads = downloads
        self._progress = progress
        self._where: dict[str, str] = {}
        self.marks: Mapping[str, str]
        file = Path(source).expanduser()
        self.is_one_file = file.is_file() and file.name != "manifest"
        if self.is_one_file:
            self._where[file.name] = source
            self.marks = {file.name: sha256_of(file)}
        else:
            self.marks = self._listed(source.removesuffix("/manifest").rstrip("/"))

    def records(self, part: str, *, keeping: Keeping) -> Iterator[Row]:
        """Yield the records of one part; what was downloaded for it is dropped afterwards."""
        file = fetch(self._where[part], self._downloads, progress=self._progress)
        try:
            with open_packed(file, most_expansion=MOST_EXPANSION) as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield keeping(
                            _object(_parsed(line, file, number), f"{file}: line {number}")
                        )
        finally:
            # It names authors; nothing of it stays.
            forget_download(file, self._downloads)

    def _listed(self, root: str) -> Mapping[str, str]:
        file = fetch(f"{root}/manifest", self._downloads, progress=self._progress)
        try:
            entries = json.loads(file.read_bytes())["entries"]
            marks = {}
            for entry in entries:
                part = "/".join(str(entry["url"]).split("/")[-2:])
                marks[part] = str(entry.get("meta", {}).get("content_length", ""))
                self._where[part] = f"{root}/{part}"
        except (ValueError, KeyError, TypeError, AttributeError):
            forget_download(file, self._downloads)
            raise HarvestRefused(
                f"{file}: is no manifest (entries with url are expected)."
            ) from None
        if not marks or any(".." in part for part in marks):
            raise HarvestRefused(f"{file}: the manifest names no parts.")
        return marks


def _parsed(line: bytes, file: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise HarvestRefused(f"{file}: line {number} is no JSON.") from None


def _object(record: Any, where: str) -> Row:
    if not isinstance(record, dict):
        raise HarvestRefused(f"{where}: holds no record.")
    return record


def only(record: Row, fields: Collection[str], *, dropped: Collection[str]) -> Row:
    """Return these fields of a record; of a field that is new to us, its name alone."""
    kept = {name: record[name] for name in fields if name in record}
    return kept | dict.fromkeys(sorted(record.keys() - set(fields) - set(dropped)))


def short(identifier: Any) -> str:
    """Return the last part of an identifier that is an address."""
    return str(identifier or "").rstrip("/").rsplit("/", 1)[-1]


def organisation_id(institution: Row) -> str:
    """Return the ROR id of an institution; where it has none, its address at OpenAlex."""
    return str(institution.get("ror") or institution.get("id") or "")
