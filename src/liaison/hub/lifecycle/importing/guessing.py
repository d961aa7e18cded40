"""What the columns of a file seem to hold: by their headings first, then by what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, is_nothing, value_of
from liaison.hub.lifecycle.importing.headings import (
    Said,
    column_of,
    fitness,
    is_of_errors,
    labels_of,
)
from liaison.hub.lifecycle.tables import open_table

_ROWS_LOOKED_AT = 50
SAMPLES = 3
# Only what looks like nothing else; what is an address of ROR is no web site.
_TELLING = (
    Column.ROR_ID,
    Column.WEBSITE,
    Column.LEI,
    Column.VAT_NUMBER,
    Column.RCS_NUMBER,
    Column.COUNTRY,
    Column.KIND,
)
_ANY_YEAR = 9999


@dataclass(frozen=True)
class SeenColumn:
    """
    A column of a file.

    :ivar label: what tells it apart from the others
    :ivar samples: what stands in it first, each once
    :ivar column: what it is taken for; None for nothing
    """

    label: str
    samples: tuple[str, ...]
    column: Column | None


def seen_columns(path: Path, *, said: Said | None = None) -> list[SeenColumn]:
    """
    Return the columns of a file and what they seem to hold.

    :param said: what people said of them, by label
    :raises UnusableFile: if it cannot be read
    """
    said = said or {}
    with open_table(path, fitness=partial(fitness, said=said)) as table:
        cells = [row.cells for row in islice(table.rows, _ROWS_LOOKED_AT)]
    labels = labels_of(table.headings)
    known = [
        said.get(label, column_of(each)) for label, each in zip(labels, table.headings, strict=True)
    ]
    taken = {column for column in known if column}
    seen = []
    for place, label in enumerate(labels):
        texts = [row[place] for row in cells if place < len(row) and row[place]]
        column = known[place]
        if column is None and label not in said and not is_of_errors(label):
            column = _looks_like(texts, taken)
            taken |= {column} if column else set()
        samples = tuple(islice(dict.fromkeys(texts), SAMPLES))
        if samples or table.headings[place]:
            seen.append(SeenColumn(label, samples, column))
    return seen


def _looks_like(texts: Sequence[str], taken: set[Column]) -> Column | None:
    for column in _TELLING:
        if column not in taken and texts and all(_fits(column, text) for text in texts):
            return column
    return None


def _fits(column: Column, text: str) -> bool:
    # "Berlin" could be the address of a web site, "12" a head-count.
    if column is Column.WEBSITE and not text.lower().startswith(("http://", "https://", "www.")):
        return False
    if is_nothing(column, text):
        return False
    try:
        return value_of(column, text, country="LU", this_year=_ANY_YEAR) is not None
    except WrongCell:
        return False
