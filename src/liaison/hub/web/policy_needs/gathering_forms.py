"""What the team writes when it sorts and follows what hinders members; validation only."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.policy_needs.choices import (
    LONGEST_TITLE,
    LONGEST_WORD_BACK,
    ChallengeOutcome,
    Theme,
)
from liaison.hub.policy_needs.texts import LONGEST, Part, written_in
from liaison.hub.web.layout.fields import NameField, WrittenField

_SAY_WHY = {"required": _("Please write a few words.")}


def word_field(label: Any, help_text: Any) -> WrittenField:
    """Return the field of a word that goes to members."""
    return WrittenField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORD_BACK,
        error_messages=_SAY_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BeginForm(forms.Form):
    """A new challenge of what is ticked."""

    title = NameField(
        label=_("Title of the challenge"),
        max_length=LONGEST_TITLE,
        help_text=_("What hinders them, in one line. Name no organisation in it."),
        error_messages={"required": _("Please give it a title.")},
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=[("", _("That of most that are ticked")), *Theme.choices],
    )


class GatherForm(forms.Form):
    """Into which challenge goes what is ticked."""

    challenge = forms.UUIDField(
        label=_("Challenge"),
        error_messages={
            "required": _("Please choose a challenge."),
            "invalid": _("Please choose a challenge."),
        },
    )

    def __init__(self, data: Any = None, *, challenges: Any) -> None:
        super().__init__(data)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for each, title in challenges:
            theme = str(Theme(each.theme).label)
            grouped.setdefault(theme, []).append((str(each.public_id), title))
        self.fields["challenge"].widget = forms.Select(choices=[("", "—"), *grouped.items()])
        self.has_challenges = bool(grouped)


class SetAsideForm(forms.Form):
    """Why what is ticked is not carried on."""

    word = word_field(_("Why it is not carried on"), _("The organisations get it as a letter."))


_TEXTS: dict[Part, forms.Field] = {
    Part.TITLE: NameField(label=Part.TITLE.label, required=False, max_length=LONGEST[Part.TITLE]),
    Part.SUMMARY: WrittenField(
        label=Part.SUMMARY.label,
        required=False,
        max_length=LONGEST[Part.SUMMARY],
        help_text=_(
            "In plain words, and what it costs them. Where members see it differently, say so."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    ),
    Part.ASK: WrittenField(
        label=Part.ASK.label,
        required=False,
        max_length=LONGEST[Part.ASK],
        help_text=_("What the government could do, as concretely as you can."),
        widget=forms.Textarea(attrs={"rows": 4}),
    ),
}


class WriteForm(forms.Form):
    """What a challenge says in one language, and its theme."""

    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, challenge: Any, language: str) -> None:
        kept = {"theme": challenge.theme, "version": challenge.version}
        super().__init__(data, initial=kept | written_in(challenge.texts, language))
        for part, field in _TEXTS.items():
            self.fields[part.value] = deepcopy(field)

    @property
    def texts(self) -> dict[str, str]:
        """What was written, of a form that is valid, by its parts."""
        return {part.value: self.cleaned_data[part.value] for part in Part}


class TellBackForm(forms.Form):
    """What the team says with an official answer."""

    word = word_field(
        _("A word of your team"),
        _("What it means for them, and what comes next. It goes out with the answer."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """What became of a challenge."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=ChallengeOutcome.choices)
    word = word_field(
        _("A word to those who told it"),
        _("They get it as a letter; members read it too, where the challenge is open to them."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
