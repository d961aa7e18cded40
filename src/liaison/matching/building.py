"""From tables of organisations, projects and participations to the arrays of an index."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import (
    Space,
    SparseTexts,
    choose_words,
    directions_of,
    learn_cells,
    nearest_cells,
    place_texts,
    spread_lessons,
)
from liaison.matching.features import country_lift_of, profiles_of
from liaison.matching.fusion import load_space
from liaison.matching.indexes import (
    EVIDENCE_KINDS,
    KINDS,
    POSTINGS_AT_ONCE,
    ROLES,
    TEXTS_AT_ONCE,
    Arrays,
    Postings,
    Progress,
    TermCounts,
    call_family,
    index_texts,
    scratch_folder,
    write_stored,
)
from liaison.matching.records import UnusableTable
from liaison.matching.sentence_encoder import SentenceEncoder
from liaison.matching.text import dampened

if TYPE_CHECKING:
    import pyarrow as pa

# From so many projects on, those near to a need are looked for cell by cell.
CELLS_FROM = 100_000
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
# What may be said of projects besides, and what holds where it is not.
UNSAID = {"kind": "project", "source": ""}
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
    encoder: SentenceEncoder | None = None,
) -> None:
    """
    Index the evidence and put the index in use once it is whole.

    :param organisations: columns ORGANISATION_COLUMNS, key `id`
    :param projects: columns PROJECT_COLUMNS and, if they are said, those of UNSAID; key `id`
    :param participations: columns PARTICIPATION_COLUMNS; rows of unknown projects or organisations
        are left out
    :param topics: columns project_id, label; none if the source has none
    :param provenance: kept with the index and given back by `Index.provenance`
    :param encoder: places the projects by what they mean; else a space learnt from them does
    :raises UnusableTable: if a column is missing or a key stands twice
    """
    import pyarrow as pa

    organisations = keyed(organisations, ORGANISATION_COLUMNS, "organisations")
    projects = keyed_projects(projects)
    demand(participations, PARTICIPATION_COLUMNS, "participations")
    with scratch_folder(folder) as scratch:
        postings = index_texts(
            spoken(projects), n_texts=projects.num_rows, scratch=scratch, progress=progress
        )
        evidence = project_arrays(projects)
        arrays = Arrays(
            **postings.arrays,
            **(
                _encoded_arrays(projects, encoder, progress=progress)
                if encoder
                else _meaning_arrays(
                    postings, evidence["evidence_kinds"] == 0, load_space(folder), progress=progress
                )
            ),
            **participation_arrays(organisations, projects, participations),
            **organisation_arrays(organisations),
            **evidence,
            organisation_ids=as_bytes(texts_of(organisations, "id")),
            project_ids=as_bytes(texts_of(projects, "id")),
            profiles=np.empty((0, 0), np.float32),
            country_lift=np.empty((0, 0), np.float32),
        )
        arrays = replace(
            arrays,
            profiles=profiles_of(arrays.are_projects, arrays),
            country_lift=country_lift_of(arrays.are_projects, arrays),
        )
        write_stored(
            folder,
            arrays=arrays,
            tables={
                "organisations": organisations,
                "projects": projects,
                "topics": pa.table(
                    {"labels": pa.array(labels_by_project(projects, topics), pa.list_(pa.string()))}
                ),
            },
            provenance=provenance,
            encoder=encoder,
        )


def spoken(projects: "pa.Table") -> Iterator[str]:
    """Yield what each project says, a block of them at a time."""
    for first in range(0, projects.num_rows, TEXTS_AT_ONCE):
        block = projects.slice(first, TEXTS_AT_ONCE)
        columns = (texts_of(block, name) for name in SPOKEN_COLUMNS)
        yield from (". ".join(filter(None, parts)) for parts in zip(*columns, strict=True))


def demand(table: "pa.Table", columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise UnusableTable(f"The table of {name} has no column {', '.join(missing)}.")


def keyed(table: "pa.Table", columns: tuple[str, ...], name: str) -> "pa.Table":
    """Return the table cut to these columns and sorted by its key, as the index stores it."""
    demand(table, columns, name)
    ids = texts_of(table, "id")
    if "" in ids:
        raise UnusableTable(f"The table of {name} has a row without an id.")
    if len(set(ids)) < len(ids):
        raise UnusableTable(f"The table of {name} has an id twice.")
    chosen = table.select(list(columns))
    # A long column cannot be sorted in one piece; most sources come sorted.
    return chosen if ids == sorted(ids) else chosen.sort_by("id")


def keyed_projects(projects: "pa.Table") -> "pa.Table":
    """Return the table of projects as the index stores it, with all that may be said of them."""
    import pyarrow as pa

    for name, unsaid in UNSAID.items():
        if name not in projects.column_names:
            filled = pa.repeat(pa.scalar(unsaid, pa.string()), projects.num_rows)
            projects = projects.append_column(name, filled)
    return keyed(projects, (*PROJECT_COLUMNS, *UNSAID), "projects")


def texts_of(table: "pa.Table", column: str) -> list[str]:
    return [text or "" for text in table[column].to_pylist()]


def as_bytes(texts: list[str]) -> NDArray[np.bytes_]:
    return np.array([text.encode() for text in texts] or [b""], np.bytes_)[: len(texts)]


def participation_arrays(
    organisations: "pa.Table", projects: "pa.Table", participations: "pa.Table"
) -> dict[str, NDArray[Any]]:
    """Return the arrays of who took part in what, from tables."""
    taking_part = read_participations(organisations, projects, participations)
    return taking_part.arrays(n_projects=projects.num_rows, n_organisations=organisations.num_rows)


@dataclass(frozen=True)
class TakingPart:
    """
    Who took part in what, in any order; each of shape (n_participations,).

    :ivar projects: project rows; -1 for what is not there, as for organisations
    :ivar organisations: organisation rows
    :ivar places: the order within a project
    :ivar roles: positions in ROLES
    :ivar money: EUR, NaN where unknown
    """

    projects: NDArray[np.int32]
    organisations: NDArray[np.int32]
    places: NDArray[np.float64]
    roles: NDArray[np.int8]
    money: NDArray[np.float64]

    def arrays(self, *, n_projects: int, n_organisations: int) -> dict[str, NDArray[Any]]:
        """Return the arrays of `Arrays` that tell the same, both ways round."""
        order = np.lexsort((self.organisations, self.places, self.projects))
        order = order[(self.projects[order] >= 0) & (self.organisations[order] >= 0)]
        projects, members = self.projects[order], self.organisations[order]
        involvements = np.argsort(members, kind="stable").astype(np.int32)
        return {
            "member_starts": starts_of(projects, n_projects),
            "members": members,
            "member_projects": projects,
            "member_roles": self.roles[order],
            "member_contributions": self.money[order],
            "involvement_starts": starts_of(members, n_organisations),
            "involvements": involvements,
            "involvement_projects": projects[involvements],
        }


def read_participations(
    organisations: "pa.Table", projects: "pa.Table", participations: "pa.Table"
) -> TakingPart:
    """Return the participations of a table in rows of the two others."""
    import pyarrow as pa

    roles = _places(participations["role"], pa.chunked_array([list(ROLES)]))
    return TakingPart(
        projects=_places(participations["project_id"], projects["id"]),
        organisations=_places(participations["organisation_id"], organisations["id"]),
        places=np.nan_to_num(participations["order"].cast(pa.float64()).to_numpy()),
        roles=np.maximum(roles, 0).astype(np.int8),
        money=participations["contribution"].cast(pa.float64()).to_numpy(),
    )


def _places(wanted: "pa.ChunkedArray[Any]", ids: "pa.ChunkedArray[Any]") -> NDArray[np.int32]:
    """Return the row of each id; -1 for one that is not there."""
    import pyarrow.compute as pc

    found: NDArray[np.int32] = pc.index_in(wanted, ids.combine_chunks()).fill_null(-1).to_numpy()
    return found


def _rows(wanted: list[str], ids: list[str]) -> NDArray[np.int32]:
    """Return the row of each id; -1 for one that is not there."""
    row_of = {id_: row for row, id_ in enumerate(ids)}
    return np.array([row_of.get(id_, -1) for id_ in wanted], np.int32)


def starts_of(rows: NDArray[np.int32], n_rows: int) -> NDArray[np.int64]:
    """Return where each row's entries begin and end once they are sorted by row."""
    ends = np.cumsum(np.bincount(rows, minlength=n_rows))
    return np.concatenate([[0], ends]).astype(np.int64)


