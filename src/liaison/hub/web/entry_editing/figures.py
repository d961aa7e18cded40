"""Figures of an organisation on the page where it is edited: their rows, and what they say."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.directory.choices import FigureKind, Precision, SizeClass
from liaison.hub.directory.editing import Entry, newness, size_class_told
from liaison.hub.web.components.figures import dated_in_words
from liaison.hub.web.layout.fields import LimitedField

EARLIEST, MOST = 1900, 10**15
LONGEST_SOURCE = 200
_YEAR = re.compile(r"\d{4}")
# Digits, in threes or not, as English, French, German or Swiss people part them.
_NUMBER = re.compile(r"\d+|\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*")


class FigureForm(forms.Form):
    """One figure: what it counts, of when, how many, from where."""

    kind = forms.ChoiceField(label=gettext_lazy("What it counts"), choices=FigureKind.choices)
    when = forms.CharField(
        label=gettext_lazy("Year or day"),
        help_text=gettext_lazy("Such as 2025, or 2025-06-30."),
        max_length=20,
        required=False,
    )
    value = forms.CharField(label=gettext_lazy("How many"), max_length=40, required=False)
    source = LimitedField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Such as: annual accounts 2025."),
        max_length=LONGEST_SOURCE,
        required=False,
    )
    is_estimated = forms.BooleanField(label=gettext_lazy("Estimated"), required=False)

    once = "when"
    stands_twice = gettext_lazy(
        "This figure stands here twice, with two values. Remove one of the two rows, or name two"
        " sources."
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        when, value = said.get("when", "").strip(), said.get("value", "").strip()
        said["source"] = " ".join(said.get("source", "").split())
        if not (when or value or said["source"]):
            return said
        for name, text, read in (("when", when, read_when), ("value", value, read_number)):
            try:
                said[name] = read(text)
            except ValidationError as wrong:
                self.add_error(name, wrong)
        return said

    @property
    def code(self) -> str:
        """Of which field of the entry it is a row."""
        return str(self.cleaned_data["kind"])

    def key(self) -> Any:
        """Return what no other row may say; None for a row that says nothing."""
        row = self.row()
        if row is None:
            return None
        when, *_others, source = row
        # A year stands at its last day.
        return self.code, when if len(when) > 4 else f"{when}-12-31", source

    def row(self) -> list[Any] | None:
        """Return the row; None for one that says nothing."""
        said = self.cleaned_data
        if said.get("value") in (None, ""):
            return None
        return [said["when"], said["value"], said["is_estimated"], said["source"]]


def read_when(text: str) -> str:
    """
    Return of when a figure is, as the entry writes it; days are read as the language writes them.

    :raises ValidationError: if it is no year and no day, or one that has not begun
    """
    today = dt.datetime.now(tz=dt.UTC).date()
    if _YEAR.fullmatch(text):
        if EARLIEST <= int(text) <= today.year:
            return text
    else:
        day = _day(text)
        if day is not None and day.year >= EARLIEST and day <= today:
            return day.isoformat()
    raise ValidationError(
        _("Write a year from %(first)d on, such as 2025, or a day that has been, as 2025-06-30.")
        % {"first": EARLIEST}
    )


def _day(text: str) -> dt.date | None:
    try:
        return forms.DateField().clean(text)
    except ValidationError:
        return None


def read_number(text: str) -> int:
    """
    Return a whole number, however its digits are parted.

    :raises ValidationError: if it is none, or less than nothing
    """
    bare = re.sub(r"\s", "", text)
    if _NUMBER.fullmatch(bare):
        value = int(re.sub(r"\D", "", bare))
        if value <= MOST:
            return value
    raise ValidationError(_("Write a whole number, not below 0, such as 120 or 1 500 000."))


def rows_of(entry: Entry) -> list[dict[str, Any]]:
    """Return what stands in the rows of the form when it is opened."""
    return [
        {
            "kind": kind,
            "when": when,
            "value": value,
            "is_estimated": is_estimated,
            "source": source,
        }
        for kind in FigureKind.values
        for when, value, is_estimated, source in entry[kind]
    ]


def figure_in_words(kind: str, row: list[Any]) -> str:
    """Return what a figure of an entry says."""
    when, value, is_estimated, source = row
    precision = Precision.YEAR if len(when) == 4 else Precision.DAY
    day = dt.date(int(when), 12, 31) if len(when) == 4 else dt.date.fromisoformat(when)
    words = dated_in_words(kind, value, day, precision, is_estimated=is_estimated)
    return f"{words} · {source}" if source else words


def size_hint(entry: Entry) -> str:
    """Return a word to the editor where the size is not what the newest head-count means."""
    rows = entry[FigureKind.HEAD_COUNT]
    told, said = size_class_told(rows), entry["size_class"]
    if told is None or told == said:
        return ""
    newest = figure_in_words(FigureKind.HEAD_COUNT, max(rows, key=newness))
    words = {"newest": newest, "told": told.label}
    if not said:
        return (
            _("The newest head-count (%(newest)s) means: %(told)s. No size is chosen yet.") % words
        )
    words["said"] = SizeClass(said).label
    return (
        _(
            "The newest head-count (%(newest)s) means: %(told)s. But the size says: %(said)s."
            " Correct whichever is wrong; nothing changes by itself."
        )
        % words
    )
