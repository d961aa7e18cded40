"""What people enter about their collections; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from liaison.hub.collecting.choices import LINK_DAYS, LONGEST_NAME, LONGEST_NOTE
from liaison.hub.web.layout.fields import LimitedField, WrittenField


class NameForm(forms.Form):
    """How a collection is called."""

    name = LimitedField(
        label=_("Name of the collection"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give the collection a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AddForm(forms.Form):
    """Into which collection an organisation goes: a new one where a name is written."""

    collection = forms.ChoiceField(label=_("Into which collection?"), required=False)
    name = LimitedField(
        label=_("Or a new one, called"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, collections: list[Any]) -> None:
        super().__init__(data)
        known = [(str(each.public_id), each.name) for each in collections]
        self.fields["collection"].choices = known
        if not known:
            del self.fields["collection"]
            self.fields["name"].label = _("Name of your first collection")

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        if not self.errors and not entered.get("collection") and not entered.get("name"):
            self.add_error("name", _("Please choose a collection, or write a name for a new one."))
        return entered


class NoteForm(forms.Form):
    """A note on an organisation in a collection."""

    note = WrittenField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _numbers_of_days() -> list[tuple[int, str]]:
    """Return for how long links may work; in the language of whoever asks, so never beforehand."""
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
        for days in LINK_DAYS
    ]


class LinkForm(forms.Form):
    """For how long a link opens a collection."""

    days = forms.TypedChoiceField(
        label=_("The link works for"),
        coerce=int,
        choices=_numbers_of_days,
        initial=30,
    )


class ColleagueForm(forms.Form):
    """With whom a collection is shared."""

    person = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, data: Any = None, *, colleagues: list[Any]) -> None:
        super().__init__(data)
        self.fields["person"].choices = [
            (str(each.public_id), each.full_name) for each in colleagues
        ]