def organisation_arrays(organisations: "pa.Table") -> dict[str, NDArray[Any]]:
    kinds = [kind if kind in KINDS else "" for kind in texts_of(organisations, "kind")]
    sme = [-1 if known is None else int(known) for known in organisations["sme"].to_pylist()]
    return {
        "countries": as_bytes(texts_of(organisations, "country")),
        "kinds": np.array([KINDS.index(kind) for kind in kinds], np.int8),
        "sme": np.array(sme, np.int8),
    }


def project_arrays(projects: "pa.Table") -> dict[str, NDArray[Any]]:
    import pyarrow as pa

    signed, starts = (projects[name].to_pylist() for name in ("signed", "starts"))
    days = [_days_since_1970(*dates) for dates in zip(signed, starts, strict=True)]
    kinds = _places(projects["kind"], pa.chunked_array([list(EVIDENCE_KINDS)]))
    arrays: dict[str, NDArray[Any]] = {
        "project_days": np.array(days, np.int32),
        "evidence_kinds": np.maximum(kinds, 0).astype(np.int8),
    }
    families = [call_family(topic) for topic in texts_of(projects, "topic")]
    for what, labels in (
        ("scheme", texts_of(projects, "scheme")),
        ("programme", texts_of(projects, "programme")),
        ("family", families),
    ):
        names = sorted(set(labels) - {""})
        plural = "families" if what == "family" else f"{what}s"
        arrays[plural] = _rows(labels, names)
        arrays[f"{what}_names"] = as_bytes(names)
    return arrays


