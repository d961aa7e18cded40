"""
Meaning beyond words: texts as points in a space learnt from the corpus itself.

Latent semantic analysis (Deerwester et al., JASIS 41, 1990) by a randomised singular value
decomposition (Halko, Martinsson and Tropp, SIAM Review 53, 2011): nothing has to be downloaded.
Any sentence encoder can take its place, see `sentence_encoder`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from liaison.matching.text import Terms, are_pairs, dampened, terms_of

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
# A space learnt elsewhere serves where it knows this share of the words.
KNOWN_AT_LEAST = 0.5
_TEXTS_AT_ONCE = 256
_VECTORS_AT_ONCE = 20_000
_LESSONS_PER_CELL = 50
_CELL_ROUNDS = 5


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

    @classmethod
    def joined(cls, parts: Sequence["SparseTexts"], *, n_words: int) -> "SparseTexts":
        """Return all texts of several parts, one part after the other."""
        lengths = [np.diff(part.starts) for part in parts]
        return cls(
            np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths])),
            np.concatenate([np.empty(0, np.int32), *(part.words for part in parts)]),
            np.concatenate([np.empty(0, np.float32), *(part.weights for part in parts)]),
            n_words,
        )

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
        return np.stack([self.place(terms_of(text)) for text in texts])

    def place(self, terms: Terms) -> Vectors:
        """Return where a text with these terms lies, shape (n_dimensions,), length 1 or 0."""
        found, counts = np.unique(terms, return_counts=True)
        rows = np.searchsorted(self.terms, found)
        rows[rows == len(self.terms)] = 0
        known = self.terms[rows] == found if len(self.terms) else np.zeros(len(found), np.bool_)
        weights = dampened(counts[known]) * self.idf[rows[known]]
        vectors: Vectors = _of_length_one((weights @ self.directions[rows[known]])[None, :])[0]
        return vectors


def write_space(space: Space, file: Path) -> None:
    """Write a space of meaning; half precision is far finer than what words say."""
    unfinished = file.with_name(f".{file.name}")
    with unfinished.open("wb") as written:
        np.savez_compressed(
            written,
            terms=space.terms,
            idf=space.idf,
            directions=space.directions.astype(np.float16),
        )
    unfinished.replace(file)


def read_space(file: Traversable) -> Space:
    """
    Return the space of meaning that `write_space` wrote.

    :raises OSError: if it cannot be read
    :raises ValueError: if it is damaged
    """
    try:
        with file.open("rb") as written, np.load(written, allow_pickle=False) as held:
            return Space(held["terms"], held["idf"], held["directions"].astype(np.float32))
    except (KeyError, EOFError, BadZipFile) as error:
        raise ValueError(f"{file} holds no space of meaning: {error}") from error


def middle_of(places: Vectors) -> Vectors:
    """Return the middle of places in the space of meaning, length 1; 0 without any."""
    middle: Vectors = _of_length_one(places.sum(axis=0, keepdims=True))[0]
    return middle


def spread_lessons(n_texts: int) -> NDArray[np.int64]:
    """Return the rows of the texts to learn from: at most MOST_LESSONS, spread evenly."""
    spread = np.linspace(0, max(n_texts - 1, 0), min(n_texts, MOST_LESSONS))
    return np.unique(spread.astype(np.int64))


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
    width = min(dimensions + SPARE_DIMENSIONS, texts.n_texts, texts.n_words)
    if not width:
        return np.zeros((texts.n_words, 0), np.float32)
    random = np.random.default_rng(seed)
    words = random.standard_normal((texts.n_words, width), dtype=np.float32)
    for _ in range(ROUNDS):
        words = _orthonormal(_times_transposed(texts, _orthonormal(_times(texts, words))))
    _, values, directions = np.linalg.svd(_times(texts, words), full_matrices=False)
    kept = values[:dimensions] > values[0] * 1e-5
    vectors: Vectors = (words @ directions[:dimensions][kept].T) * values[:dimensions][
        kept
    ] ** -DAMPING
    return vectors


def directions_of(
    terms: Terms, idf: NDArray[np.float32], *, texts: SparseTexts, space: Space
) -> Vectors:
    """
    Return where the words of a corpus point in a space that was learnt elsewhere.

    A word that the space does not know points to where the texts that hold it lie, beside all
    others. Where it knows too few of them, a space is learnt from the corpus itself.

    :param terms: shape (n_words,); of the words, ascending
    :param idf: shape (n_words,); how rare each is in the corpus
    :param texts: of the corpus, or a part of it
    :returns: shape (n_words, n_dimensions)
    """
    rows = np.minimum(np.searchsorted(space.terms, terms), max(len(space.terms) - 1, 0))
    known = space.terms[rows] == terms if len(space.terms) else np.zeros(len(terms), np.bool_)
    if known.mean() < KNOWN_AT_LEAST if len(known) else True:
        return learn_space(texts)
    directions = np.zeros((len(terms), space.directions.shape[1]), np.float32)
    # So that a word weighs what it weighed where the space was learnt.
    directions[known] = space.directions[rows[known]] * (space.idf[rows] / idf)[known, None]
    places = place_texts(texts, directions)
    unknown = _times_transposed(texts, places - places.mean(axis=0))[~known]
    usual = np.median(np.linalg.norm(directions[known], axis=1))
    directions[~known] = _of_length_one(unknown) * usual
    return directions


def place_texts(texts: SparseTexts, directions: Vectors) -> Vectors:
    """Return where each text lies, shape (n_texts, n_dimensions), each of length 1 or 0."""
    return _of_length_one(_times(texts, directions))


def learn_cells(vectors: Vectors, *, number: int, seed: int = 0) -> Vectors:
    """
    Return the middles of groups of vectors that lie near each other, each of length 1.

    Spherical k-means (Dhillon and Modha, Machine Learning 42, 2001) on a part of them.

    :param vectors: shape (n_vectors, n_dimensions), each of length 1 or 0
    :param number: of groups, at most as many as vectors
    :param seed: of the first middles
    """
    random = np.random.default_rng(seed)
    lessons = vectors[np.sort(random.permutation(len(vectors))[: number * _LESSONS_PER_CELL])]
    centres = lessons[random.permutation(len(lessons))[:number]]
    for _ in range(_CELL_ROUNDS):
        nearest = nearest_cells(lessons, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, lessons)
        # A group that has lost all of its members stays where it was.
        empty = np.bincount(nearest, minlength=number) == 0
        centres = np.where(empty[:, None], centres, _of_length_one(sums))
    return centres


def nearest_cells(vectors: Vectors, centres: Vectors) -> NDArray[np.int64]:
    """Return for each vector which middle it is nearest to, shape (n_vectors,)."""
    nearest = np.empty(len(vectors), np.int64)
    for first in range(0, len(vectors), _VECTORS_AT_ONCE):
        here = slice(first, first + _VECTORS_AT_ONCE)
        nearest[here] = (vectors[here] @ centres.T).argmax(axis=1)
    return nearest


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
