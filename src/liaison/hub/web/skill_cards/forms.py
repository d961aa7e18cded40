"""What a member answers on its skill card, and what the team says; validation only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.skill_cards.choices import LONGEST_ANSWER, LONGEST_WORD, Question
from liaison.hub.skill_cards.queries import mark_of
from liaison.hub.web.layout.fields import LimitedField, WrittenField


class CardForm(forms.Form):
    """Five short answers in one language."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, texts: dict[str, Any], language: str) -> None:
        written = {"seen": mark_of(texts)} | {
            str(question): (texts.get(f"{question}_{language}") or {}).get("text", "")
            for question in Question
        }
        super().__init__(data, initial=written)
        for question in Question:
            self.fields[str(question)] = LimitedField(
                label=question.label,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class LookForm(forms.Form):
    """What the team makes of a card: it shows it, or hands it back with a word."""

    answer = forms.ChoiceField(choices=[("show", ""), ("return", "")])
    version = forms.IntegerField(widget=forms.HiddenInput)
    word = WrittenField(
        label=_("A word to the member, if you hand it back"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("answer") == "return" and not said.get("word") and "word" not in self.errors:
            self.add_error("word", _("Please say what is to be changed."))
        return said
