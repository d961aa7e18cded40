"""
More evidence for an index that is there: found within seconds, without building it anew.

What is added is read with what the index has learnt: how rare a word is, and where it points in the
space of meaning. Both change little by a few more texts; the next full build learns them anew.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.building import (
    ORGANISATION_COLUMNS,
    PARTICIPATION_COLUMNS,
    TakingPart,
    as_bytes,
    demand,
    fill_cells,
    keyed,
    keyed_projects,
    labels_by_project,
    organisation_arrays,
    project_arrays,
    read_participations,
    spoken,
    texts_of,
)
from liaison.matching.encoding import middle_of
from liaison.matching.features import country_lift_of
from liaison.matching.indexes import Arrays, Stored, open_stored, rarity, write_stored
from liaison.matching.records import UnusableTable
from liaison.matching.retrieval import place_of
from liaison.matching.text import Analysis, analyse, dampened

if TYPE_CHECKING:
    import pyarrow as pa


def extend_index(
    folder: Path,
    *,
    organisations: "pa.Table",
    projects: "pa.Table",
    participations: "pa.Table",
    topics: "pa.Table | None" = None,
) -> None:
    """
    Add evidence to the index in use and put the longer one in use once it is whole.

    :param organisations: columns as for `build_index`; those that the index knows stay as they are
    :param projects: likewise; none that the index knows
    :param participations: of these projects
    :raises NoIndex: if there is no index yet
    :raises UnusableTable: if a column is missing, a key stands twice or a project is known
    """
    stored = open_stored(folder)
    organisations = keyed(organisations, ORGANISATION_COLUMNS, "organisations")
    projects = keyed_projects(projects)
    demand(participations, PARTICIPATION_COLUMNS, "participations")
    known = set(texts_of(stored.table("organisations"), "id"))
    unknown = np.array([id_ not in known for id_ in texts_of(organisations, "id")], np.bool_)
    who = _Merged.of(stored.table("organisations"), organisations.filter(unknown))
    what = _Merged.of(stored.table("projects"), projects)
    if len(set(texts_of(what.table, "id"))) < what.table.num_rows:
        raise UnusableTable("The table of projects has one that is in the index already.")
    texts = list(spoken(projects))
    arrays = _extended(stored, who, what, texts, participations)
    write_stored(
        folder,
        arrays=arrays,
        tables={
            "organisations": who.table,
            "projects": what.table,
            "topics": _topics(stored, what, projects, topics),
        },
        provenance=stored.provenance,
        encoder=stored.encoder,
    )


@dataclass(frozen=True)
class _Merged:
    """
    Records of the index with those that are added.

    :ivar table: all of them, by id
    :ivar order: shape (n_records,); where each stood when the added ones came after the others
    :ivar old: shape (n_old,); the row of each that the index had
    :ivar new: shape (n_new,); the row of each that is added
    """

    table: "pa.Table"
    order: NDArray[np.int64]
    old: NDArray[np.int32]
    new: NDArray[np.int32]

    @classmethod
    def of(cls, old: "pa.Table", new: "pa.Table") -> "_Merged":
        import pyarrow as pa

        both = pa.concat_tables([old, new.cast(old.schema)])
        order = np.argsort(as_bytes(texts_of(both, "id")), kind="stable")
        rows = np.empty(len(order), np.int32)
        rows[order] = np.arange(len(order))
        table = both.take(order)
        return cls(table, order, rows[: old.num_rows], rows[old.num_rows :])


def _topics(
    stored: Stored, what: _Merged, projects: "pa.Table", topics: "pa.Table | None"
) -> "pa.Table":
    import pyarrow as pa

    old = stored.table("topics")
    new = pa.table({"labels": pa.array(labels_by_project(projects, topics), old["labels"].type)})
    return pa.concat_tables([old, new]).take(what.order)


def _extended(
    stored: Stored,
    who: _Merged,
    what: _Merged,
    texts: list[str],
    participations: "pa.Table",
) -> Arrays:
    old = stored.arrays
    analyses = [analyse(text) for text in texts]
    places = np.zeros((len(what.order), old.dense_projects.shape[1]), np.float32)
    places[what.old] = old.dense_projects
    for row, text, analysis in zip(what.new.tolist(), texts, analyses, strict=True):
        places[row] = place_of(text, analysis.word_terms, old, stored.encoder)
    taking_part = _taking_part(old, who, what, participations)
    arrays = Arrays(
        **_postings(old, what, analyses),
        **taking_part.arrays(n_projects=len(what.order), n_organisations=len(who.order)),
        **organisation_arrays(who.table),
        **project_arrays(what.table),
        **fill_cells(old.cell_centres, places),
        dense_terms=old.dense_terms,
        dense_idf=old.dense_idf,
        dense_directions=old.dense_directions,
        dense_projects=places,
        organisation_ids=as_bytes(texts_of(who.table, "id")),
        project_ids=as_bytes(texts_of(what.table, "id")),
        profiles=np.zeros((len(who.order), places.shape[1]), np.float32),
        country_lift=old.country_lift,
    )
    arrays.profiles[who.old] = old.profiles
    _renew_profiles(arrays, what.new)
    if not np.array_equal(np.unique(arrays.countries), np.unique(old.countries)):
        lift = country_lift_of(arrays.are_projects, arrays)
        arrays = Arrays(**{**vars(arrays), "country_lift": lift})
    return arrays


def _postings(old: Arrays, what: _Merged, analyses: list[Analysis]) -> dict[str, NDArray[Any]]:
    """Return the postings of all, those of the added texts put in where they belong."""
    terms, rows, counts = _counted(analyses, what.new)
    known = old.terms[np.minimum(np.searchsorted(old.terms, terms), len(old.terms) - 1)] == terms
    vocabulary = np.union1d(old.terms, terms)
    idf = np.empty(len(vocabulary), np.float32)
    idf[np.searchsorted(vocabulary, old.terms)] = old.idf
    unheard, frequency = np.unique(terms[~known], return_counts=True)
    idf[np.searchsorted(vocabulary, unheard)] = rarity(unheard, frequency, n_texts=len(what.order))
    weights = dampened(counts) * idf[np.searchsorted(vocabulary, terms)]
    norms = np.sqrt(np.bincount(rows, weights=weights**2, minlength=len(what.order)))
    projects = what.old[old.posting_projects]
    positions = _positions(old, projects, terms, rows)
    numbers = np.zeros(len(vocabulary), np.int64)
    numbers[np.searchsorted(vocabulary, old.terms)] = np.diff(old.starts)
    np.add.at(numbers, np.searchsorted(vocabulary, terms), 1)
    added = (weights / np.maximum(norms[rows], 1e-12)).astype(np.float32)
    return {
        "terms": vocabulary,
        "starts": np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64),
        "posting_projects": np.insert(projects, positions, rows),
        "posting_weights": np.insert(old.posting_weights, positions, added),
        "idf": idf,
    }


def _counted(
    analyses: list[Analysis], rows: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]]:
    """Return terms, project rows and counts of the added texts, by term, then by row."""
    found = [
        np.unique(np.concatenate([each.word_terms, each.pair_terms]), return_counts=True)
        for each in analyses
    ]
    terms = np.concatenate([np.empty(0, np.uint64), *(terms for terms, _ in found)])
    counts = np.concatenate([np.empty(0, np.int64), *(counts for _, counts in found)])
    owners = np.repeat(rows, [len(terms) for terms, _ in found])
    order = np.lexsort((owners, terms))
    return terms[order], owners[order], counts[order]


def _positions(
    old: Arrays,
    projects: NDArray[np.int32],
    terms: NDArray[np.uint64],
    rows: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return before which of the old postings each added one comes."""
    places = np.searchsorted(old.terms, terms)
    positions = old.starts[places].astype(np.int64)
    for number, (place, row) in enumerate(zip(places.tolist(), rows.tolist(), strict=True)):
        if place < len(old.terms) and old.terms[place] == terms[number]:
            own = projects[old.starts[place] : old.starts[place + 1]]
            positions[number] += np.searchsorted(own, row)
    return positions


def _taking_part(
    old: Arrays, who: _Merged, what: _Merged, participations: "pa.Table"
) -> TakingPart:
    new = read_participations(who.table, what.table, participations)
    added = np.isin(new.projects, what.new)
    return TakingPart(
        projects=np.concatenate([what.old[old.member_projects], new.projects[added]]),
        organisations=np.concatenate([who.old[old.members], new.organisations[added]]),
        # The old ones keep the order in which they are.
        places=np.concatenate([np.arange(len(old.members)), new.places[added]]),
        roles=np.concatenate([old.member_roles, new.roles[added]]),
        money=np.concatenate([old.member_contributions, new.money[added]]),
    )


def _renew_profiles(arrays: Arrays, projects: NDArray[np.int32]) -> None:
    """Place those who took part in these projects anew."""
    for row in np.unique(arrays.members[np.isin(arrays.member_projects, projects)]).tolist():
        own = slice(arrays.involvement_starts[row], arrays.involvement_starts[row + 1])
        done = arrays.involvement_projects[own]
        arrays.profiles[row] = middle_of(arrays.dense_projects[done[arrays.are_projects[done]]])
