"""CSV and Excel files that are sent while they are written; memory does not grow with them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from liaison.hub.lifecycle.tables.formulas import harmless
from liaison.hub.lifecycle.tables.writing import Cell, table_writer

# So many rows, and so many bytes, are sent at once.
_ROWS, _BYTES = 200, 1 << 16


def file_in_pieces(
    headings: Sequence[Cell], rows: Iterable[Sequence[Cell]], ending: str
) -> Iterator[bytes]:
    """
    Yield a file of rows, in which no cell runs as a formula.

    :param ending: "csv", of which the first bytes go out at once; or "xlsx", whose parts stand in
        an order in which they cannot be written, so that it is written to disk first
    """
    return _csv(chain([headings], rows)) if ending == "csv" else _excel(chain([headings], rows))


def _csv(rows: Iterator[Sequence[Cell]]) -> Iterator[bytes]:
    lines = io.StringIO(newline="")
    write = csv.writer(lines).writerow
    # With a mark at the beginning Excel reads accents as they are written.
    lines.write("\ufeff")
    for number, cells in enumerate(rows, start=1):
        write([harmless("" if cell is None else str(cell)) for cell in cells])
        if number % _ROWS == 0:
            yield _taken_from(lines)
    yield _taken_from(lines)


def _taken_from(lines: io.StringIO) -> bytes:
    piece = lines.getvalue().encode("utf-8", "replace")
    lines.seek(0)
    lines.truncate()
    return piece


def _excel(rows: Iterator[Sequence[Cell]]) -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        with table_writer(path) as write_row:
            for cells in rows:
                write_row(cells)
        with path.open("rb") as file:
            while piece := file.read(_BYTES):
                yield piece
