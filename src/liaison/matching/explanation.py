"""Why: which projects speak for an organisation, and which part of the need each answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.ranking import STEEPNESS, role_weights
from liaison.matching.retrieval import Query, look_up
from liaison.matching.text import telling_words

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

    @property
    def read(self) -> NDArray[np.int64]:
        """The participations that are looked through for words and requirements."""
        return self.participations[:EVIDENCE_READ]


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
    ends = np.cumsum([len(each) for each in found]).tolist()
    speaking = np.flatnonzero(likeness >= max(limit, _LEAST))
    parts = np.searchsorted(speaking, [0, *ends]).tolist()
    chosen = []
    for place, (first, end) in enumerate(zip([0, *ends], ends, strict=False)):
        entries = speaking[parts[place] : parts[place + 1]]
        if not len(entries):
            # Nothing at all of one that has no projects.
            own = slice(first, end)
            nearest = likeness[own] if likeness[own].any() else nearness[projects[own]]
            entries = first + np.argsort(-nearest, kind="stable")[:1]
        chosen.append(entries)
    sizes = [len(entries) for entries in chosen]
    owners = np.repeat(np.arange(len(rows)), sizes)
    entries = np.concatenate([np.empty(0, np.int64), *chosen])
    roles = arrays.member_roles[participations[entries]]
    # Above 0, so that a project that shares no word is all that speaks for somebody.
    strengths = np.maximum(likeness[entries], _LEAST) ** STEEPNESS * role_weights(roles)
    order = np.lexsort((-strengths, owners))
    participations = participations[entries[order]]
    shares = strengths[order] / np.bincount(owners, strengths)[owners]
    limits = np.cumsum([0, *sizes]).tolist()
    return [
        Evidence(participations[first:end], shares[first:end]) for first, end in pairwise(limits)
    ]


@dataclass(frozen=True)
class Holdings:
    """
    What the projects that speak for somebody hold of a need.

    :ivar projects: rows, ascending
    :ivar added: shape (n_projects, n_terms); what each term that was read for the need adds to the
        similarity of each project
    """

    query: Query
    projects: NDArray[np.integer]
    added: NDArray[np.float64]

    @classmethod
    def of(cls, query: Query, projects: NDArray[np.integer], arrays: Arrays) -> "Holdings":
        """Look through these projects; repeats are no matter."""
        projects = np.unique(projects)
        added = np.zeros((len(projects), len(query.term_rows)))
        if len(query.projects) > _MANY_POSTINGS:
            starts = [0, *query.ends[:-1].tolist()]
            for column, (start, end) in enumerate(zip(starts, query.ends.tolist(), strict=True)):
                places, held = _find(projects, query.projects[start:end])
                added[held, column] = query.added[start + places[held]]
            return cls(query, projects, added)
        wanted = np.zeros(len(arrays.project_ids), np.bool_)
        wanted[projects] = True
        here = np.flatnonzero(wanted[query.projects])
        terms = np.searchsorted(query.ends, here, side="right")
        added[np.searchsorted(projects, query.projects[here]), terms] = query.added[here]
        return cls(query, projects, added)

    def of_terms(self, terms: NDArray[np.int64], arrays: Arrays) -> NDArray[np.bool_]:
        """
        Return which project holds which of some terms, shape (n_projects, n_terms).

        :param terms: rows in the index; -1 is held by none
        """
        held = np.zeros((len(self.projects), len(terms)), np.bool_)
        columns, read = _columns_of(terms, self.query)
        held[:, read] = self.added[:, columns[read]] > 0
        for place in np.flatnonzero(~read & (terms >= 0)).tolist():
            start, end = arrays.starts[terms[place]], arrays.starts[terms[place] + 1]
            held[:, place] = _find(self.projects, arrays.posting_projects[start:end])[1]
        return held


def _find(
    projects: NDArray[np.integer], holding: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where each project stands among those that hold a term, and whether it is there."""
    places = np.minimum(holding.searchsorted(projects), len(holding) - 1)
    return places, holding[places] == projects


