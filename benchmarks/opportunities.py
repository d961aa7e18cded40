"""
Whether the open calls suggested to an organisation are from where it worked before.

    liaison harvest calls --from open-calls-2026-08-17.json.gz --data DIR
    liaison harvest cordis --data DIR
    liaison index --data DIR
    python benchmarks/opportunities.py --data DIR --day 2026-11-26

There is no truth: who will apply is not known. What is measured is agreement: whether the part of
the programme that a suggested call belongs to (HORIZON-HLTH, HORIZON-CL5, HORIZON-WIDERA, …) is one
in which the organisation won a project before. The ranking reads texts only, never these codes.
"""

import argparse
import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np

from liaison.matching import CallIndex, Index, load_call_index, load_index
from liaison.matching.calls import part_of

TOP = 10


def main() -> None:
    parser = argparse.ArgumentParser(description="Agreement of suggested calls with past projects.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--day", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--organisations", type=int, default=1000)
    parser.add_argument("--fewest-projects", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    index, calls = load_index(options.data / "index"), load_call_index(options.data / "index")
    parts = np.array([call.part for call in calls.open_on(options.day)])
    chosen = _choose(index, options.fewest_projects, set(parts.tolist()))
    chosen = np.random.default_rng(options.seed).permutation(chosen)[: options.organisations]
    figures = [_figures(index, calls, id_, parts, options.day) for id_ in chosen.tolist()]
    print(
        f"{len(parts)} open calls of {len(set(parts.tolist()))} parts, {len(chosen)} organisations"
    )
    names = ("in a part worked in", "chance", "share of its projects there", "chance")
    columns = np.array([row for row, _ in figures])
    for name, column in zip(names, columns.T, strict=True):
        print(f"{name:<30} {np.nanmean(column):.3f}  {_interval(column)}")
    suggested = Counter(id_ for _, ids in figures for id_ in ids)
    fewer = sum(len(ids) < TOP for _, ids in figures)
    print(f"calls suggested to nobody      {1 - len(suggested) / len(parts):.3f}")
    print(f"most suggested call            {max(suggested.values()) / len(chosen):.3f}")
    print(f"organisations with fewer than {TOP} {fewer / len(chosen):.3f}")


def _choose(index: Index, fewest: int, parts: set[str]) -> list[str]:
    """Return organisations with enough projects, one of them in a part that has open calls."""
    enough = [id_ for id_, number in index.project_counts().items() if number >= fewest]
    return [id_ for id_ in enough if set(_parts_of(index, id_)) & parts]


def _parts_of(index: Index, organisation_id: str) -> list[str]:
    return [part_of(each.project.topic) for each in index.projects_of(organisation_id)]


def _figures(
    index: Index, calls: CallIndex, organisation_id: str, parts: np.ndarray, day: dt.date
) -> tuple[list[float], list[str]]:
    """Return agreement and its chance, whole and by share, and the ids of the calls suggested."""
    found = calls.opportunities(index.projects_of(organisation_id), day=day, top=TOP)
    worked_in = Counter(part for part in _parts_of(index, organisation_id) if part in set(parts))
    shares = {part: number / worked_in.total() for part, number in worked_in.items()}
    suggested = [shares.get(each.call.part, 0.0) for each in found]
    by_chance = [shares.get(part, 0.0) for part in parts.tolist()]
    agreement = [np.mean(np.array(of) > 0) if of else np.nan for of in (suggested, by_chance)]
    weighted = [np.mean(of) if of else np.nan for of in (suggested, by_chance)]
    return [*agreement, *weighted], [each.call.id for each in found]


def _interval(column: np.ndarray) -> str:
    """Return a 95 % interval, by drawing organisations again."""
    values = column[~np.isnan(column)]
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    return f"({np.quantile(draws, 0.025):.3f} to {np.quantile(draws, 0.975):.3f})"


if __name__ == "__main__":
    main()
