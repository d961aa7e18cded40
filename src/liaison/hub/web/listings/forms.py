"""What people enter about needs and offers; validation only."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from liaison.hub.directory.choices import Kind
from liaison.hub.listings.actions import Noted
from liaison.hub.listings.actions.drafting import Partner
from liaison.hub.listings.choices import (
    BEST_MARK,
    DAYS_OPEN,
    LANGUAGES,
    LEVELS,
    LONGEST_BRIEF,
    LONGEST_KEYWORDS,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_REMARK,
    LONGEST_ROLE,
    WORDS,
    Criterion,
    ListingKind,
    Money,
    Outcome,
    RightsStatus,
    Tier,
)
from liaison.hub.web.components.countries import country_names
from liaison.hub.web.layout.fields import LimitedField, NameField, WrittenField

_LEVELS = [("", _("Not said"))] + [(str(level), str(level)) for level in LEVELS]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _name_of(language: str) -> str:
    return str(get_language_info(language)["name_local"]).capitalize()


class BeginForm(forms.Form):
    """For whom, of what kind, and which way the money would flow."""

    organisation = forms.ChoiceField(label=_("For which organisation"))
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=ListingKind.choices, widget=forms.RadioSelect
    )
    money = forms.ChoiceField(
        label=_("Which way would the money flow?"),
        help_text=_("Whoever pays has a need, whoever is paid has an offer. No amount is asked."),
        choices=Money.choices,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("In which language do you write it?"),
        choices=[(code, _name_of(code)) for code in LANGUAGES],
    )

    def __init__(
        self, *args: Any, organisations: Iterable[tuple[str, str]], **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.fields["organisation"].choices = list(organisations)
        if len(self.fields["organisation"].choices) == 1:
            self.fields["organisation"].required = False
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = self.fields["organisation"].choices[0][0]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("kind") == ListingKind.RESEARCH and said.get("money") == Money.WE_ARE_PAID:
            self.add_error(
                "money",
                _(
                    "Who does research together with others is not paid by them. If others would "
                    "pay for what you can do, it is an offer of expertise."
                ),
            )
        return said


class WordsForm(forms.Form):
    """
    Title, summary and public text, and the brief that few read.

    The three are needed to go on; to keep what there is so far, they are not.
    """

    # Else browsers would not let anybody keep a part.
    use_required_attribute = False

    title = NameField(
        label=WORDS["title"][0],
        help_text=_("What it is about, at most 80 characters. No name of yours if it is without."),
        max_length=WORDS["title"][1],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = NameField(
        label=WORDS["summary"][0],
        help_text=_("One sentence, at most 160 characters."),
        max_length=WORDS["summary"][1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public_text = WrittenField(
        label=WORDS["public_text"][0],
        help_text=_(
            "What is new or better about it, and whom you seek to do what; at most 1,000 "
            "characters. Nothing here may be a secret."
        ),
        max_length=WORDS["public_text"][1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    private_brief = WrittenField(
        label=_("Private brief"),
        help_text=_("For the cluster team and for organisations that you are matched with."),
        max_length=LONGEST_BRIEF,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, goes_on: bool = True, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for code in WORDS:
            self.fields[code].required = goes_on

    @property
    def words(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code in WORDS}


class NotedForm(WordsForm, BeginForm):
    """What others need or offer, as somebody of the team writes it down for them."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, goes_on=False, organisations=[], **keywords)
        # It is fixed by the page, and the title is what the draft is known by.
        del self.fields["organisation"]
        self.fields["title"].required = True

    @property
    def noted(self) -> Noted:
        said = self.cleaned_data
        return Noted(
            kind=said["kind"],
            money=said["money"],
            language=said["language"],
            words=self.words,
            brief=said["private_brief"],
        )


