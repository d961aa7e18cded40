"""
GLEIF's golden copy, level 1: who the world's legal entities with an LEI are. Read as CSV or JSON.

Kept: names, legal and head office address as town and country, status, register number, successor.
Not kept: sole proprietors, who are people, and funds; streets; who validated an entry.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson  # type: ignore[import-untyped]

from liaison.opendata.archives import open_archive, open_member
from liaison.opendata.fetch import Progress, fetch, forget_download
from liaison.opendata.formats import FormatWatch
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
    Row,
    Rows,
    Source,
    keep_if_unchanged,
    only_harvest,
    sha256_of,
    spool_for,
    write_snapshot,
)

GLEIF = Source(
    code="gleif",
    title="GLEIF: legal entity identifiers",
    publisher="Global Legal Entity Identifier Foundation (GLEIF)",
    homepage="https://www.gleif.org/",
    address="https://goldencopy.gleif.org/api/v2/golden-copies/publishes/lei2/latest.csv",
    licence="CC0 1.0",
    licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="Global Legal Entity Identifier Foundation (GLEIF)",
)
# Some three million entries of 340 columns, most of them empty.
MOST_BYTES = 64 * 1024**3
MOST_EXPANSION = 200
LEFT_OUT = ("SOLE_PROPRIETOR", "FUND")
WITHDRAWN = ("ANNULLED", "DUPLICATE", "MERGED", "RETIRED", "CANCELLED")
STATUSES = {"ACTIVE": "active", "INACTIVE": "inactive"}
_LEGAL, _OFFICE = "Entity.LegalAddress", "Entity.HeadquartersAddress"
_AUTHORITY = "Entity.RegistrationAuthority.RegistrationAuthority"
_EXPECTED = dict.fromkeys(
    (
        *("LEI", "Entity.LegalName", f"{_LEGAL}.City", f"{_LEGAL}.Country", f"{_OFFICE}.Country"),
        *(f"{_AUTHORITY}EntityID", "Entity.EntityCategory", "Entity.EntityStatus"),
        *("Registration.RegistrationStatus", "Registration.LastUpdateDate"),
    ),
    str,
)
_OTHER_NAMES = tuple(
    f"Entity.{kind}OtherEntityNames.{kind}OtherEntityName.{number}"
    for kind in ("", "Transliterated")
    for number in range(1, 6)
)


def harvest_gleif(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read GLEIF's golden copy into a new snapshot; the same bytes a second time change nothing.

    :param source: an address or a file, a zip with one CSV or JSON; None for the publisher's own
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address, downloads = source or GLEIF.address, data / "downloads"
    with only_harvest(data, GLEIF), spool_for(data, GLEIF) as spool:
        file = fetch(address, downloads, progress=progress)
        sha256 = sha256_of(file)
        if unchanged := keep_if_unchanged(data, GLEIF, sha256=sha256):
            return unchanged
        kinds = ORGANISATIONS, NAMES, IDENTIFIERS, RELATIONSHIPS, PLACES
        tables = {kind.name: Rows(kind, read_from=str(file), spool=spool) for kind in kinds}
        try:
            newest = _read(file, tables, progress=progress)
            return write_snapshot(
                data,
                GLEIF,
                tables,
                sha256=sha256,
                read_from=address,
                published=newest,
                now=now,
            )
        except HarvestRefused:
            forget_download(file, downloads)
            raise


def _read(file: Path, tables: dict[str, Rows], *, progress: Progress) -> dt.date | None:
    watch, newest, number = FormatWatch(str(file), _EXPECTED), None, 0
    for number, entry in enumerate(_entries(file), start=1):
        is_left_out = entry.get("Entity.EntityCategory") in LEFT_OUT
        # The edition in CSV has all its columns in every row, that in JSON only what is told.
        if number <= 1_000 and not is_left_out:
            watch.see(entry)
        if len(entry.get("LEI", "")) != 20:
            watch.check()
            raise HarvestRefused(f"{file}: entry {number} has no LEI ({entry.get('LEI')!r}).")
        if is_left_out:
            continue
        organisation = _organisation(entry)
        newest = max(filter(None, [newest, organisation["updated"]]), default=None)
        tables["organisations"].add([organisation])
        tables["names"].add(_names(entry))
        tables["identifiers"].add(_identifiers(entry))
        tables["relationships"].add(_relationships(entry))
        tables["places"].add(_places(entry))
        if number % 10_000 == 0:
            progress(number, None, "Reading legal entities")
    watch.check()
    if not number:
        raise HarvestRefused(f"{file}: holds no entries.")
    return newest


def _entries(file: Path) -> Iterator[dict[str, str]]:
    """Yield the entries of the archive's one file, by the names of the columns in CSV."""
    with open_archive(
        file, most_members=10, most_bytes=MOST_BYTES, most_expansion=MOST_EXPANSION
    ) as archive:
        for member in archive.infolist():
            name = member.filename
            if not name.endswith((".csv", ".json")):
                continue
            with open_member(file, archive, member) as content:
                try:
                    yield from _of_csv(content) if name.endswith(".csv") else _of_json(content)
                except (csv.Error, UnicodeDecodeError, ijson.JSONError) as error:
                    raise HarvestRefused(f"{file}: {name!r} cannot be read ({error}).") from None
            return
    raise HarvestRefused(f"{file}: holds no CSV or JSON file.")


