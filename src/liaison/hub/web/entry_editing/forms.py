"""All that can be written of an organisation, as people write it; validation only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from liaison.hub.directory.choices import Kind, NameKind, Scheme, SizeClass, State
from liaison.hub.directory.editing import LISTS, PLACES, TERMS, Entry
from liaison.hub.directory.identifiers import WrongIdentifier, normalised
from liaison.hub.lifecycle.choices import Column
from liaison.hub.lifecycle.importing.cells import WrongCell, value_of
from liaison.hub.taxonomies.queries import Demand
from liaison.hub.web.components.countries import country_names
from liaison.hub.web.components.number_formats import number_hint, postcode_hint
from liaison.hub.web.entry_editing import terms
from liaison.hub.web.entry_editing.figures import FigureForm, rows_of
from liaison.hub.web.entry_editing.texts import TextsForm
from liaison.hub.web.layout.fields import LimitedField

# One more row is offered up to here; an import may have brought more, and none of those is cut off.
MOST_ROWS, _MOST_SENT = 100, 1_000
_LANGUAGES = ("en", "fr", "de", "lb", "nl", "it", "es", "pt")
_EVERYWHERE_THE_SAME = ""
_day = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def _countries(nobody: Any = "–") -> list[tuple[str, Any]]:
    return [("", nobody), *country_names(code for code, _name in countries).items()]


def _languages() -> list[tuple[str, Any]]:
    named = [(code, get_language_info(code)["name_translated"]) for code in _LANGUAGES]
    return [("", pgettext_lazy("language of a name", "Any")), *named]


class _CellForm(forms.Form):
    """A form whose text fields are read as the cells of a file are, with the same sentences."""

    cells: dict[str, Column] = {}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, column in self.cells.items():
            if name in said:
                said[name] = self._read(name, column, str(said[name] or ""), said)
        return said

    def _read(self, name: str, column: Column, text: str, said: dict[str, Any]) -> Any:
        year, country = dt.datetime.now(tz=dt.UTC).year, said.get("country", "")
        try:
            value = value_of(column, text.strip(), country=country, this_year=year)
        except WrongCell as wrong:
            self.add_error(name, str(wrong))
            return None
        is_number = column in (Column.LATITUDE, Column.LONGITUDE, Column.FOUNDED_YEAR)
        return None if value is None and is_number else value if value is not None else ""

    def _check_both_degrees(self, said: dict[str, Any]) -> None:
        lacking = [name for name in ("latitude", "longitude") if said.get(name) is None]
        if len(lacking) == 1 and lacking[0] not in self.errors:
            self.add_error(
                lacking[0], _("Please give both latitude and longitude, or neither of them.")
            )


class EntryForm(_CellForm):
    """What stands once in an entry."""

    name = LimitedField(
        label=_("Legal name"),
        max_length=300,
        error_messages={"required": _("Please write how the organisation is called.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[(state.value, state.label) for state in State if state != State.MERGED],
    )
    website = LimitedField(label=_("Web site"), max_length=500, required=False)
    size_class = forms.ChoiceField(
        label=_("Size"), choices=[("", "–"), *SizeClass.choices], required=False
    )
    founded_year = forms.CharField(label=_("Founded in"), required=False)
    nace = forms.CharField(
        label=_("Activity (NACE)"),
        help_text=_("A class of the European list of activities, such as 72.11."),
        required=False,
    )
    address = LimitedField(label=_("Address"), max_length=300, required=False)
    postcode = LimitedField(label=_("Postcode"), max_length=20, required=False)
    city = LimitedField(label=_("City"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    latitude = forms.CharField(label=_("Latitude"), required=False)
    longitude = forms.CharField(label=_("Longitude"), required=False)

    cells = {
        "name": Column.NAME,
        "website": Column.WEBSITE,
        "founded_year": Column.FOUNDED_YEAR,
        "nace": Column.NACE,
        "address": Column.ADDRESS,
        "postcode": Column.POSTCODE,
        "city": Column.CITY,
        "latitude": Column.LATITUDE,
        "longitude": Column.LONGITUDE,
    }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["postcode"].help_text = postcode_hint(str(self["country"].value() or ""))

    ABOUT = ("name", "kind", "state", "website", "size_class", "founded_year", "nace")
    WHERE = ("address", "postcode", "city", "country", "latitude", "longitude")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("name") == "":
            # Such as "-" or "n/a", which say that nobody knows.
            self.add_error("name", self.fields["name"].error_messages["required"])
        self._check_both_degrees(said)
        return said

    def about(self) -> Iterator[Any]:
        """Yield the fields of the organisation itself."""
        return (self[name] for name in self.ABOUT)

    def where(self) -> Iterator[Any]:
        """Yield the fields of its main place."""
        return (self[name] for name in self.WHERE)


class NameForm(forms.Form):
    """A further name."""

    kind = forms.ChoiceField(label=_("What it is"), choices=NameKind.choices)
    name = LimitedField(label=_("Name"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    until = forms.DateField(label=_("Until"), required=False, **_day)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # An import may have brought a name in a language that is not offered.
        said = str(self["language"].value() or "")
        if len(said) == 2 and said.isalpha() and said not in _LANGUAGES:
            field = self.fields["language"]
            field.choices = [*_languages(), (said, said)]  # type: ignore[attr-defined]

    once, stands_twice = "name", _("This name stands here twice. Remove one of the two rows.")

    @property
    def code(self) -> str:
        """Of which field of the entry it is a row."""
        return str(self.cleaned_data["kind"])

    def key(self) -> Any:
        """Return what no other row may say; None for a row that says nothing."""
        row = self.row()
        return row and (self.code, row[0])

    def row(self) -> list[Any] | None:
        """Return the row; None for one that says nothing."""
        said = self.cleaned_data
        name = " ".join(said.get("name", "").split())
        return [name, said["language"], _day_of(said)] if name else None


class IdentifierForm(forms.Form):
    """A number by which a register knows it."""

    scheme = forms.ChoiceField(label=_("Register"), choices=Scheme.choices)
    value = forms.CharField(label=_("Number"), max_length=100, required=False)
    # Of the register of another country only.
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    until = forms.DateField(label=_("Until"), required=False, **_day)

    def __init__(self, *arguments: Any, home: str = "", **options: Any) -> None:
        """:param home: the country of the organisation; some numbers are written without it"""
        super().__init__(*arguments, **options)
        self.home = home
        country = self["country"].value() or home
        self.fields["value"].help_text = number_hint(str(country))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        text, scheme = said.get("value", "").strip(), said.get("scheme")
        if not text or not scheme:
            return said
        is_register = scheme == Scheme.REGISTER
        country = said.get("country", "")
        try:
            said["value"] = normalised(
                Scheme(scheme), text, country=country if is_register else self.home
            )
        except WrongIdentifier as wrong:
            self.add_error("value", str(wrong))
        said["country"] = country if is_register else _EVERYWHERE_THE_SAME
        return said

    once, stands_twice = "value", _("This number stands here twice. Remove one of the two rows.")

    @property
    def code(self) -> str:
        """Of which field of the entry it is a row."""
        return str(self.cleaned_data["scheme"])

    def key(self) -> Any:
        """Return what no other row may say; None for a row that says nothing."""
        row = self.row()
        return row and (self.code, *row[:2])

    def row(self) -> list[Any] | None:
        """Return the row; None for one that says nothing."""
        said = self.cleaned_data
        return [said["country"], said["value"], _day_of(said)] if said.get("value") else None


class PlaceForm(_CellForm):
    """A further place."""

    address = LimitedField(label=_("Address"), max_length=300, required=False)
    postcode = LimitedField(label=_("Postcode"), max_length=20, required=False)
    city = LimitedField(label=_("City"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    latitude = forms.CharField(label=_("Latitude"), required=False)
    longitude = forms.CharField(label=_("Longitude"), required=False)

    cells = {
        "address": Column.ADDRESS,
        "postcode": Column.POSTCODE,
        "city": Column.CITY,
        "latitude": Column.LATITUDE,
        "longitude": Column.LONGITUDE,
    }
    code = PLACES

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["postcode"].help_text = postcode_hint(str(self["country"].value() or ""))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._check_both_degrees(said)
        return said

    def row(self) -> list[Any] | None:
        """Return the row; None for one that says nothing."""
        row = [self.cleaned_data.get(name) for name in EntryForm.WHERE]
        return row if any(value not in (None, "") for value in row) else None

    def key(self) -> None:
        """Return None: two places may say the same."""


class _Rows(forms.BaseFormSet):
    """Rows of one kind; those without a word are none, those ticked go."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext("Remove")

    def __iter__(self) -> Iterator[Any]:
        """Yield the forms in their order; one that is new has nothing to remove."""
        return iter(self.forms)

    def clean(self) -> None:
        """Refuse a row that says otherwise what another one says; of the very same, one counts."""
        kept: dict[Any, Any] = {}
        for form in self.forms:
            if not form.is_valid() or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            key, row = form.key(), form.row()
            if key and kept.setdefault(key, row) != row:
                form.add_error(form.once, form.stands_twice)

    def entry(self) -> dict[str, list[list[Any]]]:
        """Return the rows by the codes of the fields they belong to, each once."""
        found: dict[str, list[list[Any]]] = {}
        for form in self.forms:
            if not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            row = form.row()
            if row and row not in found.setdefault(form.code, []):
                found[form.code].append(row)
        return found


