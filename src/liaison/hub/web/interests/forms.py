"""What people enter about answers to needs and offers; validation only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.interests.choices import (
    LONGEST_BRINGS,
    LONGEST_NOTE,
    DeclineReason,
    InterestOutcome,
    NotPassedOn,
)
from liaison.hub.web.layout.fields import WrittenField


class OrganisationForm(forms.Form):
    """In whose name somebody answers."""

    organisation = forms.ChoiceField(label=_("In the name of"))

    def __init__(self, *args: Any, organisations: Iterable[Any], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["organisation"].choices = [
            (str(each.public_id), each.name) for each in organisations
        ]


class InterestForm(forms.Form):
    """One page: what one brings, what shows it, and who would be the contact."""

    brings = WrittenField(
        label=_("What you would bring"),
        help_text=_(
            "What you can do, what you would do here, and what you need for it; at most 1,000 "
            "characters. No addresses: contacts are given once both sides agree."
        ),
        max_length=LONGEST_BRINGS,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Please say what you would bring.")},
    )
    evidence = forms.MultipleChoiceField(
        label=_("What shows that you can"),
        help_text=_("From what the directory and open data know of you; ten at most."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.ChoiceField(
        label=_("Who would be the contact"),
        help_text=_("The other side learns the name and address once it accepts."),
    )

    def __init__(
        self, *args: Any, proofs: Iterable[Any], colleagues: Iterable[Any], **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.colleagues = {str(each.public_id): each for each in colleagues}
        self.fields["evidence"].choices = [(each.code, each.label) for each in proofs]
        if not self.fields["evidence"].choices:
            del self.fields["evidence"]
        self.fields["contact"].choices = [
            (key, each.full_name) for key, each in self.colleagues.items()
        ]


class DeclineForm(forms.Form):
    """Why one declines, and whether that may be told."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("For the cluster team, which learns from it."),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
    )
    tells_reason = forms.BooleanField(
        label=_("Tell them the reason too; otherwise they hear “not available”"), required=False
    )


class NotNowForm(forms.Form):
    """Until when one is not to be asked."""

    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("On that day we remind you of it; within a year."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NoteForm(forms.Form):
    """A question, or what answers it."""

    said = WrittenField(
        label=_("Your words"),
        help_text=_("No addresses, and nothing that tells who you are if you are not named."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write something.")},
    )


class TurnDownForm(forms.Form):
    """Why the team does not pass one on."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("It is told to whoever wrote it."),
        choices=NotPassedOn.choices,
        widget=forms.RadioSelect,
    )


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=InterestOutcome.choices, widget=forms.RadioSelect
    )
