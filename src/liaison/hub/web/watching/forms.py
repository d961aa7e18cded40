"""How a list is called and how often we write about it; validation only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.watching.choices import LONGEST_NAME, HowOften
from liaison.hub.web.layout.fields import LimitedField


class ListForm(forms.Form):
    """A list of the directory that is kept."""

    name = LimitedField(
        label=_("Name of the list"),
        help_text=_("For yourself; it also stands in our letters to you."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Please give the list a name, so that you know it again.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how_often = forms.ChoiceField(
        label=_("A letter when somebody new is in it"), choices=HowOften.choices
    )

    @property
    def entered(self) -> dict[str, object]:
        """What was entered, as the actions take it; only of a valid form."""
        how_often = HowOften(self.cleaned_data["how_often"])
        return {"name": self.cleaned_data["name"], "how_often": how_often}
