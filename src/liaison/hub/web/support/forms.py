"""What people write about cases, and how a desk is set up; validation only."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.support.choices import (
    LATEST_CLOSED,
    LONGEST_FEEDBACK,
    LONGEST_HELP,
    LONGEST_PROMISE,
    LONGEST_SUBJECT,
    LONGEST_TOPIC,
    LONGEST_WORD,
    SOONEST_CLOSED,
    Priority,
)
from liaison.hub.support.describing import PLACES
from liaison.hub.web.layout.fields import NameField, WrittenField
from liaison.hub.web.support.fields import FilesForm

MYSELF = "myself"
_FEW_WORDS = {"required": _("Please write a few words.")}
_LANGUAGES = {"en": _("in English"), "fr": _("in French"), "de": _("in German")}


class AskForm(FilesForm):
    """A question to the team."""

    subject = NameField(
        label=_("In a few words"),
        max_length=LONGEST_SUBJECT,
        error_messages=_FEW_WORDS,
    )
    said = WrittenField(
        label=_("Your question"),
        help_text=_("What you would like to know or need, and by when if it matters."),
        max_length=LONGEST_WORD,
        error_messages=_FEW_WORDS,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    organisation = forms.ChoiceField(label=_("For whom you ask"))
    is_shared = forms.BooleanField(
        label=_("Let colleagues who act for this organisation read it and write too"),
        required=False,
    )
    # Under which the case will be kept: sent twice, it is one.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["subject", "said", "organisation", "is_shared", "kept", "files", "key"]

    def __init__(self, *args: Any, organisations: list[Any], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        choices = [(str(each.public_id), each.name) for each in organisations]
        self.fields["organisation"].choices = [*choices, (MYSELF, _("For myself"))]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid.uuid4
        if not organisations:
            del self.fields["organisation"], self.fields["is_shared"]
        elif len(organisations) == 1 and not self.is_bound:
            self.fields["organisation"].initial = choices[0][0]


class WordForm(FilesForm):
    """A word of a thread, with files."""

    said = WrittenField(
        max_length=LONGEST_WORD,
        error_messages=_FEW_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["said", "kept", "files"]

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["said"].label, self.fields["said"].help_text = label, help_text


class AnswerForm(WordForm):
    """What the team answers; carries which word it had read."""

    waits = forms.BooleanField(
        label=_("I need an answer from them: our clock stands still until then"), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["said", "waits", "kept", "files", "seen"]


class HandOverForm(forms.Form):
    """To whom a case goes."""

    to = forms.ChoiceField(label=_("Colleague"))
    said = WrittenField(
        label=_("A note for your colleague"),
        help_text=_("Only your team reads it."),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, team: list[Any], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["to"].choices = _people(team)  # type: ignore[attr-defined]


class SortForm(forms.Form):
    """What a case is about, and how urgent it is."""

    topic = forms.ChoiceField(label=_("Topic"))
    priority = forms.ChoiceField(
        label=pgettext_lazy("of a case", "Priority"), choices=Priority.choices
    )

    def __init__(
        self, *args: Any, topics: list[Any], language: str | None, **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            (each.code, each.name_in(language)) for each in topics
        ]


class FeedbackForm(forms.Form):
    """What somebody adds to a face."""

    said = WrittenField(
        label=_("What was good, what should we do better?"),
        max_length=LONGEST_FEEDBACK,
        error_messages=_FEW_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PromiseForm(forms.Form):
    """Working days within which a cluster answers, and after which questions close."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for priority in Priority:
            self.fields[priority.value] = forms.IntegerField(
                label=priority.label, min_value=1, max_value=LONGEST_PROMISE
            )
        self.fields["closes_after"] = forms.IntegerField(
            label=_("Answered questions close by themselves after"),
            help_text=_(
                "Working days without a word of whoever asked; five before that, they get a "
                "reminder. Leave it empty, and questions stay open until somebody closes them."
            ),
            required=False,
            min_value=SOONEST_CLOSED,
            max_value=LATEST_CLOSED,
        )


class TopicForm(forms.Form):
    """A topic in three languages, and who answers."""

    def __init__(self, *args: Any, team: list[Any], is_new: bool, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for code, language in _LANGUAGES.items():
            self.fields[f"name_{code}"] = NameField(
                label=_("Name %(in_language)s") % {"in_language": language},
                required=code == "en",
                max_length=LONGEST_TOPIC,
            )
        for code, language in _LANGUAGES.items():
            self.fields[f"help_{code}"] = WrittenField(
                label=_("What often helps, %(in_language)s") % {"in_language": language},
                help_text=_("Shown before somebody asks; addresses become links."),
                required=False,
                max_length=LONGEST_HELP,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["answered_by"] = forms.ChoiceField(
            label=_("Who answers"),
            choices=[("", _("The whole team")), *_people(team)],
            required=False,
        )
        if not is_new:
            self.fields["is_open"] = forms.BooleanField(
                label=_("People may choose this topic"), required=False
            )


class AwayForm(forms.Form):
    """From when until when somebody is away."""

    since = forms.DateField(
        label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day comes before the first. Please exchange them."))
        return said


class CannedForm(forms.Form):
    """An answer at hand."""

    name = NameField(
        label=_("Name, for your team"),
        max_length=LONGEST_TOPIC,
        error_messages={"required": _("Please give it a name.")},
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(
        self, *args: Any, topics: list[Any], language: str | None, **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("Any topic")),
            *((each.code, each.name_in(language)) for each in topics),
        ]
        for code, in_language in _LANGUAGES.items():
            self.fields[f"text_{code}"] = WrittenField(
                label=_("Text %(in_language)s") % {"in_language": in_language},
                required=code == "en",
                max_length=LONGEST_WORD,
                error_messages=_FEW_WORDS,
                widget=forms.Textarea(attrs={"rows": 6}),
            )


def places() -> list[tuple[str, Any]]:
    """Return what stands for a name in an answer at hand, and what it becomes."""
    return list(PLACES.items())


def _people(team: list[Any]) -> list[tuple[str, str]]:
    return [(str(person.public_id), person.full_name or person.email) for person in team]
