"""
Whether the open calls suggested to an organisation are from where it worked before.

    liaison harvest calls --from open-calls-2026-08-17.json.gz --data DIR
    liaison harvest cordis --data DIR
    liaison index --data DIR
    python benchmarks/opportunities.py --data DIR --day 2026-11-26

There is no truth: who will apply is not known. Two things are measured instead.

Agreement: whether the part of the programme that a suggested call belongs to (HORIZON-HLTH,
HORIZON-CL5, HORIZON-WIDERA, …) is one in which the organisation won a project before. The ranking
reads texts only, never these codes.

Later success: CORDIS has no texts of past calls, so each topic of which several projects were
signed since --cut is told by the texts of half of them. Organisations that won with the other half
are ranked such topics by their projects from before; counted is who gets the topic they won among
the first ten. Projects are nearer to projects than to calls: read it beside chance, not alone.

Both are given for plain cosine too, which does not ask how near projects usually come to a call,
and for all of that; shipped is half of it, the best of the three.
"""

import argparse
import datetime as dt
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from liaison.matching import (
    CallIndex,
    Index,
    Project,
    build_call_index,
    load_call_index,
    load_index,
)
from liaison.matching.calls import CALL_COLUMNS, TYPICAL, part_of, read_calls
from liaison.opendata.records import CALLS

TOP = 10
FAR = dt.date(2099, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="How well open calls suit organisations.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--day", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--cut", type=dt.date.fromisoformat, default=dt.date(2024, 7, 1))
    parser.add_argument("--organisations", type=int, default=1000)
    parser.add_argument("--fewest-projects", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = options.data / "index"
    index = load_index(folder)
    random = np.random.default_rng(options.seed)
    parts = np.array([each.part for each in load_call_index(folder).open_on(options.day)])
    chosen = _choose(index, options.fewest_projects, set(parts.tolist()))
    chosen = random.permutation(chosen)[: options.organisations].tolist()
    for name, calls in _variants(folder):
        print(f"Agreement, {name}: {len(parts)} open calls, {len(chosen)} organisations")
        _show_agreement(index, calls, chosen, parts, options.day)
    with tempfile.TemporaryDirectory() as scratch:
        won = _topics_as_calls(index, folder, Path(scratch), options.cut, random)
        for name, calls in _variants(Path(scratch)):
            print(f"Later success, {name}: {calls.n_calls} topics")
            _show_success(index, calls, won, options.cut, options.fewest_projects)


def _variants(folder: Path) -> list[tuple[str, CallIndex]]:
    stored = read_calls(folder)
    nothing = np.full(len(stored.calls), TYPICAL)
    return [
        ("as shipped", CallIndex(stored)),
        ("plain cosine", CallIndex(replace(stored, usual=nothing))),
        ("all of what is usual", CallIndex(replace(stored, usual=stored.usual**2 / TYPICAL))),
    ]


def _show_agreement(
    index: Index, calls: CallIndex, chosen: list[str], parts: np.ndarray, day: dt.date
) -> None:
    figures = [_figures(index, calls, id_, parts, day) for id_ in chosen]
    names = ("in a part worked in", "chance", "share of its projects there", "chance")
    columns = np.array([row for row, _ in figures])
    for name, column in zip(names, columns.T, strict=True):
        print(f"  {name:<30} {np.nanmean(column):.3f}  {_interval(column)}")
    suggested = Counter(id_ for _, ids in figures for id_ in ids)
    fewer = sum(len(ids) < TOP for _, ids in figures)
    print(f"  calls suggested to nobody      {1 - len(suggested) / len(parts):.3f}")
    print(f"  most suggested call            {max(suggested.values()) / len(chosen):.3f}")
    print(f"  organisations with fewer than {TOP} {fewer / len(chosen):.3f}")


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


def _topics_as_calls(
    index: Index, evidence: Path, folder: Path, cut: dt.date, random: np.random.Generator
) -> dict[str, set[str]]:
    """Write topics as calls, told by half of their projects; return who won with the others."""
    projects: dict[str, dict[str, Project]] = defaultdict(dict)
    members: dict[str, set[str]] = defaultdict(set)
    for id_ in index.project_counts():
        for each in index.projects_of(id_):
            # Calls of the same text every year, or of none, tell nobody apart.
            bottom_up = part_of(each.project.topic) in ("HORIZON-MSCA", "HORIZON-EIC")
            if (each.project.signed or dt.date.min) >= cut and not bottom_up:
                projects[each.project.topic][each.project.id] = each.project
                members[each.project.id].add(id_)
    rows, won = [], {}
    for topic, of_topic in sorted(projects.items()):
        if len(of_topic) < 2 or topic.startswith("ERC"):
            continue
        order = random.permutation(sorted(of_topic)).tolist()
        telling, others = order[: len(order) // 2], order[len(order) // 2 :]
        text = " ".join(f"{of_topic[id_].title}. {of_topic[id_].text}" for id_ in telling)
        rows.append(_as_call(topic, text))
        tell = set().union(*(members[id_] for id_ in telling))
        won[topic] = set().union(*(members[id_] for id_ in others)) - tell
    (folder / "current").write_text((evidence / "current").read_text())
    version = (evidence / "current").read_text().strip()
    (folder / version).symlink_to((evidence / version).resolve())
    build_call_index(
        pa.Table.from_pylist(rows, schema=CALLS.schema),
        folder=folder,
        provenance={},
        progress=lambda *told: None,
    )
    return won


def _as_call(topic: str, text: str) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(CALL_COLUMNS, "")
    numbers = ("budget", "grants", "contribution_min", "contribution_max", "opens")
    known = {"id": topic, "text": text, "deadlines": [FAR], "invented": False}
    return empty | dict.fromkeys(numbers) | known


def _show_success(
    index: Index, calls: CallIndex, won: dict[str, set[str]], cut: dt.date, fewest: int
) -> None:
    """Print how many of the topics somebody won later stand among their first ten."""
    topics_of: dict[str, list[str]] = defaultdict(list)
    for topic, winners in won.items():
        for id_ in winners:
            topics_of[id_].append(topic)
    found = []
    for id_, topics in sorted(topics_of.items()):
        before = [
            each for each in index.projects_of(id_) if (each.project.signed or dt.date.max) < cut
        ]
        if len(before) >= fewest:
            ranked = calls.opportunities(before, day=FAR, top=TOP)
            ids = {each.call.id for each in ranked}
            found.append(np.mean([topic in ids for topic in topics]))
    chance = TOP / calls.n_calls
    print(f"  organisations                  {len(found)}")
    print(f"  topics won, among the first {TOP} {np.mean(found):.3f}  {_interval(np.array(found))}")
    print(f"  chance                         {chance:.3f}")


def _interval(column: np.ndarray) -> str:
    """Return a 95 % interval, by drawing organisations again."""
    values = column[~np.isnan(column)]
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    return f"({np.quantile(draws, 0.025):.3f} to {np.quantile(draws, 0.975):.3f})"


if __name__ == "__main__":
    main()