def _days_since_1970(signed: dt.date | None, starts: dt.date | None) -> int:
    day = signed or starts
    return (day - dt.date(1970, 1, 1)).days if day else -1


def _meaning_arrays(
    postings: Postings, are_projects: NDArray[np.bool_], space: Space, *, progress: Progress
) -> dict[str, NDArray[Any]]:
    """
    Place all evidence in the space of meaning learnt from past consortia.

    What words mean is learnt from projects, as far as there are any: studies and works may be many
    times as many, and would change what a project means.
    """
    what = "Learning what words have to do with each other"
    progress(0, None, what)
    n_projects = len(are_projects)
    teaching = np.flatnonzero(are_projects) if are_projects.any() else np.arange(n_projects)
    rows = choose_words(postings.terms, _times_told(postings, teaching))
    spread = teaching[spread_lessons(len(teaching))]
    lessons = [
        _as_texts(block, postings, rows, _within(spread, block)) for block in postings.counts
    ]
    directions = directions_of(
        postings.terms[rows],
        postings.idf[rows],
        texts=SparseTexts.joined(lessons, n_words=len(rows)),
        space=space,
    )
    places = np.zeros((n_projects, directions.shape[1]), np.float32)
    for block in postings.counts:
        here = np.arange(block.first, block.first + block.number)
        places[here] = place_texts(_as_texts(block, postings, rows, here), directions)
        progress(block.first + block.number, n_projects, what)
    return {
        "dense_terms": postings.terms[rows],
        "dense_idf": postings.idf[rows],
        "dense_directions": directions,
        "dense_projects": places,
        **cell_arrays(places),
    }


