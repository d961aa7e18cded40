"""
Preparing: run all steps on the snapshots in use and put the tables where they were asked for.

OUTPUT holds one folder of Parquet files a table, and `prepared.json`. All is written beside it
first and put in its place only once it is whole.
"""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from liaison.opendata.locks import only_one
from liaison.opendata.preparation.engines import Engine, EngineUnusable, Resources, opened
from liaison.opendata.snapshots import Snapshot, current_snapshot

Progress = Callable[[int, int | None, str], None]
# Tells a folder that may be replaced from any other.
MANIFEST = "prepared.json"


class PreparationRefused(Exception):
    """Nothing can be prepared, or not there; one line that says why."""


@dataclass(frozen=True)
class Prepared:
    """What was prepared: the folder, and how many rows each table has."""

    folder: Path
    rows: Mapping[str, int]


def snapshots_in_use(data: Path) -> list[Snapshot]:
    """Return the snapshot in use of every source that was harvested, sources in order of code."""
    sources = sorted(home.name for home in (data / "snapshots").glob("*") if home.is_dir())
    found = (current_snapshot(data, source) for source in sources)
    return [snapshot for snapshot in found if snapshot]


def prepare(
    snapshots: Sequence[Snapshot],
    output: Path,
    *,
    engine: str,
    today: dt.date,
    resources: Resources,
    progress: Progress,
) -> Prepared:
    """
    Prepare all tables of some snapshots with an engine, "duckdb" or "spark", into `output`.

    :param today: the day from which the age of projects counts
    :raises PreparationRefused: if there are no snapshots, or `output` holds something else
    :raises EngineUnusable: if the engine cannot be used or breaks off; `output` stays as it was
    """
    if not snapshots:
        raise PreparationRefused("No harvested data yet; run: liaison harvest cordis")
    with _put_in_place_when_whole(output) as (unfinished, scratch):
        with opened(engine, resources=resources, scratch=scratch) as opened_engine:
            rows = _run_steps(opened_engine, snapshots, unfinished, scratch, today, progress)
        manifest = {
            "engine": engine,
            "today": today.isoformat(),
            "snapshots": {each.source: each.folder.name for each in snapshots},
            "rows": rows,
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    return Prepared(output, rows)


def _run_steps(
    engine: Engine,
    snapshots: Sequence[Snapshot],
    folder: Path,
    scratch: Path,
    today: dt.date,
    progress: Progress,
) -> dict[str, int]:
    # Here, because Ibis is optional: without it, opening an engine has already said so.
    from liaison.opendata.preparation.steps import READ, steps

    tables = {kind.name: _read(engine, snapshots, kind.name, kind.schema, scratch) for kind in READ}
    rows = {}
    to_do = steps(today=today)
    for done, step in enumerate(to_do):
        progress(done, len(to_do), "Preparing tables")
        try:
            engine.write(step.make(tables), folder / step.name)
        except EngineUnusable as reason:
            raise EngineUnusable(f"The table {step.name} cannot be prepared: {reason}") from reason
        tables[step.name] = engine.read(folder / step.name)
        rows[step.name] = _rows_in(folder / step.name)
    progress(len(to_do), len(to_do), "Preparing tables")
    return rows


def _read(
    engine: Engine, snapshots: Sequence[Snapshot], name: str, schema: pa.Schema, scratch: Path
) -> Any:
    """Return the rows of one table of all snapshots, with the column `source` before the others."""
    import ibis

    told = [
        engine.read(each.folder / f"{name}.parquet").select(
            ibis.literal(each.source).name("source"), *schema.names
        )
        for each in snapshots
        if name in each.rows
    ]
    if not told:
        nothing = scratch / f"no-{name}.parquet"
        pq.write_table(schema.empty_table(), nothing)
        told = [engine.read(nothing).select(ibis.literal("").name("source"), *schema.names)]
    return ibis.union(*told) if len(told) > 1 else told[0]


def _rows_in(folder: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in folder.glob("*.parquet"))


@contextmanager
def _put_in_place_when_whole(output: Path) -> Iterator[tuple[Path, Path]]:
    """
    Offer two folders beside `output`: one that takes its place at the end, one for passing things.

    Both vanish on failure, and so does what an interrupted run left.
    """
    if output.exists() and not _may_be_replaced(output):
        raise PreparationRefused(
            f"{output} holds something else than prepared tables; name a new or an empty folder."
        )
    try:
        with _only_run(output):
            workplace = _cleared(output.with_name(f".{output.name}-unfinished"))
            try:
                unfinished, scratch = workplace / "tables", workplace / "scratch"
                unfinished.mkdir()
                scratch.mkdir()
                yield unfinished, scratch
                if output.exists():
                    output.rename(workplace / "before")
                unfinished.rename(output)
            finally:
                shutil.rmtree(workplace, ignore_errors=True)
    except OSError as error:
        raise PreparationRefused(f"{output}: cannot be written ({error.strerror}).") from error


def _only_run(output: Path) -> AbstractContextManager[None]:
    lock = output.with_name(f".{output.name}-lock")
    busy = PreparationRefused(f"{output}: is being prepared already.")
    return only_one(lock, where=output, refusal=PreparationRefused, busy=busy)


def _cleared(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _may_be_replaced(output: Path) -> bool:
    return output.is_dir() and ((output / MANIFEST).is_file() or not any(output.iterdir()))
