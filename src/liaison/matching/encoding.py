"""
Meaning beyond words: texts as points in a space learnt from the corpus itself.

Latent semantic analysis (Deerwester et al., JASIS 41, 1990) by a randomised singular value
decomposition (Halko, Martinsson and Tropp, SIAM Review 53, 2011): nothing has to be downloaded.
Another encoder can take its place by the `Encoder` interface.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from liaison.matching.text import Analyser, Terms, are_pairs

Vectors = NDArray[np.float32]

DIMENSIONS = 200
# More than are kept: the last directions of a randomised decomposition are the least exact.
SPARE_DIMENSIONS = 20
ROUNDS = 2
# Words in fewer texts teach no direction; beyond this many words the rest are rare.
SEEN_IN = 3
MOST_WORDS = 20_000
# The space is learnt from at most this many texts, spread evenly; all are then placed in it.
MOST_LESSONS = 20_000
# Directions that much of the corpus shares are turned down by their singular value to this power.
DAMPING = 0.25
_TEXTS_AT_ONCE = 256


class Encoder(Protocol):
    """Turns texts into vectors of length 1 whose products tell how near their meanings are."""

    def encode(self, texts: list[str]) -> Vectors:
        """Return one vector a text, shape (n_texts, n_dimensions); zeros for an empty one."""
        ...


@dataclass(frozen=True)
class SparseTexts:
    """
    Texts as weighted words.

    :ivar starts: shape (n_texts + 1,); where the words of each text begin and end
    :ivar words: shape (n_entries,); columns, from 0 to n_words - 1
    :ivar weights: shape (n_entries,)
    """

    starts: NDArray[np.int64]
    words: NDArray[np.int32]
    weights: NDArray[np.float32]
    n_words: int

    @property
    def n_texts(self) -> int:
        return len(self.starts) - 1

    def only(self, rows: NDArray[np.int64]) -> "SparseTexts":
        """Return some of the texts."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        positions = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return SparseTexts(starts, self.words[positions], self.weights[positions], self.n_words)

    def blocks(self) -> Iterator[tuple[slice, Vectors]]:
        """Yield the texts as dense blocks of rows, each with its place."""
        for first in range(0, self.n_texts, _TEXTS_AT_ONCE):
            last = min(first + _TEXTS_AT_ONCE, self.n_texts)
            entries = slice(self.starts[first], self.starts[last])
            lengths = np.diff(self.starts[first : last + 1])
            dense = np.zeros((last - first, self.n_words), np.float32)
            dense[np.repeat(np.arange(last - first), lengths), self.words[entries]] = self.weights[
                entries
            ]
            yield slice(first, last), dense


@dataclass(frozen=True)
class Space:
    """
    Where words point in the space learnt.

    :ivar terms: shape (n_words,); the words' terms, ascending
    :ivar idf: shape (n_words,); how rare each is
    :ivar directions: shape (n_words, n_dimensions); a text's place is the weighted sum of its
        words' directions
    """

    terms: Terms
    idf: NDArray[np.float32]
    directions: Vectors

    def encode(self, texts: list[str]) -> Vectors:
        """Return one vector of length 1 a text; zeros for a text without a known word."""
        analyser = Analyser()
        return np.stack([self.place(analyser.terms(text)) for text in texts])

    def place(self, terms: Terms) -> Vectors:
        """Return where a text with these terms lies, shape (n_dimensions,), length 1 or 0."""
        found, counts = np.unique(terms, return_counts=True)
        rows = np.searchsorted(self.terms, found)
        rows[rows == len(self.terms)] = 0
        known = self.terms[rows] == found if len(self.terms) else np.zeros(len(found), np.bool_)
        weights = (1 + np.log(counts[known])).astype(np.float32) * self.idf[rows[known]]
        vectors: Vectors = _of_length_one((weights @ self.directions[rows[known]])[None, :])[0]
        return vectors


def choose_words(terms: Terms, document_frequency: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of the words to learn from: no pairs, none too rare, the most frequent."""
    rows = np.flatnonzero(~are_pairs(terms) & (document_frequency >= SEEN_IN))
    if len(rows) > MOST_WORDS:
        most = np.argsort(-document_frequency[rows], kind="stable")[:MOST_WORDS]
        rows = np.sort(rows[most])
    return rows


def learn_space(texts: SparseTexts, *, dimensions: int = DIMENSIONS, seed: int = 0) -> Vectors:
    """
    Return the directions of the words, shape (n_words, at most `dimensions`).

    :param texts: weights of length 1 per text
    :param seed: of the random start; the same seed gives the same space
    """
    lessons = texts
    if texts.n_texts > MOST_LESSONS:
        spread = np.linspace(0, texts.n_texts - 1, MOST_LESSONS).astype(np.int64)
        lessons = texts.only(np.unique(spread))
    width = min(dimensions + SPARE_DIMENSIONS, lessons.n_texts, lessons.n_words)
    if not width:
        return np.zeros((texts.n_words, 0), np.float32)
    random = np.random.default_rng(seed)
    words = random.standard_normal((texts.n_words, width), dtype=np.float32)
    for _ in range(ROUNDS):
        words = _orthonormal(_times_transposed(lessons, _orthonormal(_times(lessons, words))))
    _, values, directions = np.linalg.svd(_times(lessons, words), full_matrices=False)
    kept = values[:dimensions] > values[0] * 1e-5
    vectors: Vectors = (words @ directions[:dimensions][kept].T) * values[:dimensions][
        kept
    ] ** -DAMPING
    return vectors


def place_texts(texts: SparseTexts, directions: Vectors) -> Vectors:
    """Return where each text lies, shape (n_texts, n_dimensions), each of length 1 or 0."""
    return _of_length_one(_times(texts, directions))


def _times(texts: SparseTexts, right: Vectors) -> Vectors:
    product = np.empty((texts.n_texts, right.shape[1]), np.float32)
    for place, block in texts.blocks():
        product[place] = block @ right
    return product


def _times_transposed(texts: SparseTexts, right: Vectors) -> Vectors:
    product = np.zeros((texts.n_words, right.shape[1]), np.float32)
    for place, block in texts.blocks():
        product += block.T @ right[place]
    return product


def _orthonormal(columns: Vectors) -> Vectors:
    basis: Vectors = np.linalg.qr(columns)[0]
    return basis


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
