"""
ROR, the Research Organization Registry: what research organisations are called, where they are,
and how they are known elsewhere. Schema 2 is read as it is, schema 1 is converted.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import ijson  # type: ignore[import-untyped]

from liaison.opendata.archives import open_archive, open_member
from liaison.opendata.fetch import Progress, fetch, fetch_json, forget_download
from liaison.opendata.formats import FormatChanged, FormatWatch
from liaison.opendata.records import (
    IDENTIFIERS,
    NAMES,
    ORGANISATIONS,
    PLACES,
    RELATIONSHIPS,
    iso_country,
    web_address,
)
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Rows,
    Source,
    keep_if_unchanged,
    only_harvest,
    sha256_of,
    write_snapshot,
)

ROR = Source(
    code="ror",
    title="Research Organization Registry",
    publisher="Research Organization Registry (ROR)",
    homepage="https://ror.org/",
    # Zenodo leads from the series to its newest release; the zip is one of its files.
    address="https://zenodo.org/api/records/6347574/versions/latest",
    licence="CC0 1.0",
    licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="Research Organization Registry (ROR)",
)
MOST_MEMBERS = 100
MOST_BYTES = 4 * 1024**3
MOST_EXPANSION = 100

# An organisation may have several types in ROR; the first of these that it has is its kind.
KIND_OF_TYPE = {
    "company": "company",
    "education": "university",
    "government": "public",
    "facility": "research",
    "healthcare": "other",
    "nonprofit": "other",
    "archive": "other",
    "funder": "other",
    "other": "other",
}
# What records hold in schema 2 and in schema 1; null is allowed where the registry knows nothing.
SECOND_SCHEMA = {
    **dict.fromkeys(("id", "status"), str),
    **dict.fromkeys(("names", "types", "locations", "links", "external_ids"), list),
    "relationships": list,
    "admin": dict,
}
FIRST_SCHEMA = {
    **dict.fromkeys(("id", "name", "status"), str),
    **dict.fromkeys(("types", "addresses", "links", "aliases", "acronyms", "labels"), list),
    **dict.fromkeys(("country", "external_ids"), dict),
}
OTHER_FIELDS = (
    *("established", "domains", "email_address", "ip_addresses", "wikipedia_url", "relationships"),
)
NAME_KINDS = ("ror_display", "label", "acronym", "alias")

# Opens one dump, to be read from its beginning.
Opener = Callable[[], AbstractContextManager[IO[bytes]]]


class _Unusable(Exception):
    """A record that cannot be used."""


def harvest_ror(source: str | None, data: Path, *, now: dt.datetime, progress: Progress) -> Harvest:
    """
    Read ROR into a new snapshot; the same bytes a second time change nothing.

    :param source: an address or a file; None for the newest release of the publisher
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    downloads = data / "downloads"
    with only_harvest(data, ROR):
        address = source or newest_release(ROR.address)
        file = fetch(address, downloads, progress=progress)
        sha256 = sha256_of(file)
        if unchanged := keep_if_unchanged(data, ROR, sha256=sha256):
            return unchanged
        try:
            found = _read(file, progress=progress)
            return write_snapshot(
                data,
                ROR,
                found.tables,
                sha256=sha256,
                read_from=address,
                published=found.newest,
                now=now,
            )
        except HarvestRefused:
            forget_download(file, downloads)
            raise


def newest_release(address: str) -> str:
    """Return the address of the zip in the newest release; raises HarvestRefused."""
    try:
        files = json.loads(fetch_json(address))["files"]
        zips = [file["links"]["self"] for file in files if file["key"].endswith(".zip")]
    except (ValueError, KeyError, TypeError):
        raise HarvestRefused(f"{address}: the answer does not list files as expected.") from None
    if not zips:
        raise HarvestRefused(f"{address}: the newest release holds no zip.")
    return str(zips[0])


def _read(file: Path, *, progress: Progress) -> "_Found":
    found = _Found(file)
    with _open_dumps(file) as dumps:
        if not dumps:
            raise HarvestRefused(f"{file}: holds no registry (no JSON file).")
        # Schema 2 first: what it holds is then not taken from schema 1.
        for name, opener in sorted(dumps, key=_begins_in_first_schema):
            try:
                found.read(opener, progress=progress)
            except _Unusable as reason:
                raise HarvestRefused(f"{file}: {name!r} {reason}") from None
    return found


