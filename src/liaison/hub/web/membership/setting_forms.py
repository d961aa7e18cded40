"""What managers enter about the way their cluster admits members; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.membership.choices import (
    LONGEST_CHARTER,
    LONGEST_CHOICE,
    LONGEST_MESSAGE,
    LONGEST_QUESTION,
    WRITTEN_IN,
    AnswerKind,
    AskedFact,
    Asking,
    DecidedBy,
)
from liaison.hub.web.layout.fields import LimitedField, WrittenField

_IN = {"en": _("in English"), "fr": _("in French"), "de": _("in German")}


class AdmissionForm(forms.Form):
    """Who decides, by when, and what the cluster says to those who come."""

    is_open = forms.BooleanField(label=_("The cluster takes applications"), required=False)
    shows_members = forms.BooleanField(
        label=_("Members who agreed to it are shown in the directory"), required=False
    )
    decided_by = forms.ChoiceField(label=_("Who decides"), choices=DecidedBy.choices)
    votes_needed = forms.IntegerField(
        label=_("Votes needed for a decision of the committee"),
        help_text=_("For and against together; whoever abstains or has a conflict does not count."),
        min_value=1,
        max_value=100,
    )
    answers_within_days = forms.IntegerField(
        label=_("Days within which applicants get an answer"), min_value=1, max_value=366
    )
    reviews_after_months = forms.IntegerField(
        label=_("Months after which a membership is looked at again"), min_value=1, max_value=120
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for language in WRITTEN_IN:
            self.fields[f"brings_{language}"] = _words(_("What membership brings"), language)
        for language in WRITTEN_IN:
            self.fields[f"asks_{language}"] = _words(_("What is asked of members"), language)


class AskedFactsForm(forms.Form):
    """What is asked of organisations that the directory does not have yet."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for fact in AskedFact:
            self.fields[fact.value] = forms.ChoiceField(label=fact.label, choices=Asking.choices)


class QuestionForm(forms.Form):
    """One question of the application form."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for language in WRITTEN_IN:
            self.fields[f"text_{language}"] = LimitedField(
                label=_said(_("The question"), language),
                required=language == "en",
                max_length=LONGEST_QUESTION,
            )
        self.fields["kind"] = forms.ChoiceField(
            label=_("How it is answered"), choices=AnswerKind.choices
        )
        self.fields["is_required"] = forms.BooleanField(
            label=_("An answer is required"), required=False
        )
        for language in WRITTEN_IN:
            self.fields[f"choices_{language}"] = WrittenField(
                label=_said(_("Choices, one a line"), language),
                required=False,
                max_length=20 * LONGEST_CHOICE,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for language in WRITTEN_IN:
            self.fields[f"help_{language}"] = LimitedField(
                label=_said(_("A word of help"), language),
                required=False,
                max_length=LONGEST_QUESTION,
            )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or self.cleaned_data
        lines = {
            language: _lines(entered.pop(f"choices_{language}", "")) for language in WRITTEN_IN
        }
        if entered.get("kind") == AnswerKind.CHOICE:
            self._check_choices(lines)
        entered["choices"] = [
            {language: lines[language][place] for language in WRITTEN_IN if lines[language]}
            for place in range(len(lines["en"]))
            if all(len(lines[language]) in (0, len(lines["en"])) for language in WRITTEN_IN)
        ]
        return entered

    def _check_choices(self, lines: dict[str, list[str]]) -> None:
        if len(set(lines["en"])) < 2:
            self.add_error("choices_en", _("Please give two different choices at least."))
        if any(len(each) > LONGEST_CHOICE for several in lines.values() for each in several):
            self.add_error("choices_en", _("Please keep each choice to 200 characters."))
        for language in ("fr", "de"):
            if lines[language] and len(lines[language]) != len(lines["en"]):
                self.add_error(
                    f"choices_{language}", _("Please give as many lines as in English, or none.")
                )


class CharterForm(forms.Form):
    """A new version of the charter."""

    # The version that was in force when the page was opened.
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for language in WRITTEN_IN:
            self.fields[f"text_{language}"] = WrittenField(
                label=_said(_("The charter"), language),
                required=language == "en",
                max_length=LONGEST_CHARTER,
                widget=forms.Textarea(attrs={"rows": 12}),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{language}"] for language in WRITTEN_IN}


def _words(what: Any, language: str) -> forms.Field:
    return WrittenField(
        label=_said(what, language),
        required=False,
        max_length=LONGEST_MESSAGE,
        help_text=_("One point a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _said(what: Any, language: str) -> str:
    return f"{what} ({_IN[language]})"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
