"""
Snapshots: what one reading of a source gave, as typed tables and a manifest.

`DATA/snapshots/SOURCE/NAME/` holds one Parquet file a table and `manifest.json`; the file `current`
beside it names the snapshot in use. A new one is written whole under another name before `current`
is replaced, so a reading that fails or breaks off leaves the previous one untouched.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from liaison.opendata.changes import marks
from liaison.opendata.locks import only_one
from liaison.opendata.records import TableKind

# Raised when the same bytes would now be read into other tables: older snapshots are read anew.
FORMAT = 2
ROWS_PER_BATCH = 5_000

Row = dict[str, Any]


class HarvestRefused(Exception):
    """A source cannot be read; one line that names the file and the reason."""

    def __init__(self, reason: str) -> None:
        # What libraries say of an error may run over several lines.
        super().__init__(" ".join(reason.split()))


class AnotherHarvestRuns(HarvestRefused):
    """Another process is reading the same source."""


@dataclass(frozen=True)
class Source:
    """A data set: what it is called, who publishes it where, and on which terms."""

    code: str
    title: str
    publisher: str
    homepage: str
    address: str
    licence: str
    licence_url: str
    attribution: str


class Snapshot:
    """One snapshot of a source, as it lies on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))

    @property
    def source(self) -> str:
        """The code of its source."""
        return str(self.manifest["source"])

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        rows: Mapping[str, int] = self.manifest["rows"]
        return rows

    def table(self, name: str) -> pa.Table:
        """Return one of its tables."""
        return pq.read_table(self.folder / f"{name}.parquet")


@dataclass(frozen=True)
class Harvest:
    """The outcome of a reading; `unchanged` if the source holds what the snapshot already had."""

    snapshot: Snapshot
    unchanged: bool


class Rows:
    """
    The rows of one table while they are read, packed in batches so that many fit in memory.

    :param spool: a folder to lay the batches down in, for tables that no memory should hold
    """

    def __init__(self, kind: TableKind, *, read_from: str, spool: Path | None = None) -> None:
        self.kind = kind
        self._read_from = read_from
        self._waiting: list[Row] = []
        self._batches: list[pa.RecordBatch] = []
        self._key_marks: list[NDArray[np.int64]] = []
        self._spooled = spool / f"{kind.name}.parquet" if spool else None
        self._writer = (
            pq.ParquetWriter(self._spooled, kind.schema, compression="zstd")
            if self._spooled
            else None
        )

    def add(self, rows: Iterable[Row]) -> None:
        """Take more rows; raises HarvestRefused if a value does not fit its column."""
        self._waiting += rows
        if len(self._waiting) >= ROWS_PER_BATCH:
            self._pack()

    def add_batch(self, batch: pa.RecordBatch) -> None:
        """Take rows of an earlier snapshot's table as they are."""
        self._pack()
        self._lay_down(batch.select(self.kind.schema.names).cast(self.kind.schema))

    def table(self) -> pa.Table:
        """Return all rows; raises HarvestRefused if a key stands twice or a value does not fit."""
        self._pack()
        self._check_keys()
        if self._spooled is not None:
            self.close()
            return pq.read_table(self._spooled)
        return pa.Table.from_batches(self._batches, self.kind.schema)

    def write(self, file: Path) -> int:
        """Write all rows as Parquet, return how many; raises HarvestRefused as `table` does."""
        if self._spooled is None:
            table = self.table()
            pq.write_table(table, file, compression="zstd")
            return int(table.num_rows)
        self._pack()
        self._check_keys()
        self.close()
        shutil.move(self._spooled, file)
        return sum(map(len, self._key_marks))

    def close(self) -> None:
        """End writing to the spool."""
        if self._writer is not None:
            self._writer.close()

    def _pack(self) -> None:
        if not self._waiting:
            return
        try:
            batch = pa.RecordBatch.from_pylist(self._waiting, schema=self.kind.schema)
        except (ValueError, TypeError, OverflowError) as error:
            raise self._refusal(f"does not fit: {error}") from error
        for field, column in zip(self.kind.schema, batch.columns, strict=True):
            if pa.types.is_string(field.type) and column.null_count:
                raise self._refusal(f"does not fit: a text of {field.name!r} is missing")
        self._waiting = []
        self._lay_down(batch)

    def _lay_down(self, batch: pa.RecordBatch) -> None:
        self._key_marks.append(marks(batch, self.kind.key))
        if self._writer is None:
            self._batches.append(batch)
        else:
            self._writer.write_batch(batch)

    def _check_keys(self) -> None:
        if not self._key_marks:
            return
        found = np.sort(np.concatenate(self._key_marks))
        if (found[1:] == found[:-1]).any():
            raise self._refusal("has a key twice")

    def _refusal(self, complaint: str) -> HarvestRefused:
        return HarvestRefused(f"{self._read_from}: the table {self.kind.name} {complaint}.")


