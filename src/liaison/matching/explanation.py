"""Why: which words of the need a project answers."""

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.retrieval import Query
from liaison.matching.text import stem


def answered_words(
    query: Query, words: tuple[str, ...], project_rows: NDArray[np.integer], arrays: Arrays
) -> dict[int, tuple[str, ...]]:
    """
    Return for each project the words of the need that it answers, the strongest first.

    A word's strength is what it adds to the similarity of need and project; a pair of words lends
    half of what it adds to each of its two words.

    :param words: of the need, as written, in the order of `query.word_rows`
    :param project_rows: rows of the projects asked about; repeats are no matter
    """
    projects = np.unique(project_rows)
    added = _added(query, projects, arrays)
    strengths = _by_word(query, added)
    # A word written twice is one word; the first way of writing it is shown.
    first_written = {stem(word): number for number, word in reversed(list(enumerate(words)))}
    numbers = np.array(sorted(first_written.values()), np.int64)
    order = np.argsort(-strengths[:, numbers], axis=1, kind="stable")
    n_answered = (strengths[:, numbers] > 0).sum(axis=1)
    return {
        project: tuple(words[number] for number in numbers[order[position, :n]].tolist())
        for position, (project, n) in enumerate(
            zip(projects.tolist(), n_answered.tolist(), strict=True)
        )
    }


def _added(query: Query, projects: NDArray[np.integer], arrays: Arrays) -> NDArray[np.float64]:
    """Return what each term adds to each project's similarity, shape (n_projects, n_terms)."""
    added = np.zeros((len(projects), len(query.term_rows)))
    wanted = np.zeros(len(arrays.project_ids), np.bool_)
    wanted[projects] = True
    here = np.flatnonzero(wanted[query.projects])
    terms = np.searchsorted(query.ends, here, side="right")
    added[np.searchsorted(projects, query.projects[here]), terms] = query.added[here]
    return added


def _by_word(query: Query, added: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each word of the need adds to each project, shape (n_projects, n_words)."""
    strengths = _columns(query, added, query.word_rows)
    by_pair = _columns(query, added, query.pair_rows) / 2
    # A pair counts only where both of its words are there as words: others are chance.
    strengths[:, :-1] += by_pair * (strengths[:, :-1] > 0)
    strengths[:, 1:] += by_pair * (strengths[:, 1:] > 0)
    return strengths


def _columns(
    query: Query, added: NDArray[np.float64], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the columns of `added` for these term rows; zeros for a term the index lacks (-1)."""
    columns = np.zeros((len(added), len(rows)))
    known = rows >= 0
    columns[:, known] = added[:, np.searchsorted(query.term_rows, rows[known])]
    return columns
