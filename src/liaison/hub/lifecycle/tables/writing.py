"""CSV and Excel files, written row by row; they are there whole, or not at all."""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.lifecycle.tables.formulas import harmless
from liaison.hub.lifecycle.tables.rows import UnusableFile

Cell = str | int | float | None
WriteRow = Callable[[Sequence[Cell]], None]
# Excel shows no more rows than that.
_MOST_ROWS_IN_EXCEL = 1_048_576


def check_target(path: Path) -> None:
    """Say before long work that a file cannot be written there; raises UnusableFile."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UnusableFile(
            _("%(file)s: give it a name that ends in .csv or .xlsx.") % {"file": path.name}
        )
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UnusableFile(
            _("%(file)s cannot be written; is there a folder that you may write into?")
            % {"file": path}
        )


@contextmanager
def table_writer(path: Path) -> Iterator[WriteRow]:
    """
    Yield a function that writes one row; no cell runs as a formula.

    :raises UnusableFile: if the file cannot be written
    """
    check_target(path)
    unfinished = path.with_name(f".{path.name}.part")
    writer = _excel if path.suffix.lower() == ".xlsx" else _csv
    try:
        with writer(unfinished) as write_row:
            yield write_row
        unfinished.replace(path)
    except OSError as error:
        raise UnusableFile(
            _("%(file)s cannot be written: %(error)s.")
            % {"file": path.name, "error": error.strerror or str(error)}
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path) -> Iterator[WriteRow]:
    # With a mark at the beginning Excel reads accents as they are written.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file).writerow
        yield lambda cells: write([harmless(_text(cell)) for cell in cells])


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


@contextmanager
def _excel(path: Path) -> Iterator[WriteRow]:
    from xlsxwriter import Workbook

    # Row by row into a file: memory stays as it is.
    book = Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    row = -1

    def write_row(cells: Sequence[Cell]) -> None:
        nonlocal row
        row += 1
        if row == _MOST_ROWS_IN_EXCEL:
            raise UnusableFile(
                _("An Excel file has room for %(count)d rows. Write a .csv file instead.")
                % {"count": _MOST_ROWS_IN_EXCEL}
            )
        for column, cell in enumerate(cells):
            _write_cell(sheet, row, column, cell)

    try:
        yield write_row
    finally:
        book.close()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell:
        # A label of a choice becomes words only here.
        sheet.write_string(row, column, harmless(str(cell)))
