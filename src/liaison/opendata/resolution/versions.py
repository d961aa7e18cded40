"""
Versions of the joined organisations on disk: `DATA/resolution/NAME/`, with `current` naming the one
in use. One is written whole under another name before `current` is replaced.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from liaison.opendata.snapshots import Snapshot

# Raised when the same sources would now be joined otherwise.
FORMAT = 1
# Rows that are read together: few, so that a look-up reads little.
_ROWS_PER_GROUP = 4_000


def home_of(data: Path) -> Path:
    """Return the folder of all versions."""
    return data / "resolution"


def version_in_use(data: Path) -> Snapshot | None:
    """Return the version in use; None if there is none that this release reads."""
    version = latest(data)
    return version if version and version.manifest.get("format") == FORMAT else None


def latest(data: Path) -> Snapshot | None:
    """Return the version in use if it is whole, also one in another format."""
    home = home_of(data)
    try:
        version = Snapshot(home / (home / "current").read_text("utf-8").strip())
    except (OSError, ValueError):
        return None
    is_whole = all((version.folder / f"{name}.parquet").is_file() for name in version.rows)
    return version if is_whole else None


def write_version(data: Path, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> Path:
    """
    Write tables as a new version and put it in use; return its folder.

    :param manifest: without its format; `sha256` gives the version its name
    :raises OSError: if it cannot be written; the version before stays in use
    """
    home = home_of(data)
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home))
    try:
        for name, table in tables.items():
            file = unfinished / f"{name}.parquet"
            pq.write_table(table, file, compression="zstd", row_group_size=_ROWS_PER_GROUP)
        told = json.dumps({"format": FORMAT, **manifest}, indent=1, ensure_ascii=False)
        (unfinished / "manifest.json").write_text(told, "utf-8")
        return _put_in_use(unfinished, home, f"{manifest['sha256'][:12]}-{FORMAT}")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_in_use(unfinished: Path, home: Path, name: str) -> Path:
    before = _name_in_use(home)
    if before == name:
        # Made again from the same: who is reading the one in use goes on with it.
        name = f"{name}-again"
    target = home / name
    shutil.rmtree(target, ignore_errors=True)
    unfinished.chmod(0o755)
    unfinished.rename(target)
    pointer = home / f".current-{os.getpid()}"
    pointer.write_text(name, "utf-8")
    pointer.replace(home / "current")
    for folder in home.iterdir():
        if folder.is_dir() and folder.name not in {name, before}:
            shutil.rmtree(folder, ignore_errors=True)
    return target


def _name_in_use(home: Path) -> str:
    try:
        return (home / "current").read_text("utf-8").strip()
    except OSError:
        return ""
