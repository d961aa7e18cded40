"""What is different between two readings of a table: rows added, removed and changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

ROWS_AT_ONCE = 5_000

Marks = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """
    How a table differs from the one before.

    :ivar before: rows it had
    :ivar after: rows it has
    :ivar changed: rows with the same key in which something else is different
    """

    before: int
    after: int
    added: int
    removed: int
    changed: int


def compare_tables(before: Path | None, after: Path, *, key: Sequence[str]) -> Change:
    """
    Compare two Parquet files of one table, in bounded memory: sixteen bytes a row.

    Columns that only one of them has count for nothing.

    :param before: None if there was none
    :param key: the columns that say which row is which
    """
    new_columns = pq.read_schema(after).names
    old_columns = pq.read_schema(before).names if before else new_columns
    columns = [name for name in new_columns if name in old_columns]
    keys, rows = _marks_of(after, key, columns)
    if before is None:
        return Change(0, len(keys), len(keys), 0, 0)
    old_keys, old_rows = _marks_of(before, key, columns)
    order = np.argsort(old_keys)
    places = np.searchsorted(old_keys[order], keys)
    there = places < len(order)
    there[there] = old_keys[order][places[there]] == keys[there]
    same = old_rows[order][places[there]] == rows[there]
    kept = int(there.sum())
    return Change(
        before=len(old_keys),
        after=len(keys),
        added=len(keys) - kept,
        removed=len(old_keys) - kept,
        changed=kept - int(same.sum()),
    )


def marks(batch: pa.RecordBatch, columns: Sequence[str]) -> Marks:
    """Return a number a row, the same within this process for the same values in these columns."""
    texts = [_as_text(batch.column(name)) for name in columns]
    joined = pc.binary_join_element_wise(
        *texts,
        "\x1f",
        null_handling="replace",
        null_replacement="\x00",
    )
    return np.fromiter((hash(text) for text in joined.to_pylist()), np.int64, batch.num_rows)


def _as_text(column: Any) -> Any:
    if pa.types.is_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), ",")
    return column.cast(pa.string())


def _marks_of(file: Path, key: Sequence[str], columns: Sequence[str]) -> tuple[Marks, Marks]:
    """Return the marks of the keys and of the whole rows of a Parquet file."""
    keys, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    with pq.ParquetFile(file) as table:
        for batch in table.iter_batches(ROWS_AT_ONCE, columns=list(columns)):
            keys.append(marks(batch, key))
            rows.append(marks(batch, columns))
    return np.concatenate(keys), np.concatenate(rows)
