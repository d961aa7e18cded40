"""To whom a challenge is carried, and what is answered there; validation only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.policy_needs.choices import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_SOURCE,
    AnswerKind,
)
from liaison.hub.web.components.languages import language_name
from liaison.hub.web.layout.fields import DayField, NameField, WrittenField

_A_DAY = _("Please write the day as year-month-day: 2026-11-02.")


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeopleForm(forms.Form):
    """Who of an office is asked to answer here."""

    people = forms.MultipleChoiceField(
        label=_("Who is asked to answer here"),
        help_text=_(
            "Strategic partners of the cluster. Whom you tick reads the challenge, gets a letter "
            "and has twenty working days. Nobody, where it goes by letter or in a meeting."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, partners: Iterable[Any], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.partners = {str(each.public_id): each for each in partners}
        self.fields["people"].choices = [
            (key, each.full_name) for key, each in self.partners.items()
        ]
        if not self.partners:
            del self.fields["people"]

    @property
    def chosen(self) -> list[Any]:
        """Return the people who were ticked."""
        return [self.partners[key] for key in self.cleaned_data.get("people", [])]


class CarryForm(PeopleForm):
    """To which office a challenge is carried."""

    office = NameField(
        label=_("To which office"),
        help_text=_(
            "A ministry, a directorate of it or a funder, such as “Ministry of Health, Directorate "
            "of Health”; never a person. Members read this name."
        ),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
        error_messages={"required": _("Please name the office.")},
    )
    field_order = ("office", "people")


class AnswerForm(forms.Form):
    """What an office says."""

    kind = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=AnswerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the four.")},
    )
    words = WrittenField(
        label=_("In your words"),
        help_text=_(
            "For people who run companies and laboratories: what follows for them, from when, and "
            "why. At most 2,000 characters."
        ),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please say something.")},
    )
    language = forms.ChoiceField(label=_("Language in which you write"))
    due_on = DayField(
        label=_("Until when something is to be done"),
        required=False,
        widget=_day_input(),
        error_messages={"invalid": _A_DAY},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["language"].choices = [(each, language_name(each)) for each in LANGUAGES]
        own = get_language()
        self.fields["language"].initial = own if own in LANGUAGES else LANGUAGES[0]

    @property
    def answers_seen(self) -> int:
        """Return how many answers there were when this one was written; -1 for what is none."""
        seen = self.cleaned_data["seen"]
        return int(seen) if seen.isdecimal() else -1


class NotedAnswerForm(AnswerForm):
    """What an office said elsewhere, as the team notes it."""

    given_on = DayField(
        label=_("When it was said"),
        widget=_day_input(),
        error_messages={"invalid": _A_DAY, "required": _("Please give a day.")},
    )
    source = NameField(
        label=_("Where it can be read"),
        help_text=_(
            "The letter, the minutes or an address, such as “Letter of the ministry of 2 November "
            "2026”. No names of people."
        ),
        max_length=LONGEST_SOURCE,
        error_messages={"required": _("Please say where it can be read.")},
    )
    field_order = ("kind", "words", "language", "given_on", "source", "due_on", "seen")

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["words"].label = _("In their words, or what they come to")
        self.fields["language"].label = _("In which language is it?")
