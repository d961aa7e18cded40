"""
CORDIS, the European Union's research projects: the XML set of Horizon Europe, one file a project.

Kept: projects, who takes part in them in which role with how much money, their fields of science.
Not kept: results and articles, which may name authors, and contact forms.
"""

import datetime as dt
import zipfile
from pathlib import Path

from lxml import etree

from liaison.opendata.archives import open_archive, read_member
from liaison.opendata.fetch import Progress, fetch, forget_download
from liaison.opendata.formats import FormatWatch
from liaison.opendata.records import iso_country, web_address
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Source,
    keep_if_unchanged,
    only_harvest,
    sha256_of,
    write_snapshot,
)
from liaison.opendata.sources.cordis_edition import is_csv_edition, read_csv_edition
from liaison.opendata.sources.cordis_tables import Found
from liaison.opendata.sources.cordis_values import (
    KIND_OF_ACTIVITY,
    ROLES,
    coordinates,
    day,
    number,
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

# What every publication has had in some project at least, and what else the files hold.
PROJECT_FIELDS = (
    *("id", "acronym", "title", "objective", "status", "startDate", "endDate", "ecSignatureDate"),
    *("ecMaxContribution", "totalCost", "relations"),
)
OTHER_PROJECT_FIELDS = (
    *("rcn", "language", "availableLanguages", "contentCreationDate", "contentUpdateDate"),
    *("lastUpdateDate", "sourceUpdateDate", "validation", "keywords", "teaser", "identifiers"),
    *("duration", "terminationDate"),
)
ORGANISATION_FIELDS = ("id", "legalName", "address", "relations")
OTHER_ORGANISATION_FIELDS = (
    *("rcn", "shortName", "vatNumber", "departmentName", "availableLanguages"),
)


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
    return harvest_programme(CORDIS, source, data, now=now, progress=progress)


def harvest_programme(
    programme: Source, source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """Read one programme of CORDIS, from its XML or its CSV edition; see `harvest_cordis`."""
    address = source or programme.address
    downloads = data / "downloads"
    with only_harvest(data, programme):
        file = fetch(address, downloads, progress=progress)
        sha256 = sha256_of(file)
        if unchanged := keep_if_unchanged(data, programme, sha256=sha256):
            return unchanged
        try:
            found = _read(file, progress=progress)
            return write_snapshot(
                data,
                programme,
                found.tables(),
                sha256=sha256,
                read_from=address,
                published=found.newest,
                now=now,
                notes={"left_out": found.n_left_out} if found.n_left_out else None,
            )
        except HarvestRefused:
            forget_download(file, downloads)
            raise


def _read(file: Path, *, progress: Progress) -> Found:
    with open_archive(
        file, most_members=MOST_PROJECTS, most_bytes=MOST_BYTES, most_expansion=MOST_EXPANSION
    ) as archive:
        if is_csv_edition(archive):
            return read_csv_edition(file, archive, progress=progress)
        return _read_xml(file, archive, progress=progress)


def _read_xml(file: Path, archive: zipfile.ZipFile, *, progress: Progress) -> "_Found":
    found = _Found(file)
    members = [member for member in archive.infolist() if member.filename.endswith(".xml")]
    if not members:
        raise HarvestRefused(f"{file}: holds no project (no XML file).")
    for done, member in enumerate(members, start=1):
        if member.file_size > MOST_BYTES_PER_PROJECT:
            raise HarvestRefused(f"{file}: {member.filename!r} is far too large.")
        try:
            found.add(_parse(read_member(file, archive, member)))
        except _Unusable as reason:
            # If no project has the field at all, that says more than one that lacks it.
            found.check_format()
            raise HarvestRefused(f"{file}: {member.filename!r} {reason}") from None
        if done % 200 == 0 or done == len(members):
            progress(done, len(members), "Reading projects")
    found.check_format()
    return found


class _Found(Found):
    """What the XML files read so far hold."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self._project_fields = FormatWatch(
            str(file), dict.fromkeys(PROJECT_FIELDS, str), known=OTHER_PROJECT_FIELDS
        )
        self._organisation_fields = FormatWatch(
            f"{file}: organisations",
            dict.fromkeys(ORGANISATION_FIELDS, str),
            known=OTHER_ORGANISATION_FIELDS,
        )

    def add(self, project: etree._Element) -> None:
        self._project_fields.see(_texts_within(project))
        row = _project(project)
        if self.knows_project(row["id"]):
            raise _Unusable(f"repeats the project {row['id']}.")
        # The files date no organisation; each was written as known when its project's file was.
        written = _text(project, "contentUpdateDate")
        updated = day(written) or row["signed"]
        self.add_project(row, updated=updated)
        self.add_topics(_topics(project, row["id"]))
        listed = set()
        for element in project.iterfind("relations/associations/organization"):
            self._organisation_fields.see(_texts_within(element))
            record, organisation, participation = _entry(element, updated)
            as_listed = organisation["id"], participation["role"], participation["order"]
            if as_listed in listed:
                raise _Unusable(f"lists the organisation {organisation['id']} twice as the same.")
            listed.add(as_listed)
            self.add_entry(
                record, organisation, participation, project_id=row["id"], written=written
            )

    def check_format(self) -> None:
        """Raise FormatChanged if something that every publication had is in no project."""
        self._project_fields.check()
        self._organisation_fields.check()


def _parse(content: bytes) -> etree._Element:
    # Entities and document types are how XML does harm; no project needs them.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_blank_text=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise _Unusable(f"is no well-formed XML ({_first_line(error)}).") from None
    about = root.getroottree().docinfo
    if about.internalDTD is not None or about.doctype:
        raise _Unusable("declares a document type, which no project needs.")
    if (about.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        raise _Unusable(f"says it is written in {about.encoding}, not UTF-8.")
    if root.tag != "project":
        raise _Unusable(f"holds <{root.tag}> where <project> is expected.")
    return root


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["for no reason given"])[0]


def _project(project: etree._Element) -> Row:
    id_ = _text(project, "id")
    if not id_:
        raise _Unusable("has no project id.")
    if not _is_number(id_):
        raise _Unusable(f"has a project id that is no number ({id_!r}).")
    associations = "relations/associations/"
    return {
        "id": id_,
        "acronym": _text(project, "acronym"),
        "title": _text(project, "title"),
        "text": _text(project, "objective"),
        "keywords": _text(project, "keywords"),
        "signed": day(_text(project, "ecSignatureDate")),
        "starts": day(_text(project, "startDate")),
        "ends": day(_text(project, "endDate")),
        "status": _text(project, "status"),
        "topic": _text(project, f"{associations}programme[@type='relatedTopic']/code"),
        "programme": _legal_basis(project),
        "scheme": _text(
            project,
            "relations/categories/category[@classification='projectFundingSchemeCategory']/code",
        ).strip("/"),
        "contribution": number(_text(project, "ecMaxContribution")),
        "cost": number(_text(project, "totalCost")),
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


def _topics(project: etree._Element, project_id: str) -> list[Row]:
    codes = {}
    for category in project.iterfind("relations/categories/category"):
        if category.get("classification") == "euroSciVoc":
            codes[_text(category, "code")] = _text(category, "title")
    return [
        {"project_id": project_id, "scheme": "euroscivoc", "code": code, "label": label}
        for code, label in codes.items()
        if code
    ]


def _entry(element: etree._Element, updated: dt.date | None) -> tuple[str, Row, Row]:
    """Return the record number of an organisation, the organisation, and its participation."""
    told = _texts_within(element)
    pic = told.get("id", "")
    if not _is_number(pic):
        raise _Unusable(f"names an organisation without a PIC ({told.get('legalName', '')}).")
    sme = {"true": True, "false": False}.get(element.get("sme", ""))
    return (
        told.get("rcn") or pic,
        _organisation(element, told) | {"sme": sme, "updated": updated},
        {
            "role": ROLES.get(element.get("type", ""), ""),
            "order": int(number(element.get("order", "")) or 0),
            # Net: without what the organisation passes on to others listed beside it.
            "contribution": number(
                element.get("netEcContribution", "") or element.get("ecContribution", "")
            ),
            "cost": number(element.get("totalCost", "")),
            "sme": sme,
            "active": element.get("terminated", "false") != "true",
        },
    )


def _organisation(element: etree._Element, told: dict[str, str]) -> Row:
    address = element.find("address")
    place = {} if address is None else _texts_within(address)
    lat, lon = coordinates(place.get("geolocation", ""))
    return {
        "id": told["id"],
        "name": told.get("legalName", ""),
        "short_name": told.get("shortName", ""),
        "kind": _kind(element),
        "country": iso_country(place.get("country", "")),
        "city": place.get("city", ""),
        "postcode": place.get("postalCode", ""),
        "nuts": _nuts(element),
        "lat": lat,
        "lon": lon,
        "website": web_address(place.get("url", "")),
        "vat_number": told.get("vatNumber", ""),
        "founded": None,
        "status": "",
        "invented": False,
    }


def _kind(element: etree._Element) -> str:
    for category in element.iterfind("relations/categories/category"):
        if category.get("classification") == "organizationActivityType":
            return KIND_OF_ACTIVITY.get(_text(category, "code").strip("/"), "other")
    return "other"


def _nuts(element: etree._Element) -> str:
    for region in element.iterfind("relations/regions/region"):
        if region.get("type") == "relatedNutsCode":
            return _text(region, "nutsCode")
    return ""


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _texts_within(element: etree._Element) -> dict[str, str]:
    """Return the texts of the elements directly within; several times faster than one by one."""
    return {str(child.tag): (child.text or "").strip() for child in element}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
