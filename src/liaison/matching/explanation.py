"""Why: which projects speak for an organisation, and which part of the need each answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liaison.matching.indexes import Arrays
from liaison.matching.ranking import STEEPNESS, VOTERS, role_weights
from liaison.matching.retrieval import Query, look_up
from liaison.matching.text import Analyser, stem

# An organisation's pieces of evidence that are looked through for each requirement.
EVIDENCE_READ = 12


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
    rows: NDArray[np.int64], similarities: NDArray[np.float64], arrays: Arrays
) -> list[Evidence]:
    """
    Return what speaks for each organisation: its projects among those nearest to the need.

    Of an organisation without one so near, its nearest project is given.

    :param rows: of the organisations
    :param similarities: of need and project, shape (n_projects,), from 0 to 1
    """
    positive = similarities[similarities > 0]
    limit = np.partition(positive, -VOTERS)[-VOTERS] if len(positive) > VOTERS else 0.0
    return [_evidence(row, similarities, limit, arrays) for row in rows.tolist()]


def _evidence(
    row: int, similarities: NDArray[np.float64], limit: float, arrays: Arrays
) -> Evidence:
    places = slice(arrays.involvement_starts[row], arrays.involvement_starts[row + 1])
    participations = arrays.involvements[places].astype(np.int64)
    likeness = similarities[arrays.involvement_projects[places]]
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
    as it is rare; a word that no evidence holds weighs as much as the rarest.

    :param requirements: each as it may be told, in one language or several; the best telling counts
    """
    strengths = np.zeros((len(evidence), len(requirements)))
    best_projects = np.full((len(evidence), len(requirements)), -1, np.int64)
    words: dict[tuple[int, int], tuple[str, ...]] = {}
    read = [arrays.member_projects[one.participations[:EVIDENCE_READ]] for one in evidence]
    projects = np.unique(np.concatenate([np.empty(0, np.int32), *read]))
    for number, tellings in enumerate(requirements):
        shares, held = _best_told([_answered_shares(each, projects, arrays) for each in tellings])
        for place, own in enumerate(read):
            if not len(own):
                continue
            own_shares = shares[np.searchsorted(projects, own)]
            first = int(np.argmax(own_shares))
            if own_shares[first] > 0:
                strengths[place, number] = own_shares[first]
                best_projects[place, number] = own[first]
                words[number, int(own[first])] = held(int(own[first]))
    return RequirementsCovered(strengths, best_projects, words)


# Of each project the share of a requirement that it answers, and what tells the words it holds.
_Answered = tuple[NDArray[np.float64], Callable[[int], tuple[str, ...]]]


def _best_told(answered: list[_Answered]) -> _Answered:
    """Return for each project the telling that it answers best."""
    shares = np.stack([each for each, _ in answered])
    best = shares.max(axis=0)

    def held(project: int) -> tuple[str, ...]:
        return max((words(project) for _, words in answered), key=len)

    return best, held


def _answered_shares(requirement: str, projects: NDArray[np.integer], arrays: Arrays) -> _Answered:
    """Return each project's share of a requirement, and what tells the words it holds."""
    analysis = Analyser().analyse(requirement)
    _, firsts = np.unique(analysis.word_terms, return_index=True)
    firsts = np.sort(firsts)
    terms = look_up(analysis.word_terms[firsts], arrays)
    weights = np.full(len(terms), arrays.idf.max(initial=1.0), np.float64)
    weights[terms >= 0] = arrays.idf[terms[terms >= 0]]
    holds = np.zeros((len(projects), len(firsts)), np.bool_)
    for column, term in enumerate(terms.tolist()):
        if term >= 0:
            postings = arrays.posting_projects[arrays.starts[term] : arrays.starts[term + 1]]
            holds[:, column] = np.isin(projects, postings, assume_unique=True)
    names = [analysis.words[first] for first in firsts.tolist()]

    def held(project: int) -> tuple[str, ...]:
        row = holds[np.searchsorted(projects, project)]
        return tuple(name for name, holding in zip(names, row.tolist(), strict=True) if holding)

    return holds @ weights / max(weights.sum(), 1e-12), held


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
