"""What an openXeco node says of an organisation, as a row of an import has it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.hub.directory.choices import Kind, State
from liaison.hub.lifecycle.choices import TERM_COLUMNS, Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.lifecycle.importing.sayings import KINDS, country_of
from liaison.hub.lifecycle.openxeco.nodes import Entity, Node, day_of
from liaison.hub.lifecycle.openxeco.taxonomies import PlannedTaxonomy

COLUMNS = (
    Column.OPENXECO_ID,
    Column.NAME,
    Column.KIND,
    Column.COUNTRY,
    Column.CITY,
    Column.ADDRESS,
    Column.POSTCODE,
    Column.LATITUDE,
    Column.LONGITUDE,
    Column.WEBSITE,
    Column.RCS_NUMBER,
    Column.REGISTER_NUMBER,
    Column.STATE,
    Column.FOUNDED_YEAR,
)
# What a row has too where taxonomies come over.
COLUMNS_OF_TERMS = tuple(column for column in TERM_COLUMNS if column is not Column.FOCUS_AREAS)
# By these an organisation is told from others; where one is wrong, the row is refused.
_NEEDED = (Column.OPENXECO_ID, Column.NAME)
_POINT = (Column.LATITUDE, Column.LONGITUDE)
_STATES = {"ACTIVE": State.ACTIVE, "INACTIVE": State.DORMANT}
# How nodes call kinds, beside the words that files have for them.
_KINDS = {
    "PRIVATE SECTOR": Kind.COMPANY,
    "PUBLIC SECTOR": Kind.PUBLIC,
    "CIVIL SOCIETY": Kind.ASSOCIATION,
    "ACADEMIA": Kind.UNIVERSITY,
}


@dataclass(frozen=True)
class Unusable:
    """
    Something a node says that cannot be taken over; the rest of the organisation can.

    :ivar message: what is wrong, in a sentence or two
    """

    name: str
    column: str
    value: str
    message: str


def row_of(
    entity: Entity,
    node: Node,
    *,
    country: str,
    today: dt.date,
    taxonomies: Sequence[PlannedTaxonomy] = (),
) -> tuple[dict[Column, str], list[Unusable]]:
    """
    Return the cells of an organisation's row, and what had to be left out of it.

    :param country: two letters, of organisations whose node tells no address; "" if nobody knows
    :param taxonomies: those of which the organisation gets its terms
    """
    cells = {
        Column.OPENXECO_ID: f"{node.name}:{entity.number}",
        Column.NAME: entity.name,
        Column.KIND: _kind(entity),
        **_place(entity, country),
        Column.WEBSITE: entity.said.get("website", ""),
        Column.STATE: _state(entity, today),
        Column.FOUNDED_YEAR: _year(entity),
    }
    number = entity.said.get("trade_register_number", "")
    cells[_register(cells[Column.COUNTRY])] = number
    usable, unusable = _usable(cells, entity.name, this_year=today.year)
    return usable | _terms(entity, taxonomies), unusable


def _terms(entity: Entity, taxonomies: Sequence[PlannedTaxonomy]) -> dict[Column, str]:
    """Return the cells of terms; the references in them are of terms that are there or come."""
    found: dict[Column, list[str]] = {}
    columns = {subject.value: column for column, subject in TERM_COLUMNS.items()}
    for taxonomy in taxonomies:
        if references := taxonomy.references(entity.values):
            found.setdefault(columns[taxonomy.subject], []).extend(references)
    return {column: "; ".join(references) for column, references in found.items()}


def _kind(entity: Entity) -> str:
    """Return what the node's taxonomy says; its legal status does not tell kinds apart."""
    for said in entity.types:
        if kind := _KINDS.get(said.upper()) or KINDS.meant_by(said):
            return str(kind)
    return Kind.COMPANY.value if entity.is_startup else ""


def _place(entity: Entity, country: str) -> dict[Column, str]:
    said = entity.address.get
    street = ", ".join(filter(None, [said("number"), said("address_1")]))
    place = {
        Column.COUNTRY: said("country", country),
        Column.CITY: said("city", ""),
        Column.ADDRESS: ", ".join(filter(None, [street, said("address_2")])),
        Column.POSTCODE: said("postal_code", ""),
    }
    point = said("latitude", ""), said("longitude", "")
    # Who has no coordinates may have noughts, in the sea off Africa.
    if all(point) and any(each.strip("-0.") for each in point):
        place |= dict(zip(_POINT, point, strict=True))
    return place


def _state(entity: Entity, today: dt.date) -> str:
    closed = day_of(entity.said.get("closure_date", ""))
    if closed and closed <= today:
        return State.CEASED.value
    state = _STATES.get(entity.said.get("status", "").upper())
    return state.value if state else ""


def _year(entity: Entity) -> str:
    said = entity.said.get("creation_date", "")
    day = day_of(said)
    return str(day.year) if day else said


def _register(country: str) -> Column:
    return Column.RCS_NUMBER if country_of(country) == "LU" else Column.REGISTER_NUMBER


def _usable(
    cells: dict[Column, str], name: str, *, this_year: int
) -> tuple[dict[Column, str], list[Unusable]]:
    """Return the cells that can be taken over, and those that cannot."""
    country = country_of(cells[Column.COUNTRY])
    unusable = []
    for column, text in cells.items():
        try:
            value_of(column, text, country=country, this_year=this_year)
        except WrongCell as wrong:
            if column not in _NEEDED:
                unusable.append(Unusable(name, column.value, text, str(wrong)))
    wrong_columns = {each.column for each in unusable}
    if wrong_columns & set(_POINT):
        wrong_columns |= set(_POINT)
    return {column: text for column, text in cells.items() if column not in wrong_columns}, unusable
