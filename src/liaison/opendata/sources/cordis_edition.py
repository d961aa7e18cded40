"""
CORDIS's CSV edition: `project.csv`, `organization.csv` and `euroSciVoc.csv` in one zip.

Columns are found by their names: the programmes have them in different order, and older files call
some of them otherwise. Fields are parted by semicolons, numbers have a comma.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from liaison.opendata.archives import open_member
from liaison.opendata.fetch import Progress
from liaison.opendata.formats import FormatChanged, check_columns
from liaison.opendata.records import iso_country, web_address
from liaison.opendata.snapshots import HarvestRefused, Row
from liaison.opendata.sources.cordis_tables import Found
from liaison.opendata.sources.cordis_values import (
    KIND_OF_ACTIVITY,
    ROLES,
    coordinates,
    day,
    number,
)

PROJECTS, ORGANISATIONS, TOPICS = "project.csv", "organization.csv", "euroSciVoc.csv"
NEEDED = {
    PROJECTS: ("id", "acronym", "title", "objective", "startDate", "endDate"),
    ORGANISATIONS: ("projectID", "organisationID", "name", "country", "role"),
    TOPICS: ("projectID", "euroSciVocCode", "euroSciVocTitle"),
}
KNOWN = {
    PROJECTS: (
        *("status", "totalCost", "ecMaxContribution", "legalBasis", "topics", "ecSignatureDate"),
        *("frameworkProgramme", "masterCall", "subCall", "fundingScheme", "nature", "keywords"),
        *("contentUpdateDate", "rcn", "grantDoi", "programmeDivision"),
    ),
    ORGANISATIONS: (
        *("projectAcronym", "vatNumber", "shortName", "SME", "activityType", "street", "postCode"),
        *("city", "nutsCode", "geolocation", "organizationURL", "contactForm", "rcn", "order"),
        *("contentUpdateDate", "ecContribution", "netEcContribution", "totalCost", "active"),
        "endOfParticipation",
    ),
    TOPICS: ("euroSciVocPath", "euroSciVocDescription"),
}
# What older files call the columns of today.
OLDER_NAMES = {
    PROJECTS: {"reference": "id", "ecContribution": "ecMaxContribution"},
    ORGANISATIONS: {"projectReference": "projectID", "id": "organisationID"},
    TOPICS: {},
}
# Some rows of the edition are torn by a stray quote or semicolon; more than these are a fault.
MOST_TORN = 0.01
_TRUTHS = {"true": True, "false": False}


def is_csv_edition(archive: zipfile.ZipFile) -> bool:
    return _member(archive, PROJECTS) is not None


def read_csv_edition(file: Path, archive: zipfile.ZipFile, *, progress: Progress) -> Found:
    """
    Read all projects and entries of the edition.

    :raises HarvestRefused: if a file or a column is missing, or far too many rows are torn
    """
    found = Found(str(file))
    updated = {}
    for row in _rows(file, archive, PROJECTS, found, progress):
        id_ = row["id"]
        if not _is_number(id_):
            raise HarvestRefused(
                f"{file}: {PROJECTS!r} has a project id that is no number ({id_!r})."
            )
        if found.knows_project(id_):
            raise HarvestRefused(f"{file}: {PROJECTS!r} repeats the project {id_}.")
        project = _project(row)
        updated[id_] = day(row.get("contentUpdateDate", "")) or project["signed"]
        found.add_project(project, updated=updated[id_])
    seen = set()
    for row in _rows(file, archive, ORGANISATIONS, found, progress):
        project_id, pic = row["projectID"], row["organisationID"]
        entry = project_id, pic, row["role"], row.get("order", "")
        # Entries without a PIC cannot be told apart, and those of withdrawn projects lead nowhere.
        if not _is_number(pic) or not found.knows_project(project_id) or entry in seen:
            found.n_left_out += 1
            continue
        seen.add(entry)
        written = row.get("contentUpdateDate", "")
        organisation = _organisation(row) | {"updated": day(written) or updated[project_id]}
        found.add_entry(
            row.get("rcn") or pic,
            organisation,
            _participation(row) | {"sme": organisation["sme"]},
            project_id=project_id,
            written=written,
        )
    if _member(archive, TOPICS) is not None:
        topics = (_topic(row) for row in _rows(file, archive, TOPICS, found, progress))
        unique = {(row["project_id"], row["code"]): row for row in topics if row["code"]}
        found.add_topics([row for row in unique.values() if found.knows_project(row["project_id"])])
    return found


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    members = archive.infolist()
    return next((each for each in members if PurePosixPath(each.filename).name == name), None)


def _rows(
    file: Path, archive: zipfile.ZipFile, name: str, found: Found, progress: Progress
) -> Iterator[dict[str, str]]:
    """Yield the whole rows of one file of the edition, by column, without those that are torn."""
    member = _member(archive, name)
    if member is None:
        raise HarvestRefused(f"{file}: holds no {name}.")
    n_rows = n_torn = 0
    with open_member(file, archive, member) as content:
        lines = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
        try:
            table = csv.reader(lines, delimiter=";")
            columns = [OLDER_NAMES[name].get(column, column) for column in next(table, [])]
            for n_rows, values in enumerate(table, start=1):
                row = dict(zip(columns, map(str.strip, values), strict=False))
                if n_rows == 1:
                    _check(file, name, columns, row)
                if len(values) == len(columns):
                    yield row
                else:
                    n_torn += 1
                if n_rows % 5_000 == 0:
                    progress(n_rows, None, f"Reading {name}")
        except (csv.Error, UnicodeDecodeError) as error:
            raise HarvestRefused(f"{file}: {name!r} row {n_rows + 1}: {error}.") from None
    if not n_rows:
        _check(file, name, columns, {})
        raise HarvestRefused(f"{file}: {name!r} holds no rows.")
    if n_torn > MOST_TORN * n_rows:
        raise FormatChanged(
            f"{file}: {n_torn:,} of {n_rows:,} rows of {name!r} have not the columns of the first."
        )
    found.n_left_out += n_torn


def _check(file: Path, name: str, columns: list[str], row: Row) -> None:
    check_columns(
        f"{file}: {name}",
        needed=NEEDED[name],
        known=KNOWN[name],
        found={column: row.get(column, "") for column in columns},
    )


def _project(row: dict[str, str]) -> Row:
    return {
        "id": row["id"],
        "acronym": row["acronym"],
        "title": row["title"],
        "text": row["objective"],
        "keywords": row.get("keywords", ""),
        "signed": day(row.get("ecSignatureDate", "")),
        "starts": day(row["startDate"]),
        "ends": day(row["endDate"]),
        "status": row.get("status", ""),
        "topic": row.get("topics", ""),
        "programme": row.get("legalBasis", "") or row.get("frameworkProgramme", ""),
        "scheme": row.get("fundingScheme", ""),
        "contribution": number(row.get("ecMaxContribution", "")),
        "cost": number(row.get("totalCost", "")),
        "doi": row.get("grantDoi", ""),
        "url": f"https://cordis.europa.eu/project/id/{row['id']}",
        "invented": False,
        "language": "en",
    }


def _organisation(row: dict[str, str]) -> Row:
    lat, lon = coordinates(row.get("geolocation", ""))
    return {
        "id": row["organisationID"],
        "name": row["name"],
        "short_name": row.get("shortName", ""),
        "kind": KIND_OF_ACTIVITY.get(row.get("activityType", ""), "other"),
        "sme": _TRUTHS.get(row.get("SME", "").lower()),
        "country": iso_country(row["country"]),
        "city": row.get("city", ""),
        "postcode": row.get("postCode", ""),
        "nuts": row.get("nutsCode", ""),
        "lat": lat,
        "lon": lon,
        "website": web_address(row.get("organizationURL", "")),
        "vat_number": row.get("vatNumber", ""),
        "founded": None,
        "status": "",
        "invented": False,
    }


def _participation(row: dict[str, str]) -> Row:
    return {
        "role": ROLES.get(row["role"], ""),
        "order": int(number(row.get("order", "")) or 0),
        "contribution": number(row.get("netEcContribution", "") or row.get("ecContribution", "")),
        "cost": number(row.get("totalCost", "")),
        "active": row.get("endOfParticipation", "").lower() != "true",
    }


def _topic(row: dict[str, str]) -> Row:
    return {
        "project_id": row["projectID"],
        "scheme": "euroscivoc",
        "code": row["euroSciVocCode"],
        "label": row["euroSciVocTitle"],
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
