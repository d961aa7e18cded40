"""
CORDIS, the European Union's research projects: the XML set of Horizon Europe, one file a project.

Kept: projects, who takes part in them in which role with how much money, their fields of science.
Not kept: results and articles, which may name authors, and contact forms.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from liaison.opendata.archives import open_archive, read_member
from liaison.opendata.fetch import fetch
from liaison.opendata.records import (
    ORGANISATIONS,
    PARTICIPATIONS,
    PLACES,
    PROJECTS,
    TOPICS,
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

CORDIS = Source(
    code="cordis",
    title="CORDIS: projects of Horizon Europe",
    publisher="Publications Office of the European Union",
    homepage="https://cordis.europa.eu/",
    address="https://cordis.europa.eu/data/cordis-HORIZONprojects-xml.zip",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="CORDIS, Publications Office of the European Union",
)
# The whole programme has some tens of thousands of projects; the largest file seen has 0.8 MB.
MOST_PROJECTS = 200_000
MOST_BYTES = 8 * 1024**3
MOST_BYTES_PER_PROJECT = 32 * 1024**2
MOST_EXPANSION = 100

KIND_OF_ACTIVITY = {
    "PRC": "company",
    "HES": "university",
    "REC": "research",
    "PUB": "public",
    "OTH": "other",
}
ROLES = {
    "coordinator": "coordinator",
    "participant": "participant",
    "associatedPartner": "associated",
    "thirdParty": "third_party",
}

Progress = Callable[[int, int | None, str], None]
Row = dict[str, Any]


class _Unusable(Exception):
    """What one project's file says cannot be used."""


