"""What calls may be narrowed to, and what somebody says of themselves; validation only."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.calls.choices import AREAS, LONGEST_DESCRIPTION, Within
from liaison.hub.web.layout.fields import LimitedField, WrittenField


class FiltersForm(forms.Form):
    """
    Area and deadline; what cannot be read counts as not chosen.

    :param areas: how many open calls each area has
    """

    area = forms.ChoiceField(label=_("Programme"), required=False)
    within = forms.ChoiceField(
        label=_("Deadline"),
        required=False,
        choices=[("", _("Any day to come")), *Within.choices],
    )

    def __init__(self, *args: Any, areas: Mapping[str, int], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        named = sorted((str(AREAS.get(code, code)), code) for code in areas)
        self.fields["area"].choices = [
            ("", _("All programmes")),
            *((code, f"{name} ({areas[code]})") for name, code in named),
        ]

    @property
    def is_used(self) -> bool:
        return bool(self._chosen("area") or self._chosen("within"))

    def narrowed(self, day: dt.date) -> dict[str, Any]:
        """Return what was chosen, as queries ask for it."""
        within = self._chosen("within")
        until = day + dt.timedelta(days=int(within)) if within else None
        return {"area": self._chosen("area"), "until": until}

    def _chosen(self, name: str) -> str:
        if not self.is_bound:
            return ""
        # Checks the form; a value that does not exist is left out.
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class DescriptionForm(FiltersForm):
    """What somebody does or plans, in their own words; used for one answer and not kept."""

    text = WrittenField(
        label=_("What do you do, or plan to do?"),
        help_text=_("A few plain sentences. They are used for this answer only and not kept."),
        max_length=LONGEST_DESCRIPTION,
        error_messages={"required": _("Please say in a few words what you do or plan to do.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    field_order = ["text", "area", "within"]


class OrganisationForm(forms.Form):
    """A name to look an organisation up by."""

    name = LimitedField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Please write the name, or a part of it.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
