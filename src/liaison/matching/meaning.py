"""
Meaning, sharpened by who worked together.

Which words stand together, latent semantic analysis tells; which of them bring the same partners
together, only past consortia do. The directions of words are moved until the projects that lie
nearest to a past need, among those signed before it, are those of the partners that really joined:
neighbourhood components analysis (Goldberger et al., NIPS 2004) for votes instead of classes, by
stochastic gradient descent (Adam; Kingma and Ba, ICLR 2015).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liaison.matching.encoding import Space, SparseTexts, Vectors, learn_space
from liaison.matching.indexes import Arrays, Progress, Stored
from liaison.matching.retrieval import (
    MIXED_FOR_A_DESCRIPTION,
    MIXED_FOR_A_LINE,
    STEEPNESS,
    Mixture,
    look_up,
    weigh,
)
from liaison.matching.telling import SMALLEST_CONSORTIUM, members_of, tellings_of
from liaison.matching.text import Analysis, analyse, dampened

# A matrix of scipy's with compressed rows; scipy brings no types.
Matrix = Any

# The newest projects teach; more would say little more and take long.
MOST_TEACHING = 20_000
# Needs before that share of the projects was signed have too little evidence to be near to.
_WITHOUT_EVIDENCE = 0.1
# How a need is told, batch by batch in turn.
TOLD_IN_TURN = ("description", "description", "title", "sentence")
# Of so many projects that lie near to a need at first, so many vote at each step.
_NEAR, _VOTING = 600, 300
_NEEDS_AT_ONCE = 1024
_NEEDS_SCORED_AT_ONCE = 256
# So often all needs are gone through; a little more often where one part of them is left out.
ROUNDS, ROUNDS_WITHOUT_A_PART = 4, 5
# Into so many parts the needs are cut, each of which is judged by what the others taught.
PARTS = 4
# The share of words that is passed over, so that no need is learnt by heart.
PASSED_OVER = 0.2
_LEARNING_RATE, _FIRST_MOMENT, _SECOND_MOMENT, _SMALLEST = 8e-3, 0.9, 0.999, 1e-8
# Directions are brought to this size first, for which the learning rate is made.
_SIZE = 0.05
# What a partner whom no project near speaks for is taken to have of the vote.
_UNFORESEEN = 2e-6


@dataclass(frozen=True)
class Past:
    """
    Projects as evidence, and who takes part.

    :ivar rows: shape (n_projects,); in the index
    :ivar texts: shape (n_projects, n_words); words as the space weighs them, rows of length 1
    :ivar words: `texts` turned
    :ivar members: shape (n_projects, n_organisations); 1 where one takes part
    :ivar joined: likewise, for those who joined a coordinator: each row adds up to 1, or to 0
    :ivar sizes: shape (n_projects,); how many take part
    """

    rows: NDArray[np.int64]
    texts: Matrix
    words: Matrix
    members: Matrix
    joined: Matrix
    sizes: NDArray[np.float32]


@dataclass(frozen=True)
class Told:
    """
    Past needs told in one way.

    :ivar words: shape (n_needs, n_words); rows of length 1, or 0 where a need is not told so
    :ivar near: shape (n_needs, n_near); places of projects signed before
    :ivar lexical: shape (n_needs, n_near); likeness by words
    :ivar may_vote: shape (n_needs, n_near); whether a project was signed before
    """

    mixture: Mixture
    words: Matrix
    near: NDArray[np.int32]
    lexical: NDArray[np.float32]
    may_vote: NDArray[np.bool_]


@dataclass(frozen=True)
class Sharpened:
    """
    Spaces of meaning learnt from an index.

    :ivar space: from all needs; for use
    :ivar without: from the needs that are not in a part, for each of the PARTS; to teach what a
        likeness is worth by the needs of that part, which would otherwise seem to be foreseen
    """

    space: Space
    without: tuple[Space, ...]


def part_of(row: int) -> int:
    """Return which of the PARTS of the needs a project of the index belongs to."""
    return row % PARTS


def sharpen(stored: Stored, *, seed: int, progress: Progress) -> Sharpened:
    """
    Return spaces of meaning for the words of the index, learnt from its consortia.

    :param seed: of everything that is drawn by chance
    """
    arrays = stored.arrays
    past = _past(arrays)
    start = _start(past.texts)
    needs = _needs(past, arrays)
    told = _told(needs, past, start, stored, seed=seed, progress=progress)
    parts = np.array([part_of(row) for row in past.rows[needs].tolist()], np.int64)
    plans = [
        (np.arange(len(needs)), ROUNDS),
        *((np.flatnonzero(parts != part), ROUNDS_WITHOUT_A_PART) for part in range(PARTS)),
    ]
    spaces = []
    for done, (taught, rounds) in enumerate(plans):
        progress(done, len(plans), "Learning which words bring partners together")
        directions = Teaching(past, needs, told, start, seed).learn(taught, rounds)
        spaces.append(Space(arrays.dense_terms, arrays.dense_idf, directions))
    progress(len(plans), len(plans), "Learning which words bring partners together")
    return Sharpened(spaces[0], tuple(spaces[1:]))


def place_projects(space: Space, arrays: Arrays) -> Vectors:
    """
    Return where each project lies in a space of the words of the index.

    :returns: shape (n_projects, n_dimensions), each of length 1 or 0
    """
    everything = np.arange(len(arrays.project_ids))
    places: Vectors = _of_length_one(_texts(everything, arrays) @ space.directions)[0]
    return places


def _past(arrays: Arrays) -> Past:
    from scipy import sparse

    days = np.where(arrays.are_projects, arrays.project_days, -1)
    newest = np.argsort(-days, kind="stable")[:MOST_TEACHING]
    rows = np.sort(newest[days[newest] >= 0])
    texts = _texts(rows, arrays)
    shape = (len(arrays.project_ids), len(arrays.organisation_ids))
    ones = np.ones(len(arrays.members), np.float32)
    members = sparse.csr_matrix((ones, arrays.members, arrays.member_starts), shape=shape)[rows]
    return Past(
        rows,
        texts,
        texts.T.tocsr(),
        members,
        _joined(rows, arrays),
        np.diff(members.indptr).astype(np.float32),
    )


def _joined(rows: NDArray[np.int64], arrays: Arrays) -> Matrix:
    from scipy import sparse

    partners = []
    for row in rows.tolist():
        members, asker = members_of(row, arrays)
        partners.append(np.unique(members[members != asker]))
    counts = np.array([len(each) for each in partners])
    shares = np.repeat(1 / np.maximum(counts, 1), counts).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(counts)])
    columns = np.concatenate([np.empty(0, np.int32), *partners])
    return sparse.csr_matrix((shares, columns, starts), (len(rows), len(arrays.organisation_ids)))


def _texts(rows: NDArray[np.int64], arrays: Arrays) -> Matrix:
    """Return the words of these projects as the index weighs them, each row of length 1."""
    words = _postings(arrays)[arrays.terms.searchsorted(arrays.dense_terms)]
    return _normalised(words[:, rows].T.tocsr())


def _postings(arrays: Arrays) -> Matrix:
    """Return what each project holds of each term, shape (n_terms, n_projects)."""
    from scipy import sparse

    return sparse.csr_matrix(
        (arrays.posting_weights, arrays.posting_projects, arrays.starts),
        (len(arrays.terms), len(arrays.project_ids)),
    )


def _normalised(texts: Matrix) -> Matrix:
    from scipy import sparse

    lengths = np.sqrt(texts.multiply(texts).sum(axis=1)).A1
    return sparse.diags((1 / np.where(lengths > 0, lengths, 1)).astype(np.float32)) @ texts


def _start(texts: Matrix) -> Vectors:
    lessons = SparseTexts(
        texts.indptr.astype(np.int64), texts.indices, texts.data, n_words=texts.shape[1]
    )
    directions = learn_space(lessons)
    size = np.sqrt((directions**2).mean()) if directions.size else 1.0
    start: Vectors = (directions * (_SIZE / max(size, _SMALLEST))).astype(np.float32)
    return start


def _needs(past: Past, arrays: Arrays) -> NDArray[np.int64]:
    """Return the places of the projects that are told as needs."""
    days = arrays.project_days[past.rows]
    first = np.quantile(days, _WITHOUT_EVIDENCE) if len(days) else 0
    return np.flatnonzero((past.sizes >= SMALLEST_CONSORTIUM) & (days > first))


def _told(
    needs: NDArray[np.int64],
    past: Past,
    start: Vectors,
    stored: Stored,
    *,
    seed: int,
    progress: Progress,
) -> dict[str, Told]:
    """Return the needs told in each way of TOLD_IN_TURN."""
    random = np.random.default_rng(seed)
    analyses: dict[str, list[Analysis]] = {how: [] for how in dict.fromkeys(TOLD_IN_TURN)}
    for done, place in enumerate(needs.tolist()):
        progress(done, len(needs), "Reading what was asked for in the past")
        tellings = tellings_of(int(past.rows[place]), stored, random)
        for how, told in analyses.items():
            told.append(analyse(tellings[how]))
    progress(len(needs), len(needs), "Reading what was asked for in the past")
    return {
        how: _told_so(told, needs, past, start, stored.arrays, is_line=how != "description")
        for how, told in analyses.items()
    }


def _told_so(
    analyses: list[Analysis],
    needs: NDArray[np.int64],
    past: Past,
    start: Vectors,
    arrays: Arrays,
    *,
    is_line: bool,
) -> Told:
    mixture = MIXED_FOR_A_LINE if is_line else MIXED_FOR_A_DESCRIPTION
    words = _normalised(_matrix([_words(each, arrays) for each in analyses], start.shape[0]))
    terms = _matrix(
        [
            weigh(look_up(np.concatenate([a.word_terms, a.pair_terms]), arrays), arrays)
            for a in analyses
        ],
        len(arrays.terms),
    )
    held = _postings(arrays)[:, past.rows]
    places = _of_length_one(past.texts @ start)[0]
    own = _of_length_one(words @ start)[0]
    days = arrays.project_days[past.rows]
    n_near = min(_NEAR, len(past.rows))
    near = np.empty((len(needs), n_near), np.int32)
    lexical = np.empty((len(needs), n_near), np.float32)
    may_vote = np.empty((len(needs), n_near), np.bool_)
    for first in range(0, len(needs), _NEEDS_SCORED_AT_ONCE):
        here = slice(first, first + _NEEDS_SCORED_AT_ONCE)
        alike = (terms[here] @ held).toarray()
        scores = mixture.logarithm(alike, np.maximum(own[here] @ places.T, 0))
        before = days[None, :] < days[needs[here], None]
        scores[~before] = -np.inf
        near[here] = np.argpartition(-scores, n_near - 1, axis=1)[:, :n_near]
        lexical[here] = np.take_along_axis(alike, near[here], axis=1)
        may_vote[here] = np.take_along_axis(before, near[here], axis=1)
    return Told(mixture, words, near, lexical, may_vote)


def _terms(analysis: Analysis, arrays: Arrays) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the terms of a need by their place in the index, and what each weighs."""
    return weigh(
        look_up(np.concatenate([analysis.word_terms, analysis.pair_terms]), arrays), arrays
    )


