"""What members tell that hinders them, and what the team notes for them; validation only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.texts import LANGUAGES
from liaison.hub.policy_needs.actions.noting import Noted
from liaison.hub.policy_needs.actions.telling import Told
from liaison.hub.policy_needs.choices import LONGEST_WORDS, Attribution, Theme
from liaison.hub.web.components.languages import language_name
from liaison.hub.web.layout.fields import WrittenField


def _languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in LANGUAGES]


class SaidForm(forms.Form):
    """What hinders somebody, in their words."""

    theme = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Please choose")), *Theme.choices],
    )
    words = WrittenField(
        label=_("What hinders you?"),
        help_text=_(
            "What happens, how often, what it costs in time or money; at most 1,000 characters. "
            "No names of people."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    language = forms.ChoiceField(label=_("In which language is it?"), choices=_languages)


class NotedForm(SaidForm):
    """What hinders others, as somebody of the team writes it down for them."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["words"].label = _("What hinders them?")

    @property
    def noted(self) -> Noted:
        return Noted(**{code: self.cleaned_data[code] for code in ("theme", "words", "language")})


class NotedAnewForm(NotedForm):
    """The same, written anew."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TellForm(SaidForm):
    """What hinders one's own organisation, and what others may learn of it."""

    attribution = forms.ChoiceField(
        label=_("What may a ministry learn, if your team carries it there?"),
        help_text=_(
            "Your team reads all of it. You can change this whenever you like, also afterwards."
        ),
        choices=Attribution.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say what a ministry may learn.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def told(self) -> Told:
        names = ("theme", "words", "language", "attribution")
        return Told(**{code: self.cleaned_data[code] for code in names})


class TellForForm(TellForm):
    """The same, told for the first time, for one of the organisations for which one acts."""

    organisation = forms.ChoiceField(label=_("For which organisation"))
    version = None
    field_order = ["organisation"]

    def __init__(
        self, *args: Any, organisations: Iterable[tuple[str, str]], **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        choose_organisation(self, organisations)


class ChangeEchoForm(TellForm):
    """What one says of a challenge there is: with words or without; the theme is its own."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["words"].required = False
        del self.fields["theme"]

    @property
    def told(self) -> Told:
        said = self.cleaned_data
        # The action leaves it the theme of its challenge.
        return Told(Theme.OTHER, said["words"], said["language"], said["attribution"])


class EchoForm(ChangeEchoForm):
    """The same, said for the first time; a button alone says that there is one more."""

    organisation = forms.ChoiceField(label=_("For which organisation"))
    version = None
    field_order = ["organisation"]

    def __init__(
        self, *args: Any, organisations: Iterable[tuple[str, str]], **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        choose_organisation(self, organisations)
        self.fields["attribution"].required = self.fields["language"].required = False

    def clean_attribution(self) -> str:
        return self.cleaned_data["attribution"] or Attribution.COUNTED

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or LANGUAGES[0]


def choose_organisation(form: forms.Form, organisations: Iterable[tuple[str, str]]) -> None:
    """Offer these in a form; where there is but one, it goes without asking."""
    field: Any = form.fields["organisation"]
    field.choices = list(organisations)
    if len(field.choices) == 1:
        field.required = False
        field.widget = forms.HiddenInput()
        field.initial = field.choices[0][0]