def _columns_of(
    terms: NDArray[np.int64], query: Query
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the place of each term among those read for a need, and whether it was read."""
    if not len(query.term_rows):
        return np.zeros(len(terms), np.int64), np.zeros(len(terms), np.bool_)
    places = np.minimum(query.term_rows.searchsorted(terms), len(query.term_rows) - 1)
    return places, query.term_rows[places] == terms


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

    def words(self, requirement: int, project: int) -> tuple[str, ...]:
        """Return the words of the requirement that a project answers that is the best for it."""
        return self._words.get((requirement, project), ())


def coverage_of(
    requirements: Sequence[tuple[str, ...]],
    evidence: list[Evidence],
    holdings: Holdings,
    arrays: Arrays,
) -> RequirementsCovered:
    """
    Return which requirement each organisation answers, and by which project.

    A project answers the share of a requirement's words that it holds, each word weighing as much
    as it is rare; one that no evidence holds weighs a little more than the rarest. Of a long
    requirement ANSWERED_IN_FULL is enough.

    :param requirements: each as it may be told, in one language or several; the best telling counts
    """
    projects = holdings.projects
    best = np.full((len(evidence), len(requirements)), -1, np.int64)
    if not len(projects) or not requirements:
        return RequirementsCovered(np.zeros(best.shape), best, {})
    told = _Tellings.of([text for tellings in requirements for text in tellings], arrays)
    held = holdings.of_terms(told.terms, arrays)
    ends = np.cumsum([len(tellings) for tellings in requirements]).tolist()
    shares = np.maximum.reduceat(told.shares(held), [0, *ends[:-1]], axis=1)
    for place, one in enumerate(evidence):
        if len(one.participations):
            own = projects.searchsorted(arrays.member_projects[one.read])
            best[place] = own[shares[own].argmax(axis=0)]
    strengths = np.where(best >= 0, shares[best, np.arange(len(requirements))], 0.0)
    best_projects = np.where(strengths > 0, projects[best], -1)
    asked = [
        (pair, telling)
        for pair in _answering(best_projects)
        for telling in range([0, *ends][pair[0]], ends[pair[0]])
    ]
    rows = projects.searchsorted([project for (_, project), _ in asked])
    answered = told.words_in([telling for _, telling in asked], held[rows])
    words: dict[tuple[int, int], tuple[str, ...]] = {}
    for (pair, _), each in zip(asked, answered, strict=True):
        words[pair] = max(words.get(pair, ()), each, key=len)
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
class _Tellings:
    """
    What is asked for, as it may be told: the words of telling after telling, each word once.

    :ivar words: as first written
    :ivar terms: shape (n_words,); rows in the index, -1 for a word that no evidence holds
    :ivar weights: shape (n_words,); the rarer the word, the larger
    :ivar ends: where the words of each telling end
    """

    words: list[str]
    terms: NDArray[np.int64]
    weights: NDArray[np.float64]
    ends: list[int]

    @classmethod
    def of(cls, texts: list[str], arrays: Arrays) -> "_Tellings":
        """Look up the words of all texts at once."""
        said = [_first_said(text) for text in texts]
        terms = np.array([term for words in said for term in words], np.uint64)
        rows = look_up(terms, arrays)
        weights = np.full(len(rows), np.log(1 + len(arrays.project_ids)) + 1, np.float64)
        weights[rows >= 0] = arrays.idf[rows[rows >= 0]]
        ends = np.cumsum([len(words) for words in said]).tolist()
        return cls([word for words in said for word in words.values()], rows, weights, ends)

    def shares(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how much of each telling each project answers, from 0 to 1."""
        weights = np.zeros((len(self.words), len(self.ends)))
        weights[np.arange(len(self.words)), self._owners] = self.weights
        full = np.clip(weights.sum(axis=0), 1e-12, ANSWERED_IN_FULL)
        shares: NDArray[np.float64] = np.minimum(held @ weights / full, 1)
        return shares

    def words_in(self, tellings: list[int], held: NDArray[np.bool_]) -> list[tuple[str, ...]]:
        """
        Return the words of each of these tellings that a project holds.

        :param held: shape (n_tellings, n_words); which words the project beside a telling holds
        """
        own = held & (self._owners == np.array(tellings, np.int64)[:, np.newaxis])
        places, numbers = np.nonzero(own)
        words = [self.words[number] for number in numbers.tolist()]
        ends = places.searchsorted(np.arange(len(tellings)), side="right").tolist()
        return [tuple(words[first:end]) for first, end in pairwise([0, *ends])]

    @cached_property
    def _owners(self) -> NDArray[np.int64]:
        """The telling that each word belongs to, shape (n_words,)."""
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))


def _first_said(text: str) -> dict[int, str]:
    """Return the terms of a text, each with the first way of writing it."""
    first_said: dict[int, str] = {}
    for word, term in telling_words(text):
        first_said.setdefault(term, word)
    return first_said


def answered_words(
    holdings: Holdings, words: tuple[str, ...], project_rows: NDArray[np.integer]
) -> dict[int, tuple[str, ...]]:
    """
    Return for each project the words of the need that it answers, the strongest first.

    A word's strength is what it adds to the similarity of need and project; a pair of words lends
    half of what it adds to each of its two words.

    :param words: of the need, as written, in the order of `Query.word_rows`
    :param project_rows: rows of the projects asked about, among those of the holdings; repeats are
        no matter
    """
    projects = np.unique(project_rows)
    added = holdings.added[holdings.projects.searchsorted(projects)]
    strengths = _by_word(holdings.query, added)
    # A word written twice is one word; the first way of writing it is shown.
    numbers = np.sort(np.unique(holdings.query.word_rows, return_index=True)[1])
    strengths = strengths[:, numbers]
    order = numbers[np.argsort(-strengths, axis=1, kind="stable")].tolist()
    n_answered = np.count_nonzero(strengths > 0, axis=1).tolist()
    return {
        project: tuple(map(words.__getitem__, places[:n]))
        for project, places, n in zip(projects.tolist(), order, n_answered, strict=True)
    }


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
    places, read = _columns_of(rows, query)
    columns[:, read] = added[:, places[read]]
    return columns
