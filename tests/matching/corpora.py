"""Small corpora to match in; what a test does not care about is filled in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from liaison.matching import Index, build_index, load_index
from liaison.matching.building import UNSAID

ORGANISATION_SCHEMA = pa.schema(
    {
        **dict.fromkeys(["id", "name", "short_name", "kind"], pa.string()),
        "sme": pa.bool_(),
        **dict.fromkeys(["country", "city"], pa.string()),
        **dict.fromkeys(["lat", "lon"], pa.float64()),
        **dict.fromkeys(["website", "vat_number"], pa.string()),
    }
)
PROJECT_SCHEMA = pa.schema(
    {
        **dict.fromkeys(["id", "acronym", "title", "text", "keywords"], pa.string()),
        **dict.fromkeys(["signed", "starts", "ends"], pa.date32()),
        **dict.fromkeys(["topic", "programme", "scheme"], pa.string()),
        "contribution": pa.float64(),
        **dict.fromkeys(["doi", "url"], pa.string()),
        "invented": pa.bool_(),
        **dict.fromkeys(["language", "kind", "source"], pa.string()),
    }
)
PARTICIPATION_SCHEMA = pa.schema(
    {
        **dict.fromkeys(["project_id", "organisation_id", "role"], pa.string()),
        "order": pa.int64(),
        "contribution": pa.float64(),
    }
)
TOPIC_SCHEMA = pa.schema({"project_id": pa.string(), "label": pa.string()})

Row = Mapping[str, Any]


def table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Return a table of these rows; text not given is empty, the rest unknown."""
    filled = [
        {
            field.name: row.get(field.name, "" if field.type == pa.string() else None)
            for field in schema
        }
        for row in rows
    ]
    return pa.Table.from_pylist(filled, schema=schema)


def tables(
    *,
    organisations: Sequence[Row] = (),
    projects: Sequence[Row] = (),
    took_part: Sequence[tuple[Any, ...]] = (),
    topics: Sequence[tuple[str, str]] = (),
) -> dict[str, pa.Table]:
    """
    Return tables to index.

    :param took_part: project, organisation, role and, where it matters, contribution in EUR
    :param topics: project and label
    """
    names = ("project_id", "organisation_id", "role", "contribution")
    participations = [
        {"order": place, **dict(zip(names, row, strict=False))}
        for place, row in enumerate(took_part, start=1)
    ]
    labels = [{"project_id": project, "label": label} for project, label in topics]
    return {
        "organisations": table(organisations, ORGANISATION_SCHEMA),
        "projects": table([{**UNSAID, **row} for row in projects], PROJECT_SCHEMA),
        "participations": table(participations, PARTICIPATION_SCHEMA),
        "topics": table(labels, TOPIC_SCHEMA),
    }


def write(folder: Path, indexed: Mapping[str, Any], *, provenance: Row | None = None) -> None:
    """Index these tables in `folder`."""
    build_index(
        organisations=indexed["organisations"],
        projects=indexed["projects"],
        participations=indexed["participations"],
        topics=indexed["topics"],
        folder=folder,
        provenance=provenance or {},
        progress=lambda done, total, what: None,
    )


def index_of(folder: Path, **rows: Any) -> Index:
    """Index these rows in `folder` and load the index."""
    write(folder, tables(**rows))
    return load_index(folder)