def _rows(form: type[forms.Form]) -> type[_Rows]:
    return forms.formset_factory(
        form, formset=_Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=_MOST_SENT
    )


_NameRows, _IdentifierRows, _PlaceRows = map(_rows, (NameForm, IdentifierForm, PlaceForm))
_FigureRows = _rows(FigureForm)


class WholeEntry:
    """The form of a whole entry: what stands once, and rows: names, numbers, places, figures."""

    def __init__(
        self,
        entry: Entry,
        data: QueryDict | None = None,
        *,
        offered: terms.AllOffered = None,
        demands: Sequence[Demand] = (),
    ) -> None:
        """
        :param entry: what is written now
        :param data: what was sent; None where the form is only opened
        :param offered: the terms that may be chosen, by subject
        :param demands: what is asked of these
        """
        self.once = EntryForm(data, initial=entry)
        self.texts = TextsForm(entry, data)
        home = (data or entry).get("country", "") or ""
        # What was sent is compared with nothing: a row counts because it is there.
        rows = (_names(entry), _numbers(entry), _places(entry)) if data is None else (None,) * 3
        self.names = _NameRows(data, prefix="names", initial=rows[0])
        self.numbers = _IdentifierRows(
            data, prefix="numbers", initial=rows[1], form_kwargs={"home": home}
        )
        self.places = _PlaceRows(data, prefix="places", initial=rows[2])
        self.figures = _FigureRows(
            data, prefix="figures", initial=rows_of(entry) if data is None else None
        )
        self.demands = demands
        self.terms = terms.sections_of(entry, data, offered or {}, _rows, demands)

    def say_below(self, code: str, words: str) -> None:
        """Say something below what stands once; to be called before the form is looked at."""
        if field := self.once.fields.get(code):
            field.help_text = format_html("{} {}", field.help_text, words)

    @property
    def is_bound(self) -> bool:
        """Whether it was sent."""
        return self.once.is_bound

    @property
    def rows(self) -> tuple[_Rows, ...]:
        """The rows of all kinds, in the order of the page."""
        terms = (section.rows for section in self.terms if section.is_sent)
        return self.names, self.numbers, self.places, self.figures, *terms

    def is_valid(self) -> bool:
        """Tell whether all of it can be taken over."""
        parts = (self.once, self.texts, *self.rows)
        # Each is asked, so that all mistakes are told at once.
        found = [part.is_valid() for part in parts]
        if not all(found):
            return False
        unmet = [terms.refuse_unmet(section) for section in self.terms if section.is_sent]
        for words in filter(None, (words for each in unmet for words in each)):
            self.once.add_error(None, words)
        return not any(unmet)

    def entry(self, *, on: dt.date) -> Entry:
        """
        Return what was written, as the directory keeps it; only of a valid form.

        :param on: the day on which it is written
        """
        # Of terms only what the page asked for: what it did not show stays as it is.
        codes = [section.code for section in self.terms if section.is_sent]
        entry: Entry = {code: [] for code in LISTS if code not in TERMS or code in codes}
        entry |= {name: self.once.cleaned_data[name] for name in self.once.fields}
        for rows in self.rows:
            entry |= rows.entry()
        return entry | self.texts.entry(on=on)

    def mistakes(self) -> list[tuple[str, str, str]]:
        """Return of each mistake the id of its field, what that is called, and what is wrong."""
        found = []
        rows = (form for rows in self.rows for form in rows.forms)
        for form in (self.once, self.texts, *rows):
            if form.data.get(form.add_prefix("DELETE")):
                continue
            for name, errors in form.errors.items():
                if name in form.fields:
                    bound = form[name]
                    found.append((bound.id_for_label, str(bound.label), str(errors[0])))
        return found

    def refuse_number(self, scheme: str, value: str, why: str) -> None:
        """Say at a number why it cannot be."""
        for form in self.numbers.forms:
            said = form.cleaned_data
            if said.get("scheme") == scheme and said.get("value") == value:
                form.add_error("value", why)
                return
        self.once.add_error(None, why)


def with_more_rows(data: QueryDict, prefix: str) -> QueryDict:
    """Return what was sent, with room for another row of a kind."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    said = more.get(name, "")
    if said.isdecimal() and len(said) < 6:
        there = int(said)
        # Those that an import brought stay: a row that is not sent is one to remove.
        more[name] = str(max(there, min(there + 1, MOST_ROWS)))
    return more


def _day_of(said: dict[str, Any]) -> str | None:
    until = said.get("until")
    return until.isoformat() if until else None


def _names(entry: Entry) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "name": name, "language": language, "until": until}
        for kind in NameKind.values
        for name, language, until in entry[kind]
    ]


def _numbers(entry: Entry) -> list[dict[str, Any]]:
    return [
        {"scheme": scheme, "country": country, "value": value, "until": until}
        for scheme in Scheme.values
        for country, value, until in entry[scheme]
    ]


def _places(entry: Entry) -> list[dict[str, Any]]:
    return [dict(zip(EntryForm.WHERE, row, strict=True)) for row in entry[PLACES]]
