"""From tables of organisations, projects and participations to the arrays of an index."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import SparseTexts, choose_words, learn_space, place_texts
from liaison.matching.features import country_lift_of, profiles_of
from liaison.matching.indexes import (
    KINDS,
    ROLES,
    Arrays,
    Progress,
    call_family,
    index_texts,
    write_stored,
)
from liaison.matching.records import UnusableTable

if TYPE_CHECKING:
    import pyarrow as pa

# What of a project is evidence to match a need with.
SPOKEN_COLUMNS = ("title", "text", "keywords")
ORGANISATION_COLUMNS = (
    *("id", "name", "short_name", "kind", "sme", "country", "city", "lat", "lon"),
    *("website", "vat_number"),
)
PROJECT_COLUMNS = (
    *("id", "acronym", "title", "text", "keywords", "signed", "starts", "ends", "topic"),
    *("programme", "scheme", "contribution", "doi", "url", "invented", "language"),
)
PARTICIPATION_COLUMNS = ("project_id", "organisation_id", "role", "order", "contribution")


def build_index(
    *,
    organisations: "pa.Table",
    projects: "pa.Table",
    participations: "pa.Table",
    topics: "pa.Table | None",
    folder: Path,
    provenance: Mapping[str, Any],
    progress: Progress,
) -> None:
    """
    Index the evidence and put the index in use once it is whole.

    :param organisations: columns ORGANISATION_COLUMNS, key `id`
    :param projects: columns PROJECT_COLUMNS, key `id`
    :param participations: columns PARTICIPATION_COLUMNS; rows of unknown projects or organisations
        are left out
    :param topics: columns project_id, label; none if the source has none
    :param provenance: kept with the index and given back by `Index.provenance`
    :raises UnusableTable: if a column is missing or a key stands twice
    """
    import pyarrow as pa

    organisations = _keyed(organisations, ORGANISATION_COLUMNS, "organisations")
    projects = _keyed(projects, PROJECT_COLUMNS, "projects")
    _demand(participations, PARTICIPATION_COLUMNS, "participations")
    texts = [
        ". ".join(filter(None, parts))
        for parts in zip(*(_texts(projects, name) for name in SPOKEN_COLUMNS), strict=True)
    ]
    postings = index_texts(texts, progress=progress)
    arrays = Arrays(
        **postings,
        **_meaning_arrays(postings, projects.num_rows, progress=progress),
        **_participation_arrays(organisations, projects, participations),
        **_organisation_arrays(organisations),
        **_project_arrays(projects),
        organisation_ids=_as_bytes(_texts(organisations, "id")),
        project_ids=_as_bytes(_texts(projects, "id")),
        profiles=np.empty((0, 0), np.float32),
        country_lift=np.empty((0, 0), np.float32),
    )
    everything = np.ones(projects.num_rows, np.bool_)
    arrays = replace(
        arrays,
        profiles=profiles_of(everything, arrays),
        country_lift=country_lift_of(everything, arrays),
    )
    write_stored(
        folder,
        arrays=arrays,
        tables={
            "organisations": organisations,
            "projects": projects,
            "topics": pa.table(
                {"labels": pa.array(_labels_by_project(projects, topics), pa.list_(pa.string()))}
            ),
        },
        provenance=provenance,
    )


def _demand(table: "pa.Table", columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise UnusableTable(f"The table of {name} has no column {', '.join(missing)}.")


def _keyed(table: "pa.Table", columns: tuple[str, ...], name: str) -> "pa.Table":
    """Return the table cut to these columns and sorted by its key, as the index stores it."""
    _demand(table, columns, name)
    ids = _texts(table, "id")
    if "" in ids:
        raise UnusableTable(f"The table of {name} has a row without an id.")
    if len(set(ids)) < len(ids):
        raise UnusableTable(f"The table of {name} has an id twice.")
    return table.select(list(columns)).sort_by("id")


def _texts(table: "pa.Table", column: str) -> list[str]:
    return [text or "" for text in table[column].to_pylist()]


def _as_bytes(texts: list[str]) -> NDArray[np.bytes_]:
    return np.array([text.encode() for text in texts] or [b""], np.bytes_)[: len(texts)]


def _participation_arrays(
    organisations: "pa.Table", projects: "pa.Table", participations: "pa.Table"
) -> dict[str, NDArray[Any]]:
    project_rows = _rows(_texts(participations, "project_id"), _texts(projects, "id"))
    members = _rows(_texts(participations, "organisation_id"), _texts(organisations, "id"))
    places = np.array([place or 0 for place in participations["order"].to_pylist()], np.int64)
    order = np.lexsort((members, places, project_rows))
    order = order[(project_rows[order] >= 0) & (members[order] >= 0)]
    roles = [ROLES.index(role) if role in ROLES else 0 for role in _texts(participations, "role")]
    money = [
        np.nan if amount is None else float(amount)
        for amount in participations["contribution"].to_pylist()
    ]
    involvements = np.argsort(members[order], kind="stable").astype(np.int32)
    return {
        "member_starts": _starts(project_rows[order], projects.num_rows),
        "members": members[order],
        "member_projects": project_rows[order],
        "member_roles": np.array(roles, np.int8)[order],
        "member_contributions": np.array(money, np.float64)[order],
        "involvement_starts": _starts(members[order], organisations.num_rows),
        "involvements": involvements,
        "involvement_projects": project_rows[order][involvements],
    }


def _rows(wanted: list[str], ids: list[str]) -> NDArray[np.int32]:
    """Return the row of each id; -1 for one that is not there."""
    row_of = {id_: row for row, id_ in enumerate(ids)}
    return np.array([row_of.get(id_, -1) for id_ in wanted], np.int32)


def _starts(rows: NDArray[np.int32], n_rows: int) -> NDArray[np.int64]:
    """Return where each row's entries begin and end once they are sorted by row."""
    ends = np.cumsum(np.bincount(rows, minlength=n_rows))
    return np.concatenate([[0], ends]).astype(np.int64)


