"""What a person may enter to search for partners; validation only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.hub.directory.choices import Kind
from liaison.hub.partner_search.choices import LONGEST_NEED
from liaison.hub.web.components.countries import country_name
from liaison.matching import Facets, Filters


class NeedForm(forms.Form):
    """The need, in the person's own words."""

    need = forms.CharField(
        label=_("What do you need?"),
        help_text=_(
            "Two or three plain sentences are enough: what you want to do, "
            "and what kind of partner is missing."
        ),
        max_length=LONGEST_NEED,
        error_messages={
            "required": _("Please say in a few words what you need."),
            "max_length": _(
                "Please keep it to %(limit_value)d characters; you wrote %(show_value)d."
            ),
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FiltersForm(forms.Form):
    """Which of the organisations found to show; a choice that does not exist is passed over."""

    country = forms.MultipleChoiceField(
        label=_("Country"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.MultipleChoiceField(
        label=_("Kind of organisation"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sme = forms.BooleanField(label=_("Small and medium-sized enterprises only"), required=False)
    focus = forms.MultipleChoiceField(
        label=_("Focus area"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, countries: Any, focus_areas: Sequence[Any]) -> None:
        super().__init__(data)
        self.focus_areas = {area.code: area for area in focus_areas}
        self.known = {
            "country": countries,
            "kind": set(Kind.values),
            "focus": self.focus_areas,
            "sme": {"on"},
        }
        language = get_language()
        self.fields["focus"].choices = [(area.code, area.name_in(language)) for area in focus_areas]

    def chosen(self, name: str) -> list[str]:
        """Return what was ticked, as far as it exists."""
        return [value for value in self.data.getlist(name) if value in self.known[name]]

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
        countries = facets.countries | {
            code: facets.countries.get(code, 0) for code in self.chosen("country")
        }
        self.fields["country"].choices = sorted(
            (
                (code, f"{country_name(code)} ({count})")
                for code, count in countries.items()
                if code
            ),
            key=lambda choice: choice[1],
        )
        self.fields["kind"].choices = [
            (kind.value, f"{kind.label} ({facets.kinds.get(kind.value, 0)})") for kind in Kind
        ]

    def label_of(self, name: str, value: str) -> str:
        """Return the words for a choice, without its count."""
        if name == "country":
            return country_name(value)
        if name == "kind":
            return str(Kind(value).label)
        if name == "focus":
            return str(self.focus_areas[value].name_in(get_language()))
        return str(self.fields[name].label)
