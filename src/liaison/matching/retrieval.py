"""Which projects speak of a need, and how much: cosine of TF-IDF vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.text import Analysis, Terms


@dataclass(frozen=True)
class Query:
    """
    A need in the terms of one index.

    :ivar term_rows: shape (n_terms,); which of the index's terms the need has, ascending
    :ivar weights: shape (n_terms,); above 0, squares adding up to 1
    :ivar word_rows: shape (n_words,); for each word of the need its term's row, -1 if unknown
    :ivar pair_rows: shape (max(n_words - 1, 0),); likewise for each pair of neighbours
    """

    term_rows: NDArray[np.int64]
    weights: NDArray[np.float32]
    word_rows: NDArray[np.int64]
    pair_rows: NDArray[np.int64]


def look_up(terms: Terms, arrays: Arrays) -> NDArray[np.int64]:
    """Return the row of each term in the index; -1 for a term it does not hold."""
    if not len(arrays.terms):
        return np.full(len(terms), -1, np.int64)
    rows = np.searchsorted(arrays.terms, terms)
    rows[rows == len(arrays.terms)] = 0
    return np.where(arrays.terms[rows] == terms, rows, -1)


def pose(analysis: Analysis, arrays: Arrays) -> Query:
    """Weigh the terms of a need as those of the projects were weighed."""
    word_rows = look_up(analysis.word_terms, arrays)
    pair_rows = look_up(analysis.pair_terms, arrays)
    known = np.concatenate([word_rows, pair_rows])
    term_rows, counts = np.unique(known[known >= 0], return_counts=True)
    weights = (1 + np.log(counts)).astype(np.float32) * arrays.idf[term_rows]
    length = np.sqrt((weights**2).sum())
    return Query(term_rows, weights / length if length else weights, word_rows, pair_rows)


def postings_of(
    term_rows: NDArray[np.int64], arrays: Arrays
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return where the postings of several terms stand, one after the other.

    :returns: positions, shape (n_postings,), and for each the number of its term in `term_rows`
    """
    starts, ends = arrays.starts[term_rows], arrays.starts[term_rows + 1]
    lengths = ends - starts
    numbers = np.repeat(np.arange(len(term_rows)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) + (starts - before)[numbers], numbers


def score_projects(query: Query, arrays: Arrays) -> NDArray[np.float64]:
    """Return the cosine of need and project, shape (n_projects,), from 0 to 1."""
    n_projects = len(arrays.project_ids)
    if not len(query.term_rows):
        return np.zeros(n_projects)
    slices = [
        slice(start, end)
        for start, end in zip(
            arrays.starts[query.term_rows].tolist(),
            arrays.starts[query.term_rows + 1].tolist(),
            strict=True,
        )
    ]
    # One sum over all postings: adding up term by term takes three times as long.
    projects = np.concatenate([arrays.posting_projects[each] for each in slices])
    added = np.concatenate(
        [
            arrays.posting_weights[each] * weight
            for each, weight in zip(slices, query.weights, strict=True)
        ]
    )
    return np.bincount(projects, weights=added, minlength=n_projects).astype(np.float64)


def projects_with(terms: Terms, arrays: Arrays) -> NDArray[np.bool_]:
    """Return which projects hold at least one of the terms, shape (n_projects,)."""
    rows = look_up(terms, arrays)
    positions, _ = postings_of(rows[rows >= 0], arrays)
    holding = np.zeros(len(arrays.project_ids), np.bool_)
    holding[arrays.posting_projects[positions]] = True
    return holding
