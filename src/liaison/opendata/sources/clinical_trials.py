"""
ClinicalTrials.gov: clinical studies with their sponsors and sites, of all the world.

Kept: title, summary, conditions, interventions, phase, status, days, sponsors, collaborators, sites
with town and country. Not kept, nor asked for: investigators, officials, contacts; sponsors that
are individuals, and sites that are a person's practice.
"""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from liaison.opendata.archives import open_packed
from liaison.opendata.country_names import country_code
from liaison.opendata.fetch import Progress, Question, fetch, forget_download, pages_of
from liaison.opendata.formats import FormatWatch
from liaison.opendata.records import ORGANISATIONS, PARTICIPATIONS, PROJECTS, TOPICS
from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Rows,
    Source,
    current_snapshot,
    only_harvest,
    spool_for,
)
from liaison.opendata.texts import plain, without_mail_addresses
from liaison.opendata.updating import changed_since, how_far, take_over

STUDIES = Source(
    code="clinical-trials",
    title="ClinicalTrials.gov",
    publisher="U.S. National Library of Medicine",
    homepage="https://clinicaltrials.gov/",
    address="https://clinicaltrials.gov/api/v2/studies",
    licence="Terms and conditions of ClinicalTrials.gov; free to reuse with attribution",
    licence_url="https://clinicaltrials.gov/about-site/terms-conditions",
    attribution="ClinicalTrials.gov, U.S. National Library of Medicine",
)
PER_PAGE = 500
MOST_EXPANSION = 100
# What is asked for, by the interface's names of its fields; no field about a person is.
FIELDS = (
    *("NCTId", "Acronym", "BriefTitle", "OfficialTitle", "BriefSummary", "OverallStatus"),
    *("StartDate", "CompletionDate", "LastUpdatePostDate", "StudyType", "Phase", "Condition"),
    *("Keyword", "InterventionName", "LeadSponsorName", "LeadSponsorClass", "CollaboratorName"),
    *("CollaboratorClass", "LocationFacility", "LocationCity", "LocationCountry"),
    *("LocationZip", "LocationGeoPoint", "ConditionMeshId", "ConditionMeshTerm"),
)
# What of each module of a study is read; nothing else is kept, on the way neither.
MODULES = {
    "identificationModule": ("nctId", "acronym", "briefTitle", "officialTitle"),
    "statusModule": (
        *("overallStatus", "startDateStruct", "completionDateStruct", "lastUpdatePostDateStruct"),
    ),
    "sponsorCollaboratorsModule": ("leadSponsor", "collaborators"),
    "descriptionModule": ("briefSummary",),
    "conditionsModule": ("conditions", "keywords"),
    "designModule": ("studyType", "phases"),
    "armsInterventionsModule": ("interventions",),
    "contactsLocationsModule": ("locations",),
}
SITE = ("facility", "city", "country", "zip", "geoPoint")
_EXPECTED = {
    "identificationModule.nctId": str,
    "identificationModule.briefTitle": str,
    "statusModule.overallStatus": str,
    "statusModule.lastUpdatePostDateStruct": dict,
    "sponsorCollaboratorsModule.leadSponsor": dict,
}
_KNOWN = tuple(f"{module}.{name}" for module, names in MODULES.items() for name in names)
KIND_OF_CLASS = {
    "INDUSTRY": "company",
    "NIH": "public",
    "FED": "public",
    "OTHER_GOV": "public",
}
# A name with a title is that of a person, unless it says that it is an institution's.
_TITLED = re.compile(r"(?i)\b(dr|prof|professor|md|m\.d|phd|ph\.d|msc|dds)\b")
_INSTITUTION = re.compile(
    r"(?i)hospi|clini|klini|universit|institut|cent(er|re|ro)|foundation|laborator|labs?\b"
    r"|gmbh|\binc\b|\bltd\b|\bllc\b|s\.a\.|pharma|college|school|ministry|council"
)
# Names that sponsors give where they do not tell the site.
_UNTOLD = re.compile(
    r"(?i)\b(investigati\w+|research|study|trial) sites?\b|^local institution|^sites? [#\d]"
)