@contextmanager
def _open_dumps(file: Path) -> Iterator[list[tuple[str, Opener]]]:
    """Open the registry's dumps: those in a zip, or the one that the file itself is."""
    if _is_a_list(file):
        yield [(file.name, lambda: file.open("rb"))]
        return
    with open_archive(
        file, most_members=MOST_MEMBERS, most_bytes=MOST_BYTES, most_expansion=MOST_EXPANSION
    ) as archive:
        yield [
            (member.filename, partial(open_member, file, archive, member))
            for member in archive.infolist()
            if member.filename.endswith(".json")
        ]


def _is_a_list(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(64).lstrip().startswith(b"[")


def _begins_in_first_schema(dump: tuple[str, Opener]) -> bool:
    name, opener = dump
    try:
        with opener() as content:
            return not next(_records(content, _Formats(name)))[1]
    except (StopIteration, _Unusable, FormatChanged):
        # Read in full, it is refused with the reason.
        return False


class _Found:
    """What the dumps read so far hold."""

    def __init__(self, file: Path) -> None:
        self.newest: dt.date | None = None
        self._file = file
        kinds = ORGANISATIONS, NAMES, IDENTIFIERS, RELATIONSHIPS, PLACES
        self.tables = {kind.name: Rows(kind, read_from=str(file)) for kind in kinds}
        self._is_from_second_schema: dict[str, bool] = {}

    def read(self, content_of: Opener, *, progress: Progress) -> None:
        seen = set()
        formats = _Formats(str(self._file))
        with content_of() as content:
            records = _records(content, formats)
            for place, (record, is_second) in enumerate(records, start=1):
                if record["id"] in seen:
                    raise _Unusable(f"repeats the record {record['id']}.")
                seen.add(record["id"])
                with _misfit_named(place, formats):
                    self._take(record, is_second=is_second)
                if place % 1000 == 0:
                    progress(len(self._is_from_second_schema), None, "Reading organisations")
        if not seen:
            raise _Unusable("holds no list of records.")

    def _take(self, record: Row, *, is_second: bool) -> None:
        known = self._is_from_second_schema.get(record["id"])
        if known and not is_second:
            return
        if known is not None:
            raise _Unusable(f"repeats the record {record['id']} of another file.")
        self._is_from_second_schema[record["id"]] = is_second
        self.newest = max(filter(None, [self.newest, _changed(record)]), default=None)
        self.tables["organisations"].add([_organisation(record)])
        self.tables["names"].add(_unique(_names(record)))
        self.tables["identifiers"].add(_unique(_identifiers(record)))
        self.tables["relationships"].add(_unique(_relationships(record)))
        self.tables["places"].add(_unique(_places(record)))


class _Formats:
    """What the records of a dump have looked like so far, in either schema."""

    def __init__(self, read_from: str) -> None:
        self._second = FormatWatch(read_from, SECOND_SCHEMA, known=OTHER_FIELDS)
        self._first = FormatWatch(read_from, FIRST_SCHEMA, known=OTHER_FIELDS)

    def see(self, record: Any) -> None:
        if isinstance(record, dict):
            (self._first if "name" in record else self._second).see(record)

    def check(self) -> None:
        self._second.check()
        self._first.check()


def _records(content: IO[bytes], formats: _Formats) -> Iterator[tuple[Row, bool]]:
    """Return each record in the shape of schema 2, and whether it was written in it."""
    place = 0
    try:
        for place, record in enumerate(ijson.items(content, "item", use_float=True), start=1):
            formats.see(record)
            with _misfit_named(place, formats):
                converted = _in_second_schema(record)
            yield converted
    except (ijson.JSONError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise _Unusable(f"is no JSON after record {place} ({reason}).") from None
    formats.check()


@contextmanager
def _misfit_named(place: int, formats: _Formats) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        # If no record has the field at all, that says more than one that lacks it.
        formats.check()
        raise _Unusable(
            f"has a record {place} that does not fit ROR's schemas ({error!r})."
        ) from None


def _in_second_schema(record: Row) -> tuple[Row, bool]:
    if not isinstance(record["id"], str) or not record["id"].startswith("https://ror.org/"):
        raise _Unusable(f"has a record without a ROR id ({record['id']!r}).")
    if "names" in record:
        return record, True
    return _converted(record), False


def _converted(record: Row) -> Row:
    """Return a record of schema 1 in the shape of schema 2, as far as we read it."""
    names = [{"value": record["name"], "lang": None, "types": ["ror_display", "label"]}]
    names += [
        {"value": label["label"], "lang": label.get("iso639"), "types": ["label"]}
        for label in record.get("labels", [])
    ]
    names += [
        {"value": name, "lang": None, "types": ["alias"]} for name in record.get("aliases", [])
    ]
    names += [
        {"value": name, "lang": None, "types": ["acronym"]} for name in record.get("acronyms", [])
    ]
    return {
        "id": record["id"],
        "names": names,
        "types": [type_.lower() for type_ in record.get("types", [])],
        "status": record.get("status", ""),
        "established": record.get("established"),
        "locations": [
            {
                "geonames_details": {
                    "name": place.get("city") or "",
                    "country_code": record["country"]["country_code"],
                    "lat": place.get("lat"),
                    "lng": place.get("lng"),
                }
            }
            for place in record.get("addresses", [])
        ],
        "links": [{"type": "website", "value": link} for link in record.get("links", [])],
        "domains": [],
        "external_ids": [
            {"type": scheme.lower(), "all": _as_list(ids.get("all"))}
            for scheme, ids in record.get("external_ids", {}).items()
        ],
        "relationships": record.get("relationships", []),
        "admin": {},
    }


def _organisation(record: Row) -> Row:
    place = (_places(record) or [{}])[0]
    names = _names(record)
    acronyms = [name["name"] for name in names if name["kind"] == "acronym"]
    websites = [link["value"] for link in record["links"] if link["type"] == "website"]
    return {
        "id": record["id"],
        "name": next((each["name"] for each in names if each["kind"] == "display"), ""),
        "short_name": acronyms[0] if acronyms else "",
        "kind": next(
            (kind for type_, kind in KIND_OF_TYPE.items() if type_ in record["types"]), "other"
        ),
        "sme": None,
        "country": place.get("country", ""),
        "city": place.get("city", ""),
        "postcode": "",
        "nuts": "",
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "website": web_address(websites[0]) if websites else "",
        "vat_number": "",
        "founded": record["established"],
        "status": record["status"],
        "registered": _day(record, "created"),
        "updated": _changed(record),
        "invented": False,
    }


def _names(record: Row) -> list[Row]:
    rows = []
    for name in record["names"]:
        kind = next((kind for kind in NAME_KINDS if kind in name["types"]), "alias")
        rows.append(
            {
                "organisation_id": record["id"],
                "name": name["value"],
                "language": name.get("lang") or "",
                "kind": "display" if kind == "ror_display" else kind,
            }
        )
    return rows


def _identifiers(record: Row) -> list[Row]:
    pairs = [(each["type"], value) for each in record["external_ids"] for value in each["all"]]
    pairs += [("domain", domain) for domain in record.get("domains", [])]
    return [
        {"organisation_id": record["id"], "scheme": scheme, "value": str(value)}
        for scheme, value in pairs
    ]


def _relationships(record: Row) -> list[Row]:
    return [
        {
            "organisation_id": record["id"],
            "kind": str(each["type"]).lower(),
            "related_id": each["id"],
            "related_name": each.get("label") or "",
        }
        for each in record["relationships"]
    ]


def _places(record: Row) -> list[Row]:
    return [
        {
            "organisation_id": record["id"],
            "country": iso_country(place.get("country_code") or ""),
            "city": place.get("name") or "",
            "postcode": "",
            "nuts": "",
            "lat": place.get("lat"),
            "lon": place.get("lng"),
        }
        for place in (location["geonames_details"] for location in record["locations"])
    ]


def _unique(rows: list[Row]) -> list[Row]:
    """Return the rows, each once."""
    return list({tuple(row.values()): row for row in rows}.values())


def _changed(record: Row) -> dt.date | None:
    return _day(record, "last_modified")


def _day(record: Row, event: str) -> dt.date | None:
    day = record["admin"].get(event, {}).get("date")
    return dt.date.fromisoformat(day) if day else None


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
