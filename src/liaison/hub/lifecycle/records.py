"""
Organisations with all that belongs to them, part by part: read, compared and written in bulk.

A part is what is changed, and put back, by itself: a field ("city"), the names of one kind
("names.former"), the numbers of one scheme ("identifiers.vat"), the figures of one kind
("figures.turnover"), the terms of one subject ("terms.skills"), a field of the main place
("place.address"), a text in one language ("texts.headline_fr"), the origin of a field
("origin.city"). Its value can be written as JSON; rows of names, numbers, figures and terms begin
with their key, so that what is put back is the very row that was there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liaison.hub.directory.choices import FigureKind, NameKind, Scheme, TermsOf
from liaison.hub.directory.identifiers import numbered_by
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import (
    Figure,
    Identifier,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Place,
)
from liaison.hub.directory.models.figures import read_when
from liaison.hub.directory.models.plain import plain_name
from liaison.hub.directory.texts import TEXTS
from liaison.hub.lifecycle.choices import (
    HEAD_COUNT,
    NAME_KINDS,
    OWN_FIELDS,
    PLACE_FIELDS,
    SCHEMES,
    TERM_COLUMNS,
    TEXT_FIELDS,
    Column,
)
from liaison.hub.lifecycle.vocabulary import references_of

# Databases take so many values in one question.
AT_ONCE = 500
OF_PLACE = ("address", "postcode", "city", "country", "latitude", "longitude")
LONGEST_TERM_SOURCE = 300
# Beginnings of the parts whose values are lists of rows.
OF_ROWS = ("names.", "identifiers.", "figures.", "terms.")
ALL_PARTS = (
    *(column.value for column in OWN_FIELDS),
    *(f"names.{kind}" for kind in NameKind.values),
    *(f"identifiers.{scheme}" for scheme in Scheme.values),
    *(f"figures.{kind}" for kind in FigureKind.values),
    *(f"terms.{subject}" for subject in TermsOf.values),
    "place.pk",
    *(f"place.{name}" for name in OF_PLACE),
    *(f"texts.{code}" for code in TEXTS),
)


@dataclass
class Kept:
    """
    An organisation and what belongs to it, as the database has it.

    :ivar references: what files call its terms, by the keys of their rows
    :ivar ended: the last days of the numbers that it has no more, by scheme and number
    """

    organisation: Organisation
    names: dict[str, list[OrganisationName]] = field(default_factory=lambda: defaultdict(list))
    identifiers: dict[str, list[Identifier]] = field(default_factory=lambda: defaultdict(list))
    ended: dict[tuple[str, str], dt.date] = field(default_factory=dict)
    figures: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    terms: dict[str, list[OrganisationTerm]] = field(default_factory=lambda: defaultdict(list))
    references: Mapping[int, str] = field(default_factory=dict)
    place: Place | None = None
    other_places: list[Place] = field(default_factory=list)

    def part(self, part: str) -> Any:
        """Return the value of a part."""
        whole, _, name = part.partition(".")
        if whole == "names":
            return [_row_of_name(each) for each in self.names.get(name, ())]
        if whole == "identifiers":
            return [_row_of_identifier(each) for each in self.identifiers.get(name, ())]
        if whole == "figures":
            return [_row_of_figure(each) for each in self.figures.get(name, ())]
        if whole == "terms":
            return [_row_of_term(each) for each in self.terms.get(name, ())]
        if whole == "place":
            return getattr(self.place, name) if self.place else None
        if whole == "texts":
            return self.organisation.texts.get(name)
        if whole == "origin":
            return self.organisation.provenance.get(name)
        return getattr(self.organisation, part)

    def parts(self, parts: Iterable[str]) -> dict[str, Any]:
        """Return the values of several parts."""
        return {part: self.part(part) for part in parts}

    def said(self, column: Column) -> Any:
        """Return what a file would say of it in this column; of several numbers the first."""
        if column is Column.LIAISON_ID:
            return str(self.organisation.public_id)
        if column in NAME_KINDS:
            return [each.name for each in self.names.get(NAME_KINDS[column], ())]
        if column in SCHEMES:
            numbers = self.numbers(column)
            return numbers[0] if numbers else None
        if column in HEAD_COUNT:
            return self._newest_head_count(column)
        if column in TERM_COLUMNS:
            return list(self.rows_of_terms(TERM_COLUMNS[column].value))
        if column in PLACE_FIELDS:
            return self.part(f"place.{column.value}") if self.place else None
        if column in TEXT_FIELDS:
            return (self.part(f"texts.{column.value}") or {}).get("text")
        return getattr(self.organisation, column.value)

    def _newest_head_count(self, column: Column) -> Any:
        counts = self.figures.get(FigureKind.HEAD_COUNT, ())
        newest = max(counts, key=lambda each: (each.on, not each.is_estimated), default=None)
        if newest is None:
            return None
        return newest.value if column is Column.HEAD_COUNT else newest.when

    def counted_at(self, when: str) -> list[str]:
        """Return the head-counts of a year or a day, as a file says them; the first added first."""
        counts = self.figures.get(FigureKind.HEAD_COUNT, ())
        return [f"{each.when}: {each.value}" for each in counts if each.when == when]

    def rows_of_terms(self, subject: str) -> dict[str, list[list[Any]]]:
        """Return its rows of a subject by what files call them; several certificates may be one."""
        found: dict[str, list[list[Any]]] = {}
        for each in self.terms.get(subject, ()):
            found.setdefault(self.references[each.pk], []).append(_row_of_term(each))
        return found

    def numbers(self, column: Column) -> list[str]:
        """Return all numbers of one scheme, as a file would say them."""
        numbers = self.identifiers.get(SCHEMES[column], ())
        return [_as_said(each) for each in numbers]

    def ended_on(self, column: Column, number: str) -> dt.date | None:
        """Return the last day of a number that it has no more; None for any other."""
        return self.ended.get((SCHEMES[column], number))

    def rivals(self, column: Column, number: str) -> list[str]:
        """Return its numbers that cannot stand beside this one: each openXeco node has its own."""
        scheme = SCHEMES[column]
        by = numbered_by(scheme, number)
        return [each for each in self.numbers(column) if numbered_by(scheme, each) == by]


def load(keys: Sequence[int], *, for_change: bool = False) -> dict[int, Kept]:
    """
    Return organisations by their keys; at most AT_ONCE.

    :param for_change: let nobody else change them until the transaction ends
    """
    organisations = Organisation.objects.filter(pk__in=keys)
    if for_change:
        organisations = organisations.select_for_update()
    kept = {each.pk: Kept(each) for each in organisations}
    for name in OrganisationName.objects.filter(organisation__in=keys).order_by("pk"):
        kept[name.organisation_id].names[name.kind].append(name)
    for number in Identifier.objects.filter(organisation__in=keys).order_by("pk"):
        of = kept[number.organisation_id]
        if number.until is None:
            of.identifiers[number.scheme].append(number)
        else:
            of.ended[number.scheme, _as_said(number)] = number.until
    for figure in Figure.objects.filter(organisation__in=keys).order_by("pk"):
        kept[figure.organisation_id].figures[figure.kind].append(figure)
    terms = list(OrganisationTerm.objects.filter(organisation__in=keys).order_by("pk"))
    references = references_of(terms) if terms else {}
    for term in terms:
        kept[term.organisation_id].terms[term.subject].append(term)
        kept[term.organisation_id].references = references
    for place in Place.objects.filter(organisation__in=keys).order_by("pk"):
        of = kept[place.organisation_id]
        if place.is_main:
            of.place = place
        else:
            of.other_places.append(place)
    return kept


def own_value(organisation: Organisation, code: str) -> Any:
    """Return what stands with an organisation itself under this code: a field, or a text."""
    return organisation.texts.get(code) if code in TEXTS else getattr(organisation, code)


def put_own(organisation: Organisation, code: str, value: Any) -> None:
    """Give an organisation what stands with itself; not saved yet."""
    if code in TEXTS:
        organisation.put_text(code, value)
    else:
        setattr(organisation, code, value)


def own_columns(organisation: Organisation, codes: Iterable[str]) -> dict[str, Any]:
    """Return what is to be saved where what stands under these codes was changed."""
    return {
        column: getattr(organisation, column)
        for column in ("texts" if code in TEXTS else code for code in codes)
    }


def part_of_origin(code: str) -> str:
    """Return the part whose origin is noted under this code."""
    if code in NameKind.values:
        return f"names.{code}"
    if code in Scheme.values:
        return f"identifiers.{code}"
    if code in TEXTS:
        return f"texts.{code}"
    if code in FigureKind.values:
        return f"figures.{code}"
    if code.startswith("terms:"):
        return code.replace(":", ".")
    return f"place.{code}" if code in PLACE_FIELDS else code


def is_same(part: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a part say the same, whatever keys their rows have."""
    if part.startswith(OF_ROWS):
        return sorted(str(row[1:]) for row in one) == sorted(str(row[1:]) for row in other)
    return bool(one == other)


