"""Which projects speak of a need, and how much: cosine of TF-IDF vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import Space
from liaison.matching.indexes import Arrays
from liaison.matching.sentence_encoder import SentenceEncoder
from liaison.matching.text import Analysis, Terms, dampened

# So many postings are read for a need, for each project there is and in all. The words that nearly
# every project holds tell them apart least and are passed over first: of a long description half of
# all postings, which changes no figure (benchmarks/engine.md), and a large index answers in time.
POSTINGS_READ_PER_PROJECT = 4
MOST_POSTINGS_READ = 3_500_000
# So many projects at least are compared by meaning.
PROJECTS_COMPARED = 40_000


@dataclass(frozen=True)
class Mixture:
    """How likeness by words and by meaning become one, see `of`."""

    power_of_words: float
    weight_of_meaning: float

    def of(self, lexical: NDArray[np.float64], dense: NDArray[np.float32]) -> NDArray[np.float64]:
        """
        Return (lexical + FLOOR)^power · e^(weight · dense), 0 where both are 0.

        Votes by it to the power of `STEEPNESS` are those by which meaning is learnt.
        """
        likeness = (lexical + FLOOR) ** self.power_of_words
        likeness *= np.exp(self.weight_of_meaning * dense)
        return np.where(lexical + dense > 0, likeness, 0.0)

    def logarithm(
        self, lexical: NDArray[np.float32], dense: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the logarithm of that to the power of `STEEPNESS`, also where both are 0."""
        logarithm: NDArray[np.float32] = np.log(lexical + np.float32(FLOOR))
        logarithm *= self.power_of_words * STEEPNESS
        logarithm += self.weight_of_meaning * STEEPNESS * dense
        return logarithm


# Shared by what is found without a word in common and with one that everybody uses.
FLOOR = 0.01
STEEPNESS = 4
# A line has few words to be alike in, so its meaning says more.
MIXED_FOR_A_DESCRIPTION = Mixture(power_of_words=0.5, weight_of_meaning=2.0)
MIXED_FOR_A_LINE = Mixture(power_of_words=0.25, weight_of_meaning=2.25)


@dataclass(frozen=True)
class Query:
    """
    A need in the terms of one index.

    :ivar term_rows: shape (n_terms,); which of the index's terms are read for the need, ascending
    :ivar weights: shape (n_terms,); above 0, squares adding up to at most 1
    :ivar word_rows: shape (n_words,); for each word of the need its term's row, -1 if unknown
    :ivar pair_rows: shape (max(n_words - 1, 0),); likewise for each pair of neighbours
    :ivar projects: shape (n_postings,); the projects that hold each term, term after term
    :ivar added: shape (n_postings,); what the term adds to the project's similarity
    :ivar ends: shape (n_terms,); where the postings of each term end in the two above
    """

    term_rows: NDArray[np.int64]
    weights: NDArray[np.float32]
    word_rows: NDArray[np.int64]
    pair_rows: NDArray[np.int64]
    projects: NDArray[np.int32]
    added: NDArray[np.float32]
    ends: NDArray[np.int64]


def look_up(terms: Terms, arrays: Arrays) -> NDArray[np.int64]:
    """Return the row of each term in the index; -1 for a term it does not hold."""
    rows = np.full(len(terms), -1, np.int64)
    if not len(arrays.terms):
        return rows
    # In their order, so that neighbours in memory are looked at one after the other.
    order = np.argsort(terms)
    places = np.minimum(arrays.terms.searchsorted(terms[order]), len(arrays.terms) - 1)
    rows[order] = np.where(arrays.terms[places] == terms[order], places, -1)
    return rows


def pose(analysis: Analysis, arrays: Arrays) -> Query:
    """Weigh the terms of a need as those of the projects were weighed."""
    rows = look_up(np.concatenate([analysis.word_terms, analysis.pair_terms]), arrays)
    word_rows, pair_rows = rows[: len(analysis.words)], rows[len(analysis.words) :]
    term_rows, weights = weigh(rows, arrays)
    return Query(term_rows, weights, word_rows, pair_rows, *_gather(term_rows, weights, arrays))