def _words(analysis: Analysis, arrays: Arrays) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the words of a need by their place in the space, and what each weighs."""
    found, counts = np.unique(analysis.word_terms, return_counts=True)
    rows = np.minimum(arrays.dense_terms.searchsorted(found), len(arrays.dense_terms) - 1)
    known = arrays.dense_terms[rows] == found
    return rows[known], dampened(counts[known]) * arrays.dense_idf[rows[known]]


def _matrix(
    rows: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]], n_columns: int
) -> Matrix:
    from scipy import sparse

    starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])])
    columns = np.concatenate([np.empty(0, np.int64), *(columns for columns, _ in rows)])
    values = np.concatenate([np.empty(0, np.float32), *(values for _, values in rows)])
    return sparse.csr_matrix((values.astype(np.float32), columns, starts), (len(rows), n_columns))


class Teaching:
    """The directions of words while they are moved."""

    def __init__(
        self,
        past: Past,
        needs: NDArray[np.int64],
        told: dict[str, Told],
        start: Vectors,
        seed: int,
    ) -> None:
        self._past, self._needs, self._told = past, needs, told
        self._random = np.random.default_rng(seed)
        self._directions = start.copy()
        self._first, self._second = np.zeros_like(start), np.zeros_like(start)
        self._steps = 0

    def learn(self, taught: NDArray[np.int64], rounds: int) -> Vectors:
        """Return the directions after all these needs were gone through so many times."""
        for batch, how in self._batches(taught, rounds):
            self._move(self.slope(batch, self._told[how]))
        return self._directions

    def _batches(
        self, taught: NDArray[np.int64], rounds: int
    ) -> Iterator[tuple[NDArray[np.int64], str]]:
        for _ in range(rounds):
            order = self._random.permutation(taught)
            for turn, first in enumerate(range(0, len(order), _NEEDS_AT_ONCE)):
                how = TOLD_IN_TURN[turn % len(TOLD_IN_TURN)]
                yield order[first : first + _NEEDS_AT_ONCE], how

    def slope(self, batch: NDArray[np.int64], told: Told) -> Vectors:
        """
        Return how the loss of these needs rises with each direction, shape (n_words, n_dimensions).

        The loss of a need is minus the logarithm of the share of the vote that goes to a partner
        who joined, on average over these partners.
        """
        words = told.words[batch]
        words.data = words.data * (self._random.random(len(words.data)) >= PASSED_OVER)
        needs, need_lengths = _of_length_one(words @ self._directions)
        places, lengths = _of_length_one(self._past.texts @ self._directions)
        voters, shares, are_alike = _shares(needs, places, batch, told)
        slopes = shares * self._worth(batch, voters, shares)
        slopes -= shares * slopes.sum(axis=1, keepdims=True)
        slopes *= STEEPNESS * told.mixture.weight_of_meaning * are_alike
        pulls = _sparse_rows(voters, slopes, len(places))
        by_need = _before_length(pulls @ places, needs, need_lengths)
        by_place = _before_length(pulls.T @ needs, places, lengths)
        slope: Vectors = words.T @ by_need + self._past.words @ by_place
        return slope

    def _worth(
        self, batch: NDArray[np.int64], voters: NDArray[np.int32], shares: Vectors
    ) -> Vectors:
        """Return how the loss rises with the share of each voter, shape (n_needs, n_voters)."""
        past = self._past
        joined = past.joined[self._needs[batch]]
        votes = (_sparse_rows(voters, shares, len(past.sizes)) @ past.members).tocsr()
        votes.sort_indices()
        cast = (shares * past.sizes[voters]).sum(axis=1)
        foreseen = joined.multiply(votes > 0).tocsr()
        got = foreseen.multiply(votes).tocsr()
        rows = np.repeat(np.arange(len(batch)), np.diff(foreseen.indptr))
        part = got.data / foreseen.data / cast[rows]
        pull = foreseen.data / (part + _UNFORESEEN) / cast[rows]
        foreseen.data = -pull
        spread = np.bincount(rows, pull * part, len(batch))
        each = np.take_along_axis((foreseen @ past.members.T).toarray(), voters, axis=1)
        worth: Vectors = each + spread[:, None] * past.sizes[voters]
        return worth.astype(np.float32)

    def _move(self, slope: Vectors) -> None:
        self._steps += 1
        self._first += (1 - _FIRST_MOMENT) * (slope - self._first)
        self._second += (1 - _SECOND_MOMENT) * (slope**2 - self._second)
        first = self._first / (1 - _FIRST_MOMENT**self._steps)
        second = self._second / (1 - _SECOND_MOMENT**self._steps)
        self._directions -= _LEARNING_RATE * first / (np.sqrt(second) + _SMALLEST)


def _shares(
    needs: Vectors, places: Vectors, batch: NDArray[np.int64], told: Told
) -> tuple[NDArray[np.int32], Vectors, NDArray[np.bool_]]:
    """
    Return which projects vote on each need, with which share, and whether any meaning is shared.

    :returns: each of shape (n_needs, n_voters)
    """
    near = told.near[batch]
    dense = np.maximum(np.take_along_axis(needs @ places.T, near, axis=1), 0)
    scores = told.mixture.logarithm(told.lexical[batch], dense)
    scores[~told.may_vote[batch]] = -np.inf
    n_voters = min(_VOTING, near.shape[1])
    voting = np.argpartition(-scores, n_voters - 1, axis=1)[:, :n_voters]
    chosen = np.take_along_axis(scores, voting, axis=1)
    shares = np.exp(chosen - chosen.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    voters = np.take_along_axis(near, voting, axis=1)
    return voters, shares, np.take_along_axis(dense, voting, axis=1) > 0


def _sparse_rows(columns: NDArray[np.int32], values: Vectors, n_columns: int) -> Matrix:
    """Return a matrix that holds these values in these columns, row by row."""
    from scipy import sparse

    starts = np.arange(len(columns) + 1) * columns.shape[1]
    shape = (len(columns), n_columns)
    return sparse.csr_matrix((values.ravel(), columns.ravel(), starts), shape)


def _of_length_one(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """Return vectors of length 1, or 0, and how long they were; 1 instead of 0."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths: Vectors = np.where(norms > 0, norms, 1).astype(np.float32)
    unit: Vectors = vectors / lengths
    return unit, lengths


def _before_length(slope: Vectors, vectors: Vectors, lengths: Vectors) -> Vectors:
    """Return the slope by vectors before they were brought to length 1, from that after it."""
    along = (slope * vectors).sum(axis=1, keepdims=True)
    before: Vectors = ((slope - vectors * along) / lengths).astype(np.float32)
    return before
