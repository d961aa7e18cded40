"""Fields of forms that several pages share."""

from typing import Any

from django import forms


class WrittenField(forms.CharField):
    """What people write in several lines, counted as their browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        # A browser sends a new line as two characters, but lets people write as if it were one.
        return super().to_python(value).replace("\r\n", "\n")
