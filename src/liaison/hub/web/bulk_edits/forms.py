"""What is to be done to many organisations; validation only."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from liaison.hub.bulk_edits.choices import What
from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import Kind, SizeClass, State, TermsOf
from liaison.hub.directory.curating import SHOWN_BY_TEAMS
from liaison.hub.directory.editing.terms import Offered

_OF_TERMS = (What.ADD_TERM, What.REMOVE_TERM)
_INDENT = "– "


class WhatForm(forms.Form):
    """What to do, and of terms which one."""

    do = forms.ChoiceField(
        label=_("What is to be done to all of them?"),
        error_messages={"required": _("Please choose what is to be done.")},
    )
    term = forms.ChoiceField(
        label=_("Which term or focus area?"),
        required=False,
        help_text=_("Only where you add or remove one."),
    )

    def __init__(
        self,
        *arguments: Any,
        clusters: Sequence[Any],
        terms: Mapping[str, Sequence[Offered]],
        **options: Any,
    ) -> None:
        """
        :param clusters: in whose team the reader is
        :param terms: what may be added, by subject
        """
        super().__init__(*arguments, **options)
        do: Any = self.fields["do"]
        do.choices = [("", "–"), *_ways(clusters, has_terms=bool(terms))]
        term: Any = self.fields["term"]
        term.choices = [("", "–"), *_terms(terms)]
        if not terms:
            del self.fields["term"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.what in _OF_TERMS and not said.get("term") and "term" not in self.errors:
            self.add_error("term", gettext("Please choose the term or focus area, too."))
        return said

    @property
    def what(self) -> str:
        """What is to be done, as a code; "" where nothing was chosen."""
        return str(self.cleaned_data.get("do", "")).partition(":")[0]

    @property
    def value(self) -> str:
        """What is set, as a code."""
        if self.what in _OF_TERMS:
            return str(self.cleaned_data["term"])
        return str(self.cleaned_data["do"]).partition(":")[2]


def in_words(what: str, value: str, terms: Mapping[str, Sequence[Offered]], maps: Any) -> str:
    """Return what a bulk edit does, as a heading: "Set the state: Dormant"."""
    labels: dict[str, Any] = {
        What.VISIBILITY: dict(Visibility.choices),
        What.STATE: dict(State.choices),
        What.KIND: dict(Kind.choices),
        What.SIZE_CLASS: {**dict(SizeClass.choices), "": gettext("Size not known")},
        What.ON_MAP: maps,
        What.OFF_MAP: maps,
    }
    if what in _OF_TERMS:
        named = (each for own in terms.values() for each in own if each.key == value)
        found = next(named, None)
        words = found.named.name_in(get_language()) if found else value
    else:
        words = str(labels.get(what, {}).get(value, value))
    label = str(What(what).label)
    return gettext("%(what)s: %(value)s") % {"what": label, "value": words} if words else label


def _ways(clusters: Sequence[Any], *, has_terms: bool) -> list[Any]:
    shown = [(each.value, str(each.label)) for each in SHOWN_BY_TEAMS]
    states = [(each.value, str(each.label)) for each in State if each != State.MERGED]
    sizes = [*SizeClass.choices, ("", gettext("Size not known"))]
    maps = [(each.slug, each.name) for each in clusters]
    ways = [
        _group(What.VISIBILITY, shown),
        _group(What.STATE, states),
        _group(What.KIND, Kind.choices),
        _group(What.SIZE_CLASS, sizes),
        _group(What.ON_MAP, maps),
        _group(What.OFF_MAP, maps),
    ]
    others = [*(_OF_TERMS if has_terms else ()), What.VERIFY]
    more = [(f"{each.value}:", str(each.label)) for each in others]
    return [*ways, (pgettext("group of things to do", "More"), more)]


def _group(what: What, choices: Sequence[Any]) -> tuple[str, list[tuple[str, str]]]:
    options = [(f"{what.value}:{value}", str(label)) for value, label in choices]
    return str(what.label), options


def _terms(terms: Mapping[str, Sequence[Offered]]) -> list[Any]:
    groups = []
    for subject in TermsOf:
        for name, some in groupby(terms.get(subject, ()), key=lambda each: each.group):
            options = [
                (each.key, _INDENT * each.depth + each.named.name_in(get_language()))
                for each in some
            ]
            groups.append((f"{subject.label} ({name})", options))
    return groups
