"""Measures of rankings over periods and texts of needs, with how sure and how fast they are."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines.corpus import Corpus, Scorer
from benchmarks.baselines.significance import bootstrap_interval, paired_randomisation
from liaison.matching import Index
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

    :ivar prepared: seconds to read the history
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
    :ivar unseen: how many organisations of the history are in no need's first 100
    :ivar gain: mean nDCG@10 above the best baseline's, and the probability of so much by chance;
        only for our own rankings
    """

    ranked: Ranked
    measures: Mapping[str, float | int]
    interval: tuple[float, float]
    unseen: int
    gain: tuple[float, float] | None = None


@dataclass(frozen=True)
class World:
    """What is asked, and who really joined; `signed` holds ISO dates by need."""

    index: Index
    stated: Sequence[StatedNeed]
    one_lines: Sequence[StatedNeed]
    signed: Mapping[str, str]
    joined: Mapping[str, set[str]]
    counts: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", self.index.project_counts())

    def within(self, stated: Sequence[StatedNeed], period: str) -> list[StatedNeed]:
        """Return the needs of a period."""
        later = {"June to September": False, "October to December": True}.get(period)
        return [
            each
            for each in stated
            if later is None or (self.signed[each.id] >= REPORTED_FROM) == later
        ]

    def gains(self, ranked: Ranked, stated: Sequence[StatedNeed]) -> NDArray[np.float64]:
        """Return nDCG@10 of every need that counts, in their order: shape (n_needs,)."""
        return np.array(
            [
                ndcg(self._without_asker(ranked, each), relevant)
                for each in stated
                if (relevant := self._relevant(each))
            ]
        )

    def unseen(self, ranked: Ranked, stated: Sequence[StatedNeed]) -> int:
        """Return how many organisations of the history are in no need's first 100."""
        seen = {
            organisation
            for each in stated
            for organisation in self._without_asker(ranked, each)[:DEPTH]
        }
        return len(self.counts.keys() - seen)

    def _relevant(self, stated: StatedNeed) -> set[str]:
        joined = self.joined.get(stated.id, set())
        return {each for each in joined if each != stated.need.asker and each in self.counts}

    def _without_asker(self, ranked: Ranked, stated: StatedNeed) -> list[str]:
        ranking = ranked.rankings.get(stated.id, ())
        return [each for each in ranking if each != stated.need.asker]


def one_line_needs(stated: Sequence[StatedNeed], lines: Mapping[str, str]) -> list[StatedNeed]:
    """Return the needs that have a line, with the line in place of title and description."""
    return [
        replace(each, need=replace(each.need, title="", text=lines[each.id]))
        for each in stated
        if lines.get(each.id)
    ]


def rank_all(
    title: str, scorer: Scorer, corpus: Corpus, stated: Sequence[StatedNeed], *, prepared: float
) -> Ranked:
    """Return a system's rankings of all needs, and how long each took."""
    for each in stated[:WARM_UP]:
        scorer(each.need.words)
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    for each in stated:
        began = time.perf_counter()
        scores = scorer(each.need.words)
        rankings[each.id] = corpus.ranking(scores, excluded=[each.need.asker], depth=DEPTH)
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
            unseen=world.unseen(ranked, stated),
            gain=_gain(gains[id(ranked)], best) if ranked.ours and best is not None else None,
        )
        for ranked in everything
    ]


def _gain(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> tuple[float, float]:
    return _mean(ours) - _mean(theirs), paired_randomisation(ours, theirs, seed=SEED)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
