"""
ROR, the Research Organization Registry: what research organisations are called, where they are,
and how they are known elsewhere. Schema 2 is read as it is, schema 1 is converted.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ijson  # type: ignore[import-untyped]

from liaison.opendata.archives import open_archive, open_member
from liaison.opendata.fetch import fetch, fetch_json
from liaison.opendata.records import (
    IDENTIFIERS,
    NAMES,
    ORGANISATIONS,
    PLACES,
    RELATIONSHIPS,
    iso_country,
)
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Source,
    keep_if_unchanged,
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
NAME_KINDS = ("ror_display", "label", "acronym", "alias")

Progress = Callable[[int, int | None, str], None]
Row = dict[str, Any]


class _Unusable(Exception):
    """A record that cannot be used."""


def harvest_ror(source: str | None, data: Path, *, now: dt.datetime, progress: Progress) -> Harvest:
    """
    Read ROR into a new snapshot; the same bytes a second time change nothing.

    :param source: an address or a file; None for the newest release of the publisher
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address = source or newest_release(ROR.address)
    file = fetch(address, data / "downloads", progress=progress)
    sha256 = sha256_of(file)
    if unchanged := keep_if_unchanged(data, ROR, sha256=sha256):
        return unchanged
    records = _read(file, progress=progress)
    tables: dict[str, tuple[Any, list[Row]]] = {
        "organisations": (ORGANISATIONS, [_organisation(record) for record in records]),
        "names": (NAMES, _unique(_names, records)),
        "identifiers": (IDENTIFIERS, _unique(_identifiers, records)),
        "relationships": (RELATIONSHIPS, _unique(_relationships, records)),
        "places": (PLACES, _unique(_places, records)),
    }
    days = [day for record in records if (day := _changed(record))]
    return write_snapshot(
        data,
        ROR,
        tables,
        sha256=sha256,
        read_from=address,
        published=max(days, default=None),
        now=now,
    )


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


def _read(file: Path, *, progress: Progress) -> list[Row]:
    """Return every record once, in schema 2; a record in both schemas is taken from schema 2."""
    records: dict[str, Row] = {}
    with open_archive(
        file, most_members=MOST_MEMBERS, most_bytes=MOST_BYTES, most_expansion=MOST_EXPANSION
    ) as archive:
        members = [member for member in archive.infolist() if member.filename.endswith(".json")]
        if not members:
            raise HarvestRefused(f"{file}: holds no registry (no JSON file).")
        for member in members:
            seen: set[str] = set()
            with open_member(file, archive, member) as content:
                try:
                    for record, is_second_schema in _records(content):
                        if record["id"] in seen:
                            raise _Unusable(f"repeats the record {record['id']}.")
                        seen.add(record["id"])
                        if is_second_schema or record["id"] not in records:
                            records[record["id"]] = record
                        if len(seen) % 1000 == 0:
                            progress(len(records), None, "Reading organisations")
                except _Unusable as reason:
                    raise HarvestRefused(f"{file}: {member.filename!r} {reason}") from None
    return [records[id_] for id_ in sorted(records)]


def _records(content: Any) -> Iterator[tuple[Row, bool]]:
    place = 0
    try:
        for record in ijson.items(content, "item", use_float=True):
            place += 1
            yield _in_second_schema(record)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _Unusable(f"is no JSON after record {place} ({error}).") from None
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise _Unusable(
            f"has a record {place} that does not fit ROR's schemas ({error!r})."
        ) from None
    if not place:
        raise _Unusable("holds no list of records.")


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
        "website": websites[0] if websites else "",
        "vat_number": "",
        "founded": record["established"],
        "status": record["status"],
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


def _unique(rows_of: Callable[[Row], list[Row]], records: list[Row]) -> list[Row]:
    """Return the rows of all records, each once."""
    rows = (row for record in records for row in rows_of(record))
    return list({tuple(row.values()): row for row in rows}.values())


def _changed(record: Row) -> dt.date | None:
    day = record["admin"].get("last_modified", {}).get("date")
    return dt.date.fromisoformat(day) if day else None


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
