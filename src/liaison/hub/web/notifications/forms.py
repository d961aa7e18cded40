"""Which letters a person wants; validation only."""

from typing import Any

from django import forms

from liaison.hub.notifications.choices import CHOOSABLE


class ChoicesForm(forms.Form):
    """A switch for each kind of letters that people may choose."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        for kind in CHOOSABLE:
            self.fields[kind.value] = forms.BooleanField(label=kind.label, required=False)

    @property
    def wanted(self) -> set[Any]:
        return {kind for kind in CHOOSABLE if self.cleaned_data[kind.value]}