class Writes:
    """Changes of some organisations, gathered to be written with few statements."""

    def __init__(self) -> None:
        self.new: list[Organisation] = []
        self._updated: dict[int, Organisation] = {}
        self._gone: dict[type, list[int]] = defaultdict(list)
        self._names: list[tuple[Kept, OrganisationName]] = []
        self._identifiers: list[tuple[Kept, Identifier]] = []
        self._figures: list[tuple[Kept, Figure]] = []
        self._terms: list[tuple[Kept, OrganisationTerm]] = []
        self._new_places: list[Place] = []
        self._places: dict[int, Place] = {}

    def put(self, kept: Kept, part: str, value: Any) -> None:
        """Give a part this value."""
        whole, _, name = part.partition(".")
        if whole == "names":
            self._put_names(kept, name, value)
        elif whole == "identifiers":
            self._put_identifiers(kept, name, value)
        elif whole == "figures":
            self._put_figures(kept, name, value)
        elif whole == "terms":
            self._put_terms(kept, name, value)
        elif whole == "place":
            self._put_in_place(kept, name, value)
        elif whole == "texts":
            kept.organisation.put_text(name, value)
            self._touch(kept)
        elif whole == "origin":
            self._put_origin(kept, name, value)
        else:
            setattr(kept.organisation, part, value)
            if part == "name":
                kept.organisation.plain = plain_name(value)
            self._touch(kept)

    def create(self, organisation: Organisation) -> Kept:
        """Take a new organisation in; its parts can be put from then on."""
        self.new.append(organisation)
        return Kept(organisation)

    def remove_place(self, kept: Kept) -> None:
        """Take its main place away."""
        if kept.place:
            self._gone[Place].append(kept.place.pk)
            self._places.pop(kept.place.pk, None)
            kept.place = None

    def flush(self, *, updated_at: Mapping[int, dt.datetime] | None, now: dt.datetime) -> None:
        """
        Write it all.

        :param updated_at: when an organisation that is changed was changed, by key; else now
        """
        for model, keys in self._gone.items():
            model._base_manager.filter(pk__in=keys).delete()
        self._write_new(now)
        self._write_updated(updated_at or {}, now)
        for made in (self._names, self._identifiers, self._figures, self._terms):
            for kept, each in made:
                each.organisation = kept.organisation
        OrganisationName.objects.bulk_create([each for _, each in self._names], AT_ONCE)
        Identifier.objects.bulk_create([each for _, each in self._identifiers], AT_ONCE)
        Figure.objects.bulk_create([each for _, each in self._figures], AT_ONCE)
        OrganisationTerm.objects.bulk_create([each for _, each in self._terms], AT_ONCE)
        for place in self._new_places:
            place.organisation_id = place.organisation.pk
        Place.objects.bulk_create(self._new_places, AT_ONCE)
        Place.objects.bulk_update(self._places.values(), OF_PLACE, AT_ONCE)
        refresh_lookup([*(each.pk for each in self.new), *self._updated])

    def _write_new(self, now: dt.datetime) -> None:
        Organisation.objects.bulk_create(self.new, AT_ONCE)
        # What has just been written says of itself when that was; all of one import say the same.
        keys = [each.pk for each in self.new]
        for start in range(0, len(keys), AT_ONCE):
            some = Organisation.objects.filter(pk__in=keys[start : start + AT_ONCE])
            some.update(updated_at=now)

    def _write_updated(self, updated_at: Mapping[int, dt.datetime], now: dt.datetime) -> None:
        for key, organisation in self._updated.items():
            organisation.updated_at = updated_at.get(key, now)
        fields = [column.value for column in OWN_FIELDS]
        Organisation.objects.bulk_update(
            self._updated.values(), [*fields, "plain", "texts", "provenance", "updated_at"], AT_ONCE
        )

    def _touch(self, kept: Kept) -> None:
        if kept.organisation.pk:
            self._updated[kept.organisation.pk] = kept.organisation

    def _put_names(self, kept: Kept, kind: str, rows: Sequence[Sequence[Any]]) -> None:
        wanted = {row[1]: row for row in rows}
        present = kept.names[kind]
        gone = [each for each in present if each.name not in wanted]
        self._gone[OrganisationName] += [each.pk for each in gone]
        there = {each.name for each in present}
        made = [_name_of(kind, row) for name, row in wanted.items() if name not in there]
        self._names += [(kept, each) for each in made]
        kept.names[kind] = [each for each in present if each not in gone] + made
        self._touch(kept)

    def _put_identifiers(self, kept: Kept, scheme: str, rows: Sequence[Sequence[Any]]) -> None:
        wanted = {(row[1], row[2]): row for row in rows}
        present = kept.identifiers[scheme]
        gone = [each for each in present if (each.country, each.value) not in wanted]
        self._gone[Identifier] += [each.pk for each in gone]
        there = {(each.country, each.value) for each in present}
        made = [_identifier_of(scheme, row) for key, row in wanted.items() if key not in there]
        self._identifiers += [(kept, each) for each in made]
        kept.identifiers[scheme] = [each for each in present if each not in gone] + made
        self._touch(kept)

    def _put_figures(self, kept: Kept, kind: str, rows: Sequence[Sequence[Any]]) -> None:
        wanted = {str(row[1:]): row for row in rows}
        present = kept.figures[kind]
        there = {str(_row_of_figure(each)[1:]): each for each in present}
        gone = [each for said, each in there.items() if said not in wanted]
        self._gone[Figure] += [each.pk for each in gone]
        made = [_figure_of(kind, row) for said, row in wanted.items() if said not in there]
        self._figures += [(kept, each) for each in made]
        kept.figures[kind] = [each for each in present if each not in gone] + made
        self._touch(kept)

    def _put_terms(self, kept: Kept, subject: str, rows: Sequence[Sequence[Any]]) -> None:
        wanted = {str(row[1:]): row for row in rows}
        present = kept.terms[subject]
        there = {str(_row_of_term(each)[1:]): each for each in present}
        gone = [each for said, each in there.items() if said not in wanted]
        self._gone[OrganisationTerm] += [each.pk for each in gone]
        made = [_term_of(subject, row) for said, row in wanted.items() if said not in there]
        self._terms += [(kept, each) for each in made]
        kept.terms[subject] = [each for each in present if each not in gone] + made
        self._touch(kept)

    def _put_in_place(self, kept: Kept, name: str, value: Any) -> None:
        if kept.place is None:
            of = kept.organisation
            kept.place = Place(organisation=of, is_main=True, country=of.country, city=of.city)
            self._new_places.append(kept.place)
        setattr(kept.place, name, value)
        if kept.place.pk:
            self._places[kept.place.pk] = kept.place
        self._touch(kept)

    def _put_origin(self, kept: Kept, name: str, origin: Any) -> None:
        if origin is None:
            kept.organisation.provenance.pop(name, None)
        else:
            kept.organisation.provenance[name] = origin
        self._touch(kept)


