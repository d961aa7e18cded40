"""
How the preparation of tables does on DuckDB and on Spark, with 1, 10 and 100 times the real data.

    liaison harvest cordis --data DIR && liaison harvest ror --data DIR
    python benchmarks/scale.py --data DIR --folder WORK [--times 1 10 100] [--memory 4] [--cores 2]

Needs `pip install "liaison[spark]"` and Java 17. The larger data are worlds of the real ones: each
has the real organisations, projects and topics under new ids, web domains and tax numbers; the rare
words of its names are its own, the common ones are everybody's; one participation in ten is given
to the same organisation of another world. World 0 is the real one. An engine runs in a process of
its own; every half second all processes below it are looked at for memory, computing time and what
they wrote for lack of memory. Results are compared by row counts, and by the sum and the exclusive
or of the hashes of all rows of each table. WORK (some 15 GB at 100 times) is cleared on the way.
"""

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from liaison.opendata import current_snapshot
from liaison.opendata.preparation import ENGINES, Resources, prepare

TODAY = dt.date(2026, 11, 1)
SOURCES = ("cordis", "ror")
# A word that more organisations have is common.
COMMON_FROM = 50
ELSEWHERE = 10
# Stands behind a rare word until its world is known.
RARE = "chr(1)"
NAMED = ("organisations", "names")
TICKS_A_SECOND = 100
PAGE = 4096


def main() -> None:
    arguments = parse()
    if arguments.engine:
        run_engine(arguments)
        return
    for times in arguments.times:
        data = arguments.data if times == 1 else arguments.folder / f"data-{times}"
        if not data.exists():
            multiply(arguments.data, data, times)
        report(f"{times} times: rows read", rows_read(data))
        prints = {name: measured(name, data, times, arguments) for name in arguments.engines}
        first, *others = prints.values()
        for other in others:
            different = sorted(name for name in first if first[name] != other.get(name))
            report(f"{times} times: equal", "all tables" if not different else f"NOT {different}")
        if data != arguments.data:
            shutil.rmtree(data)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The preparation on DuckDB and on Spark.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--memory", type=int, default=4)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    return parser.parse_args()


def run_engine(arguments: argparse.Namespace) -> None:
    """Prepare once, in this process; tell on one line a step how long each took."""
    began = time.perf_counter()

    def progress(done: int, total: int | None, what: str) -> None:
        print(json.dumps([done, time.perf_counter() - began]), flush=True)

    prepare(
        [snapshot for each in SOURCES if (snapshot := current_snapshot(arguments.data, each))],
        arguments.folder,
        engine=arguments.engine,
        today=TODAY,
        resources=Resources(memory_gib=arguments.memory, cores=arguments.cores),
        progress=progress,
    )


