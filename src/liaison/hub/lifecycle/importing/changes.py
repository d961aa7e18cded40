"""What a row would change of an organisation, column by column."""

import datetime as dt
from collections.abc import Iterable
from math import isclose
from typing import Any

from django.utils.translation import gettext as _

from liaison.hub.directory.choices import FigureKind, Kind, State
from liaison.hub.directory.models.figures import LONGEST_FIGURE_SOURCE, read_when
from liaison.hub.directory.texts import settle, taken_over
from liaison.hub.lifecycle.choices import (
    NAME_KINDS,
    OWN_FIELDS,
    PLACE_FIELDS,
    SCHEMES,
    TERM_COLUMNS,
    TEXT_FIELDS,
    Column,
)
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.lifecycle.importing.matching import CannotTell
from liaison.hub.lifecycle.importing.rows import SaidRow
from liaison.hub.lifecycle.records import LONGEST_TERM_SOURCE, Kept, Writes
from liaison.hub.lifecycle.vocabulary import Vocabulary

# By the code of the column: what was there, what comes.
Changes = dict[str, tuple[Any, Any]]
_OF_PLACE = frozenset(column.value for column in (Column.COUNTRY, Column.CITY, *PLACE_FIELDS))
# What a new organisation is where its row does not say.
_BEGINS_AS = {Column.KIND.value: Kind.OTHER.value}


def changes_by(row: SaidRow, kept: Kept | None, *, this_year: int) -> Changes:
    """
    Return what a row says otherwise than the directory; what it does not say stays.

    :param kept: None for an organisation that is new
    :raises CannotTell: if the row merges an organisation, or takes a merged one apart
    """
    _check_state(row, kept)
    # Its number in a directory is how it is found, and nothing that can change.
    said = {code: value for code, value in row.values.items() if code != Column.LIAISON_ID}
    if kept is None:
        return {code: (None, value) for code, value in said.items()}
    changes: Changes = {}
    for code, new in said.items():
        column = Column(code)
        if column in SCHEMES:
            numbers = kept.rivals(column, new)
            if new not in numbers:
                # Of several numbers none is the one that was meant; the new one joins them.
                changes[code] = (numbers[0] if len(numbers) == 1 else None, new)
            continue
        if column is Column.HEAD_COUNT:
            said_then = kept.counted_at(new.partition(": ")[0])
            if new not in said_then:
                changes[code] = (next(iter(said_then), None), new)
            continue
        old = kept.said(column)
        if not _says_the_same(column, old, new, kept, this_year):
            changes[code] = (old, new)
    return changes


def parted_by_origin(changes: Changes, kept: Kept, source: str) -> tuple[Changes, Changes]:
    """
    Return the changes of what is from `source`, of nobody or not there, and those of all else.

    A place is one thing: where one of its fields stays as it is, they all do.
    """
    elsewhere = {
        code
        for code, (old, _new) in changes.items()
        if old not in (None, "", []) and _is_from_elsewhere(Column(code), kept, source)
    }
    if elsewhere & _OF_PLACE:
        elsewhere |= changes.keys() & _OF_PLACE
    ours = {code: change for code, change in changes.items() if code in elsewhere}
    return {code: change for code, change in changes.items() if code not in elsewhere}, ours


def _is_from_elsewhere(column: Column, kept: Kept, source: str) -> bool:
    origin = kept.part(f"origin.{origin_of(column)}")
    # Nobody else knows the number that a node gives.
    is_ours = column is not Column.OPENXECO_ID and origin is not None
    return is_ours and origin["source"] != source


def put_change(
    writes: Writes,
    kept: Kept,
    column: Column,
    old: Any,
    new: Any,
    *,
    origin: dict[str, str],
    vocabulary: Vocabulary,
) -> None:
    """
    Give an organisation what a column says.

    :param origin: from where that is, as it is stored
    :param vocabulary: in which all terms that the column names mean something
    """
    if column in NAME_KINDS:
        part = part_of(column)
        known = {row[1]: row for row in kept.part(part)}
        writes.put(kept, part, [known.get(name, [None, name, "", None]) for name in new])
    elif column in SCHEMES:
        part = part_of(column)
        country, value = _number(column, new)
        kept_rows = [row for row in kept.part(part) if old is None or _as_said(row) != old]
        writes.put(kept, part, [*kept_rows, [None, country, value]])
    elif column is Column.HEAD_COUNT:
        when, _colon, count = new.partition(": ")
        source = origin["source"][:LONGEST_FIGURE_SOURCE]
        row = [None, when, int(count), False, source, origin["on"], None]
        # What was read of that day before gives way; what a person saw stays beside it.
        others = [each for each in kept.part(part_of(column)) if not _is_replaced(each, row)]
        writes.put(kept, part_of(column), [*others, row])
    elif column in TERM_COLUMNS:
        writes.put(kept, part_of(column), _rows_of_terms(kept, column, new, origin, vocabulary))
    else:
        writes.put(kept, part_of(column), new)
        _keep_place_in_step(writes, kept, column, old, new)


