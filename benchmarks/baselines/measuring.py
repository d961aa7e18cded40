"""Measures of rankings over periods and texts of needs, with how sure and how fast they are."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines.corpus import Corpus, Scorer
from benchmarks.baselines.significance import bootstrap_interval, paired_randomisation
from liaison.matching import Index, Need
from liaison.matching.evaluation import DEPTH, StatedNeed, measure, ndcg

SEED = 20240529
WARM_UP = 20
REPORTED_FROM = "2024-10"
PERIODS = ("all", "June to September", "October to December")

Rankings = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Speed:
    """
    How long a system took.

    :ivar prepared: seconds to read the history; not a number where that was done before
    :ivar needs: shape (n_needs,); milliseconds a need, from its text to its ranking
    """

    prepared: float
    needs: NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """What a system answered; `speed` is unknown where the rankings come from a file."""

    title: str
    rankings: Rankings
    speed: Speed | None = None
    ours: bool = False


@dataclass(frozen=True)
class Figures:
    """
    The measures of one system over one period.

    :ivar interval: within which the mean nDCG@10 lies with 95 % confidence
    :ivar gain: mean nDCG@10 above the best baseline's, and the probability of so much by chance;
        only for our own rankings
    """

    ranked: Ranked
    measures: Mapping[str, float | int]
    interval: tuple[float, float]
    gain: tuple[float, float] | None = None


@dataclass(frozen=True)
class World:
    """The history, what is asked of it, and who really joined."""

    index: Index
    stated: Sequence[StatedNeed]
    joined: Mapping[str, set[str]]
    counts: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", self.index.project_counts())

    @property
    def in_one_line(self) -> list[StatedNeed]:
        """The needs that were also said in one line."""
        return [each for each in self.stated if each.one_line]

    def within(self, stated: Sequence[StatedNeed], period: str) -> list[StatedNeed]:
        """Return the needs of a period."""
        later = {"June to September": False, "October to December": True}.get(period)
        return [each for each in stated if later is None or (each.signed >= REPORTED_FROM) == later]

    def gains(self, ranked: Ranked, stated: Sequence[StatedNeed]) -> NDArray[np.float64]:
        """Return nDCG@10 of every need that counts, in their order: shape (n_needs,)."""
        return np.array(
            [
                ndcg(self._without_asker(ranked, each), relevant)
                for each in stated
                if (relevant := self._relevant(each))
            ]
        )

    def _relevant(self, stated: StatedNeed) -> set[str]:
        joined = self.joined.get(stated.id, set())
        return {each for each in joined if each != stated.need.asker and each in self.counts}

    def _without_asker(self, ranked: Ranked, stated: StatedNeed) -> list[str]:
        ranking = ranked.rankings.get(stated.id, ())
        return [each for each in ranking if each != stated.need.asker]


def rank_all(
    title: str, scorer: Scorer, corpus: Corpus, needs: Mapping[str, Need], *, prepared: float
) -> Ranked:
    """Return a system's rankings of all needs, and how long each took."""
    for need in list(needs.values())[:WARM_UP]:
        scorer(need.words)
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    for name, need in needs.items():
        began = time.perf_counter()
        scores = scorer(need.words)
        rankings[name] = corpus.ranking(scores, excluded=[need.asker], depth=DEPTH)
        milliseconds.append((time.perf_counter() - began) * 1000)
    return Ranked(title, rankings, Speed(prepared, np.array(milliseconds)))


def compare(
    everything: Sequence[Ranked], world: World, stated: Sequence[StatedNeed]
) -> list[Figures]:
    """Return the figures of every system, ours tested against the best of the others."""
    gains = {id(ranked): world.gains(ranked, stated) for ranked in everything}
    baselines = [ranked for ranked in everything if not ranked.ours]
    best = max((gains[id(each)] for each in baselines), key=_mean, default=None)
    return [
        Figures(
            ranked=ranked,
            measures=measure(
                ranked.rankings, stated=stated, joined=world.joined, index=world.index
            ),
            interval=bootstrap_interval(gains[id(ranked)], seed=SEED),
            gain=_gain(gains[id(ranked)], best) if ranked.ours and best is not None else None,
        )
        for ranked in everything
    ]


def _gain(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> tuple[float, float]:
    return _mean(ours) - _mean(theirs), paired_randomisation(ours, theirs, seed=SEED)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
