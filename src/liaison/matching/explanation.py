"""Why: which projects speak for an organisation, and which part of the need each answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.ranking import STEEPNESS, role_weights
from liaison.matching.retrieval import Query, look_up
from liaison.matching.text import Analyser, stem

# An organisation's pieces of evidence that are looked through for each requirement.
EVIDENCE_READ = 8
# So much weight of words answers any requirement: of a long sentence nobody repeats every word. A
# word in one of a hundred projects weighs 5.6, so these are five telling words.
ANSWERED_IN_FULL = 28.0
# Of more postings those of a project are looked up term by term rather than all gone through.
_MANY_POSTINGS = 500_000
# Above 0, below any likeness.
_LEAST = 1e-12


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
    limit: float,
    arrays: Arrays,
) -> list[Evidence]:
    """
    Return what speaks for each organisation: its projects that are near enough to the need.

    Of an organisation without one so near, its nearest project is given; where none shares a word
    with the need, the one that is nearest in meaning.

    :param rows: of the organisations
    :param similarities: of need and project by words, shape (n_projects,), from 0 to 1
    :param nearness: the same by meaning
    :param limit: the similarity of a project that is near enough
    """
    starts = arrays.involvement_starts
    slices = [slice(starts[row], starts[row + 1]) for row in rows.tolist()]
    found = [arrays.involvements[each] for each in slices]
    participations = np.concatenate([np.empty(0, np.int64), *found]).astype(np.int64)
    projects = arrays.member_projects[participations]
    likeness = similarities[projects]
    strengths = likeness**STEEPNESS * role_weights(arrays.member_roles[participations])
    ends = np.cumsum([len(each) for each in found], dtype=np.int64).tolist()
    evidence = []
    for first, end in zip([0, *ends], ends, strict=False):
        own = slice(first, end)
        if likeness[own].any():
            order = first + np.argsort(-strengths[own], kind="stable")
            speaking = int(np.count_nonzero(likeness[own] >= max(limit, _LEAST)))
            chosen = order[: max(speaking, 1)]
            shares = strengths[chosen] / strengths[chosen].sum()
        else:
            # Nothing at all of one that has no projects.
            chosen = first + np.argsort(-nearness[projects[own]], kind="stable")[:1]
            shares = np.ones(len(chosen))
        evidence.append(Evidence(participations[chosen], shares))
    return evidence


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
    requirements: Sequence[tuple[str, ...]],
    evidence: list[Evidence],
    arrays: Arrays,
    analyser: Analyser,
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
    asked = _Wording.all_of(requirements, arrays, analyser)
    holds = _Holdings.of([each.terms for one in asked for each in one], projects, arrays)
    held = [[wording.holdings(holds) for wording in wordings] for wordings in asked]
    shares = np.zeros((len(projects), len(requirements)))
    for number, wordings in enumerate(asked):
        told = zip(wordings, held[number], strict=True)
        shares[:, number] = np.max([each.shares(holding) for each, holding in told], axis=0)
    for place, own in enumerate(read):
        if not len(own) or not len(requirements):
            continue
        rows = np.searchsorted(projects, own)
        firsts = rows[shares[rows].argmax(axis=0)]
        strengths[place] = shares[firsts, np.arange(len(requirements))]
        best_projects[place] = np.where(strengths[place] > 0, projects[firsts], -1)
    for number, project in _answering(best_projects):
        row = int(np.searchsorted(projects, project))
        told = zip(asked[number], held[number], strict=True)
        words[number, project] = max(
            (tuple(compress(each.words, holding[row].tolist())) for each, holding in told), key=len
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
        held = np.zeros((len(projects), len(known)), np.bool_)
        bounds = zip(arrays.starts[known].tolist(), arrays.starts[known + 1].tolist(), strict=True)
        for column, (start, end) in enumerate(bounds):
            holding = arrays.posting_projects[start:end]
            places = np.minimum(holding.searchsorted(projects), end - start - 1)
            held[:, column] = holding[places] == projects
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
    def all_of(
        cls, requirements: Sequence[tuple[str, ...]], arrays: Arrays, analyser: Analyser
    ) -> list[list["_Wording"]]:
        """Return the wordings of each requirement, all their words looked up at once."""
        said = [[_first_said(text, analyser) for text in tellings] for tellings in requirements]
        words = [word for tellings in said for telling in tellings for word in telling]
        terms = look_up(np.array(words, np.uint64), arrays)
        weights = np.full(len(terms), np.log(1 + len(arrays.project_ids)) + 1, np.float64)
        weights[terms >= 0] = arrays.idf[terms[terms >= 0]]
        wordings: list[list[_Wording]] = []
        first = 0
        for tellings in said:
            wordings.append([])
            for telling in tellings:
                own = slice(first, first + len(telling))
                wordings[-1].append(cls(tuple(telling.values()), terms[own], weights[own]))
                first = own.stop
        return wordings

    def holdings(self, holds: _Holdings) -> NDArray[np.bool_]:
        """Return which project holds which of its words, shape (n_projects, n_words)."""
        held = np.zeros((len(holds.held), len(self.terms)), np.bool_)
        known = np.flatnonzero(self.terms >= 0)
        held[:, known] = holds.held[:, np.searchsorted(holds.terms, self.terms[known])]
        return held

    def shares(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how much of it each project answers, from 0 to 1."""
        full = min(max(float(self.weights.sum()), 1e-12), ANSWERED_IN_FULL)
        shares: NDArray[np.float64] = np.minimum(held @ self.weights / full, 1)
        return shares


def _first_said(text: str, analyser: Analyser) -> dict[int, str]:
    """Return the terms of a text, each with the first way of writing it."""
    analysis = analyser.analyse(text)
    first_said: dict[int, str] = {}
    for term, word in zip(analysis.word_terms.tolist(), analysis.words, strict=True):
        first_said.setdefault(term, word)
    return first_said


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
    if len(query.projects) > _MANY_POSTINGS:
        starts = [0, *query.ends[:-1].tolist()]
        for column, (start, end) in enumerate(zip(starts, query.ends.tolist(), strict=True)):
            places = start + query.projects[start:end].searchsorted(projects)
            places = np.minimum(places, end - 1)
            held = query.projects[places] == projects
            added[held, column] = query.added[places[held]]
        return added
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
    """Return the columns of `added` for these term rows; zeros for a term that was not read."""
    columns = np.zeros((len(added), len(rows)))
    places = np.minimum(np.searchsorted(query.term_rows, rows), max(len(query.term_rows) - 1, 0))
    read = np.flatnonzero(query.term_rows[places] == rows) if len(query.term_rows) else places[:0]
    columns[:, read] = added[:, places[read]]
    return columns