def put_texts(writes: Writes, kept: Kept, changes: Changes, *, on: dt.date) -> None:
    """Give an organisation all texts of a row at once: they may be translations of each other."""
    said = {code: new for code, (_old, new) in changes.items() if code in TEXT_FIELDS}
    there = kept.organisation.texts
    for code, text in settle(there, taken_over(there, said), on=on).items():
        writes.put(kept, f"texts.{code}", text)


def part_of(column: Column) -> str:
    """Return the part of an organisation that a column is about."""
    if column in NAME_KINDS:
        return f"names.{NAME_KINDS[column].value}"
    if column in SCHEMES:
        return f"identifiers.{SCHEMES[column].value}"
    if column in PLACE_FIELDS:
        return f"place.{column.value}"
    if column is Column.HEAD_COUNT:
        return f"figures.{FigureKind.HEAD_COUNT.value}"
    if column in TERM_COLUMNS:
        return f"terms.{TERM_COLUMNS[column].value}"
    return f"texts.{column.value}" if column in TEXT_FIELDS else str(column.value)


def parts_of(column: Column) -> list[str]:
    """Return all parts that may change with a column."""
    parts = [part_of(column), f"origin.{origin_of(column)}"]
    if column in (Column.CITY, Column.COUNTRY):
        parts.append(f"place.{column.value}")
    if column in PLACE_FIELDS:
        # A place that is new takes the city and the country of the organisation.
        parts += ["place.pk", "place.city", "place.country"]
    return parts


def origin_of(column: Column) -> str:
    """Return the code under which the origin of what a column says is noted."""
    if column in NAME_KINDS:
        return str(NAME_KINDS[column].value)
    if column in TERM_COLUMNS:
        return f"terms:{TERM_COLUMNS[column].value}"
    return str(SCHEMES[column].value if column in SCHEMES else column.value)


def begins_as(changes: Changes) -> dict[str, Any]:
    """Return the own fields of a new organisation."""
    said = {code: new for code, (_old, new) in changes.items() if code in OWN_FIELDS}
    return _BEGINS_AS | said


def _says_the_same(column: Column, old: Any, new: Any, kept: Kept, this_year: int) -> bool:
    if column in NAME_KINDS or column in TERM_COLUMNS:
        return set(old) == set(new)
    if old in (None, ""):
        return False
    if isinstance(old, float):
        # Excel keeps fifteen digits of a number, which is less than a hair of the way to anywhere.
        return isclose(old, new, abs_tol=1e-9)
    if old == new:
        return True
    # What others stored may be spelt otherwise than a file that says the same would be read.
    try:
        country = kept.organisation.country
        return bool(value_of(column, str(old), country=country, this_year=this_year) == new)
    except WrongCell:
        return False


def _rows_of_terms(
    kept: Kept,
    column: Column,
    references: Iterable[str],
    origin: dict[str, str],
    vocabulary: Vocabulary,
) -> list[list[Any]]:
    """Return the rows of these terms: those that are there, with all they say, and new ones."""
    subject = TERM_COLUMNS[column].value
    there = kept.rows_of_terms(subject)
    rows = []
    for reference in references:
        if reference in there:
            rows += there[reference]
        elif meaning := vocabulary.meaning(subject, reference):
            said = [None, None, "", "", "", origin["source"][:LONGEST_TERM_SOURCE], origin["on"]]
            rows.append([None, *meaning, "", *said, None])
    return rows


def _check_state(row: SaidRow, kept: Kept | None) -> None:
    said = row.values.get(Column.STATE)
    is_merged = kept is not None and kept.organisation.state == State.MERGED
    if said and (said == State.MERGED) != is_merged:
        raise CannotTell(
            _("Organisations are merged in the directory, not by a file. Leave this out."),
            Column.STATE,
        )


def _keep_place_in_step(writes: Writes, kept: Kept, column: Column, old: Any, new: Any) -> None:
    """The organisation's city and country are those of its main place."""
    is_in_both = column in (Column.CITY, Column.COUNTRY)
    if is_in_both and kept.place and kept.part(f"place.{column.value}") == (old or ""):
        writes.put(kept, f"place.{column.value}", new)


def _is_replaced(there: list[Any], new: list[Any]) -> bool:
    """Tell whether a new row of figures takes the place of one that is there."""
    is_of_one_day = read_when(there[1])[0] == read_when(new[1])[0]
    nobody_saw, is_of_one_source = there[6] is None, there[4] == new[4]
    return is_of_one_day and (nobody_saw or is_of_one_source)


def _number(column: Column, said: str) -> tuple[str, str]:
    if column is Column.REGISTER_NUMBER:
        country, _colon, value = said.partition(":")
        return country, value
    return "", said


def _as_said(row: list[Any]) -> str:
    _key, country, value = row
    return f"{country}:{value}" if country else str(value)
