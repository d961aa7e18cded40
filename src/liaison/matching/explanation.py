"""Why: which projects speak for an organisation, and which part of the need each answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.ranking import STEEPNESS, VOTERS, role_weights
from liaison.matching.retrieval import Query, look_up
from liaison.matching.text import Analyser, stem

# An organisation's pieces of evidence that are looked through for each requirement.
EVIDENCE_READ = 12
# So much weight of words answers any requirement: of a long sentence nobody repeats every word. A
# word in one of a hundred projects weighs 5.6, so these are five telling words.
ANSWERED_IN_FULL = 28.0


@dataclass(frozen=True)
class Evidence:
    """
    What speaks for one organisation, the strongest first.

    :ivar participations: positions in `Arrays.members`
    :ivar shares: of all that speaks for it; adding up to 1
    """

    participations: NDArray[np.int64]
    shares: NDArray[np.float64]


def evidence_for(
    rows: NDArray[np.int64],
    similarities: NDArray[np.float64],
    nearness: NDArray[np.float32],
    arrays: Arrays,
) -> list[Evidence]:
    """
    Return what speaks for each organisation: its projects among those nearest to the need.

    Of an organisation without one so near, its nearest project is given; where none shares a word
    with the need, the one that is nearest in meaning.

    :param rows: of the organisations
    :param similarities: of need and project by words, shape (n_projects,), from 0 to 1
    :param nearness: the same by meaning
    """
    positive = similarities[similarities > 0]
    limit = np.partition(positive, -VOTERS)[-VOTERS] if len(positive) > VOTERS else 0.0
    return [_evidence(row, similarities, nearness, limit, arrays) for row in rows.tolist()]


def _evidence(
    row: int,
    similarities: NDArray[np.float64],
    nearness: NDArray[np.float32],
    limit: float,
    arrays: Arrays,
) -> Evidence:
    places = slice(arrays.involvement_starts[row], arrays.involvement_starts[row + 1])
    participations = arrays.involvements[places].astype(np.int64)
    likeness = similarities[arrays.involvement_projects[places]]
    if len(likeness) and not likeness.any():
        nearest = int(np.argmax(nearness[arrays.involvement_projects[places]]))
        return Evidence(participations[nearest : nearest + 1], np.ones(1))
    strengths = likeness**STEEPNESS * role_weights(arrays.member_roles[participations])
    order = np.lexsort((participations, -strengths))
    speaking = int(((likeness >= limit) & (likeness > 0)).sum())
    chosen = order[: max(speaking, int(likeness.max(initial=0) > 0))]
    total = strengths[chosen].sum()
    return Evidence(participations[chosen], strengths[chosen] / (total or 1.0))


@dataclass(frozen=True)
class RequirementsCovered:
    """
    How far each organisation answers each requirement.

    :ivar strengths: shape (n_organisations, n_requirements), from 0 to 1
    :ivar projects: shape (n_organisations, n_requirements); the project that answers best, -1: none
    """

    strengths: NDArray[np.float64]
    projects: NDArray[np.int64]
    _words: dict[tuple[int, int], tuple[str, ...]]

    def words(self, organisation: int, requirement: int) -> tuple[str, ...]:
        """Return the words of the requirement that the best project answers."""
        project = int(self.projects[organisation, requirement])
        return self._words.get((requirement, project), ())


def coverage_of(
    requirements: Sequence[tuple[str, ...]], evidence: list[Evidence], arrays: Arrays
) -> RequirementsCovered:
    """
    Return which requirement each organisation answers, and by which project.

    A project answers the share of a requirement's words that it holds, each word weighing as much
    as it is rare; one that no evidence holds weighs a little more than the rarest. Of a long
    requirement ANSWERED_IN_FULL is enough.

    :param requirements: each as it may be told, in one language or several; the best telling counts
    """
    strengths = np.zeros((len(evidence), len(requirements)))
    best_projects = np.full((len(evidence), len(requirements)), -1, np.int64)
    words: dict[tuple[int, int], tuple[str, ...]] = {}
    read = [arrays.member_projects[one.participations[:EVIDENCE_READ]] for one in evidence]
    projects = np.unique(np.concatenate([np.empty(0, np.int32), *read]))
    asked = [[_Wording.of(text, arrays) for text in tellings] for tellings in requirements]
    holds = _Holdings.of([each.terms for one in asked for each in one], projects, arrays)
    shares = np.zeros((len(projects), len(requirements)))
    for number, wordings in enumerate(asked):
        shares[:, number] = np.max([each.shares(holds) for each in wordings], axis=0)
    for place, own in enumerate(read):
        if not len(own) or not len(requirements):
            continue
        rows = np.searchsorted(projects, own)
        firsts = rows[shares[rows].argmax(axis=0)]
        strengths[place] = shares[firsts, np.arange(len(requirements))]
        best_projects[place] = np.where(strengths[place] > 0, projects[firsts], -1)
    for number, project in _answering(best_projects):
        row = int(np.searchsorted(projects, project))
        words[number, project] = max(
            (each.words_held(holds, row) for each in asked[number]), key=len
        )
    return RequirementsCovered(strengths, best_projects, words)


def _answering(best_projects: NDArray[np.int64]) -> set[tuple[int, int]]:
    """Return which requirement is answered by which project, whoever took part in it."""
    return {
        (number, project)
        for row in best_projects.tolist()
        for number, project in enumerate(row)
        if project >= 0
    }


@dataclass(frozen=True)
class _Holdings:
    """
    Which projects hold which terms.

    :ivar terms: shape (n_terms,); rows in the index, ascending
    :ivar held: shape (n_projects, n_terms)
    """

    terms: NDArray[np.int64]
    held: NDArray[np.bool_]

    @classmethod
    def of(
        cls, terms: list[NDArray[np.int64]], projects: NDArray[np.integer], arrays: Arrays
    ) -> "_Holdings":
        known = np.unique(np.concatenate([np.empty(0, np.int64), *terms]))
        known = known[known >= 0]
        starts, ends = arrays.starts[known], arrays.starts[known + 1]
        slices = [
            arrays.posting_projects[start:end]
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        places = np.full(len(arrays.project_ids), -1, np.int64)
        places[projects] = np.arange(len(projects))
        found = places[np.concatenate([np.empty(0, np.int32), *slices])]
        columns = np.repeat(np.arange(len(known)), ends - starts)
        held = np.zeros((len(projects), len(known)), np.bool_)
        held[found[found >= 0], columns[found >= 0]] = True
        return cls(known, held)


@dataclass(frozen=True)
class _Wording:
    """
    A requirement in the words of one language, each word once.

    :ivar terms: shape (n_words,); rows in the index, -1 for a word that no evidence holds
    :ivar weights: shape (n_words,); the rarer the word, the larger
    """

    words: tuple[str, ...]
    terms: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, text: str, arrays: Arrays) -> "_Wording":
        analysis = Analyser().analyse(text)
        firsts = np.sort(np.unique(analysis.word_terms, return_index=True)[1])
        terms = look_up(analysis.word_terms[firsts], arrays)
        of_no_project = np.log(1 + len(arrays.project_ids)) + 1
        weights = np.full(len(terms), of_no_project, np.float64)
        weights[terms >= 0] = arrays.idf[terms[terms >= 0]]
        return cls(tuple(analysis.words[first] for first in firsts.tolist()), terms, weights)

    def shares(self, holds: _Holdings) -> NDArray[np.float64]:
        """Return how much of it each project answers, from 0 to 1."""
        known = self.terms >= 0
        columns = np.searchsorted(holds.terms, self.terms[known])
        answered: NDArray[np.float64] = holds.held[:, columns] @ self.weights[known]
        full = min(max(float(self.weights.sum()), 1e-12), ANSWERED_IN_FULL)
        shares: NDArray[np.float64] = np.minimum(answered / full, 1)
        return shares

    def words_held(self, holds: _Holdings, project: int) -> tuple[str, ...]:
        """Return its words that the project in this row of `holds` has."""
        columns = np.searchsorted(holds.terms, self.terms)
        return tuple(
            word
            for word, term, column in zip(
                self.words, self.terms.tolist(), columns.tolist(), strict=True
            )
            if term >= 0 and holds.held[project, column]
        )


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