def _of_csv(content: IO[bytes]) -> Iterator[dict[str, str]]:
    table = csv.reader(io.TextIOWrapper(content, encoding="utf-8-sig", newline=""))
    columns = next(table, [])
    for values in table:
        yield dict(zip(columns, values, strict=False))


def _of_json(content: IO[bytes]) -> Iterator[dict[str, str]]:
    for record in ijson.items(content, "records.item"):
        yield dict(_flat(record, ""))


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            ending = {"$": "", "@xml:lang": ".xmllang", "@type": ".type"}.get(key, f".{key}")
            yield from _flat(inner, f"{name}{ending}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{name}.{number}")
    else:
        yield name, str(value or "")


def _organisation(entry: dict[str, str]) -> Row:
    created, updated = entry.get("Entity.EntityCreationDate", ""), _updated(entry)
    withdrawn = entry.get("Registration.RegistrationStatus") in WITHDRAWN
    return {
        **dict.fromkeys(("short_name", "nuts", "website", "vat_number"), ""),
        **dict.fromkeys(("sme", "lat", "lon")),
        "id": entry["LEI"],
        "name": entry.get("Entity.LegalName", ""),
        "kind": "public" if "GOVERNMENT" in entry.get("Entity.EntityCategory", "") else "other",
        "country": iso_country(entry.get(f"{_LEGAL}.Country", "")),
        "city": entry.get(f"{_LEGAL}.City", ""),
        "postcode": entry.get(f"{_LEGAL}.PostalCode", ""),
        "founded": int(created[:4]) if created[:4].isdecimal() else None,
        "status": "withdrawn"
        if withdrawn
        else STATUSES.get(entry.get("Entity.EntityStatus", ""), ""),
        "updated": updated,
        "invented": False,
    }


def _updated(entry: dict[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(entry.get("Registration.LastUpdateDate", "")[:10])
    except ValueError:
        return None


def _names(entry: dict[str, str]) -> list[Row]:
    columns = {"Entity.LegalName": "display", **dict.fromkeys(_OTHER_NAMES, "alias")}
    found = {
        (entry[column], entry.get(f"{column}.xmllang", "")[:2].lower(), kind)
        for column, kind in columns.items()
        if entry.get(column)
    }
    return [
        {"organisation_id": entry["LEI"], "name": name, "language": language, "kind": kind}
        for name, language, kind in sorted(found)
    ]


def _identifiers(entry: dict[str, str]) -> list[Row]:
    # The register is known by its code in GLEIF's list of registration authorities.
    known = {entry.get(f"{_AUTHORITY}ID") or "register": entry.get(f"{_AUTHORITY}EntityID")}
    return [
        {"organisation_id": entry["LEI"], "scheme": scheme, "value": value}
        for scheme, value in {"lei": entry["LEI"], **known}.items()
        if value
    ]


def _relationships(entry: dict[str, str]) -> list[Row]:
    successors = (entry.get(f"Entity.SuccessorEntity.{n}.SuccessorLEI") for n in range(1, 6))
    return [
        {
            "organisation_id": entry["LEI"],
            "kind": "successor",
            "related_id": lei,
            "related_name": "",
        }
        for lei in sorted({lei for lei in successors if lei})
    ]


def _places(entry: dict[str, str]) -> list[Row]:
    places = {
        tuple(entry.get(f"{address}.{part}", "") for part in ("Country", "City", "PostalCode"))
        for address in (_LEGAL, _OFFICE)
    }
    return [
        {
            "organisation_id": entry["LEI"],
            "country": iso_country(country),
            "city": city,
            "postcode": postcode,
            "nuts": "",
            "lat": None,
            "lon": None,
        }
        for country, city, postcode in sorted(places)
        if country
    ]