def weigh(rows: NDArray[np.int64], arrays: Arrays) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """
    Return `term_rows` and `weights` of the query with these terms.

    :param rows: of the terms, repeated as often as they occur; -1 for one that the index lacks
    """
    term_rows, counts = np.unique(rows[rows >= 0], return_counts=True)
    weights = dampened(counts) * arrays.idf[term_rows]
    length = np.sqrt((weights**2).sum())
    weights = weights / length if length else weights
    read = _most_telling(term_rows, weights, arrays)
    return term_rows[read], weights[read]


def _most_telling(
    term_rows: NDArray[np.int64], weights: NDArray[np.float32], arrays: Arrays
) -> NDArray[np.int64]:
    """Return the places of the terms to read, ascending: the heaviest, at least one."""
    order = np.argsort(-weights, kind="stable")
    sizes = arrays.starts[term_rows + 1] - arrays.starts[term_rows]
    most = min(POSTINGS_READ_PER_PROJECT * len(arrays.project_ids), MOST_POSTINGS_READ)
    within = np.cumsum(sizes[order]) <= most
    within[:1] = True
    return np.sort(order[within])


def _gather(
    term_rows: NDArray[np.int64], weights: NDArray[np.float32], arrays: Arrays
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Return `projects`, `added` and `ends` of a query."""
    starts, ends = arrays.starts[term_rows], arrays.starts[term_rows + 1]
    slices = [slice(*bounds) for bounds in zip(starts.tolist(), ends.tolist(), strict=True)]
    # Joined slices of mapped arrays: several times faster than picking each posting.
    projects = [np.empty(0, np.int32), *map(arrays.posting_projects.__getitem__, slices)]
    held = [np.empty(0, np.float32), *map(arrays.posting_weights.__getitem__, slices)]
    sizes = ends - starts
    added = np.concatenate(held)
    added *= np.repeat(weights, sizes)
    return np.concatenate(projects), added, np.cumsum(sizes)


def score_projects(query: Query, arrays: Arrays) -> NDArray[np.float64]:
    """Return the cosine of need and project, shape (n_projects,), from 0 to 1."""
    scores = np.bincount(query.projects, weights=query.added, minlength=len(arrays.project_ids))
    return scores.astype(np.float64, copy=False)


def projects_with(terms: Terms, arrays: Arrays) -> NDArray[np.bool_]:
    """Return which projects hold at least one of the terms, shape (n_projects,)."""
    holding = np.zeros(len(arrays.project_ids), np.bool_)
    for row in look_up(terms, arrays).tolist():
        if row >= 0:
            holding[arrays.posting_projects[arrays.starts[row] : arrays.starts[row + 1]]] = True
    return holding


def place_of(
    text: str, terms: Terms, arrays: Arrays, encoder: SentenceEncoder | None
) -> NDArray[np.float32]:
    """
    Return where a text lies in the space of meaning, shape (n_dimensions,).

    :param terms: of its words
    :param encoder: that placed the projects, if it was not the index's own space
    """
    if encoder:
        place: NDArray[np.float32] = encoder.encode([text])[0]
        return place
    return Space(arrays.dense_terms, arrays.dense_idf, arrays.dense_directions).place(terms)


def score_by_meaning(place: NDArray[np.float32], arrays: Arrays) -> NDArray[np.float32]:
    """
    Return how near each project lies to a place in the space of meaning, from 0 to 1.

    In a large index only the cells around that place are looked into; all else counts as far.
    """
    if not len(arrays.cell_centres):
        everywhere: NDArray[np.float32] = arrays.dense_projects @ place
        return np.maximum(everywhere, 0, out=everywhere)
    rows = _projects_around(place, arrays)
    found = np.zeros(len(arrays.project_ids), np.float32)
    found[rows] = np.maximum(arrays.dense_projects[rows] @ place, 0)
    return found


def _projects_around(place: NDArray[np.float32], arrays: Arrays) -> NDArray[np.int32]:
    """Return the projects of the nearest cells, about PROJECTS_COMPARED of them, ascending."""
    nearest = np.argsort(-(arrays.cell_centres @ place), kind="stable")
    starts, ends = arrays.cell_starts[nearest], arrays.cell_starts[nearest + 1]
    number = int(np.searchsorted(np.cumsum(ends - starts), PROJECTS_COMPARED)) + 1
    bounds = zip(starts[:number].tolist(), ends[:number].tolist(), strict=True)
    return np.sort(np.concatenate([arrays.cell_projects[slice(*each)] for each in bounds]))
