"""
What sources say of organisations, one fact a row, with its source and since when it is said.

Facts are kept by entry. What a source no longer says stays, with the day on which it was last said:
so names are known over time, also when a harvest replaced the snapshot that held them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from liaison.opendata.records import kind_of_table
from liaison.opendata.resolution.entries import column_of, key_of
from liaison.opendata.snapshots import Snapshot

FACTS = kind_of_table(
    "facts",
    ("entry", "source", "field", "value", "language"),
    ("identity", pa.string(), "identities.id"),
    ("entry", pa.string(), "entries.key: of which entry it is said"),
    ("source", pa.string(), "code of the source that says it"),
    ("field", pa.string(), "what is said: name, alias, kind, country, city, isni, domain, …"),
    ("value", pa.string(), "as the source writes it"),
    ("language", pa.string(), "of a name, ISO 639-1; empty: unknown"),
    ("stated", pa.date32(), "when the source last changed the entry; null: unknown"),
    ("first_seen", pa.date32(), "day of the first snapshot that said it"),
    ("last_seen", pa.date32(), "day of the last snapshot that said it"),
    ("current", pa.bool_(), "the source says it still"),
)
_KEY = list(FACTS.key)
_SAID = pa.schema([FACTS.schema.field(name) for name in (*_KEY, "stated")])
_DATED = pa.schema([FACTS.schema.field(name) for name in FACTS.schema.names if name != "identity"])
_COLUMNS = (
    *("name", "short_name", "kind", "sme", "country", "city", "nuts", "website", "vat_number"),
    *("founded", "status"),
)


def facts_of(snapshot: Snapshot) -> pa.Table:
    """Return what a snapshot says of its organisations; columns as in FACTS up to `stated`."""
    organisations = snapshot.table("organisations")
    ids = organisations["id"].combine_chunks()
    keys = pa.array(
        [key_of(snapshot.source, id_) for id_ in column_of(organisations, "id")], pa.string()
    )
    days = organisations["updated"].combine_chunks()

    def said(
        ids_said: "pa.Array[Any]",
        field: "pa.Array[Any]",
        value: "pa.Array[Any]",
        language: "pa.Array[Any]",
    ) -> pa.Table:
        rows = pc.index_in(ids_said, ids)
        table = pa.table(
            [
                keys.take(rows),
                _repeated(snapshot.source, len(rows)),
                field,
                value,
                language,
                days.take(rows),
            ],
            schema=_SAID,
        )
        return table.filter(pc.and_(pc.is_valid(value), pc.not_equal(value, pa.scalar(""))))

    def column(field: str, table: pa.Table, ids_in: str = "id") -> pa.Table:
        value = _as_text(table[field].combine_chunks())
        count = len(value)
        id_column = table[ids_in].combine_chunks()
        return said(id_column, _repeated(field, count), value, _repeated("", count))

    tables = [column(field, organisations) for field in _COLUMNS]
    if "places" in snapshot.rows:
        tables.append(column("city", snapshot.table("places"), "organisation_id"))
    if "names" in snapshot.rows:
        names = snapshot.table("names").combine_chunks()
        # A display name is the entry's name already.
        names = names.filter(pc.not_equal(names["kind"], pa.scalar("display"))).combine_chunks()
        ids_named, kinds, texts, languages = _arrays(
            names, "organisation_id", "kind", "name", "language"
        )
        tables.append(said(ids_named, kinds, texts, languages))
    if "identifiers" in snapshot.rows:
        others = snapshot.table("identifiers")
        ids_known, schemes, values = _arrays(others, "organisation_id", "scheme", "value")
        tables.append(said(ids_known, schemes, values, _repeated("", others.num_rows)))
    return pa.concat_tables(tables)


def dated_facts(
    said: Sequence[tuple[pa.Table, dt.date]], *, earlier: pa.Table | None = None
) -> pa.Table:
    """
    Return all facts, each once, with the days between which it was said.

    :param said: what each snapshot says, and of which day it tells
    :param earlier: the facts of the version before, which stay
    """
    tables = [_with_days(table, day) for table, day in said]
    if earlier is not None:
        nothing_now = pa.nulls(earlier.num_rows, pa.bool_()).fill_null(False)
        tables.append(earlier.append_column("current", nothing_now).select(_DATED.names))
    together = (
        pa.concat_tables(tables)
        .group_by(_KEY)
        .aggregate(
            [("stated", "max"), ("first_seen", "min"), ("last_seen", "max"), ("current", "max")]
        )
    )
    return (
        together.rename_columns(
            [name.removesuffix("_max").removesuffix("_min") for name in together.column_names]
        )
        .select(_DATED.names)
        .cast(_DATED)
    )


def carried_over(before: Snapshot | None) -> pa.Table | None:
    """
    Return the facts of the version before, to be dated anew; None if there are none.

    It may be in an earlier format of the other tables: what sources said is told nowhere else.
    """
    columns = [name for name in _DATED.names if name != "current"]
    if before is None or "facts" not in before.rows:
        return None
    table = before.table("facts")
    return table.select(columns) if {*columns} <= {*table.column_names} else None


def former_names(facts: pa.Table) -> Mapping[str, Sequence[str]]:
    """Return the names that entries had earlier and have no more, by key."""
    is_name = pc.equal(facts["field"], pa.scalar("name"))
    gone = facts.filter(pc.and_(is_name, pc.invert(facts["current"])))
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in zip(column_of(gone, "entry"), column_of(gone, "value"), strict=True):
        found[key].append(name)
    return {key: sorted(names) for key, names in found.items()}


def with_identities(facts: pa.Table, identity_of: Mapping[str, str]) -> pa.Table:
    """Return the facts by identity; an entry that no source has any more is one by itself."""
    entries = facts["entry"].combine_chunks().dictionary_encode()
    keys: list[Any] = entries.dictionary.to_pylist()
    identities = pa.array([identity_of.get(key, key) for key in keys], pa.string())
    table = facts.append_column("identity", identities.take(entries.indices))
    order: list[tuple[str, Literal["ascending", "descending"]]] = [
        (name, "ascending") for name in ("identity", *_KEY)
    ]
    return table.select(FACTS.schema.names).cast(FACTS.schema).sort_by(order)


def _with_days(table: pa.Table, day: dt.date) -> pa.Table:
    count = table.num_rows
    days = pa.repeat(pa.scalar(day, pa.date32()), count)
    return (
        table.append_column("first_seen", days)
        .append_column("last_seen", days)
        .append_column("current", pa.repeat(pa.scalar(True), count))
    )


def _as_text(column: "pa.Array[Any]") -> "pa.Array[Any]":
    is_truth = pa.types.is_boolean(column.type)
    texts: pa.Array[Any] = pc.if_else(column, "yes", "no") if is_truth else column.cast(pa.string())
    return texts


def _repeated(text: str, count: int) -> "pa.Array[Any]":
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _arrays(table: pa.Table, *names: str) -> "list[pa.Array[Any]]":
    columns = (table[name] for name in names)
    return [
        column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        for column in columns
    ]
