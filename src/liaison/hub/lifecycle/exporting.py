"""Organisations into a file that can be imported again without changing anything."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle.choices import NAME_KINDS, Column
from liaison.hub.lifecycle.records import AT_ONCE, load
from liaison.hub.lifecycle.tables import table_writer

Progress = Callable[[int, int | None, str], None]


def write_organisations(
    organisations: QuerySet[Organisation], path: Path, *, progress: Progress
) -> int:
    """
    Write organisations, as many as there are; memory does not grow with them.

    :returns: how many
    :raises UnusableFile: if the file cannot be written
    """
    total, done = organisations.count(), 0
    with table_writer(path) as write_row:
        write_row([column.value for column in Column])
        for some in _keys(organisations):
            kept = load(some)
            for key in some:
                if key in kept:
                    write_row([_cell(kept[key].said(column), column) for column in Column])
            done += len(some)
            progress(done, total, _("Writing"))
    return done


def _keys(organisations: QuerySet[Organisation]) -> Iterator[list[int]]:
    keys = iter(organisations.order_by("name", "pk").values_list("pk", flat=True).iterator())
    while some := list(islice(keys, AT_ONCE)):
        yield some


def _cell(value: Any, column: Column) -> str | int | float | None:
    if column not in NAME_KINDS:
        cell: str | int | float | None = value
        return cell
    # Whatever parts names when it is read is no part of a name then.
    closing = " |" if len(value) == 1 and ";" in value[0] else ""
    return " | ".join(value) + closing