def harvest_studies(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read clinical studies into a new snapshot; the second time, only those that changed.

    :param source: an address of the interface, with its filters; or a file with its answer
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    address = source or STUDIES.address
    with only_harvest(data, STUDIES), spool_for(data, STUDIES) as spool:
        before = current_snapshot(data, STUDIES.code)
        since, notes = "", {}
        studies: AbstractContextManager[Iterator[Row]]
        if _is_interface(address):
            since = changed_since(before, address, now=now)
            notes = how_far(before, address, since=since, now=now)
            studies = _asked(address, data / "downloads", since=since, now=now, progress=progress)
        else:
            studies = nullcontext(_listed(address, data / "downloads", progress=progress))
        return take_over(
            studies,
            _Found(address, spool),
            data,
            STUDIES,
            before=before if since else None,
            read_from=address,
            notes=notes,
            now=now,
        )


def _is_interface(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.path.rstrip("/").endswith("/studies")


@contextmanager
def _asked(
    address: str, downloads: Path, *, since: str, now: dt.datetime, progress: Progress
) -> Iterator[Iterator[Row]]:
    def following(content: bytes) -> Question | None:
        token = _answered(content, address).get("nextPageToken")
        return _question(address, since=since, token=str(token)) if token else None

    def kept_as(content: bytes) -> bytes:
        answer = _answered(content, address)
        studies = [_without_persons(study, address) for study in answer["studies"]]
        return json.dumps({**answer, "studies": studies}).encode()

    def one_by_one(pages: Iterator[bytes]) -> Iterator[Row]:
        done, total = 0, None
        for content in pages:
            answer = _answered(content, address)
            total = answer.get("totalCount") or total
            yield from answer["studies"]
            done += len(answer["studies"])
            progress(done, total, "Reading studies")

    first = _question(address, since=since, token="")
    with pages_of(first, following, downloads, now=now, kept_as=kept_as) as pages:
        yield one_by_one(pages)


def _question(address: str, *, since: str, token: str) -> Question:
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    if since:
        changed = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
        own = asked.get("filter.advanced")
        asked["filter.advanced"] = f"({own}) AND {changed}" if own else changed
    asked |= {"fields": ",".join(FIELDS), "pageSize": str(PER_PAGE), "countTotal": "true"}
    asked |= {"pageToken": token} if token else {}
    return Question(parts._replace(query=urlencode(asked, safe="[],")).geturl())


def _answered(content: bytes, address: str) -> Row:
    """Return a page of the interface's answer; raises HarvestRefused if it is none."""
    try:
        answer = json.loads(content)
        whole = isinstance(answer["studies"], list)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise HarvestRefused(f"{address}: the answer is no page (studies are expected).")
    return dict(answer)


def _listed(address: str, downloads: Path, *, progress: Progress) -> Iterator[Row]:
    """Yield the studies of a file: an answer of the interface, or a list of studies."""
    file = fetch(address, downloads, progress=progress)
    try:
        with open_packed(file, most_expansion=MOST_EXPANSION) as content:
            try:
                parsed = json.loads(content.read())
            except ValueError as error:
                raise HarvestRefused(f"{file}: is no JSON ({error}).") from None
        studies = parsed.get("studies") if isinstance(parsed, dict) else parsed
        if not isinstance(studies, list) or not studies:
            raise HarvestRefused(f"{file}: lists no studies.")
        yield from (_without_persons(study, str(file)) for study in studies)
    finally:
        # It may name investigators; nothing of it stays.
        forget_download(file, downloads)


def _without_persons(study: Any, where: str) -> Row:
    """Return what is read of a study, by module and field; of new modules, their names alone."""
    protocol = study.get("protocolSection") if isinstance(study, dict) else None
    if not isinstance(protocol, dict):
        raise HarvestRefused(f"{where}: an entry is no study (protocolSection is expected).")
    kept: Row = {}
    for module, names in MODULES.items():
        content = protocol.get(module) or {}
        kept |= {f"{module}.{name}": content[name] for name in names if name in content}
        if module not in ("contactsLocationsModule", "sponsorCollaboratorsModule"):
            new = sorted(content.keys() - set(names))
            kept |= dict.fromkeys(f"{module}.{name}" for name in new)
    sites = kept.get("contactsLocationsModule.locations") or []
    kept["contactsLocationsModule.locations"] = [
        {name: site[name] for name in SITE if name in site} for site in sites
    ]
    browse = (study.get("derivedSection") or {}).get("conditionBrowseModule") or {}
    return kept | {"meshes": browse.get("meshes") or []}


class _Found:
    """The studies read so far."""

    known_by = {
        "organisations": "id",
        "projects": "id",
        "participations": "project_id",
        "topics": "project_id",
    }

    def __init__(self, read_from: str, spool: Path) -> None:
        kinds = ORGANISATIONS, PROJECTS, PARTICIPATIONS, TOPICS
        self.tables = {kind.name: Rows(kind, read_from=read_from, spool=spool) for kind in kinds}
        self.newest: dt.date | None = None
        self._read_from = read_from
        self._format = FormatWatch(
            read_from, _EXPECTED, known=(*_KNOWN, "meshes", "contactsLocationsModule.locations")
        )
        self._studies: set[str] = set()
        self._organisations: set[str] = set()
        self.read_anew = {
            **dict.fromkeys(("projects", "participations", "topics"), self._studies),
            "organisations": self._organisations,
        }

    def finish(self) -> None:
        self._format.check()

    def take(self, study: Row) -> None:
        self._format.see(study)
        id_ = study.get("identificationModule.nctId") or ""
        if not id_.startswith("NCT"):
            self._format.check()
            raise HarvestRefused(f"{self._read_from}: a study has no NCT number ({id_!r}).")
        if id_ in self._studies:
            return
        self._studies.add(id_)
        updated = _day(study, "lastUpdatePostDateStruct")
        self.newest = max(filter(None, [self.newest, updated]), default=None)
        self.tables["projects"].add([_project(id_, study)])
        self.tables["topics"].add(_topics(id_, study))
        self._take_organisations(id_, study, updated)

    def _take_organisations(self, id_: str, study: Row, updated: dt.date | None) -> None:
        taking_part: dict[str, str] = {}
        for role, organisation in _organisations(study):
            taking_part.setdefault(organisation["id"], role)
            if organisation["id"] not in self._organisations:
                self._organisations.add(organisation["id"])
                self.tables["organisations"].add([organisation | {"updated": updated}])
        self.tables["participations"].add(
            {
                "project_id": id_,
                "organisation_id": organisation_id,
                "role": role,
                "order": order,
                "contribution": None,
                "cost": None,
                "sme": None,
                "active": True,
            }
            for order, (organisation_id, role) in enumerate(taking_part.items(), start=1)
        )


def _project(id_: str, study: Row) -> Row:
    title = plain(study.get("identificationModule.briefTitle") or "")
    official = plain(study.get("identificationModule.officialTitle") or "")
    summary = plain(study.get("descriptionModule.briefSummary") or "")
    interventions = study.get("armsInterventionsModule.interventions") or []
    words = [
        *(study.get("conditionsModule.conditions") or []),
        *(study.get("conditionsModule.keywords") or []),
        *(each.get("name") or "" for each in interventions),
    ]
    phases = study.get("designModule.phases") or []
    return {
        "id": id_,
        "acronym": study.get("identificationModule.acronym") or "",
        "title": title,
        "text": without_mail_addresses(
            "\n".join(text for text in (official if official != title else "", summary) if text)
        ),
        "keywords": ", ".join(dict.fromkeys(word for word in words if word)),
        "signed": None,
        "starts": _day(study, "startDateStruct"),
        "ends": _day(study, "completionDateStruct"),
        "status": study.get("statusModule.overallStatus") or "",
        "topic": "",
        "programme": "",
        "scheme": ", ".join(filter(None, [study.get("designModule.studyType"), *phases])),
        "contribution": None,
        "cost": None,
        "doi": "",
        "url": f"https://clinicaltrials.gov/study/{id_}",
        "invented": False,
        "language": "en",
    }


def _topics(id_: str, study: Row) -> list[Row]:
    labels = {each.get("id"): each.get("term") or "" for each in study["meshes"]}
    return [
        {"project_id": id_, "scheme": "mesh", "code": code, "label": label}
        for code, label in labels.items()
        if code
    ]


def _organisations(study: Row) -> Iterator[tuple[str, Row]]:
    """Yield who takes part in which role: the sponsor, the collaborators, the sites."""
    sites = [
        _organisation(
            site["facility"],
            "other",
            country=country_code(site.get("country") or ""),
            city=site.get("city") or "",
            postcode=site.get("zip") or "",
            point=site.get("geoPoint") or {},
        )
        for site in study["contactsLocationsModule.locations"]
        if _is_named(site.get("facility") or "")
    ]
    by_name: dict[str, list[Row]] = {}
    for site in sites:
        by_name.setdefault(_folded(site["name"]), []).append(site)
    sponsors = [("coordinator", study.get("sponsorCollaboratorsModule.leadSponsor") or {})]
    sponsors += [
        ("participant", each)
        for each in study.get("sponsorCollaboratorsModule.collaborators") or []
    ]
    for role, sponsor in sponsors:
        name = sponsor.get("name") or ""
        if sponsor.get("class") == "INDIV" or not _is_named(name):
            continue
        kind = KIND_OF_CLASS.get(sponsor.get("class") or "", "other")
        # A sponsor is listed without its place; the one site of the same name tells it.
        at = by_name.get(_folded(name), [])
        yield role, (at[0] | {"kind": kind}) if len(at) == 1 else _organisation(name, kind)
    for site in sites:
        yield "associated", site


def _organisation(
    name: str,
    kind: str,
    *,
    country: str = "",
    city: str = "",
    postcode: str = "",
    point: Row | None = None,
) -> Row:
    name = plain(name)
    # The registry gives organisations no identifiers: a name and its place stand for one.
    known_by = "|".join([_folded(name), country, _folded(city)])
    return {
        **dict.fromkeys(("short_name", "nuts", "website", "vat_number", "status"), ""),
        **dict.fromkeys(("sme", "founded")),
        "id": f"nct-{hashlib.sha256(known_by.encode()).hexdigest()[:16]}",
        "name": name,
        "kind": kind,
        "country": country,
        "city": city,
        "postcode": postcode,
        "lat": (point or {}).get("lat"),
        "lon": (point or {}).get("lon"),
        "invented": False,
    }


def _is_named(name: str) -> bool:
    """Tell the name of an institution from none at all and from that of a person."""
    is_person = _TITLED.search(name) and not _INSTITUTION.search(name)
    return bool(name.strip()) and not is_person and not _UNTOLD.search(name)


def _folded(name: str) -> str:
    plain_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain_letters.lower())) or name.casefold()


def _day(study: Row, name: str) -> dt.date | None:
    """Return a day of a study; of a month alone, the first."""
    text = str((study.get(f"statusModule.{name}") or {}).get("date") or "")
    try:
        return dt.date.fromisoformat(text if len(text) != 7 else f"{text}-01")
    except ValueError:
        return None
