"""Reading only what a publisher changed since the last reading, and keeping the rest of it."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from liaison.opendata.snapshots import (
    Harvest,
    HarvestRefused,
    Row,
    Rows,
    Snapshot,
    Source,
    keep_if_unchanged,
    write_snapshot,
)

ROWS_AT_ONCE = 50_000
# What was withdrawn is never told as a change, so now and then everything is read again.
ALL_AGAIN_AFTER = dt.timedelta(days=90)


def changed_since(before: Snapshot | None, address: str, *, now: dt.datetime) -> str:
    """
    Return from which day on changes are to be asked for, in ISO 8601; "" for everything.

    The day of the last reading itself counts again: it was not over then.
    """
    notes = before.manifest.get("notes", {}) if before else {}
    if notes.get("address") != address:
        return ""
    read_whole = dt.datetime.fromisoformat(notes["read_whole"])
    return str(notes["until"]) if now - read_whole < ALL_AGAIN_AFTER else ""


def how_far(before: Snapshot | None, address: str, *, since: str, now: dt.datetime) -> Row:
    """Return the notes by which the next reading knows how far this one came."""
    whole = before.manifest["notes"]["read_whole"] if before and since else now.isoformat()
    return {"address": address, "until": now.date().isoformat(), "read_whole": whole}


class Taking(Protocol):
    """What a reader does with records that are read again only where they changed."""

    @property
    def tables(self) -> Mapping[str, Rows]:
        """The rows taken."""

    @property
    def known_by(self) -> Mapping[str, str]:
        """For each table, the column that says what a row is about."""

    @property
    def read_anew(self) -> Mapping[str, Collection[str]]:
        """For each table, what was read anew of it."""

    @property
    def newest(self) -> dt.date | None:
        """When the newest record changed."""

    def take(self, record: Row) -> None:
        """Take a record; raises HarvestRefused."""

    def finish(self) -> None:
        """Complete the tables; raises FormatChanged."""


def take_over(
    records: AbstractContextManager[Iterable[Row]],
    found: Taking,
    data: Path,
    source: Source,
    *,
    before: Snapshot | None,
    read_from: str,
    notes: Row,
    now: dt.datetime,
) -> Harvest:
    """
    Take all records into a new snapshot; where nothing changed, nothing does.

    :param before: the snapshot whose other rows stay, if the records are changes only; else None
    :param notes: kept with the snapshot, see `how_far`
    :raises HarvestRefused: if there are no records, or one cannot be read
    """
    digest, n_records = Digest(), 0
    with records as each:
        for record in each:
            digest.add(record)
            found.take(record)
            n_records += 1
    if before and not n_records:
        return Harvest(before, unchanged=True)
    if not n_records:
        raise HarvestRefused(f"{read_from}: no records came.")
    found.finish()
    sha256 = digest.hexadecimal(*([before.manifest["sha256"]] if before else []))
    if before:
        keep_the_others(before, found.tables, known_by=found.known_by, read_anew=found.read_anew)
    elif unchanged := keep_if_unchanged(data, source, sha256=sha256):
        return unchanged
    return write_snapshot(
        data,
        source,
        found.tables,
        sha256=sha256,
        read_from=read_from,
        published=found.newest,
        now=now,
        notes=notes,
    )


def keep_the_others(
    before: Snapshot,
    tables: Mapping[str, Rows],
    *,
    known_by: Mapping[str, str],
    read_anew: Mapping[str, Collection[str]],
) -> None:
    """
    Add to each table the rows of the snapshot before that were not read anew.

    :param known_by: for each table, the column that says what a row is about
    :param read_anew: for each table, the identifiers that were read anew
    """
    for name, rows in tables.items():
        anew = pa.array(sorted(read_anew[name]), pa.string())
        with pq.ParquetFile(before.folder / f"{name}.parquet") as table:
            for batch in table.iter_batches(ROWS_AT_ONCE):
                others = pc.invert(pc.is_in(batch.column(known_by[name]), anew))
                rows.add_batch(batch.filter(others))


class Digest:
    """A checksum of records, the same in whatever order they come."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, record: Row) -> None:
        # Fields come in the order in which the publisher writes them: the same one every time.
        self._sum += int.from_bytes(hashlib.sha256(repr(record).encode()).digest())

    def hexadecimal(self, *after: str) -> str:
        """Return it, as it follows upon the checksums before."""
        total = f"{self._sum % 2**256:064x}"
        return hashlib.sha256("".join([*after, total]).encode()).hexdigest()
