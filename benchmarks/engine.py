"""
How fast the engine is: building the index, loading it, matching real needs in one process.

    .venv/bin/python benchmarks/engine.py --needs needs-2024H2.jsonl \\
        --projects history-projects.parquet --participations history-participations.parquet
    .venv/bin/python benchmarks/engine.py --needs needs-2024H2.jsonl --data DIR

DIR holds a snapshot (liaison harvest cordis). The index is built in a folder of its own, thrown
away at the end. Prints one table.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from liaison.matching import (
    Filters,
    Index,
    Need,
    build_index,
    extend_index,
    load_index,
)
from liaison.matching.evaluation import read_needs

WARM_UP = 50
COLD = """
import sys
from pathlib import Path
from liaison.matching import Need, load_index
load_index(Path(sys.argv[1])).match(Need(sys.argv[2]))
"""
ONE_LINE = "portable ultrasound for newborns in rural hospitals"


def main() -> None:
    arguments = parse()
    needs = [need for _, need in read_needs(arguments.needs)]
    tables = read_tables(arguments)
    with tempfile.TemporaryDirectory() as folder:
        built = seconds(lambda: build(tables, Path(folder)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        load = statistics.median(seconds(lambda: load_index(Path(folder))) for _ in range(20))
        index = load_index(Path(folder))
        rows = [
            ("projects, organisations", f"{index.n_projects:,}, {index.n_organisations:,}"),
            ("index built from tables in memory", f"{built:.1f} s"),
            ("  peak memory of the process, tables included", f"{peak:,.0f} MiB"),
            ("  size on disk", f"{size(Path(folder)) / 2**20:.0f} MiB"),
            ("index loaded", f"{load * 1000:.1f} ms"),
            ("one match in a new process", f"{cold(Path(folder)):.2f} s"),
            *latencies(index, needs),
            ("a new profile added and found", f"{growth(Path(folder), tables):.1f} s"),
        ]
    for what, figure in rows:
        print(f"| {what} | {figure} |")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast the engine is.")
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--projects", type=Path)
    parser.add_argument("--participations", type=Path)
    arguments = parser.parse_args()
    if not arguments.data and not (arguments.projects and arguments.participations):
        parser.error("give --data, or --projects and --participations")
    return arguments


def read_tables(arguments: argparse.Namespace) -> dict[str, pa.Table]:
    from liaison.config.indexing import gather, newest_evidence
    from liaison.opendata.sources.cordis_csv import tables_from_csv_columns

    if arguments.projects:
        return tables_from_csv_columns(
            pq.read_table(arguments.projects), pq.read_table(arguments.participations)
        )
    snapshots = newest_evidence(arguments.data)
    if not snapshots:
        sys.exit(f"{arguments.data} holds no snapshot; run: liaison harvest cordis")
    tables, _taken = gather(snapshots)
    return tables


def build(tables: dict[str, pa.Table], folder: Path) -> None:
    build_index(**tables, folder=folder, provenance={}, progress=lambda done, total, what: None)


def latencies(index: Index, needs: list[Need]) -> list[tuple[str, str]]:
    """Return a row for each way of asking; every need once, after a warm-up."""
    lines = [Need(ONE_LINE), *(Need(need.title) for need in needs if need.title)]
    plain = [Need(need.text, title=need.title) for need in needs]
    luxembourg = Filters(countries=frozenset({"LU"}))
    ways: dict[str, tuple[list[Need], Callable[[Need], Any]]] = {
        "match, a whole description": (plain, index.match),
        "match, a title": (lines, index.match),
        "match, only Luxembourg": (plain, lambda need: index.match(need, filters=luxembourg)),
        "suggest, a whole description, without evidence": (plain, index.suggest),
        "suggest, asker and call known": (needs, index.suggest),
    }
    return [(f"{name}: p50 / p99", spread(*way)) for name, way in ways.items()]


def growth(folder: Path, tables: dict[str, pa.Table]) -> float:
    """Return the seconds until a profile that is added to the index in use is found."""
    organisation = {"id": "new", "name": "Newly Founded", "country": "LU", "kind": "company"}
    text = f"We make {ONE_LINE}. " * 5
    added = {
        "organisations": [organisation],
        "projects": [{"id": "profile", "title": "What we do", "text": text}],
        "participations": [{"project_id": "profile", "organisation_id": "new", "order": 1}],
    }

    def grow() -> None:
        extend_index(
            folder,
            **{
                name: pa.Table.from_pylist(
                    [dict.fromkeys(tables[name].column_names) | row for row in rows],
                    schema=tables[name].schema,
                )
                for name, rows in added.items()
            },
        )
        matches = load_index(folder).match(Need(ONE_LINE), top=100).matches
        assert "new" in {match.organisation.id for match in matches}

    return seconds(grow)


def spread(needs: list[Need], ask: Callable[[Need], Any]) -> str:
    for need in needs[:WARM_UP]:
        ask(need)
    times = sorted(seconds(lambda need=need: ask(need)) * 1000 for need in needs)
    return f"{times[len(times) // 2]:.1f} / {times[int(len(times) * 0.99)]:.1f} ms"


def cold(folder: Path) -> float:
    """Return the median of five fresh processes, imports included, in seconds."""
    command = [sys.executable, "-c", COLD, str(folder), ONE_LINE]
    return statistics.median(seconds(lambda: subprocess.run(command, check=True)) for _ in range(5))


def seconds(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
