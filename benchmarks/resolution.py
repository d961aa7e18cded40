"""
How well affiliations are led to the organisations that people found for them.

    liaison harvest ror --data DIR
    python benchmarks/resolution.py --data DIR --judged FILE.csv --half FILE.json \\
        --judged-on 2023-09-03

Every file is CSV with the columns `affiliation` and `ror_id`, or JSON as ROR publishes its test
sets. Of a file given with `--half` only the half is measured that was not learnt from (see
`liaison train-resolution --half-of`). An answer is right if it is one of the identifiers that
people found and the registry of DIR lists; where it lists none of them, the right answer is to
refuse. Intervals are 95 %, from 2,000 bootstrap samples of the affiliations. Speed is per second of
processor time on one core.
"""

import argparse
import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from liaison.opendata.resolution.affiliations import (
    Resolution,
    Resolver,
    open_snapshot,
    registry_of,
    shipped_model,
)
from liaison.opendata.resolution.judgements import (
    Figures,
    Judged,
    is_for_learning,
    measure,
    read_judged,
)
from liaison.opendata.resolution.words import fold
from liaison.opendata.snapshots import Snapshot

SAMPLES, SEED = 2_000, 1
BANDS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
Resolve = Callable[[Sequence[str]], list[Resolution]]


def main() -> None:
    parser = argparse.ArgumentParser(description="How well affiliations are resolved.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--judged", type=Path, default=[], action="append")
    parser.add_argument("--half", type=Path, default=[], action="append")
    parser.add_argument("--judged-on", type=dt.date.fromisoformat)
    options = parser.parse_args()
    snapshot = open_snapshot(options.data)
    started = time.process_time()
    registry = registry_of(snapshot)
    print(f"Registry of {registry.n_listed:,} read in {time.process_time() - started:.1f} s\n")
    listed = frozenset(registry.ids[: registry.n_listed])
    model = shipped_model()
    systems: dict[str, Resolve] = {
        "whole string is a name": _ExactMatch(snapshot, parts=False),
        "a part between commas is a name": _ExactMatch(snapshot, parts=True),
        f"liaison resolve (threshold {model.threshold})": Resolver(registry, model).resolve,
    }
    everything = Resolver(registry, model, threshold=0.0).resolve
    for file in (*options.judged, *options.half):
        judged = read_judged(file)
        if file in options.half:
            judged = [each for each in judged if not is_for_learning(each)]
        n_none = sum(each.ids.isdisjoint(listed) for each in judged)
        print(f"## {file.name}: {len(judged):,} strings, {n_none:,} mean none of the registry\n")
        print("| system | F1 | precision | recall | right refusals | strings a second |")
        print("|---|---|---|---|---|---|")
        for name, resolve in systems.items():
            print(f"| {name} | {' | '.join(_cells(resolve, judged, listed))} |")
        answers = everything([each.affiliation for each in judged])
        _print_scores(answers, judged, listed)
        if options.judged_on:
            later = _registered_after(snapshot, options.judged_on)
            _print_without_later(answers, judged, listed, later, model.threshold)


def _cells(resolve: Resolve, judged: Sequence[Judged], listed: frozenset[str]) -> Iterator[str]:
    started = time.process_time()
    answers = resolve([each.affiliation for each in judged])
    seconds = time.process_time() - started
    figures = measure(answers, judged, listed)
    low, high = _interval(answers, judged, listed)
    for value, least, most in zip(figures, low, high, strict=True):
        yield f"{value:.3f} ({least:.3f}–{most:.3f})"
    yield f"{len(judged) / seconds:,.0f}"


def _interval(
    answers: Sequence[Resolution], judged: Sequence[Judged], listed: frozenset[str]
) -> tuple[Figures, Figures]:
    chance = np.random.default_rng(SEED)
    drawn = [
        measure([answers[at] for at in sample], [judged[at] for at in sample], listed)
        for sample in chance.integers(0, len(judged), (SAMPLES, len(judged))).tolist()
    ]
    low, high = np.quantile(np.array(drawn), [0.025, 0.975], axis=0)
    return Figures(*low), Figures(*high)


def _print_scores(
    answers: Sequence[Resolution], judged: Sequence[Judged], listed: frozenset[str]
) -> None:
    """Print how many of the best candidates are right, by score."""
    print("\n| score | best candidates | of them right |\n|---|---|---|")
    for low, high in pairwise(BANDS):
        right = [
            answer.id in each.ids
            for answer, each in zip(answers, judged, strict=True)
            if answer.id and low <= answer.score < high
        ]
        share = f"{sum(right) / len(right):.2f}" if right else "–"
        print(f"| {low:.1f}–{high:.1f} | {len(right):,} | {share} |")
    print("\n| threshold | F1 | precision | right refusals |\n|---|---|---|---|")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        figures = measure(answers, judged, listed, threshold=threshold)
        print(
            f"| {threshold:.1f} | {figures.f1:.3f} | {figures.precision:.3f}"
            f" | {figures.refusals:.3f} |"
        )


def _registered_after(snapshot: Snapshot, day: dt.date) -> frozenset[str]:
    rows = snapshot.table("organisations").select(["id", "registered"]).to_pylist()
    return frozenset(row["id"] for row in rows if row["registered"] and row["registered"] > day)


def _print_without_later(
    answers: Sequence[Resolution],
    judged: Sequence[Judged],
    listed: frozenset[str],
    later: frozenset[str],
    threshold: float,
) -> None:
    """Print the figures with what nobody could have found then left out of the comparison."""
    kept = [
        (answer, each)
        for answer, each in zip(answers, judged, strict=True)
        if answer.score < threshold or answer.id not in later or answer.id in each.ids
    ]
    figures = measure(*map(list, zip(*kept, strict=True)), listed, threshold=threshold)
    print(
        f"\n{len(judged) - len(kept)} answers name organisations registered after people looked;"
        f" without these strings F1 {figures.f1:.3f}, precision {figures.precision:.3f}, right"
        f" refusals {figures.refusals:.3f}.\n"
    )


class _ExactMatch:
    """The baseline: a string, or a part of it, is a name that one organisation has."""

    def __init__(self, snapshot: Snapshot, *, parts: bool) -> None:
        self._parts = parts
        self._owners: dict[str, set[str]] = {}
        for row in snapshot.table("names").to_pylist():
            self._owners.setdefault(_key(row["name"]), set()).add(row["organisation_id"])

    def __call__(self, affiliations: Sequence[str]) -> list[Resolution]:
        return [self._answer(each) for each in affiliations]

    def _answer(self, affiliation: str) -> Resolution:
        for part in affiliation.split(",") if self._parts else [affiliation]:
            owners = self._owners.get(_key(part), set())
            if len(owners) == 1:
                return Resolution(next(iter(owners)), 1.0)
        return Resolution("", 0.0)


def _key(name: str) -> str:
    return " ".join(fold(name).split())


if __name__ == "__main__":
    main()
