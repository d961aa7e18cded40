"""What people enter for an introduction; validation only."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from liaison.hub.introductions.choices import (
    LONGEST_BLURB,
    LONGEST_DESCRIPTION,
    LONGEST_MESSAGE,
    LONGEST_REASON,
    LONGEST_SOURCE,
    REASONS_TO_CHOOSE,
    Side,
)
from liaison.hub.partner_search.choices import Outcome
from liaison.hub.web.layout.fields import NameField, WrittenField

# Stands for somebody's own name, who asks for no organisation.
OWN_NAME = "own"


class ProposalForm(forms.Form):
    """Who asks, and the words that are passed on."""

    organisation = forms.ChoiceField(label=_("In whose name do you ask?"))
    blurb = WrittenField(
        label=_("What we pass on"),
        help_text=format_lazy(
            _(
                "Who you are, why them, what you ask, and what is in it for them; {most} "
                "characters at most. No e-mail address, telephone number or link: they get these "
                "once both said yes."
            ),
            most=LONGEST_BLURB,
        ),
        max_length=LONGEST_BLURB,
        error_messages={"required": _("Please write what we pass on.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Do not name us before both sides said yes"), required=False
    )
    described_as = NameField(
        label=_("Who you are, without the name"),
        help_text=_("For instance: a maker of medical watches in Luxembourg."),
        max_length=LONGEST_DESCRIPTION,
        required=False,
    )
    search = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, own: list[Any], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.own = {str(each.public_id): each for each in own}
        choices = [(key, each.name) for key, each in self.own.items()]
        self.fields["organisation"].choices = [*choices, (OWN_NAME, _("In my own name"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_anonymous") and not cleaned.get("described_as"):
            self.add_error("described_as", _("Please say who you are without saying the name."))
        return cleaned

    @property
    def chosen(self) -> Any:
        """The organisation in whose name somebody asks; None for their own. Of a valid form."""
        return self.own.get(self.cleaned_data["organisation"])


class ProposalForOthersForm(ProposalForm):
    """The same, by the team: for somebody else, who is asked first."""

    person = forms.EmailField(
        label=_("For whom? Their e-mail address"),
        help_text=_("Somebody with an account; they are asked first. Empty: for yourself."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["person", "organisation", "blurb", "is_anonymous", "described_as", "search"]


class PassOnForm(forms.Form):
    """Whom to ask: who answers for the organisation here, or an address and where it is from."""

    whom = forms.ChoiceField(label=_("Whom do we ask?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Please enter the address to which we write.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    contact = NameField(label=_("Who reads there"), max_length=200, required=False)
    source = NameField(
        label=_("Where you have the address from"),
        help_text=_("They read this: “your web site, under Contact”."),
        max_length=LONGEST_SOURCE,
        error_messages={"required": _("Please say where you have the address from.")},
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, has_person: bool, language: str) -> None:
        super().__init__(data, initial={"whom": "person" if has_person else "address"})
        by_address = ("address", _("Somebody at this address"))
        here = ("person", _("Who answers for the organisation in this directory"))
        self.fields["whom"].choices = [here, by_address] if has_person else [by_address]
        for name in ("email", "source"):
            self.fields[name].required = not has_person
        self.fields["language"].initial = language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("whom") == "address":
            for name, said in (
                ("email", _("Please enter the address to which we write.")),
                ("source", _("Please say where you have the address from.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return cleaned


class RewordForm(forms.Form):
    """What is passed on, in other words."""

    blurb = WrittenField(
        label=_("What we pass on"),
        help_text=format_lazy(
            _(
                "{most} characters at most, without addresses, telephone numbers and links. The "
                "asking side is told the new words."
            ),
            most=LONGEST_BLURB,
        ),
        max_length=LONGEST_BLURB,
        error_messages={"required": _("Please write what we pass on.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class VetoForm(forms.Form):
    """Why a proposal is not passed on; for the team alone."""

    reason = WrittenField(
        label=_("Why not?"),
        help_text=_("For your team alone. The asking side hears that it is not possible."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Please say in a few words why.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class YesForm(forms.Form):
    """How the one who says yes wants to be called."""

    contact = NameField(
        label=_("Your name"),
        help_text=_("They get it together with the address to which we wrote to you."),
        max_length=200,
        error_messages={"required": _("Please say who you are, so that they know whom to write.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NoForm(forms.Form):
    """Why somebody says no; the other side never learns it."""

    reason = forms.ChoiceField(
        label=_("Why? They will not learn it"),
        choices=[(each.value, each.label) for each in REASONS_TO_CHOOSE],
    )


class NotNowForm(forms.Form):
    """From when on one may be asked again."""

    until = forms.DateField(
        label=_("You may ask me again from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Please choose a day."),
            "invalid": _("Please write the day as 2027-03-31."),
        },
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"until": (today + dt.timedelta(days=91)).isoformat()})


class ColleagueForm(forms.Form):
    """Who is the right person."""

    name = NameField(
        label=_("Name of the right person"),
        max_length=200,
        error_messages={"required": _("Please say who the right person is.")},
    )
    address = forms.EmailField(
        label=_("E-mail address of the right person"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please enter the address of the right person.")},
    )


class QuestionForm(forms.Form):
    """What the asked side would like to know before it decides."""

    said = WrittenField(
        label=_("Your question"),
        help_text=format_lazy(
            _(
                "{most} characters at most. Please leave out your name, addresses, telephone "
                "numbers and links."
            ),
            most=LONGEST_MESSAGE,
        ),
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Please write what you would like to know.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExplanationForm(forms.Form):
    """What the asking side answers to it."""

    said = WrittenField(
        label=_("Your answer"),
        help_text=format_lazy(
            _(
                "{most} characters at most. Please leave out addresses, telephone numbers and "
                "links: they come after the yes."
            ),
            most=LONGEST_MESSAGE,
        ),
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Please write your answer.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class OutcomeForm(forms.Form):
    """What an introduction came to."""

    outcome = forms.ChoiceField(
        label=_("What happened?"), choices=Outcome.choices, widget=forms.RadioSelect
    )


class ToldOutcomeForm(OutcomeForm):
    """The same, told to the team."""

    side = forms.ChoiceField(
        label=_("Who told you?"),
        choices=[(each.value, each.label) for each in (Side.ASKING, Side.ASKED)],
    )
    field_order = ["side", "outcome"]


class OptOutForm(forms.Form):
    """An organisation that told the team that it does not want to be asked."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=300)
