"""What a team says of the control of entries; validation only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.data_control.choices import FEWEST_DAYS, LONGEST_REASON, MOST_DAYS, Rule
from liaison.hub.web.layout.fields import WrittenField


class SettingForm(forms.Form):
    """By which rules entries are controlled."""

    on = forms.MultipleChoiceField(
        label=_("Rules"),
        help_text=_("What is not ticked is not looked for from the next control on."),
        required=False,
        choices=Rule.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days_fresh = forms.IntegerField(
        label=_("Days after which an entry counts as not verified for long"),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
    )


class ReasonForm(forms.Form):
    """Why something is no problem."""

    reason = WrittenField(
        label=_("Why it is no problem"),
        help_text=_("A few words for your colleagues. No names of people."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Please say in a few words why.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
