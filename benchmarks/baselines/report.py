"""What was measured, as Markdown."""

import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from math import isnan

import numpy as np

from benchmarks.baselines.measuring import Figures, Ranked, Speed

MEASURES = {
    "nDCG@10": "nDCG@10",
    "MRR": "MRR",
    "R@50": "R@50",
    "R@100": "R@100",
    "health nDCG@10": "health",
    "new nDCG@10": "new",
    "newcomer R@100": "newcomer R@100",
}
EXPLANATION = """\
**How to read it.** History: what was public before the needs were; every organisation of it is a
candidate, the asker left out. Relevant are the organisations that really joined, as far as the
history knows them. *95 %*: bootstrap interval of nDCG@10, 1,000 resamples of needs. *health*:
nDCG@10 of needs about health. *new*: nDCG@10 among partners the asker never worked with.
*newcomer*: of relevant organisations with at most one project, the share in the first 100.
*never*: organisations of the history that are in no need's first 100. *gain*: nDCG@10 above the
best baseline of the same table, and the probability of so large a difference by chance (paired
randomisation test, two-sided, 10,000 sign flips). Rankings are cut at 100.

**The systems.** Projects are found by their title, objective and keywords, and each votes for
everyone who took part. By reciprocal rank: a vote is 1 / (5 + position). cos³, cos⁸: a vote is
that power of the cosine. Equal weights: either score as a share of its highest. Every library as it
comes, nothing trained on who joined whom: bm25s with English stop words left out; tantivy with
English stems; FTS5 with Porter stems and without stop words in the question; PostgreSQL's `ts_rank`
divided by one plus the logarithm of the length, configuration "english", any word may hit; TF-IDF
with logarithmic counts; LSA with 200 dimensions of words that stand in two projects at least;
MiniLM with one vector for the first 256 word pieces of a text."""


def report(
    tables: Iterable[tuple[str, Sequence[Figures]]],
    *,
    command: str,
    subject: str,
    packages: Iterable[str],
    left_out: Iterable[str],
    ranked: Sequence[Ranked],
) -> str:
    """
    Return the whole page.

    :param tables: heading and rows of each
    :param subject: a sentence on the history and the needs
    :param packages: whose versions are named
    :param left_out: a sentence for each system that could not run
    :param ranked: whose speed is shown
    """
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    parts = [
        "# Beside what anyone could have",
        subject,
        "Measure it again:",
        f"    {command}",
        f"Python {platform.python_version()}, {versions}.",
        f"One process, one thread. Load of all {os.cpu_count()} cores: {os.getloadavg()[0]:.1f}.",
        *(f"Left out: {sentence}" for sentence in left_out),
    ]
    for heading, rows in tables:
        parts += [f"## {heading}", _table(rows)]
    timed = [(each.title, each.speed) for each in ranked if each.speed]
    return "\n\n".join([*parts, "## How long it took", _speeds(timed), EXPLANATION]) + "\n"


def _table(rows: Sequence[Figures]) -> str:
    needs = rows[0].measures["needs"] if rows else 0
    head = ["system", "nDCG@10", "95 %", *list(MEASURES.values())[1:], "never", "gain"]
    lines = [_line(head), _line(["---"] * len(head)), *(_row(each) for each in rows)]
    return f"{needs:,} needs.\n\n" + "\n".join(lines)


def _row(figures: Figures) -> str:
    first, *others = (_share(figures.measures[name]) for name in MEASURES)
    low, high = (_share(bound) for bound in figures.interval)
    name = figures.ranked.title
    return _line(
        [
            f"**{name}**" if figures.ranked.ours else name,
            first,
            f"{low}-{high}",
            *others,
            f"{figures.measures['never shown']:,}",
            _gain(figures.gain),
        ]
    )


def _gain(gain: tuple[float, float] | None) -> str:
    if gain is None:
        return ""
    difference, chance = gain
    sign = "-" if difference < 0 else "+"
    # The least that 10,000 tosses can tell.
    probability = "p < .001" if chance < 0.001 else f"p = {chance:.3f}".replace("0.", ".")
    return f"{sign}{_share(abs(difference))}, {probability}"


def _speeds(timed: Sequence[tuple[str, Speed]]) -> str:
    head = ["system, whole descriptions", "read the history, s", "a need, ms: p50", "p99"]
    return "\n".join(
        [
            _line(head),
            _line(["---"] * len(head)),
            *(
                _line(
                    [
                        title,
                        "not measured" if isnan(speed.prepared) else f"{speed.prepared:.1f}",
                        f"{np.quantile(speed.needs, 0.5):.1f}",
                        f"{np.quantile(speed.needs, 0.99):.1f}",
                    ]
                )
                for title, speed in timed
            ),
        ]
    )


def _share(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