def _encoded_arrays(
    projects: "pa.Table", encoder: SentenceEncoder, *, progress: Progress
) -> dict[str, NDArray[Any]]:
    """Place every project by a sentence encoder."""
    places = np.zeros((projects.num_rows, encoder.dimensions), np.float32)
    for row, text in enumerate(spoken(projects)):
        places[row] = encoder.encode([text])[0]
        if row % 100 == 0:
            progress(row, projects.num_rows, "Encoding the evidence")
    progress(projects.num_rows, projects.num_rows, "Encoding the evidence")
    return {
        "dense_terms": np.empty(0, np.uint64),
        "dense_idf": np.empty(0, np.float32),
        "dense_directions": np.empty((0, places.shape[1]), np.float32),
        "dense_projects": places,
        **cell_arrays(places),
    }


def _times_told(postings: Postings, teaching: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in how many of the projects in these rows each term stands, shape (n_terms,)."""
    is_teaching = np.zeros(len(postings.norms), np.bool_)
    is_teaching[teaching] = True
    times = np.diff(postings.starts)
    if is_teaching.all():
        return times
    times = np.zeros_like(times)
    for first in range(0, len(postings.posting_projects), POSTINGS_AT_ONCE):
        here = slice(first, first + POSTINGS_AT_ONCE)
        told = np.flatnonzero(is_teaching[postings.posting_projects[here]]) + first
        terms = np.searchsorted(postings.starts, told, side="right") - 1
        times += np.bincount(terms, minlength=len(times))
    return times


def _within(rows: NDArray[np.int64], block: TermCounts) -> NDArray[np.int64]:
    return rows[(rows >= block.first) & (rows < block.first + block.number)]


def _as_texts(
    block: TermCounts, postings: Postings, words: NDArray[np.int64], rows: NDArray[np.int64]
) -> SparseTexts:
    """
    Return the projects in these rows as weighted words, as the postings weigh them.

    :param words: which of the terms count, ascending
    :param rows: ascending, all of the block
    """
    terms = postings.terms[words]
    columns = np.searchsorted(terms, block.terms)
    columns[columns == len(terms)] = 0
    place_of_row = np.full(block.number, -1, np.int32)
    place_of_row[rows - block.first] = np.arange(len(rows))
    places = place_of_row[block.projects - block.first]
    known = terms[columns] == block.terms if len(terms) else np.zeros(len(columns), np.bool_)
    chosen = np.flatnonzero(known & (places >= 0))
    chosen = chosen[np.argsort(places[chosen], kind="stable")]
    columns, places = columns[chosen], places[chosen]
    weights = dampened(block.counts[chosen]) * postings.idf[words][columns]
    return SparseTexts(
        starts=starts_of(places, len(rows)),
        words=columns.astype(np.int32),
        weights=(weights / postings.norms[rows][places]).astype(np.float32),
        n_words=len(terms),
    )


def cell_arrays(places: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Group the projects of a large index by where they lie."""
    number = int(len(places) ** 0.5) if len(places) >= CELLS_FROM else 0
    return fill_cells(learn_cells(places, number=number), places)


def fill_cells(
    centres: NDArray[np.float32], places: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """Return the arrays of cells with these centres; of none, nothing is in any."""
    nearest = nearest_cells(places, centres) if len(centres) else np.empty(0, np.int64)
    return {
        "cell_centres": centres,
        "cell_starts": starts_of(nearest.astype(np.int32), len(centres)),
        "cell_projects": np.argsort(nearest, kind="stable").astype(np.int32),
    }


def labels_by_project(projects: "pa.Table", topics: "pa.Table | None") -> list[list[str]]:
    labels: dict[str, list[str]] = {}
    if topics is not None:
        demand(topics, ("project_id", "label"), "topics")
        pairs = zip(texts_of(topics, "project_id"), texts_of(topics, "label"), strict=True)
        for project_id, label in pairs:
            labels.setdefault(project_id, []).append(label)
    return [sorted(set(labels.get(id_, ()))) for id_ in texts_of(projects, "id")]
