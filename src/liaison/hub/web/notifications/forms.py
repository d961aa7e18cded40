"""Which letters a person wants; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.choices import HowOften
from liaison.hub.notifications.choices import CHOOSABLE


class ChoicesForm(forms.Form):
    """A switch for each kind of letters that people may choose."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        for kind in CHOOSABLE:
            self.fields[kind.value] = forms.BooleanField(label=kind.label, required=False)
        self.fields["how_often"] = forms.ChoiceField(
            label=_("How often we write about what waits for you"),
            choices=HowOften.choices,
        )

    @property
    def wanted(self) -> set[Any]:
        return {kind for kind in CHOOSABLE if self.cleaned_data[kind.value]}

    @property
    def how_often(self) -> HowOften:
        return HowOften(self.cleaned_data["how_often"])