def _organisation_arrays(organisations: "pa.Table") -> dict[str, NDArray[Any]]:
    kinds = [kind if kind in KINDS else "" for kind in _texts(organisations, "kind")]
    sme = [-1 if known is None else int(known) for known in organisations["sme"].to_pylist()]
    return {
        "countries": _as_bytes(_texts(organisations, "country")),
        "kinds": np.array([KINDS.index(kind) for kind in kinds], np.int8),
        "sme": np.array(sme, np.int8),
    }


def _project_arrays(projects: "pa.Table") -> dict[str, NDArray[Any]]:
    signed, starts = (projects[name].to_pylist() for name in ("signed", "starts"))
    days = [_days_since_1970(*dates) for dates in zip(signed, starts, strict=True)]
    arrays: dict[str, NDArray[Any]] = {"project_days": np.array(days, np.int32)}
    families = [call_family(topic) for topic in _texts(projects, "topic")]
    for what, labels in (
        ("scheme", _texts(projects, "scheme")),
        ("programme", _texts(projects, "programme")),
        ("family", families),
    ):
        names = sorted(set(labels) - {""})
        plural = "families" if what == "family" else f"{what}s"
        arrays[plural] = _rows(labels, names)
        arrays[f"{what}_names"] = _as_bytes(names)
    return arrays


def _days_since_1970(signed: dt.date | None, starts: dt.date | None) -> int:
    day = signed or starts
    return (day - dt.date(1970, 1, 1)).days if day else -1


def _meaning_arrays(
    postings: Mapping[str, NDArray[Any]], n_projects: int, *, progress: Progress
) -> dict[str, NDArray[Any]]:
    """Learn the space of meaning from the postings, and place every project in it."""
    frequency = np.diff(postings["starts"])
    rows = choose_words(postings["terms"], frequency)
    progress(0, None, "Learning what words have to do with each other")
    texts = _as_texts(postings, rows, n_projects)
    directions = learn_space(texts)
    return {
        "dense_terms": postings["terms"][rows],
        "dense_idf": postings["idf"][rows],
        "dense_directions": directions,
        "dense_projects": place_texts(texts, directions),
    }


def _as_texts(
    postings: Mapping[str, NDArray[Any]], rows: NDArray[np.int64], n_projects: int
) -> SparseTexts:
    """Return the projects as weighted words, from the postings of these terms."""
    column = np.full(len(postings["terms"]), -1, np.int32)
    column[rows] = np.arange(len(rows))
    words = np.repeat(column, np.diff(postings["starts"]))
    chosen = np.flatnonzero(words >= 0)
    order = chosen[np.argsort(postings["posting_projects"][chosen], kind="stable")]
    return SparseTexts(
        starts=_starts(postings["posting_projects"][order], n_projects),
        words=words[order],
        weights=postings["posting_weights"][order],
        n_words=len(rows),
    )


def _labels_by_project(projects: "pa.Table", topics: "pa.Table | None") -> list[list[str]]:
    labels: dict[str, list[str]] = {}
    if topics is not None:
        _demand(topics, ("project_id", "label"), "topics")
        pairs = zip(_texts(topics, "project_id"), _texts(topics, "label"), strict=True)
        for project_id, label in pairs:
            labels.setdefault(project_id, []).append(label)
    return [sorted(set(labels.get(id_, ()))) for id_ in _texts(projects, "id")]
