"""Rows of CSV and Excel files; what a file is made of is found out from its content."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from liaison.hub.lifecycle.tables import csv_files, excel_files
from liaison.hub.lifecycle.tables.rows import Row, UnusableFile

__all__ = ["Row", "Table", "UnusableFile", "open_table"]

# How well a line does as headings; of several ways to cut a line the best counts.
Fitness = Callable[[Sequence[str]], int]
# Signs that no text of ours has, and PostgreSQL does not take within JSON.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """
    An open file.

    :ivar headings: of its columns, as written but for control signs
    :ivar rows: what follows, each with the number that a spreadsheet program shows beside it
    """

    headings: list[str]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, *, fitness: Fitness) -> Iterator[Table]:
    """
    Open a file of rows; empty rows are left out, memory does not grow with the file.

    :raises UnusableFile: if it is no such file; also while rows are read
    """
    with _opener(path)(path, fitness) as rows:
        first = next(rows, None)
        if first is None:
            raise UnusableFile.because_it_is_empty(path)
        yield Table([_CONTROL.sub("", heading).strip() for heading in first.cells], rows)


def _opener(path: Path) -> Callable[[Path, Fitness], AbstractContextManager[Iterator[Row]]]:
    try:
        with path.open("rb") as file:
            beginning = file.read(4)
    except OSError as error:
        raise UnusableFile.because_it_cannot_be_opened(path, error) from error
    if beginning == _OLD_OFFICE:
        raise UnusableFile.because_it_is_an_old_excel_file(path)
    return excel_files.opened if beginning == _ZIP else csv_files.opened
