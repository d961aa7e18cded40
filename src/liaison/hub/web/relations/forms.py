"""What one organisation is to another; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import RelationKind
from liaison.hub.web.layout.fields import LimitedField

_BACKWARDS = "backwards-"
_day = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


def _choices() -> list[tuple[str, Any]]:
    """Every kind, read from either side; a symmetric one once."""
    found: list[tuple[str, Any]] = []
    for kind in RelationKind:
        found.append((kind.value, kind.label))
        if not kind.is_symmetric:
            found.append((f"{_BACKWARDS}{kind.value}", kind.backwards))
    return found


class SearchForm(forms.Form):
    """The name of the other organisation."""

    q = LimitedField(label=_("Name of the other organisation"), max_length=300, required=False)


class RelationForm(forms.Form):
    """What the organisation is to the other one, since when, and where it can be read."""

    what = forms.ChoiceField(label=_("What it is to the other one"), choices=_choices)
    since = forms.DateField(label=_("Since"), **_day)
    until = forms.DateField(label=_("Until"), **_day)
    source = LimitedField(
        label=_("Source"),
        help_text=_("Where it can be read, such as: annual report 2025."),
        max_length=200,
        required=False,
    )

    @property
    def kind(self) -> RelationKind:
        """What is said; only of a valid form."""
        return RelationKind(self.cleaned_data["what"].removeprefix(_BACKWARDS))

    @property
    def is_backwards(self) -> bool:
        """Whether it is the other one that is of this kind; only of a valid form."""
        return bool(self.cleaned_data["what"].startswith(_BACKWARDS))
