"""Organisations into a file that can be imported again without changing anything."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle.choices import NAME_KINDS, TERM_COLUMNS, Column
from liaison.hub.lifecycle.records import AT_ONCE, load
from liaison.hub.lifecycle.tables import Cell, table_writer

Progress = Callable[[int, int | None, str], None]
HEADINGS = [column.value for column in Column]


def write_organisations(
    organisations: QuerySet[Organisation], path: Path, *, progress: Progress
) -> int:
    """
    Write organisations, as many as there are; memory does not grow with them.

    :returns: how many
    :raises UnusableFile: if the file cannot be written
    """
    total, done = organisations.count(), 0
    keys = organisations.order_by("name", "pk").values_list("pk", flat=True).iterator()
    with table_writer(path) as write_row:
        write_row(HEADINGS)
        for done, row in enumerate(rows_of(keys), start=1):
            write_row(row)
            if done % AT_ONCE == 0:
                progress(done, total, _("Writing"))
    progress(done, total, _("Writing"))
    return done


def rows_of(keys: Iterable[int]) -> Iterator[list[Cell]]:
    """Yield what a file says of organisations, in the order of their keys, some read at a time."""
    keys = iter(keys)
    while some := list(islice(keys, AT_ONCE)):
        kept = load(some)
        for key in some:
            if key in kept:
                yield [_cell(kept[key].said(column), column) for column in Column]


def _cell(value: Any, column: Column) -> Cell:
    if column in TERM_COLUMNS:
        return "; ".join(value)
    if column not in NAME_KINDS:
        cell: Cell = value
        return cell
    # Whatever parts names when it is read is no part of a name then.
    closing = " |" if len(value) == 1 and ";" in value[0] else ""
    return " | ".join(value) + closing
