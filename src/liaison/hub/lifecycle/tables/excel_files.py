"""Excel files (.xlsx), read row by row."""

import datetime as dt
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from liaison.hub.lifecycle.tables.formulas import as_it_was
from liaison.hub.lifecycle.tables.rows import Row, UnusableFile

# A small file may unpack to what fills the memory; texts of 100,000 rows take a tenth of that.
_LARGEST_UNPACKED = 512 << 20
# What reading a broken or encrypted file raises, in its archive, its XML or its cells.
_BROKEN = (
    *(BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(SyntaxError, ValueError, TypeError, LookupError, AttributeError),
)


@contextmanager
def opened(path: Path, fitness: Callable[[Sequence[str]], int]) -> Iterator[Iterator[Row]]:
    """Open the first sheet of an Excel file whose headings do at all, else the very first."""
    # The open file, not its path: openpyxl goes by how a path ends.
    with path.open("rb") as file:
        book = _book_in(file, path)
        try:
            yield _rows(path, _sheet_of(book, fitness, path))
        finally:
            book.close()


def _book_in(file: BinaryIO, path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        _refuse_too_large(path)
        with warnings.catch_warnings():
            # Of styles and extensions that say nothing of the cells.
            warnings.simplefilter("ignore")
            return load_workbook(file, read_only=True, data_only=True)
    except _BROKEN as error:
        raise UnusableFile.because_it_is_no_excel_file(path) from error


def _refuse_too_large(path: Path) -> None:
    with ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise UnusableFile.because_it_unpacks_too_large(path, _LARGEST_UNPACKED >> 20)


def _sheet_of(book: Any, fitness: Callable[[Sequence[str]], int], path: Path) -> Any:
    try:
        for sheet in book.worksheets:
            # What a program wrote of the sheet's size may be wrong.
            sheet.reset_dimensions()
            first = next((cells for cells in map(_texts, _values(sheet)) if any(cells)), [])
            if fitness(first):
                return sheet
        return book.worksheets[0]
    except _BROKEN as error:
        raise UnusableFile.because_it_is_no_excel_file(path) from error


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    try:
        for number, values in enumerate(_values(sheet), start=1):
            cells = _texts(values)
            if any(cells):
                yield Row(number, cells)
    except _BROKEN as error:
        raise UnusableFile.because_it_is_no_excel_file(path) from error


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    values: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return values


def _texts(values: tuple[Any, ...]) -> list[str]:
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        # Excel keeps every number with a fraction: a PIC of 999974844.0.
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return as_it_was(str(value)).strip()