def measured(engine: str, data: Path, times: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the fingerprints of what an engine prepares; report what it took."""
    output = arguments.folder / "out" / engine
    command = [sys.executable, __file__, "--engine", engine, "--data", data, "--folder", output]
    command += ["--memory", arguments.memory, "--cores", arguments.cores]
    began = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with watched(process.pid, output.parent) as seen:
        said, complaint = process.communicate()
    wall = time.perf_counter() - began
    if process.returncode:
        report(f"{times} times, {engine}: failed after", f"{wall:.0f} s: {complaint[-600:]}")
        return {}
    manifest = json.loads((output / "prepared.json").read_text())
    report(f"{times} times, {engine}: wall", f"{wall:.1f} s")
    report("  computing time of all its processes", f"{seen['cpu']:.1f} s")
    report("  peak memory of all its processes", f"{seen['memory'] / 2**30:.2f} GiB")
    report("  most written aside for lack of memory", f"{seen['scratch'] / 2**30:.2f} GiB")
    report("  size of the tables", f"{size(output) / 2**30:.2f} GiB")
    ends = [float(json.loads(line)[1]) for line in said.splitlines() if line.startswith("[")]
    report("  until the first table is begun", f"{ends[0]:.1f} s")
    for name, start, end in zip(manifest["rows"], ends, ends[1:], strict=False):
        report(f"  {name}: {manifest['rows'][name]:,} rows", f"{end - start:.1f} s")
    prints = {name: fingerprint(output / name) for name in manifest["rows"]}
    shutil.rmtree(output)
    return prints


@contextmanager
def watched(process: int, folder: Path) -> Iterator[dict[str, float]]:
    """Offer the highest memory and scratch in bytes and the computing time in seconds so far."""
    seen = {"memory": 0.0, "scratch": 0.0, "cpu": 0.0}
    times: dict[int, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            memory = 0.0
            for each in family(process):
                memory += look_at(each, times)
            seen["memory"] = max(seen["memory"], memory)
            aside = sum(size(each) for each in folder.glob(".*/scratch"))
            seen["scratch"] = max(seen["scratch"], aside)
            seen["cpu"] = sum(times.values())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def family(process: int) -> list[int]:
    """Return a process and all below it."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    found = [process]
    for each in found:
        found += children.get(each, [])
    return found


def look_at(process: int, times: dict[int, float]) -> float:
    """Return the memory of a process in bytes; note its computing time in seconds."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        memory = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
    times[process] = (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
    return memory


def size(folder: Path) -> int:
    """Return the bytes below a folder, which an engine may be clearing meanwhile."""
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += Path(directory, name).stat().st_size
    return total


def fingerprint(table: Path) -> Any:
    """Return the columns, the number of rows, and the sum and exclusive or of their hashes."""
    connection = duckdb.connect()
    rows = f"read_parquet('{table}/*.parquet')"
    columns = connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
    names = ", ".join(f'"{column[0]}"' for column in columns)
    counted = connection.execute(
        f"SELECT count(*), sum(hash({names})::HUGEINT), bit_xor(hash({names})) FROM {rows}"
    ).fetchone()
    return [column[:2] for column in columns], counted


def rows_read(data: Path) -> str:
    counts: dict[str, int] = {}
    for source in SOURCES:
        for name, count in current_snapshot(data, source).rows.items():
            counts[name] = counts.get(name, 0) + count
    used = ("organisations", "projects", "participations", "topics", "names", "identifiers")
    return ", ".join(f"{counts[name]:,} {name}" for name in used)


def multiply(real: Path, target: Path, times: int) -> None:
    """Write snapshots with so many worlds of the real ones."""
    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GiB'; SET preserve_insertion_order = false")
    connection.execute("CREATE TABLE worlds (w INTEGER, mark TEXT, ending TEXT, site TEXT)")
    connection.execute("INSERT INTO worlds VALUES (0, '', '', '')")
    for world in range(1, times):
        ending = f"{chr(97 + world // 26)}{chr(97 + world % 26)}x"
        row = [world, f"-{world}", ending, f"w{world}-"]
        connection.execute("INSERT INTO worlds VALUES (?, ?, ?, ?)", row)
    note_common_words(connection, real)
    for source in SOURCES:
        snapshot = current_snapshot(real, source)
        folder = target / "snapshots" / source / "made"
        folder.mkdir(parents=True)
        for name in snapshot.rows:
            rows = f"read_parquet('{snapshot.folder}/{name}.parquet')"
            marked = "* REPLACE (with_rare_marked(name) AS name)" if name in NAMED else "*"
            connection.execute(f"CREATE OR REPLACE TABLE base AS SELECT {marked} FROM {rows}")
            query = f"SELECT base.* REPLACE ({replaced(name, times)}) FROM worlds, base"
            target_file = folder / f"{name}.parquet"
            connection.execute(f"COPY ({query}) TO '{target_file}' (FORMAT parquet, CODEC zstd)")
        rows_made = {name: count * times for name, count in snapshot.rows.items()}
        (folder / "manifest.json").write_text(json.dumps(snapshot.manifest | {"rows": rows_made}))
        (folder.parent / "current").write_text("made")
    report(
        f"{times} times: made",
        f"{time.perf_counter() - began:.0f} s, {size(target) / 2**30:.2f} GiB",
    )


def note_common_words(connection: duckdb.DuckDBPyConnection, real: Path) -> None:
    named = " UNION ALL ".join(
        f"SELECT name FROM read_parquet('{current_snapshot(real, source).folder}/{table}.parquet')"
        for source, table in (("cordis", "organisations"), ("ror", "names"))
    )
    words = f"SELECT unnest(string_split(lower(name), ' ')) AS word FROM ({named})"
    connection.execute(
        "CREATE MACRO with_rare_marked(name) AS array_to_string("
        " list_transform(string_split(name, ' '), lambda word: CASE"
        " WHEN length(word) < 3 OR map_contains(getvariable('common'), lower(word))"
        f" THEN word ELSE word || {RARE} END), ' ')"
    )
    connection.execute(
        f"SET VARIABLE common = (SELECT map_from_entries(list((word, true))) FROM"
        f" (SELECT word FROM ({words}) GROUP BY word HAVING count(*) > {COMMON_FROM}))"
    )


def replaced(table: str, times: int) -> str:
    """Return what of a table is another one in each world."""
    elsewhere = (
        f"CASE WHEN w > 0 AND hash(project_id, organisation_id, w) % {ELSEWHERE} = 0"
        f" THEN '-' || (1 + hash(organisation_id, project_id, w) % {times - 1}) ELSE mark END"
    )
    return {
        "organisations": f"id || mark AS id, replace(name, {RARE}, ending) AS name,"
        " CASE short_name WHEN '' THEN '' ELSE short_name || ending END AS short_name,"
        r" regexp_replace(website, '^(https?://)?(www\.)?(.+)', '\1\2' || site || '\3') AS website,"
        " CASE vat_number WHEN '' THEN '' ELSE vat_number || ending END AS vat_number",
        "projects": "id || mark AS id, text || ending AS text",
        "participations": f"project_id || mark AS project_id,"
        f" organisation_id || {elsewhere} AS organisation_id",
        "topics": "project_id || mark AS project_id",
        "names": "organisation_id || mark AS organisation_id,"
        f" CASE kind WHEN 'acronym' THEN name || ending ELSE replace(name, {RARE}, ending) END"
        " AS name",
        "identifiers": "organisation_id || mark AS organisation_id,"
        " CASE scheme WHEN 'domain' THEN site ELSE '' END || value AS value",
        "places": "organisation_id || mark AS organisation_id",
        "relationships": "organisation_id || mark AS organisation_id,"
        " related_id || mark AS related_id",
    }[table]


def report(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
