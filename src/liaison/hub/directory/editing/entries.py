"""
The fields of an organisation's entry, by their codes, read and written.

A field is what is changed, confirmed and told of by itself: a column of the organisation ("city"),
a column of its main place ("address"), the further names of one kind ("former"), the numbers of one
scheme ("vat"), its figures of one kind ("turnover"), its further places ("places"), a text in one
language ("headline_fr"). The codes are those of `directory.provenance`. Values can be written as
JSON; a text is one of `directory.texts`, the logo one of `directory.logos`, or None; those that are
lists have one list for each row:

- names: name, language, last day or None
- numbers: country, number, last day or None
- places: address, postcode, city, country, latitude, longitude
- figures: when ("2025" or "2025-06-30"), how many, whether that is estimated, source
- terms: see `editing.terms`
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from liaison.hub.directory.choices import FigureKind, NameKind, Scheme
from liaison.hub.directory.editing.days import read_day, write_day
from liaison.hub.directory.editing.figures import figure_rows, write_figures
from liaison.hub.directory.editing.terms import TERMS, read_terms, write_terms
from liaison.hub.directory.models import Identifier, Organisation, OrganisationName, Place
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.directory.texts import TEXTS

Entry = dict[str, Any]
OWN = (
    *("name", "kind", "state", "country", "city", "website", "size_class"),
    *("founded_year", "nace"),
)
OF_MAIN_PLACE = ("address", "postcode", "latitude", "longitude")
PLACES = "places"
LISTS = (*NameKind.values, *Scheme.values, *FigureKind.values, PLACES, *TERMS)
LOGO = "logo"
CODES = (*OWN, *OF_MAIN_PLACE, *LISTS, *TEXTS, LOGO)
# Fields of which none changes without the others.
TOGETHER = (("latitude", "longitude"),)
_OF_PLACE = ("address", "postcode", "city", "country", "latitude", "longitude")


def read_entry(organisation: Organisation) -> Entry:
    """Return what is written of an organisation, all fields by their codes."""
    entry: Entry = {code: getattr(organisation, code) for code in OWN}
    main = organisation.places.filter(is_main=True).first() or Place()
    entry |= {code: getattr(main, code) for code in OF_MAIN_PLACE}
    entry |= {code: [] for code in LISTS}
    entry |= {code: organisation.texts.get(code) for code in TEXTS}
    entry[LOGO] = organisation.logo or None
    for name in organisation.names.order_by("pk"):
        entry[name.kind].append([name.name, name.language, write_day(name.until)])
    for number in organisation.identifiers.order_by("pk"):
        entry[number.scheme].append([number.country, number.value, write_day(number.until)])
    for place in organisation.places.filter(is_main=False).order_by("pk"):
        entry[PLACES].append([getattr(place, column) for column in _OF_PLACE])
    return entry | figure_rows(organisation) | read_terms(organisation)


def same_value(code: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field say the same, in whatever order."""
    if code in LISTS:
        return sorted(map(str, one)) == sorted(map(str, other))
    return (one if one is not None else "") == (other if other is not None else "")


def together_with(code: str) -> tuple[str, ...]:
    """Return the codes of the fields that change with this one only, itself among them."""
    return next((codes for codes in TOGETHER if code in codes), (code,))


def write_entry(
    organisation: Organisation, changes: Mapping[str, Any], *, by: Any, on: dt.date
) -> None:
    """
    Give fields these values; rows that say the same stay the rows they are.

    The organisation itself is not saved.

    :param by: who says so, and saw on the day `on` that it is
    """
    for code, value in changes.items():
        if code in OWN:
            setattr(organisation, code, value)
        elif code in NameKind.values:
            _write_names(organisation, code, value)
        elif code in Scheme.values:
            _write_identifiers(organisation, code, value)
        elif code in FigureKind.values:
            write_figures(organisation, code, value, by=by, on=on)
        elif code == PLACES:
            _write_places(organisation, value)
        elif code in TEXTS:
            organisation.put_text(code, value)
        elif code == LOGO:
            organisation.logo = value or {}
        elif code in TERMS:
            write_terms(organisation, code, value)
    if "name" in changes:
        organisation.plain = plain_name(organisation.name)
    _write_main_place(organisation, changes)


def _write_names(organisation: Organisation, kind: str, rows: Sequence[Sequence[Any]]) -> None:
    kept = {each.name: each for each in organisation.names.filter(kind=kind)}
    for name, language, until in rows:
        row = kept.pop(name, None) or OrganisationName(
            organisation=organisation, kind=kind, name=name
        )
        said = (language, read_day(until))
        if row.pk is None or (row.language, row.until) != said:
            row.language, row.until = said
            row.save()
    OrganisationName.objects.filter(pk__in=[each.pk for each in kept.values()]).delete()


def _write_identifiers(
    organisation: Organisation, scheme: str, rows: Sequence[Sequence[Any]]
) -> None:
    numbers = organisation.identifiers.filter(scheme=scheme)
    kept = {(each.country, each.value): each for each in numbers}
    for country, value, until in rows:
        row = kept.pop((country, value), None) or Identifier(
            organisation=organisation, scheme=scheme, country=country, value=value
        )
        if row.pk is None or row.until != read_day(until):
            row.until = read_day(until)
            row.save()
    Identifier.objects.filter(pk__in=[each.pk for each in kept.values()]).delete()


def _write_places(organisation: Organisation, rows: Sequence[Sequence[Any]]) -> None:
    wanted = [list(row) for row in rows]
    for place in organisation.places.filter(is_main=False).order_by("pk"):
        said = [getattr(place, column) for column in _OF_PLACE]
        if said in wanted:
            wanted.remove(said)
        else:
            place.delete()
    for row in wanted:
        Place.objects.create(organisation=organisation, **dict(zip(_OF_PLACE, row, strict=True)))


def _write_main_place(organisation: Organisation, changes: Mapping[str, Any]) -> None:
    """The town and the country of the organisation are those of its main place."""
    said = {code: changes[code] for code in _OF_PLACE if code in changes}
    place = organisation.places.filter(is_main=True).first()
    if place is None:
        if not any(changes.get(code) not in (None, "") for code in OF_MAIN_PLACE):
            return
        place = Place(
            organisation=organisation,
            is_main=True,
            city=organisation.city,
            country=organisation.country,
        )
    if said:
        for column, value in said.items():
            setattr(place, column, value)
        place.save()
