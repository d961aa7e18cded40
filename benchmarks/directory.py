"""
How fast a file of real organisations is imported, imported again and undone; and whether the
directory is as before afterwards, compared row by row.

    .venv/bin/python benchmarks/directory.py --data DIR [--count 100000] [--xlsx]

DIR holds the snapshots of CORDIS and ROR (liaison harvest cordis; liaison harvest ror). The
directory is made in a temporary folder, or in the empty database that LIAISON_DATABASE names. It
begins with a tenth of the organisations, some with another city, so that all three happen: new,
changed and unchanged. One row in a hundred of the file is broken in one of seven ways.
"""

import argparse
import csv
import hashlib
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

COLUMNS = (
    "name",
    "kind",
    "country",
    "city",
    "website",
    "ror_id",
    "pic",
    "vat_number",
    "acronym",
    "former_names",
    "other_names",
    "founded_year",
    "postcode",
    "latitude",
    "longitude",
)
BROKEN = (
    ("name", ""),
    ("kind", "guild"),
    ("country", "Atlantis"),
    ("website", "our web site"),
    ("ror_id", "https://ror.org/02feahw74"),
    ("pic", "99997484"),
    ("vat_number", "LU26375246"),
)
ONE_IN = 100
TABLES = ("organisation", "organisationname", "identifier", "place", "mapentry", "organisationrole")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--xlsx", action="store_true", help="import an Excel file instead of CSV")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        site, before, file = (Path(folder) / name for name in ("site", "before.csv", "file.csv"))
        if arguments.xlsx:
            file = file.with_suffix(".xlsx")
        # By a process of its own: what a command is measured by includes what began it.
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            other.submit(prepare, arguments.data, arguments.count, before, file).result()
        print(f"{file.stat().st_size / 2**20:.1f} MiB, {arguments.count:,} organisations")
        run(site, "import", before, "--write", what="what is there before")
        then = tables(site)
        run(site, "import", file, what="dry run")
        written = run(site, "import", file, "--write", what="import")
        again = run(site, "import", file, "--write", what="again")
        assert again["new"] == again["changed"] == 0, "the same file changed something"
        run(site, "export", Path(folder) / "exported.csv", what="export")
        same = run(site, "import", Path(folder) / "exported.csv", what="exported, imported again")
        assert same["new"] == same["changed"] == same["refused"] == 0, "an export changed something"
        run(site, "undo", written["import_id"], "--write", what="undo")
        now = tables(site)
        for name in TABLES:
            difference = len(set(then[name]) ^ set(now[name]))
            print(f"{name:<18} {len(then[name]):>9,} rows before, {difference} differ")
            assert not difference
            assert len(then[name]) == len(now[name])


def prepare(data: Path, count: int, before: Path, file: Path) -> None:
    rows = real_rows(data, count)
    write(before, [moved(row) if place % 2 else row for place, row in enumerate(rows[::10])])
    write(file, list(with_broken_rows(rows)))


def real_rows(data: Path, count: int) -> list[dict[str, str]]:
    """Return organisations of CORDIS and of ROR by turns, in an order that their ids decide."""
    from liaison import opendata

    snapshots = {code: opendata.current_snapshot(data, code) for code in ("cordis", "ror")}
    assert all(snapshots.values()), "liaison harvest cordis; liaison harvest ror"
    names = names_in_ror(snapshots["ror"])
    rows = [
        row_of(organisation, names.get(organisation["id"], {}))
        for snapshot in snapshots.values()
        for organisation in snapshot.table("organisations").to_pylist()
    ]
    rows.sort(key=lambda row: hashlib.sha256((row["pic"] or row["ror_id"]).encode()).digest())
    return made_up(rows, count) if count > len(rows) else rows[:count]


def made_up(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """Add copies with other names and without numbers where there are not enough real ones."""
    copies = (
        row | {"name": f"{row['name']} {number}", "ror_id": "", "pic": "", "vat_number": ""}
        for number in range(2, 99)
        for row in rows
    )
    return [*rows, *(next(copies) for _ in range(count - len(rows)))]


def names_in_ror(snapshot: Any) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in snapshot.table("names").to_pylist():
        found[row["organisation_id"]][row["kind"]].append(row["name"])
    return found


def row_of(organisation: dict[str, Any], names: dict[str, list[str]]) -> dict[str, str]:
    is_ror = organisation["id"].startswith("https://")
    lat, lon = organisation["lat"], organisation["lon"]
    return {
        "name": organisation["name"],
        "kind": organisation["kind"],
        "country": organisation["country"],
        "city": organisation["city"],
        "website": organisation["website"],
        "ror_id": organisation["id"] if is_ror else "",
        "pic": "" if is_ror else organisation["id"],
        "vat_number": organisation["vat_number"],
        "acronym": " | ".join(names.get("acronym", [])) or organisation["short_name"],
        "former_names": "",
        "other_names": " | ".join([*names.get("alias", []), *names.get("label", [])]),
        "founded_year": str(organisation["founded"] or ""),
        "postcode": organisation["postcode"],
        "latitude": "" if lat is None or lon is None else str(lat),
        "longitude": "" if lat is None or lon is None else str(lon),
    }


def moved(row: dict[str, str]) -> dict[str, str]:
    return row | {"city": "Schengen", "website": ""}


def with_broken_rows(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for place, row in enumerate(rows):
        if place % ONE_IN == 1:
            column, value = BROKEN[place // ONE_IN % len(BROKEN)]
            yield row | {column: value}
        else:
            yield row


def write(file: Path, rows: list[dict[str, str]]) -> None:
    if file.suffix == ".xlsx":
        from xlsxwriter import Workbook

        book = Workbook(str(file), {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, cells in enumerate([COLUMNS, *([row[c] for c in COLUMNS] for row in rows)]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
        book.close()
        return
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def run(site: Path, command: str, *arguments: object, what: str) -> dict[str, Any]:
    """Run a command as a process of its own; print its time, its memory and what it counted."""
    words = [sys.executable, "-m", "liaison", "organisations", command, *map(str, arguments)]
    answer = site.with_name("answer.json")
    with answer.open("wb") as out, open(os.devnull, "wb") as nowhere:
        start = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [*words, "--json", "--data", str(site)],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
            ],
        )
        _, status, usage = os.wait4(child, 0)
        took = time.perf_counter() - start
    assert status == 0, f"{what}: exit status {status}"
    told: dict[str, Any] = json.loads(answer.read_text())
    counts = {name: count for name, count in told.items() if isinstance(count, int)}
    if "likely_duplicates" in told:
        counts["likely duplicates"] = told["likely_duplicates"]["count"]
    cores = usage.ru_utime + usage.ru_stime
    print(
        f"{what:<26} {took:6.1f} s ({cores:.1f} s of one core), {usage.ru_maxrss / 1024:.0f} MiB: "
        + ", ".join(f"{name} {count:,}" for name, count in counts.items() if name != "written"),
        flush=True,
    )
    return told


def tables(site: Path) -> dict[str, list[str]]:
    """Return every row of the organisations' tables, all columns, as the database has them."""
    from liaison.config.site import use

    use(site, settings="production")
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT * FROM directory_{name} ORDER BY id")
            found[name] = [repr(row) for row in cursor.fetchall()]
    connection.close()
    return found


if __name__ == "__main__":
    main()
