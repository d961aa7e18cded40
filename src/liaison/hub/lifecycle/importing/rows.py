"""Rows of a file, each read by itself: what it says, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.directory.models.plain import plain_name
from liaison.hub.lifecycle.choices import HEAD_COUNT, SCHEMES, Column
from liaison.hub.lifecycle.importing.cells import WrongCell, is_nothing, value_of
from liaison.hub.lifecycle.importing.headings import Headings
from liaison.hub.lifecycle.importing.sayings import country_of
from liaison.hub.lifecycle.tables import Row
from liaison.hub.lifecycle.vocabulary import Vocabulary


@dataclass
class Mistake:
    """
    Something wrong with a row.

    :ivar column: code of the column; "" if it is about the row as a whole
    :ivar message: what is wrong and what to do, in a sentence or two
    """

    column: str
    value: str
    message: str


@dataclass
class SaidRow:
    """
    What a row says.

    :ivar cells: as written
    :ivar values: by the code of the column; what is not said is not in it
    """

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def name_key(self) -> tuple[str, str]:
        """Its plain name and its country; two rows that have the same may mean the same."""
        return plain_name(self.values.get(Column.NAME, "")), self.values.get(Column.COUNTRY, "")

    @property
    def numbers(self) -> dict[Column, str]:
        """The numbers by which it can be found, that which decides first coming first."""
        columns = (Column.LIAISON_ID, *SCHEMES)
        return {column: self.values[column] for column in columns if column in self.values}

    def refuse(self, message: str, column: str = "") -> None:
        """Note something wrong with it."""
        value = str(self.values.get(column, "")) if column else ""
        self.mistakes.append(Mistake(column, value, message))


def read_row(
    row: Row, headings: Headings, *, this_year: int, vocabulary: Vocabulary | None = None
) -> SaidRow:
    """Return what a row says, with everything that is wrong with it."""
    said = SaidRow(row.number, row.cells)
    texts = _texts(row.cells, headings)
    country = country_of(texts.get(Column.COUNTRY, ""))
    for column, text in texts.items():
        try:
            value = value_of(
                column, text, country=country, this_year=this_year, vocabulary=vocabulary
            )
        except WrongCell as wrong:
            said.mistakes.append(Mistake(column.value, text, str(wrong)))
        else:
            if value is not None:
                said.values[column.value] = value
    _look_at_whole(said, texts, headings)
    return said


def _texts(cells: list[str], headings: Headings) -> dict[Column, str]:
    pairs = zip(headings.columns, cells, strict=False)
    return {column: text for column, text in pairs if column is not None}


def _look_at_head_count(said: SaidRow) -> None:
    """Make one of a head-count and the day that it is of."""
    count, when = (said.values.pop(column, None) for column in HEAD_COUNT)
    if any(mistake.column in HEAD_COUNT for mistake in said.mistakes) or (count, when) == (
        None,
        None,
    ):
        return
    if count is None or when is None:
        lacking = Column.HEAD_COUNT if count is None else Column.HEAD_COUNT_ON
        message = _("A head-count is of a year or a day. Write both, or neither of them.")
        said.mistakes.append(Mistake(lacking.value, "", message))
    else:
        said.values[Column.HEAD_COUNT.value] = f"{when}: {count}"


def _look_at_whole(said: SaidRow, texts: dict[Column, str], headings: Headings) -> None:
    if any(said.cells[len(headings.written) :]):
        said.refuse(
            _(
                "The row has more cells than there are headings. A text that holds the separator"
                " needs quotation marks around it."
            )
        )
    if is_nothing(Column.NAME, texts.get(Column.NAME, "")):
        said.mistakes.append(
            Mistake(Column.NAME, "", _("The name is missing. Write the organisation’s legal name."))
        )
    _look_at_head_count(said)
    for one, other in (
        (Column.LATITUDE, Column.LONGITUDE),
        (Column.LONGITUDE, Column.LATITUDE),
    ):
        if one in said.values and is_nothing(other, texts.get(other, "")):
            message = _("A place has both a latitude and a longitude. Write the other one too.")
            said.mistakes.append(Mistake(other.value, "", message))
