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
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from liaison.opendata.records import TableKind

FORMAT = 1


class HarvestRefused(Exception):
    """A source cannot be read; one line that names the file and the reason."""

    def __init__(self, reason: str) -> None:
        # What libraries say of an error may run over several lines.
        super().__init__(" ".join(reason.split()))


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
    return Harvest(snapshot, unchanged=True)


def write_snapshot(
    data: Path,
    source: Source,
    tables: Mapping[str, tuple[TableKind, list[dict[str, Any]]]],
    *,
    sha256: str,
    read_from: str,
    published: dt.date | None,
    now: dt.datetime,
) -> Harvest:
    """
    Write the rows of each table as a new snapshot and put it in use.

    :param sha256: of the bytes that were read
    :param read_from: the address or file they were read from
    :raises HarvestRefused: if a key stands twice or a row does not fit its table
    """
    home = _home(data, source.code)
    home.mkdir(parents=True, exist_ok=True)
    _clear_unfinished(home)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home))
    try:
        for name, (kind, rows) in tables.items():
            pq.write_table(
                _typed(kind, rows, read_from), unfinished / f"{name}.parquet", compression="zstd"
            )
        manifest = {
            "format": FORMAT,
            "source": source.code,
            **{key: value for key, value in asdict(source).items() if key != "code"},
            "read_from": read_from,
            "retrieved_at": now.isoformat(timespec="seconds"),
            "published": published.isoformat() if published else None,
            "sha256": sha256,
            "rows": {name: len(rows) for name, (_, rows) in tables.items()},
        }
        (unfinished / "manifest.json").write_text(
            json.dumps(manifest, indent=1, ensure_ascii=False), "utf-8"
        )
        return Harvest(Snapshot(_put_in_use(unfinished, home, sha256)), unchanged=False)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def sha256_of(file: Path) -> str:
    """Return the checksum of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _home(data: Path, source: str) -> Path:
    return data / "snapshots" / source


def _typed(kind: TableKind, rows: list[dict[str, Any]], read_from: str) -> pa.Table:
    keys = {tuple(row[column] for column in kind.key) for row in rows}
    if len(keys) < len(rows):
        raise HarvestRefused(f"{read_from}: the table {kind.name} has a key twice.")
    try:
        return pa.Table.from_pylist(rows, schema=kind.schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise HarvestRefused(f"{read_from}: the table {kind.name} does not fit: {error}") from error


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
    pointer = home / f".current-{os.getpid()}"
    pointer.write_text(name, "utf-8")
    pointer.replace(home / "current")
    for other in home.iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)
    return target
