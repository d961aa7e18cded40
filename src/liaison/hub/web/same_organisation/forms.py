"""What somebody finds of two entries, and why; validation only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.identities.choices import LONGEST_REASON, Judgement
from liaison.hub.web.layout.fields import WrittenField


class ReasonForm(forms.Form):
    """Why, in a few words."""

    because = WrittenField(
        label=_("Why?"),
        help_text=_("A few words that others will still understand in a year. No names of people."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Please say in a few words why.")},
        # Of several lines also because Enter in a single one would press the first judgement.
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class JudgementForm(ReasonForm):
    """A judgement on two entries; its buttons say what it is."""

    one = forms.CharField(max_length=200, widget=forms.HiddenInput)
    other = forms.CharField(max_length=200, widget=forms.HiddenInput)
    judgement = forms.ChoiceField(choices=Judgement.choices)
    field_order = ("one", "other", "because")
