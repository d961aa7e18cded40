"""What a person may enter to search for partners; validation only."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import KINDS_IN_OPEN_DATA, Kind
from liaison.hub.partner_search.choices import (
    LARGEST_TEAM,
    LONGEST_MESSAGE,
    LONGEST_NEED,
    LONGEST_REQUIREMENT,
    MOST_REQUIREMENTS,
    SMALLEST_TEAM,
    USUAL_TEAM,
)
from liaison.hub.web.components.countries import country_name, country_names
from liaison.hub.web.components.facets import Group, group
from liaison.hub.web.layout.fields import LimitedField, WrittenField
from liaison.matching import EU_CONSORTIUM, Facets, Filters, TeamRules


class NeedForm(forms.Form):
    """The need, in the person's own words."""

    need = WrittenField(
        label=_("What do you need?"),
        help_text=_(
            "Two or three plain sentences are enough: what you want to do, "
            "and what kind of partner is missing."
        ),
        max_length=LONGEST_NEED,
        error_messages={"required": _("Please say in a few words what you need.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RequirementsForm(forms.Form):
    """
    What the need asks for, point by point; empty fields are room for more.

    :param spoken: the language of the need
    """

    def __init__(self, data: Any = None, *, spoken: str, requirements: Sequence[str] = ()) -> None:
        super().__init__(data)
        for place in range(MOST_REQUIREMENTS):
            text = requirements[place] if place < len(requirements) else ""
            self.fields[f"point-{place + 1}"] = _point(place + 1, text, spoken)

    @property
    def requirements(self) -> list[str]:
        """What was entered, in order; only once the form is valid."""
        return [text for text in self.cleaned_data.values() if text]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.requirements:
            raise forms.ValidationError(
                _("Please write at least one point: what is it that you need?")
            )
        return self.cleaned_data


class TeamForm(forms.Form):
    """What a team should be like; only shown and read, nothing of it is kept."""

    size = forms.TypedChoiceField(
        label=_("Members at most"),
        choices=[(str(size), str(size)) for size in range(SMALLEST_TEAM, LARGEST_TEAM + 1)],
        coerce=int,
        initial=str(USUAL_TEAM),
    )
    as_eu_consortium = forms.BooleanField(
        label=_("It has to be able to apply for a European project"),
        help_text=_(
            "As a rule, Horizon Europe asks for three independent organisations from three "
            "countries of the EU or associated to it, at least one of them in the EU."
        ),
        required=False,
    )
    own_country = forms.ChoiceField(
        label=_("We take part ourselves, from"),
        help_text=_("Then you take one of the places, and your country counts."),
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=_("These kinds have to be there"),
        choices=[(kind.value, kind.label) for kind in KINDS_IN_OPEN_DATA],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, countries: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["own_country"].choices = [
            ("", _("We look for others only")),
            *country_names(countries).items(),
        ]

    @property
    def rules(self) -> TeamRules:
        """What was chosen, in the engine's terms, or as usual where nothing was yet."""
        if not self.is_bound:
            return TeamRules(size=USUAL_TEAM)
        chosen = self.cleaned_data
        rules = EU_CONSORTIUM if chosen["as_eu_consortium"] else TeamRules()
        return replace(rules, size=chosen["size"], kinds=frozenset(chosen["kinds"]))

    @property
    def country(self) -> str:
        """Where who searches is from, if they take part themselves; else ""."""
        return self.cleaned_data["own_country"] if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        places = chosen.get("size", LARGEST_TEAM) - bool(chosen.get("own_country"))
        if len(chosen.get("kinds", ())) > places:
            raise forms.ValidationError(
                _("The team has too few places for all these kinds. Allow more members.")
            )
        if chosen.get("as_eu_consortium") and chosen.get("size", LARGEST_TEAM) < 3:
            raise forms.ValidationError(
                _("For a European project a team needs three members. Allow more members.")
            )
        return chosen


def _point(number: int, text: str, spoken: str) -> LimitedField:
    return LimitedField(
        label=format_lazy(_("Point {number}"), number=number),
        required=False,
        initial=text,
        max_length=LONGEST_REQUIREMENT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": spoken}),
    )


class FiltersForm:
    """
    Which of the organisations found to show; a choice that does not exist is passed over.

    Not a Django form: nothing here can be wrong, and forty boxes drawn by widgets would take longer
    than the answer itself.
    """

    def __init__(self, data: QueryDict, *, countries: Any, focus_areas: Sequence[Any]) -> None:
        self.data = data
        self.focus_areas = {area.code: area for area in focus_areas}
        self.known = {
            "country": countries,
            "kind": {kind.value for kind in KINDS_IN_OPEN_DATA},
            "focus": self.focus_areas,
            "sme": {"on"},
        }
        self.groups: list[Group] = []

    def chosen(self, name: str) -> list[str]:
        """Return what was ticked, as far as it exists, each once."""
        return [
            value for value in dict.fromkeys(self.data.getlist(name)) if value in self.known[name]
        ]

    @property
    def filters(self) -> Filters:
        """What was chosen, in the engine's terms."""
        areas = [self.focus_areas[code] for code in self.chosen("focus")]
        return Filters(
            countries=frozenset(self.chosen("country")),
            kinds=frozenset(self.chosen("kind")),
            sme=True if self.chosen("sme") else None,
            terms=tuple(term for area in areas for term in area.terms),
        )

    def offer(self, facets: Facets) -> None:
        """Offer what was found, and how many organisations each choice would leave."""
        found = dict(facets.countries)
        countries = country_names({*found, *self.chosen("country")})
        # Each choice: its value, its words, how many organisations it would leave.
        focus_areas = [(code, self.label_of("focus", code), None) for code in self.focus_areas]
        kinds = [
            (kind.value, str(kind.label), facets.kinds.get(kind.value, 0))
            for kind in KINDS_IN_OPEN_DATA
        ]
        sizes = [("on", self.label_of("sme", "on"), facets.sme)]
        places = [(code, name, found.get(code, 0)) for code, name in countries.items()]
        self.groups = [
            self._group("focus", _("Focus area"), focus_areas),
            self._group("kind", _("Kind of organisation"), kinds),
            self._group("sme", _("Size"), sizes),
            self._group("country", _("Country"), places),
        ]

    def label_of(self, name: str, value: str) -> str:
        """Return the words for a choice."""
        if name == "country":
            return country_name(value)
        if name == "kind":
            return str(Kind(value).label)
        if name == "focus":
            return str(self.focus_areas[value].name_in(get_language()))
        return gettext("Small and medium-sized enterprises only")

    def _group(
        self, name: str, label: Any, choices: Sequence[tuple[str, str, int | None]]
    ) -> Group:
        return group(name, str(label), choices, chosen=self.chosen(name))


def _message(help_text: Any) -> WrittenField:
    return WrittenField(
        label=_("Your message to the team"),
        help_text=help_text,
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class IntroductionForm(forms.Form):
    """What the cluster team should know to introduce somebody."""

    message = _message(_("What they should know to introduce you: what you offer, and until when."))


class HandOverForm(forms.Form):
    """What the cluster team should know to look for somebody, and where to answer."""

    message = _message(_("What you have tried so far, or what matters most to you."))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer goes there. We use it for nothing else."),
        max_length=254,
        error_messages={"required": _("Please say at which address we can answer you.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, has_account: bool, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        if has_account:
            # Whoever has an account is answered there.
            del self.fields["email"]
