"""What the cluster team writes to people; validation only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.partner_search.choices import LONGEST_MESSAGE
from liaison.hub.web.layout.fields import WrittenField


class AnswerForm(forms.Form):
    """The team's answer to a need that was handed to it."""

    answer = WrittenField(
        label=_("Your answer"),
        help_text=_(
            "It goes out by e-mail as soon as you send it, and stands on the page of the search. "
            "It cannot be changed afterwards."
        ),
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Please write a few words; people wait for them.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
