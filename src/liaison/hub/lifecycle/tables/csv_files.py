"""CSV files of any program: their encoding and separator are found out."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from liaison.hub.lifecycle.tables.formulas import as_it_was
from liaison.hub.lifecycle.tables.rows import Row, UnusableFile

# Excel writes, and takes for itself, a line before the headings.
_SAYS_ITS_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n')
_SEPARATORS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
# A cell longer than that is no cell, but a quotation mark that nobody closed.
_LONGEST_CELL = 1 << 20
_LONGEST_HEADINGS = 1 << 16


@contextmanager
def opened(path: Path, fitness: Callable[[Sequence[str]], int]) -> Iterator[Iterator[Row]]:
    """Open a CSV file; the separator is that by which the first line does best as headings."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding_of(path), newline="") as lines:
        try:
            beginning = lines.read(_LONGEST_HEADINGS)
        except UnicodeDecodeError as error:
            raise UnusableFile.because_its_letters_are_broken(path) from error
        lines.seek(0)
        if said := _SAYS_ITS_SEPARATOR.match(beginning):
            lines.readline()
            yield _rows(path, lines, said[1])
        else:
            yield _rows(path, lines, _separator_of(beginning, fitness))


def encoding_of(path: Path) -> str:
    """Return how the letters of a text file are written; an old one is taken for Western."""
    with path.open("rb") as file:
        beginning = file.read(_BLOCK)
        for mark, encoding in _BYTE_ORDER_MARKS:
            if beginning.startswith(mark):
                return encoding
        if encoding := _utf_16_without_mark(beginning):
            return encoding
        for encoding in ("utf-8", "cp1252"):
            file.seek(0)
            if _is_written_in(file, encoding):
                return encoding
    # Five bytes mean nothing in Windows-1252; in Latin-1 every byte means something.
    return "latin-1"


def _utf_16_without_mark(beginning: bytes) -> str:
    """Headings are mostly ASCII: in UTF-16 every second byte of theirs is zero."""
    pairs = beginning[:200]
    if pairs[1::2].count(0) > len(pairs) // 4:
        return "utf-16-le"
    return "utf-16-be" if pairs[::2].count(0) > len(pairs) // 4 else ""


def _is_written_in(file: io.BufferedReader, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator_of(beginning: str, fitness: Callable[[Sequence[str]], int]) -> str:
    def how_good(separator: str) -> tuple[int, int]:
        # Sloppily read: a cell may be cut off at the end of the beginning.
        reader = csv.reader(io.StringIO(beginning, newline=""), delimiter=separator)
        headings = next((cells for cells in reader if any(cells)), [])
        return fitness(headings), len(headings)

    return max(_SEPARATORS, key=how_good)


def _rows(path: Path, lines: io.TextIOWrapper, separator: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        begins_at = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnusableFile.because_of_a_line(path, begins_at) from error
        except UnicodeDecodeError as error:
            raise UnusableFile.because_its_letters_are_broken(path) from error
        if cells is None:
            return
        number += 1
        cells = [as_it_was(cell).strip() for cell in cells]
        if any(cells):
            yield Row(number, cells)
