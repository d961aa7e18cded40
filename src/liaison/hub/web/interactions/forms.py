"""What the team writes about contacts; validation only."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.hub.interactions.actions import Written
from liaison.hub.interactions.choices import (
    LONGEST_FOLLOW_UP,
    LONGEST_NAME,
    LONGEST_PASTED,
    LONGEST_SUMMARY,
    MOST_ORGANISATIONS,
    MOST_PEOPLE,
    SILENT_AFTER_MONTHS,
    USUAL_FOLLOW_UP_DAYS,
    USUALLY_SILENT_AFTER,
    Happening,
    InteractionKind,
    NoteSeenBy,
)
from liaison.hub.web.layout.fields import DayField, LimitedField, WrittenField

# Characters of what somebody types to find an organisation.
LONGEST_FIND = 200
_DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "error_messages": {"invalid": _("Please write the day as year-month-day: 2026-11-02.")},
}


class LogForm(forms.Form):
    """
    A contact; what may be missing makes it a draft.

    The choices are those of whoever writes: organisations chosen and found, their named people,
    and the team.
    """

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a contact", "Kind"), choices=InteractionKind.choices
    )
    day = DayField(label=_("Day"), required=False, **_DAY)
    time = forms.TimeField(
        label=pgettext_lazy("of a day", "Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please write the time as hours and minutes: 14:30.")},
    )
    find = LimitedField(
        label=_("Find an organisation"),
        required=False,
        max_length=LONGEST_FIND,
        help_text=_("Type its name, an acronym or a number; tick it in the list."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("This organisation is not open to you. Please look it up again.")
        },
    )
    named = forms.MultipleChoiceField(
        label=_("Whom you met"), required=False, widget=forms.CheckboxSelectMultiple
    )
    names = WrittenField(
        label=_("Others you met"),
        required=False,
        max_length=LONGEST_NAME * MOST_PEOPLE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    summary = WrittenField(
        label=_("What it was about"),
        required=False,
        max_length=LONGEST_SUMMARY,
        help_text=_("A few sentences for your colleagues."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = WrittenField(
        label=_("Private note"),
        required=False,
        max_length=LONGEST_SUMMARY,
        help_text=_("Members, ministries and funders never see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_seen_by = forms.ChoiceField(
        label=_("Who sees the note"),
        choices=NoteSeenBy.choices,
        initial=NoteSeenBy.TEAM,
        required=False,
    )
    colleagues = forms.MultipleChoiceField(
        label=_("Who of the team took part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,
        organisations: list[Any],
        people: list[Any],
        team: list[Any],
        kept_for_days: int,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._choose(
            "organisations", [(each.public_id, _named_with_town(each)) for each in organisations]
        )
        self._choose("named", [(each.public_id, _with_function(each)) for each in people])
        self._choose("colleagues", [(each.public_id, each.full_name) for each in team])
        self.fields["names"].help_text = _(
            "One name a line, only where it is needed: erased after %(days)d days."
        ) % {"days": kept_for_days}

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [(str(value), words) for value, words in choices]

    def clean_organisations(self) -> tuple[uuid.UUID, ...]:
        chosen = tuple(map(uuid.UUID, self.cleaned_data["organisations"]))
        if len(chosen) > MOST_ORGANISATIONS:
            raise forms.ValidationError(
                _("Please choose %(number)d organisations at most.")
                % {"number": MOST_ORGANISATIONS}
            )
        return chosen

    def clean_names(self) -> tuple[str, ...]:
        lines = self.cleaned_data["names"].splitlines()
        names = tuple(filter(None, (" ".join(line.split()) for line in lines)))
        if len(names) > MOST_PEOPLE or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("Please write one name a line, %(number)d at most.") % {"number": MOST_PEOPLE}
            )
        return names

    @property
    def written(self) -> Written:
        """What was written, of a form that is valid."""
        said = self.cleaned_data
        day, time = said["day"], said["time"]
        happened_at = (
            timezone.make_aware(dt.datetime.combine(day, time or dt.time.min)) if day else None
        )
        return Written(
            kind=InteractionKind(said["kind"]),
            happened_at=happened_at,
            is_timed=bool(day and time),
            summary=said["summary"],
            note=said["note"],
            note_seen_by=NoteSeenBy(said["note_seen_by"] or NoteSeenBy.TEAM),
            organisations=said["organisations"],
            colleagues=tuple(map(uuid.UUID, said["colleagues"])),
            named=tuple(map(uuid.UUID, said["named"])),
            names=said["names"],
        )


class FileForm(forms.Form):
    """An e-mail or a calendar entry: as a file, or pasted as it is written."""

    file = forms.FileField(
        label=_("The file"),
        required=False,
        help_text=_("An e-mail as .eml or a calendar entry as .ics, 25 MB at most."),
        error_messages={"empty": _("The file is empty. Please save it once more.")},
    )
    pasted = WrittenField(
        label=_("Or paste it"),
        required=False,
        max_length=LONGEST_PASTED,
        help_text=_("With all its headers, as your mail program shows its source."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("file") and not said.get("pasted"):
            self.add_error(None, _("Please choose a file, or paste an e-mail or an entry."))
        return said


class FollowUpForm(forms.Form):
    """What is done after a contact, by whom and until when."""

    what = LimitedField(
        label=_("What is to be done"),
        max_length=LONGEST_FOLLOW_UP,
        error_messages={"required": _("Please write what is to be done.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.ChoiceField(label=_("By whom"))
    due_on = DayField(label=_("Until when"), **_DAY)

    def __init__(self, data: Any = None, *, team: list[Any], writer: Any, today: dt.date) -> None:
        initial = {
            "owner": str(writer.public_id),
            "due_on": today + dt.timedelta(days=USUAL_FOLLOW_UP_DAYS),
        }
        super().__init__(data, initial=initial)
        people = {each.public_id: each.full_name for each in (*team, writer)}
        owner: Any = self.fields["owner"]
        owner.choices = [(str(key), name) for key, name in people.items()]


class OutcomeForm(forms.Form):
    """What came of a contact, out of what the parts of the site offer."""

    outcome = forms.ChoiceField(label=_("What came of it"))

    def __init__(self, data: Any = None, *, offered: list[tuple[Any, Any]]) -> None:
        super().__init__(data)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            (kind.words, [(f"{kind.code}:{key}", title) for key, title in things])
            for kind, things in offered
        ]

    @property
    def chosen(self) -> tuple[str, uuid.UUID]:
        kind, _colon, key = self.cleaned_data["outcome"].partition(":")
        return kind, uuid.UUID(key)


class TimelineForm(forms.Form):
    """Which parts of a timeline are shown; all where none is chosen."""

    show = forms.MultipleChoiceField(
        label=_("Show"),
        required=False,
        choices=Happening.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class SilentForm(forms.Form):
    """For how many months nobody was in contact."""

    months = forms.TypedChoiceField(
        label=_("No contact for"),
        coerce=int,
        required=False,
        empty_value=USUALLY_SILENT_AFTER,
        initial=USUALLY_SILENT_AFTER,
        choices=[
            # Not with %, which would choose the language when the site starts.
            (months, format_lazy(_("{months} months"), months=months))
            for months in SILENT_AFTER_MONTHS
        ],
    )


def _named_with_town(organisation: Any) -> str:
    town = organisation.city or organisation.country
    return f"{organisation.name} ({town})" if town else str(organisation.name)


def _with_function(person: Any) -> str:
    parts = [person.full_name, person.function, person.organisation.name]
    return ", ".join(filter(None, parts))
