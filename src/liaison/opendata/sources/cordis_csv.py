"""
The columns of CORDIS's CSV edition, turned into our tables.

Projects: id, acronym, title, objective, keywords, ecSignatureDate or signed, startDate, endDate,
topics or topic, legalBasis, fundingScheme, ecMaxContribution. Participations (the edition's
`organization` file): projectID, organisationID, name, activityType, SME, country, role, order, …
Publisher: Publications Office of the European Union, CC BY 4.0.
"""

from typing import Any

import pyarrow as pa

from liaison.opendata.records import iso_country, web_address
from liaison.opendata.sources.cordis_values import (
    KIND_OF_ACTIVITY,
    ROLES,
    coordinates,
    day,
    number,
)

_PROJECT_COLUMNS = ("id", "title", "objective")
_PARTICIPATION_COLUMNS = ("projectID", "organisationID", "name", "country")


class ColumnMissing(Exception):
    """The table is not in the columns of CORDIS's CSV edition."""


def tables_from_csv_columns(projects: pa.Table, participations: pa.Table) -> dict[str, pa.Table]:
    """
    Return the tables `organisations`, `projects`, `participations` and `topics`.

    An organisation is described as in its most recently updated participation.

    :raises ColumnMissing: if a column that is needed is not there
    """
    _demand(projects, _PROJECT_COLUMNS, "projects")
    _demand(participations, _PARTICIPATION_COLUMNS, "participations")
    rows = participations.to_pylist()
    return {
        "organisations": pa.Table.from_pylist(_organisations(rows), _ORGANISATIONS),
        "projects": pa.Table.from_pylist(
            [_project(row) for row in projects.to_pylist()], _PROJECTS
        ),
        "participations": pa.Table.from_pylist(_participations(rows), _PARTICIPATIONS),
        "topics": _TOPICS.empty_table(),
    }


def _schema(columns: dict[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


def _texts(*names: str) -> dict[str, pa.DataType]:
    return dict.fromkeys(names, pa.string())


_ORGANISATIONS = _schema(
    {
        **_texts("id", "name", "short_name", "kind", "country", "city", "website", "vat_number"),
        "sme": pa.bool_(),
        "lat": pa.float64(),
        "lon": pa.float64(),
    }
)
_PROJECTS = _schema(
    {
        **_texts("id", "acronym", "title", "text", "keywords", "topic", "programme", "scheme"),
        **_texts("doi", "url", "language"),
        "signed": pa.date32(),
        "starts": pa.date32(),
        "ends": pa.date32(),
        "contribution": pa.float64(),
        "invented": pa.bool_(),
    }
)
_PARTICIPATIONS = _schema(
    {
        **_texts("project_id", "organisation_id", "role"),
        "order": pa.int32(),
        "contribution": pa.float64(),
    }
)
_TOPICS = _schema(_texts("project_id", "label"))


def _demand(table: pa.Table, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise ColumnMissing(f"The table of {name} has no column {', '.join(missing)}.")


def _project(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _text(row, "id"),
        "acronym": _text(row, "acronym"),
        "title": _text(row, "title"),
        "text": _text(row, "objective"),
        "keywords": _text(row, "keywords"),
        "signed": day(_text(row, "signed") or _text(row, "ecSignatureDate")),
        "starts": day(_text(row, "startDate")),
        "ends": day(_text(row, "endDate")),
        "topic": _text(row, "topic") or _text(row, "topics"),
        "programme": _text(row, "legalBasis"),
        "scheme": _text(row, "fundingScheme"),
        "contribution": number(_text(row, "ecMaxContribution")),
        "doi": _text(row, "grantDoi"),
        "url": f"https://cordis.europa.eu/project/id/{_text(row, 'id')}",
        "invented": False,
        "language": "en",
    }


def _organisations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    latest: dict[str, dict[str, Any]] = {}
    for row in rows:
        before = latest.get(_text(row, "organisationID"))
        if before is None or _text(row, "contentUpdateDate") > _text(before, "contentUpdateDate"):
            latest[_text(row, "organisationID")] = row
    return [_organisation(row) for row in latest.values()]


def _organisation(row: dict[str, Any]) -> dict[str, Any]:
    lat, lon = coordinates(_text(row, "geolocation"))
    return {
        "id": _text(row, "organisationID"),
        "name": _text(row, "name"),
        "short_name": _text(row, "shortName"),
        "kind": KIND_OF_ACTIVITY.get(_text(row, "activityType"), "other"),
        "sme": {"true": True, "false": False}.get(_text(row, "SME")),
        "country": iso_country(_text(row, "country")),
        "city": _text(row, "city"),
        "lat": lat,
        "lon": lon,
        "website": web_address(_text(row, "organizationURL")),
        "vat_number": _text(row, "vatNumber"),
    }


def _participations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The edition lists an organisation twice in a project where its role changed; the first counts.
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = _text(row, "projectID"), _text(row, "organisationID")
        seen.setdefault(
            key,
            {
                "project_id": key[0],
                "organisation_id": key[1],
                "role": ROLES.get(_text(row, "role"), ""),
                "order": int(number(_text(row, "order")) or 0),
                "contribution": number(
                    _text(row, "netEcContribution") or _text(row, "ecContribution")
                ),
            },
        )
    return list(seen.values())


def _text(row: dict[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()
