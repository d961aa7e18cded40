"""
OpenAlex's works: what was published, on what, and from which institutions.

Kept: title, abstract, day, language, topics, keywords, and the institutions with their ROR ids. Not
kept: authors, who are dropped before anything is written; withdrawn works, and covers and indexes.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from liaison.opendata.fetch import Progress
from liaison.opendata.formats import FormatWatch
from liaison.opendata.records import (
    IDENTIFIERS,
    ORGANISATIONS,
    PARTICIPATIONS,
    PROJECTS,
    TOPICS,
    iso_country,
)
from liaison.opendata.snapshots import Harvest, HarvestRefused, Row, Rows, Source
from liaison.opendata.sources import openalex
from liaison.opendata.sources.openalex import organisation_id, short
from liaison.opendata.texts import plain

WORKS = Source(
    code="openalex-works",
    title="OpenAlex: works",
    publisher=openalex.PUBLISHER,
    homepage=openalex.HOMEPAGE,
    # Those with an institution in Luxembourg: a cluster elsewhere gives its own address.
    address="https://api.openalex.org/works?filter=authorships.institutions.country_code:LU",
    licence=openalex.LICENCE,
    licence_url=openalex.LICENCE_URL,
    attribution=openalex.ATTRIBUTION,
)
FIELDS = (
    *("id", "doi", "display_name", "publication_date", "language", "type", "topics", "keywords"),
    *("abstract_inverted_index", "authorships", "is_retracted", "is_paratext"),
)
_KEPT = tuple(name for name in FIELDS if name != "authorships")
_EXPECTED = {
    **dict.fromkeys(("id", "display_name", "publication_date", "type"), str),
    **dict.fromkeys(("topics", "institutions"), list),
    "abstract_inverted_index": dict,
}
_DROPPED = (
    *("authorships", "title", "ids", "publication_year", "type_crossref", "indexed_in"),
    *("open_access", "countries_distinct_count", "institutions_distinct_count", "fwci", "biblio"),
    *("corresponding_author_ids", "corresponding_institution_ids", "apc_list", "apc_paid"),
    *("has_fulltext", "fulltext_origin", "cited_by_count", "cited_by_percentile_year", "concepts"),
    *("citation_normalized_percentile", "primary_topic", "mesh", "locations_count", "locations"),
    *("primary_location", "best_oa_location", "sustainable_development_goals", "grants"),
    *("datasets", "versions", "referenced_works_count", "referenced_works", "related_works"),
    *("counts_by_year", "cited_by_api_url", "updated_date", "created_date", "awards", "funders"),
    *("is_authors_truncated", "has_content", "content_urls", "is_xpac"),
)
# Longer than any abstract; a position beyond it is a mistake.
MOST_WORDS = 20_000


def harvest_works(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read works into a new snapshot.

    :param source: an address of the interface, a snapshot's folder or mirror, or a file
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    return openalex.harvest_openalex(
        WORKS,
        source,
        data,
        fields=FIELDS,
        keeping=_without_authors,
        taking=_Works,
        now=now,
        progress=progress,
    )


def _without_authors(record: Row) -> Row:
    """Return what is read of a work, with the institutions of all its authors, each once."""
    kept = openalex.only(record, _KEPT, dropped=_DROPPED)
    if isinstance(record.get("authorships"), list):
        institutions: dict[str, Row] = {}
        for authorship in record["authorships"]:
            for institution in authorship.get("institutions") or []:
                institutions.setdefault(organisation_id(institution), _institution(institution))
        kept["institutions"] = [each for id_, each in institutions.items() if id_]
    return kept


def _institution(institution: Row) -> Row:
    return {
        name: institution.get(name)
        for name in ("id", "ror", "display_name", "country_code", "type")
    }


class _Works:
    """The works read so far."""

    known_by: Mapping[str, str] = {
        "organisations": "id",
        "identifiers": "organisation_id",
        "projects": "id",
        "participations": "project_id",
        "topics": "project_id",
    }

    def __init__(self, read_from: str, spool: Path) -> None:
        kinds = ORGANISATIONS, IDENTIFIERS, PROJECTS, PARTICIPATIONS, TOPICS
        self.tables: Mapping[str, Rows] = {
            kind.name: Rows(kind, read_from=read_from, spool=spool) for kind in kinds
        }
        self.newest: dt.date | None = None
        self._read_from = read_from
        self._format = FormatWatch(read_from, _EXPECTED, known=FIELDS)
        self._works: set[str] = set()
        self._institutions: dict[str, Row] = {}
        self.read_anew: Mapping[str, Collection[str]] = {
            **dict.fromkeys(("projects", "participations", "topics"), self._works),
            "organisations": self._institutions,
            "identifiers": self._institutions,
        }

    def take(self, record: Row) -> None:
        self._format.see(record)
        id_ = short(record.get("id"))
        if not id_.startswith("W"):
            self._format.check()
            raise HarvestRefused(f"{self._read_from}: a work has no id ({record.get('id')!r}).")
        if id_ in self._works:
            return
        self._works.add(id_)
        if record.get("is_retracted") or record.get("is_paratext"):
            return
        published = _day(record.get("publication_date"))
        self.newest = max(filter(None, [self.newest, published]), default=None)
        self.tables["projects"].add([_work(id_, record, published)])
        self.tables["topics"].add(_topics(id_, record))
        institutions = record.get("institutions") or []
        self.tables["participations"].add(_participations(id_, institutions))
        for institution in institutions:
            self._institutions.setdefault(organisation_id(institution), institution)

    def finish(self) -> None:
        self._format.check()
        for id_, institution in self._institutions.items():
            self.tables["organisations"].add([_organisation(id_, institution)])
            self.tables["identifiers"].add(_identifiers(id_, institution))


def _work(id_: str, record: Row, published: dt.date | None) -> Row:
    return {
        "id": id_,
        "acronym": "",
        "title": plain(record.get("display_name") or ""),
        "text": abstract(record.get("abstract_inverted_index")),
        "keywords": ", ".join(
            str(each.get("display_name") or "") for each in record.get("keywords") or []
        ),
        "signed": None,
        "starts": published,
        "ends": published,
        "status": "published",
        "topic": "",
        "programme": "",
        "scheme": record.get("type") or "",
        "contribution": None,
        "cost": None,
        "doi": (record.get("doi") or "").removeprefix("https://doi.org/"),
        "url": f"https://openalex.org/{id_}",
        "invented": False,
        "language": record.get("language") or "",
    }


def abstract(index: Any) -> str:
    """Return the text of which OpenAlex gives each word with its places, from 0."""
    if not isinstance(index, dict):
        return ""
    words = {
        place: word
        for word, places in index.items()
        for place in (places if isinstance(places, list) else [])
        if isinstance(place, int) and 0 <= place < MOST_WORDS
    }
    return plain(" ".join(str(words[place]) for place in sorted(words)))


def _topics(id_: str, record: Row) -> list[Row]:
    labels = {
        short(each.get("id")): each.get("display_name") for each in record.get("topics") or []
    }
    return [
        {"project_id": id_, "scheme": "openalex", "code": code, "label": str(label or "")}
        for code, label in labels.items()
        if code
    ]


def _participations(id_: str, institutions: list[Row]) -> list[Row]:
    return [
        {
            "project_id": id_,
            "organisation_id": organisation_id(institution),
            "role": "participant",
            "order": order,
            "contribution": None,
            "cost": None,
            "sme": None,
            "active": True,
        }
        for order, institution in enumerate(institutions, start=1)
    ]


def _organisation(id_: str, institution: Row) -> Row:
    return {
        **dict.fromkeys(("short_name", "city", "postcode", "nuts", "website", "vat_number"), ""),
        **dict.fromkeys(("sme", "lat", "lon", "founded", "updated")),
        "id": id_,
        "name": institution.get("display_name") or "",
        "kind": openalex.KIND_OF_TYPE.get(institution.get("type") or "", "other"),
        "country": iso_country(institution.get("country_code") or ""),
        "status": "",
        "invented": False,
    }


def _identifiers(id_: str, institution: Row) -> list[Row]:
    known = {"openalex": short(institution.get("id")), "ror": institution.get("ror") or ""}
    return [
        {"organisation_id": id_, "scheme": scheme, "value": value}
        for scheme, value in known.items()
        if value
    ]


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