class TranslationsForm(forms.Form):
    """The words in the other languages."""

    def __init__(self, *args: Any, original: str, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.languages = [code for code in LANGUAGES if code != original]
        for language in self.languages:
            for code, (name, longest) in WORDS.items():
                is_long = code == "public_text"
                field: Any = (WrittenField if is_long else NameField)(
                    label=_("%(what)s (%(language)s)")
                    % {"what": name, "language": _name_of(language)},
                    max_length=longest,
                    required=False,
                )
                field.widget = forms.Textarea(attrs={"rows": 6 if is_long else 2, "lang": language})
                self.fields[f"{code}_{language}"] = field

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for language in self.languages:
            names = [f"{code}_{language}" for code in WORDS]
            if any(said.get(name) for name in names):
                for name in names:
                    if name in said and not said[name]:
                        self.add_error(name, _("In a language either all three are there or none."))
        return said

    @property
    def translations(self) -> dict[str, dict[str, str]]:
        return {
            language: {code: self.cleaned_data[f"{code}_{language}"] for code in WORDS}
            for language in self.languages
        }


class ChangeForm(WordsForm):
    """Other words for what is published."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        del self.fields["private_brief"]
        self.fields["reason"] = LimitedField(
            label=_("If something was found in them: why is it all right?"),
            max_length=LONGEST_REASON,
            required=False,
        )


class PartnerForm(forms.Form):
    """What is there, and whom it seeks."""

    partner_role = WrittenField(
        label=_("What should the other side do?"),
        max_length=LONGEST_ROLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partner_kinds = forms.MultipleChoiceField(
        label=_("Kinds of organisations"),
        help_text=_("None means any."),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    partner_countries = forms.MultipleChoiceField(
        label=_("Countries"),
        help_text=_("None means any. With a mouse, hold Ctrl or ⌘ to choose several."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    focus_areas = forms.MultipleChoiceField(
        label=_("Focus areas"), required=False, widget=forms.CheckboxSelectMultiple
    )
    keywords = NameField(
        label=_("Further words by which others look for it"),
        max_length=LONGEST_KEYWORDS,
        required=False,
    )
    trl_from = forms.ChoiceField(
        label=_("Technology readiness level, from"),
        help_text=_("From 1, an idea, to 9, in daily use."),
        choices=_LEVELS,
        required=False,
    )
    trl_to = forms.ChoiceField(label=_("up to"), choices=_LEVELS, required=False)
    rights = forms.ChoiceField(
        label=_("Intellectual property"),
        choices=[("", _("Not said")), *RightsStatus.choices],
        required=False,
    )
    call = forms.CharField(
        label=_("Call it belongs to"),
        help_text=_("Its identifier as on the page “Open calls”, or its web address."),
        max_length=500,
        required=False,
    )
    deadline = forms.DateField(label=_("Last day for answers"), required=False, widget=_DAY)

    def __init__(self, *args: Any, areas: Iterable[Any], language: str, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.areas = {area.code: area for area in areas}
        self.fields["focus_areas"].choices = [
            (code, area.name_in(language)) for code, area in self.areas.items()
        ]
        self.fields["partner_countries"].choices = list(country_names(dict(countries)).items())

    def clean_deadline(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["deadline"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Please choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        first, last = said.get("trl_from"), said.get("trl_to")
        if bool(first) != bool(last):
            self.add_error("trl_to", _("Please choose both levels, or none."))
        elif first and last and int(first) > int(last):
            self.add_error("trl_to", _("The second level cannot be lower than the first."))
        return said

    @property
    def partner(self) -> Partner:
        said = self.cleaned_data
        levels = (int(said["trl_from"]), int(said["trl_to"])) if said["trl_from"] else None
        return Partner(
            levels=levels,
            rights=said["rights"],
            kinds=said["partner_kinds"],
            countries=said["partner_countries"],
            role=said["partner_role"],
            areas=[self.areas[code] for code in said["focus_areas"]],
            keywords=said["keywords"],
            call=said["call"],
            deadline=said["deadline"],
        )


class AccessForm(forms.Form):
    """Who may see it, and until when."""

    is_anonymous = forms.TypedChoiceField(
        label=_("Your name"),
        choices=[
            ("yes", _("Do not say who we are; you are named to whom you accept only")),
            ("no", _("Name our organisation")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    tier = forms.ChoiceField(
        label=_("How far it goes"), choices=Tier.choices, widget=forms.RadioSelect
    )
    welcomes_service_providers = forms.BooleanField(
        label=_("Service providers and consultants may answer"), required=False
    )
    valid_until = forms.DateField(
        label=_("Open until"),
        help_text=_("At most twelve months from today; you can renew it."),
        widget=_DAY,
    )


class NameSearchForm(forms.Form):
    """A name to look an organisation of the directory up by."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=300)


class AllowForm(forms.Form):
    """Why something that was found in the words is all right."""

    reason = LimitedField(
        label=_("Why is this all right?"),
        help_text=_("The team reads it too."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Please say in a few words why.")},
    )


class RenewForm(forms.Form):
    """Until when it is to stay open."""

    valid_until = forms.DateField(label=_("Open until"), widget=_DAY)

    def __init__(self, *args: Any, today: dt.date, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["valid_until"].initial = today + dt.timedelta(days=DAYS_OPEN)


class CloseForm(forms.Form):
    """What became of it."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = WrittenField(
        label=_("Anything the team should know"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NdaForm(forms.Form):
    """On which day an agreement was signed."""

    on = forms.DateField(label=_("Agreement signed on"), widget=_DAY)


class MarksForm(forms.Form):
    """How good it is, in four respects."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        choices = [(str(mark), str(mark)) for mark in range(BEST_MARK + 1)]
        for criterion in Criterion:
            self.fields[criterion.value] = forms.TypedChoiceField(
                label=criterion.label,
                choices=[("", _("Please choose")), *choices],
                coerce=int,
            )

    @property
    def marks(self) -> dict[str, int]:
        return {criterion.value: self.cleaned_data[criterion.value] for criterion in Criterion}


class RemarksForm(forms.Form):
    """What is to be changed, by part."""

    def __init__(self, *args: Any, parts: Mapping[str, str], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.parts = parts
        for code, name in parts.items():
            self.fields[code] = WrittenField(
                label=name,
                max_length=LONGEST_REMARK,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.get(code) for code in self.parts):
            raise forms.ValidationError(
                _("Please say at one place at least what is to be changed.")
            )
        return self.cleaned_data
