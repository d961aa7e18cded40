"""
How well and how fast organisations are joined: CORDIS and ROR, and names over time.

    .venv/bin/python benchmarks/links.py --cordis ZIP --ror ZIP \\
        --earlier-projects history-projects.parquet \\
        --earlier-participations history-participations.parquet

Everything is harvested and joined anew in a folder of its own, thrown away at the end. The earlier
tables are CORDIS as it was published in May 2024, in the columns of its CSV edition. Prints tables.
"""

import argparse
import csv
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from liaison.opendata import current_snapshot, link_organisations
from liaison.opendata.records import ORGANISATIONS
from liaison.opendata.resolution.comparison import Verdict, compare, differ_in_exclusive
from liaison.opendata.resolution.decisions import Decisions
from liaison.opendata.resolution.entries import Entry
from liaison.opendata.resolution.facts import former_names
from liaison.opendata.resolution.finding import Finder
from liaison.opendata.resolution.identities import Outcome, join
from liaison.opendata.resolution.linking import (
    compare_alike,
    gather,
    living,
    successors_in,
)
from liaison.opendata.resolution.names import read_name
from liaison.opendata.resolution.versions import version_in_use
from liaison.opendata.resolution.words import tokens, words_of
from liaison.opendata.snapshots import write_snapshot
from liaison.opendata.sources.cordis import CORDIS
from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "tests/opendata/resolution/judged_pairs.csv"
MAY_2024 = dt.date(2024, 5, 29)
Row = tuple[str, str]
Key = tuple[str, str]


