"""OpenAlex's institutions: names, places, how they belong together, and how much they publish."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

from liaison.opendata.fetch import Progress
from liaison.opendata.formats import FormatWatch
from liaison.opendata.records import (
    FIGURES,
    IDENTIFIERS,
    NAMES,
    ORGANISATIONS,
    PLACES,
    RELATIONSHIPS,
    iso_country,
    web_address,
)
from liaison.opendata.snapshots import Harvest, HarvestRefused, Row, Rows, Source
from liaison.opendata.sources import openalex
from liaison.opendata.sources.openalex import organisation_id, short

INSTITUTIONS = Source(
    code="openalex-institutions",
    title="OpenAlex: institutions",
    publisher=openalex.PUBLISHER,
    homepage=openalex.HOMEPAGE,
    address="https://api.openalex.org/institutions",
    licence=openalex.LICENCE,
    licence_url=openalex.LICENCE_URL,
    attribution=openalex.ATTRIBUTION,
)
FIELDS = (
    *("id", "ror", "display_name", "display_name_acronyms", "display_name_alternatives"),
    *("international", "type", "country_code", "geo", "homepage_url", "ids", "works_count"),
    *("cited_by_count", "associated_institutions", "updated_date"),
)
_EXPECTED = {
    **dict.fromkeys(("id", "display_name", "type"), str),
    **dict.fromkeys(("geo", "ids"), dict),
    **dict.fromkeys(("works_count", "cited_by_count"), int),
    "associated_institutions": list,
}
_DROPPED = (
    *("image_url", "image_thumbnail_url", "repositories", "roles", "topics", "topic_share"),
    *("lineage", "summary_stats", "x_concepts", "counts_by_year", "works_api_url", "created_date"),
    *("type_id", "is_super_system", "status"),
)


def harvest_institutions(
    source: str | None, data: Path, *, now: dt.datetime, progress: Progress
) -> Harvest:
    """
    Read institutions into a new snapshot.

    :param source: an address of the interface, a snapshot's folder or mirror, or a file
    :raises HarvestRefused: if anything in it cannot be read; the snapshot before stays as it is
    """
    return openalex.harvest_openalex(
        INSTITUTIONS,
        source,
        data,
        fields=FIELDS,
        keeping=lambda record: openalex.only(record, FIELDS, dropped=_DROPPED),
        taking=_Institutions,
        now=now,
        progress=progress,
    )


class _Institutions:
    """The institutions read so far."""

    known_by: Mapping[str, str] = {
        "organisations": "id",
        **dict.fromkeys(
            ("names", "identifiers", "relationships", "places", "figures"), "organisation_id"
        ),
    }

    def __init__(self, read_from: str, spool: Path) -> None:
        kinds = ORGANISATIONS, NAMES, IDENTIFIERS, RELATIONSHIPS, PLACES, FIGURES
        self.tables: Mapping[str, Rows] = {
            kind.name: Rows(kind, read_from=read_from, spool=spool) for kind in kinds
        }
        self.newest: dt.date | None = None
        self._read_from = read_from
        self._format = FormatWatch(read_from, _EXPECTED, known=FIELDS)
        self._ids: set[str] = set()
        self.read_anew: Mapping[str, Collection[str]] = dict.fromkeys(self.tables, self._ids)

    def take(self, record: Row) -> None:
        self._format.see(record)
        id_ = organisation_id(record)
        if not short(record.get("id")).startswith("I"):
            self._format.check()
            raise HarvestRefused(
                f"{self._read_from}: an institution has no id ({record.get('id')!r})."
            )
        if id_ in self._ids:
            return
        self._ids.add(id_)
        updated = _day(record)
        self.newest = max(filter(None, [self.newest, updated]), default=None)
        self.tables["organisations"].add([_organisation(id_, record, updated)])
        self.tables["names"].add(_names(id_, record))
        self.tables["identifiers"].add(_identifiers(id_, record))
        self.tables["relationships"].add(_relationships(id_, record))
        self.tables["places"].add(_places(id_, record))
        self.tables["figures"].add(_figures(id_, record))

    def finish(self) -> None:
        self._format.check()


def _organisation(id_: str, record: Row, updated: dt.date | None) -> Row:
    place = record.get("geo") or {}
    acronyms = record.get("display_name_acronyms") or []
    return {
        "id": id_,
        "name": record.get("display_name") or "",
        "short_name": str(acronyms[0]) if acronyms else "",
        "kind": openalex.KIND_OF_TYPE.get(record.get("type") or "", "other"),
        "sme": None,
        "country": iso_country(record.get("country_code") or ""),
        "city": place.get("city") or "",
        "postcode": "",
        "nuts": "",
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
        "website": web_address(record.get("homepage_url") or ""),
        "vat_number": "",
        "founded": None,
        "status": "",
        "updated": updated,
        "invented": False,
    }


def _names(id_: str, record: Row) -> list[Row]:
    found = [("display", "", record.get("display_name"))]
    found += [("acronym", "", name) for name in record.get("display_name_acronyms") or []]
    found += [("alias", "", name) for name in record.get("display_name_alternatives") or []]
    translated = (record.get("international") or {}).get("display_name") or {}
    found += [("label", language, name) for language, name in translated.items()]
    return [
        {"organisation_id": id_, "name": name, "language": language, "kind": kind}
        for kind, language, name in dict.fromkeys(found)
        if isinstance(name, str) and name
    ]


def _identifiers(id_: str, record: Row) -> list[Row]:
    known = {**(record.get("ids") or {}), "ror": record.get("ror")}
    # An encyclopaedia's article is no identifier.
    return [
        {"organisation_id": id_, "scheme": scheme, "value": _value(scheme, value)}
        for scheme, value in known.items()
        if value and scheme != "wikipedia"
    ]


def _value(scheme: str, value: object) -> str:
    return str(value) if scheme == "ror" else short(value)


def _relationships(id_: str, record: Row) -> list[Row]:
    pairs = {
        (str(other.get("relationship") or "related"), organisation_id(other))
        for other in record.get("associated_institutions") or []
    }
    return [
        {"organisation_id": id_, "kind": kind, "related_id": related, "related_name": ""}
        for kind, related in sorted(pairs)
        if related
    ]


def _places(id_: str, record: Row) -> list[Row]:
    place = record.get("geo") or {}
    if not place.get("city"):
        return []
    return [
        {
            "organisation_id": id_,
            "country": iso_country(place.get("country_code") or record.get("country_code") or ""),
            "city": place["city"],
            "postcode": "",
            "nuts": "",
            "lat": place.get("latitude"),
            "lon": place.get("longitude"),
        }
    ]


def _figures(id_: str, record: Row) -> list[Row]:
    counts = {"works": record.get("works_count"), "citations": record.get("cited_by_count")}
    return [
        {"organisation_id": id_, "what": what, "value": value}
        for what, value in counts.items()
        if value is not None
    ]


def _day(record: Row) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(record.get("updated_date"))[:10])
    except ValueError:
        return None
