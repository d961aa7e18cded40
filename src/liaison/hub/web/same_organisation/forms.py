"""What somebody finds of two entries, and why; validation only."""

from django import forms

from liaison.hub.identities.choices import Judgement
from liaison.hub.web.layout.fields import ReasonField


class ReasonForm(forms.Form):
    """Why, in a few words."""

    because = ReasonField()


class JudgementForm(ReasonForm):
    """A judgement on two entries; its buttons say what it is."""

    one = forms.CharField(max_length=200, widget=forms.HiddenInput)
    other = forms.CharField(max_length=200, widget=forms.HiddenInput)
    judgement = forms.ChoiceField(choices=Judgement.choices)
    field_order = ("one", "other", "because")