def harvest_cordis(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read CORDIS into a new snapshot; the same bytes a second time change nothing.

    :param source: an address or a file; None for the publisher's own
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address = source or CORDIS.address
    file = fetch(address, data / "downloads", progress=progress)
    sha256 = sha256_of(file)
    if unchanged := keep_if_unchanged(data, CORDIS, sha256=sha256):
        return unchanged
    found = _Found()
    with open_archive(
        file, most_members=MOST_PROJECTS, most_bytes=MOST_BYTES, most_expansion=MOST_EXPANSION
    ) as archive:
        members = [member for member in archive.infolist() if member.filename.endswith(".xml")]
        if not members:
            raise HarvestRefused(f"{file}: holds no project (no XML file).")
        for done, member in enumerate(members, start=1):
            if member.file_size > MOST_BYTES_PER_PROJECT:
                raise HarvestRefused(f"{file}: {member.filename!r} is far too large.")
            try:
                found.add(_parse(read_member(file, archive, member)))
            except _Unusable as reason:
                raise HarvestRefused(f"{file}: {member.filename!r} {reason}") from None
            if done % 200 == 0 or done == len(members):
                progress(done, len(members), "Reading projects")
    return write_snapshot(
        data,
        CORDIS,
        {
            "organisations": (ORGANISATIONS, found.organisations()),
            "projects": (PROJECTS, found.projects),
            "participations": (PARTICIPATIONS, found.participations()),
            "topics": (TOPICS, found.topics),
            "places": (PLACES, found.places()),
        },
        sha256=sha256,
        read_from=address,
        published=found.newest,
        now=now,
    )


class _Found:
    """What the files read so far hold."""

    def __init__(self) -> None:
        self.projects: list[Row] = []
        self.topics: list[Row] = []
        self.newest: dt.date | None = None
        self._project_ids: set[str] = set()
        self._entries: list[Row] = []
        # An organisation has one record number (rcn) for good, and may change its PIC.
        self._latest_of_record: dict[str, Row] = {}
        self._latest_description: dict[str, Row] = {}

    def add(self, project: etree._Element) -> None:
        row = _project(project)
        if row["id"] in self._project_ids:
            raise _Unusable(f"repeats the project {row['id']}.")
        self._project_ids.add(row["id"])
        self.projects.append(row)
        updated = _day(_text(project, "contentUpdateDate"))
        self.newest = max(filter(None, [self.newest, updated]), default=None)
        self.topics += _topics(project, row["id"])
        for element in project.iterfind("relations/associations/organization"):
            self._take_part(_entry(element, row))

    def organisations(self) -> list[Row]:
        """Return each organisation once, under the PIC it used last, as described last."""
        return [
            {column: described[column] for column in ORGANISATIONS.schema.names}
            | {"id": self._latest_of_record[record]["id"]}
            for record, described in self._latest_description.items()
        ]

    def participations(self) -> list[Row]:
        """Return who takes part in what, each organisation under the PIC it used last."""
        rows: dict[tuple[str, str], Row] = {}
        for entry in self._entries:
            key = entry["project_id"], self._latest_of_record[entry["record"]]["id"]
            row = {column: entry.get(column) for column in PARTICIPATIONS.schema.names}
            before = rows.get(key)
            if before is None or _rank(row) < _rank(before):
                rows[key] = row | {"organisation_id": key[1]}
        return list(rows.values())

    def places(self) -> list[Row]:
        """Return every place an organisation gave, once."""
        columns = [column for column in PLACES.schema.names if column != "organisation_id"]
        places = {
            (self._latest_of_record[entry["record"]]["id"], *(entry[name] for name in columns))
            for entry in self._entries
        }
        return [
            dict(zip(PLACES.schema.names, place, strict=True)) for place in sorted(places, key=str)
        ]

    def _take_part(self, entry: Row) -> None:
        self._entries.append(entry)
        _keep_later(self._latest_of_record, entry, by="signed")
        _keep_later(self._latest_description, entry, by="updated")


def _keep_later(latest: dict[str, Row], entry: Row, *, by: str) -> None:
    before = latest.get(entry["record"])
    # Within a day the larger PIC is the later one: the Commission hands them out downwards.
    if before is None or (entry[by] or dt.date.min, -int(entry["id"])) > (
        before[by] or dt.date.min,
        -int(before["id"]),
    ):
        latest[entry["record"]] = entry


def _rank(row: Row) -> tuple[int, int]:
    """Order the entries of one organisation in one project: active ones first, then as listed."""
    return (0 if row["active"] else 1, row["order"] or 0)


def _parse(content: bytes) -> etree._Element:
    # Entities and document types are how XML does harm; no project needs them.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _Unusable(f"is no well-formed XML ({error.msg}).") from None
    if etree.ElementTree(root).docinfo.internalDTD is not None:
        raise _Unusable("declares a document type, which no project needs.")
    if root.tag != "project":
        raise _Unusable(f"holds <{root.tag}> where <project> is expected.")
    return root


def _project(project: etree._Element) -> Row:
    id_ = _text(project, "id")
    if not id_:
        raise _Unusable("has no project id.")
    associations = "relations/associations/"
    return {
        "id": id_,
        "acronym": _text(project, "acronym"),
        "title": _text(project, "title"),
        "text": _text(project, "objective"),
        "keywords": _text(project, "keywords"),
        "signed": _day(_text(project, "ecSignatureDate")),
        "starts": _day(_text(project, "startDate")),
        "ends": _day(_text(project, "endDate")),
        "status": _text(project, "status"),
        "topic": _text(project, f"{associations}programme[@type='relatedTopic']/code"),
        "programme": _legal_basis(project),
        "scheme": _text(
            project,
            "relations/categories/category[@classification='projectFundingSchemeCategory']/code",
        ).strip("/"),
        "contribution": _number(_text(project, "ecMaxContribution")),
        "cost": _number(_text(project, "totalCost")),
        "doi": _text(project, "identifiers/grantDoi"),
        "url": f"https://cordis.europa.eu/project/id/{id_}",
        "invented": False,
        "language": _text(project, "language") or "en",
    }


def _legal_basis(project: etree._Element) -> str:
    path = "relations/associations/programme[@type='relatedLegalBasis']"
    return _text(project, f"{path}[@uniqueProgrammePart='true']/code") or _text(
        project, f"{path}/code"
    )


def _topics(project: etree._Element, project_id: str) -> Iterable[Row]:
    codes = {}
    for category in project.iterfind("relations/categories/category"):
        if category.get("classification") == "euroSciVoc":
            codes[_text(category, "code")] = _text(category, "title")
    return [
        {"project_id": project_id, "scheme": "euroscivoc", "code": code, "label": label}
        for code, label in codes.items()
        if code
    ]


def _entry(element: etree._Element, project: Row) -> Row:
    """Return one organisation as one project describes it."""
    pic, record = _text(element, "id"), _text(element, "rcn")
    if not pic.isdecimal():
        raise _Unusable(f"names an organisation without a PIC ({_text(element, 'legalName')}).")
    lat, lon = _coordinates(_text(element, "address/geolocation"))
    sme = {"true": True, "false": False}.get(element.get("sme", ""))
    return {
        "record": record or pic,
        "signed": project["signed"],
        "project_id": project["id"],
        "organisation_id": pic,
        "id": pic,
        "name": _text(element, "legalName"),
        "short_name": _text(element, "shortName"),
        "kind": _kind(element),
        "sme": sme,
        "country": iso_country(_text(element, "address/country")),
        "city": _text(element, "address/city"),
        "postcode": _text(element, "address/postalCode"),
        "nuts": _nuts(element),
        "lat": lat,
        "lon": lon,
        "website": _website(_text(element, "address/url")),
        "vat_number": _text(element, "vatNumber"),
        "founded": None,
        "status": "",
        "updated": _day(_text(element, "contentUpdateDate")) or project["signed"],
        "invented": False,
        "role": ROLES.get(element.get("type", ""), ""),
        "order": int(_number(element.get("order", "")) or 0),
        "contribution": _number(element.get("ecContribution", "")),
        "cost": _number(element.get("totalCost", "")),
        "active": element.get("terminated", "false") != "true",
    }


def _kind(element: etree._Element) -> str:
    for category in element.iterfind("relations/categories/category"):
        if category.get("classification") == "organizationActivityType":
            return KIND_OF_ACTIVITY.get(_text(category, "code").strip("/"), "other")
    return "other"


def _nuts(element: etree._Element) -> str:
    return _text(element, "relations/regions/region[@type='relatedNutsCode']/nutsCode")


def _website(address: str) -> str:
    """Return a web address that is safe to link to; "" for anything else."""
    if not address or any(letter.isspace() for letter in address):
        return ""
    if address.lower().startswith(("http://", "https://")):
        return address
    return f"http://{address}" if ":" not in address and "." in address else ""


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _coordinates(text: str) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees from "lat,lon"; both None if it is no place."""
    try:
        lat, lon = (float(part) for part in text.strip("()").split(","))
    except ValueError:
        return None, None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else (None, None)