def main() -> None:
    arguments = parse()
    with tempfile.TemporaryDirectory() as folder:
        show("Whole run", whole_run(arguments, Path(folder) / "whole"))
        show("CORDIS and ROR", linked(Path(folder) / "whole"))
        show("Judged pairs", judged())
        if arguments.earlier_projects and arguments.earlier_participations:
            show("Renamed organisations", renamed(arguments, Path(folder)))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How well and fast organisations are joined.")
    for name in ("cordis", "ror"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("earlier-projects", "earlier-participations"):
        parser.add_argument(f"--{name}", type=Path)
    return parser.parse_args()


def show(title: str, rows: Iterable[Row]) -> None:
    print(f"\n| {title} | |\n|---|---|")
    for what, figure in rows:
        print(f"| {what} | {figure} |", flush=True)


def whole_run(arguments: argparse.Namespace, data: Path) -> list[Row]:
    """Harvest both sources and join them, each in a process of its own."""
    commands = {
        "harvest cordis": ["harvest", "cordis", "--from", str(arguments.cordis)],
        "harvest ror": ["harvest", "ror", "--from", str(arguments.ror)],
        "link": ["link"],
    }
    costs = {name: cost([*words, "--data", str(data)]) for name, words in commands.items()}
    rows = [
        (f"liaison {name}", f"{wall:.0f} s ({cores:.0f} s of one core), {peak:,.0f} MiB")
        for name, (wall, cores, peak) in costs.items()
    ]
    wall, cores, peaks = zip(*costs.values(), strict=True)
    total = f"{sum(wall):.0f} s ({sum(cores):.0f} s of one core), {max(peaks):,.0f} MiB"
    version = version_in_use(data)
    assert version
    counts = [(f"  {name}", f"{count:,}") for name, count in version.manifest["counts"].items()]
    return [*rows, ("together", total), *counts]


def cost(words: Sequence[str]) -> tuple[float, float, float]:
    """Return the seconds by the clock, those of one core, and the peak memory in MiB."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "liaison", *words], stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"liaison {' '.join(words)} failed")
    wall = time.perf_counter() - began
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def linked(data: Path) -> list[Row]:
    """Links between the sources with all evidence, without the domain, and without names."""
    snapshots = [found for code in ("cordis", "ror") if (found := current_snapshot(data, code))]
    successors = successors_in(snapshots)
    entries = living(gather(snapshots), successors)
    agreed = agreeing(entries)
    without_domain = [replace(each, domain="", domain_shared=False) for each in entries]
    without_names = [replace(each, names=(), acronyms=frozenset()) for each in entries]
    plainly = agreed & agreeing(entries, plainly=True)
    rows = [
        ("pairs of one domain and a name in common, both alone in having the domain", len(agreed)),
        ("  of these with a name written the same, but for case and accents", len(plainly)),
    ]
    told = [(what, f"{count:,}") for what, count in rows]
    for what, known in (
        ("all evidence", entries),
        ("domain hidden: names and place", without_domain),
        ("names hidden: domain and place", without_names),
    ):
        told += recall(what, known, agreed)
    return told


def agreeing(entries: Sequence[Entry], *, plainly: bool = False) -> set[Key]:
    """Return the pairs of a PIC and a ROR entry whose domain and a name agree, in one country."""
    by_domain: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.domain:
            by_domain[entry.domain][entry.source].append(entry)
    pairs = [
        (found["cordis"][0], found["ror"][0])
        for found in by_domain.values()
        if len(found["cordis"]) == len(found["ror"]) == 1
    ]
    return {
        (one.key, other.key)
        for one, other in pairs
        if one.country == other.country and names(one, plainly) & names(other, plainly)
    }


def names(entry: Entry, plainly: bool) -> set[tuple[str, ...]]:
    whole = [name for name in entry.names if name.kind != "part"]
    if plainly:
        return {tuple(tokens(name.text)) for name in whole}
    return {name.words for name in whole}


def recall(what: str, entries: Sequence[Entry], agreed: set[Key]) -> list[Row]:
    """Return what becomes of the agreeing pairs, and how many pairs are linked in all."""
    comparisons, _ = compare_alike(entries, progress=lambda done, total, doing: None)
    joined = join(entries, comparisons, Decisions(), successors={})
    outcomes = {(pair.one, pair.other): pair.outcome for pair in joined.pairs}
    found = Counter(outcomes.get(pair, "refused") for pair in agreed)
    shares = ", ".join(f"{name} {count / len(agreed):.3f}" for name, count in found.most_common())
    linked_in_all, asked = joined.count(Outcome.LINKED), joined.count(Outcome.ASKED)
    return [
        (f"{what}: of these pairs", shares),
        ("  pairs linked in all; to be judged", f"{linked_in_all:,}; {asked:,}"),
    ]


def judged() -> list[Row]:
    """What becomes of the pairs that were judged by hand, also with the domain hidden."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    told: list[Row] = []
    for what, hidden in (("", False), (" with the domain hidden", True)):
        for used_for in ("setting", "checking"):
            seen = [
                (row["judgement"], compare(side(row, "one", hidden), side(row, "other", hidden)))
                for row in rows
                if row["used_for"] == used_for
            ]
            links = Counter(each for each, found in seen if found.verdict is Verdict.LINKED)
            right, wrong, unsure = (links[each] for each in ("same", "different", "unsure"))
            precision = f"{share(right, wrong)}; {share(right, wrong + unsure)} if unsure is wrong"
            about = f"{len(seen)} pairs for {used_for}{what}: linked rightly, wrongly, unsure"
            told.append((about, f"{right}, {wrong}, {unsure} (precision {precision})"))
            merges = [
                found
                for _, found in seen
                if found.verdict is Verdict.LINKED and differ_in_exclusive(found.one, found.other)
            ]
            told.append(("  of different PICs or VAT numbers", str(len(merges))))
    return told


def share(right: int, wrong: int) -> str:
    return f"{right / (right + wrong):.3f}"


def side(row: Mapping[str, str], which: str, hidden: bool) -> Entry:
    told = {name.removeprefix(f"{which}_"): value for name, value in row.items()}
    named = [each.partition(":") for each in told["names"].split(" | ")]
    return Entry(
        key=told["key"],
        source=told["key"].partition(":")[0],
        names=tuple(read_name(text, kind) for kind, _, text in named),
        acronyms=frozenset(told["acronyms"].split()),
        country=told["country"],
        towns=frozenset(words_of(told["city"])),
        point=(float(told["lat"]), float(told["lon"])) if told["lat"] else None,
        kind=told["kind"],
        domain="" if hidden else told["domain"],
        domain_shared=told["domain_shared"] == "yes",
        vat=told["vat"],
        status=told["status"],
    )


def renamed(arguments: argparse.Namespace, folder: Path) -> list[Row]:
    """Whether PICs that changed their name are found under the old one, by name and country."""
    data = folder / "over time"
    earlier = tables_from_csv_columns(
        pq.read_table(arguments.earlier_projects), pq.read_table(arguments.earlier_participations)
    )["organisations"].to_pylist()
    write_earlier(data, earlier)
    link(data)
    cost(["harvest", "cordis", "--from", str(arguments.cordis), "--data", str(data)])
    link(data)
    version, snapshot = version_in_use(data), current_snapshot(data, "cordis")
    assert version
    assert snapshot
    now = {row["id"]: row["name"] for row in snapshot.table("organisations").to_pylist()}
    changed = [
        row
        for row in earlier
        if row["id"] in now and row["name"].casefold() != now[row["id"]].casefold()
    ]
    remembered = former_names(version.table("facts"))
    return [
        ("PICs with another name in 2025 than in May 2024 (but for case)", f"{len(changed):,}"),
        ("found first, names over time kept", found_first(gather([snapshot], remembered), changed)),
        (
            "found first, by likeness to the new name alone",
            found_first(gather([snapshot]), changed),
        ),
    ]


def write_earlier(data: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    missing = {
        name: "" if field.type == "string" else None
        for name, field in zip(ORGANISATIONS.schema.names, ORGANISATIONS.schema, strict=True)
    }
    table = [{**missing, "invented": False, **row} for row in rows]
    write_snapshot(
        data,
        CORDIS,
        {"organisations": (ORGANISATIONS, table)},
        sha256="0" * 64,
        read_from="the earlier tables",
        published=MAY_2024,
        now=dt.datetime.now(dt.UTC),
    )


def link(data: Path) -> None:
    link_organisations(data, now=dt.datetime.now(dt.UTC), progress=lambda done, total, what: None)


def found_first(entries: Sequence[Entry], changed: Sequence[Mapping[str, Any]]) -> str:
    finder = Finder(entries)
    began = time.perf_counter()
    right = sum(
        [each.entry.key for each in finder.find(row["name"], row["country"], top=1)]
        == [f"pic:{row['id']}"]
        for row in changed
    )
    each = (time.perf_counter() - began) / len(changed) * 1000
    return f"{right / len(changed):.3f} ({right}; {each:.1f} ms a search)"


if __name__ == "__main__":
    main()