def current_snapshot(data: Path, source: str) -> Snapshot | None:
    """Return the snapshot of a source in use; None if there is none that this version reads."""
    home = _home(data, source)
    try:
        snapshot = Snapshot(home / (home / "current").read_text("utf-8").strip())
    except (OSError, ValueError):
        return None
    return snapshot if snapshot.manifest.get("format") == FORMAT else None


def keep_if_unchanged(data: Path, source: Source, *, sha256: str) -> Harvest | None:
    """Return the snapshot in use if it was read from the very same bytes; else None."""
    snapshot = current_snapshot(data, source.code)
    if snapshot is None or snapshot.manifest["sha256"] != sha256:
        return None
    is_whole = all((snapshot.folder / f"{name}.parquet").is_file() for name in snapshot.rows)
    return Harvest(snapshot, unchanged=True) if is_whole else None


def write_snapshot(
    data: Path,
    source: Source,
    tables: Mapping[str, tuple[TableKind, list[Row]] | Rows],
    *,
    sha256: str,
    read_from: str,
    published: dt.date | None,
    now: dt.datetime,
    notes: Mapping[str, Any] | None = None,
) -> Harvest:
    """
    Write the rows of each table as a new snapshot and put it in use.

    :param sha256: of the bytes that were read
    :param read_from: the address or file they were read from
    :param notes: what the reader wants to know the next time, such as how far it came
    :raises HarvestRefused: if a key stands twice or a row does not fit its table
    """
    packed = {name: _packed(rows, read_from) for name, rows in tables.items()}
    manifest = {
        "format": FORMAT,
        "source": source.code,
        **{key: value for key, value in asdict(source).items() if key != "code"},
        "read_from": read_from,
        "retrieved_at": now.isoformat(timespec="seconds"),
        "published": published.isoformat() if published else None,
        "sha256": sha256,
        "notes": dict(notes or {}),
    }
    home = _home(data, source.code)
    try:
        return Harvest(Snapshot(_write(home, packed, manifest)), unchanged=False)
    except OSError as error:
        raise HarvestRefused(f"{home}: cannot be written ({error.strerror}).") from error


@contextmanager
def spool_for(data: Path, source: Source) -> Iterator[Path]:
    """Give a folder beside the snapshots for rows that no memory should hold; gone afterwards."""
    home = _home(data, source.code)
    try:
        home.mkdir(parents=True, exist_ok=True)
        spool = Path(tempfile.mkdtemp(prefix=".unfinished-spool-", dir=home))
    except OSError as error:
        raise HarvestRefused(f"{home}: cannot be written ({error.strerror}).") from error
    try:
        yield spool
    finally:
        shutil.rmtree(spool, ignore_errors=True)


@contextmanager
def only_harvest(data: Path, source: Source) -> Iterator[None]:
    """Keep other processes from reading the same source; raises HarvestRefused if one does."""
    home = _home(data, source.code)
    busy = AnotherHarvestRuns(f"{home}: another harvest of {source.code} is running.")
    with only_one(home / ".lock", where=home, refusal=HarvestRefused, busy=busy):
        _clear_unfinished(home)
        yield


def sha256_of(file: Path) -> str:
    """Return the checksum of a file, in hexadecimal; raises HarvestRefused if it is unreadable."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise HarvestRefused(f"{file}: cannot be read ({error.strerror}).") from error


def _home(data: Path, source: str) -> Path:
    return data / "snapshots" / source


def _packed(rows: tuple[TableKind, list[Row]] | Rows, read_from: str) -> Rows:
    if isinstance(rows, Rows):
        return rows
    kind, listed = rows
    packed = Rows(kind, read_from=read_from)
    packed.add(listed)
    return packed


def _write(home: Path, tables: Mapping[str, Rows], manifest: dict[str, Any]) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home))
    try:
        manifest["rows"] = {
            name: rows.write(unfinished / f"{name}.parquet") for name, rows in tables.items()
        }
        (unfinished / "manifest.json").write_text(
            json.dumps(manifest, indent=1, ensure_ascii=False), "utf-8"
        )
        return _put_in_use(unfinished, home, manifest["sha256"])
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _clear_unfinished(home: Path) -> None:
    for left_over in home.glob(".unfinished-*"):
        shutil.rmtree(left_over, ignore_errors=True)


def _put_in_use(unfinished: Path, home: Path, sha256: str) -> Path:
    name = f"{sha256[:12]}-{FORMAT}"
    target = home / name
    if target.exists():
        shutil.rmtree(target)
    unfinished.chmod(0o755)
    unfinished.rename(target)
    before = _name_in_use(home)
    pointer = home / f".current-{os.getpid()}"
    pointer.write_text(name, "utf-8")
    pointer.replace(home / "current")
    # Whoever is reading the one before may finish; it goes with the next.
    _remove_all_but(home, {name, before})
    return target


def _name_in_use(home: Path) -> str:
    try:
        return (home / "current").read_text("utf-8").strip()
    except OSError:
        return ""


def _remove_all_but(home: Path, names: set[str]) -> None:
    for folder in home.iterdir():
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
