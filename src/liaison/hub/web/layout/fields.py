"""Fields of forms that several pages share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LimitedField(forms.CharField):
    """Text that says how much too long it is."""

    default_error_messages = {
        "max_length": _("Please keep it to %(limit_value)d characters; you wrote %(show_value)d."),
    }


class WrittenField(LimitedField):
    """What people write in several lines, counted as their browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        # A browser sends a new line as two characters, but lets people write as if it were one.
        return super().to_python(value).replace("\r\n", "\n")
