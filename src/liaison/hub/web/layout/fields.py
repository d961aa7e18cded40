"""Fields of forms that several pages share."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.identities.choices import LONGEST_REASON

_EARLIEST, _LATEST = 1990, 2100


class LimitedField(forms.CharField):
    """Text that says how much too long it is."""

    default_error_messages = {
        "max_length": _("Please keep it to %(limit_value)d characters; you wrote %(show_value)d."),
    }


class DayField(forms.DateField):
    """A day of our time: whoever slips in a year is asked again."""

    default_error_messages = {"year": _("Please look at the year of this day again.")}

    def to_python(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().to_python(value)
        if day is not None and not _EARLIEST <= day.year <= _LATEST:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


class NameField(LimitedField):
    """A name in one line, with single spaces, however it was sent."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class WrittenField(LimitedField):
    """What people write in several lines, counted as their browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        # A browser sends a new line as two characters, but lets people write as if it were one.
        return super().to_python(value).replace("\r\n", "\n")


class ReasonField(WrittenField):
    """Why two organisations are one, or are not; the form's buttons say which."""

    default_error_messages = {"required": _("Please say in a few words why.")}

    def __init__(self) -> None:
        super().__init__(
            label=_("Why?"),
            help_text=_(
                "A few words that others will still understand in a year. No names of people."
            ),
            max_length=LONGEST_REASON,
            # Of several lines also because Enter in a single one would press the first button.
            widget=forms.Textarea(attrs={"rows": 2}),
        )