def _as_said(identifier: Identifier) -> str:
    """Return a number as a file would say it."""
    country, value = identifier.country, identifier.value
    return f"{country}:{value}" if country else value


def _row_of_name(name: OrganisationName) -> list[Any]:
    return [name.pk, name.name, name.language, name.until and name.until.isoformat()]


def _name_of(kind: str, row: Sequence[Any]) -> OrganisationName:
    key, name, language, until = row
    day = dt.date.fromisoformat(until) if until else None
    return OrganisationName(pk=key, kind=kind, name=name, language=language, until=day)


def _row_of_identifier(identifier: Identifier) -> list[Any]:
    return [identifier.pk, identifier.country, identifier.value]


def _identifier_of(scheme: str, row: Sequence[Any]) -> Identifier:
    key, country, value = row
    return Identifier(pk=key, scheme=scheme, country=country, value=value)


def _row_of_figure(figure: Figure) -> list[Any]:
    seen = figure.verified_on and figure.verified_on.isoformat()
    said = [figure.when, figure.value, figure.is_estimated, figure.source]
    return [figure.pk, *said, seen, figure.verified_by_id]


def _figure_of(kind: str, row: Sequence[Any]) -> Figure:
    key, when, value, is_estimated, source, seen, by = row
    on, precision = read_when(when)
    return Figure(
        pk=key,
        kind=kind,
        on=on,
        precision=precision,
        value=value,
        is_estimated=is_estimated,
        source=source,
        verified_on=dt.date.fromisoformat(seen) if seen else None,
        verified_by_id=by,
    )


def _row_of_term(row: OrganisationTerm) -> list[Any]:
    days = [day and day.isoformat() for day in (row.since, row.until)]
    seen = row.verified_on and row.verified_on.isoformat()
    own = [row.words, row.language, *days, row.number, row.issuer, row.note, row.source]
    return [row.pk, row.term_id, row.focus_area_id, *own, seen, row.verified_by_id]


def _term_of(subject: str, said: Sequence[Any]) -> OrganisationTerm:
    key, term, area, words, language, since, until, number, issuer, note, source, seen, by = said
    return OrganisationTerm(
        pk=key,
        subject=subject,
        term_id=term,
        focus_area_id=area,
        words=words,
        language=language,
        since=dt.date.fromisoformat(since) if since else None,
        until=dt.date.fromisoformat(until) if until else None,
        number=number,
        issuer=issuer,
        note=note,
        source=source,
        verified_on=dt.date.fromisoformat(seen) if seen else None,
        verified_by_id=by,
    )
