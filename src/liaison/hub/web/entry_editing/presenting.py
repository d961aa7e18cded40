"""Fields of entries and what they say, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.hub.core.choices import Visibility
from liaison.hub.directory.choices import (
    FigureKind,
    Kind,
    NameKind,
    Scheme,
    SizeClass,
    State,
    Teller,
)
from liaison.hub.directory.curating import MAP, VISIBILITY
from liaison.hub.directory.editing import CODES, LOGO, PLACES, TERMS, Completeness
from liaison.hub.directory.editing.completeness import REQUIRED
from liaison.hub.directory.relations.values import RELATIONS, is_of_relation
from liaison.hub.directory.texts import DESCRIPTION, HEADLINE, LANGUAGES, TEXTS
from liaison.hub.lifecycle.choices import Column
from liaison.hub.web.components.countries import country_name
from liaison.hub.web.components.logos import size_of
from liaison.hub.web.components.number_formats import number_note, postcode_note
from liaison.hub.web.entry_editing import terms
from liaison.hub.web.entry_editing.figures import figure_in_words
from liaison.hub.web.entry_editing.relations import relation_in_words
from liaison.hub.web.entry_editing.texts import words_of

_LETTERS_OF_TEXT = 120
_LABELS_OF = {"kind": Kind, "state": State, "size_class": SizeClass}
_LISTED = {**{kind.value: kind for kind in NameKind}, **{each.value: each for each in Scheme}}


@dataclass(frozen=True)
class ShownChange:
    """
    One field that somebody changed, in words.

    :ivar by: who said so
    :ivar taken_over_by: who of the team let it show; "" where nobody had to
    """

    label: str
    old: list[str]
    new: list[str]
    by: str
    teller: str
    at: Any
    taken_over_by: str = ""


@dataclass(frozen=True)
class ShownConflict:
    """A field that somebody else changed meanwhile: what it says now, what you wrote."""

    label: str
    theirs: list[str]
    yours: list[str]


@dataclass(frozen=True)
class ShownWaiting:
    """
    A change that waits: what was asked for, and the id of its request.

    :ivar rows: under which heading of the form its rows stand; "" for what stands once
    """

    label: str
    wanted: list[str]
    request_id: Any
    rows: str


@dataclass(frozen=True)
class ShownCompleteness:
    """
    How complete an entry is.

    :ivar anchor: the id of the field on the form that would help most; "" to confirm the entry
    """

    percent: int
    advice: str
    anchor: str


def unchecked_in(entry: Mapping[str, Any], seen: Mapping[str, Any], codes: list[str]) -> list[str]:
    """
    Say what nobody could check of the fields of an entry that somebody changed.

    :param seen: the entry as it was before
    :param codes: of the fields that changed
    """
    found = []
    if "postcode" in codes and entry["postcode"]:
        found.append(postcode_note(entry["country"] or ""))
    if PLACES in codes:
        new = [row for row in entry[PLACES] if row not in seen[PLACES]]
        found += [postcode_note(row[3] or "") for row in new if row[1]]
    if Scheme.REGISTER in codes:
        before = [row[:2] for row in seen[Scheme.REGISTER]]
        new = [row for row in entry[Scheme.REGISTER] if row[:2] not in before]
        found += [number_note(row[0]) for row in new]
    return [sentence for sentence in dict.fromkeys(found) if sentence]


def show_change(change: Any, named: terms.Named = None) -> ShownChange:
    """
    Return what to show of a change.

    :param named: terms by their keys, where many changes are shown; None to ask for them
    """
    said_by = change.asked_by or change.by
    taken_over_by = change.by if change.asked_by else None
    return ShownChange(
        label_of(change.field),
        in_words(change.field, change.old, named),
        in_words(change.field, change.new, named),
        said_by.full_name if said_by else "",
        str(Teller(change.teller).label),
        change.at,
        taken_over_by.full_name if taken_over_by else "",
    )


def show_conflict(conflict: Any) -> ShownConflict:
    """Return what to show of a conflict."""
    return ShownConflict(
        label_of(conflict.code),
        in_words(conflict.code, conflict.theirs),
        in_words(conflict.code, conflict.yours),
    )


def show_waiting(change: Any) -> ShownWaiting:
    """Return what to show of a change that waits."""
    return ShownWaiting(
        label_of(change.field),
        in_words(change.field, change.new),
        change.request.public_id,
        _rows_of(change.field),
    )


def by_rows(waiting: Iterable[ShownWaiting]) -> dict[str, list[ShownWaiting]]:
    """Return the changes that wait by the heading of the form under which their rows stand."""
    found: dict[str, list[ShownWaiting]] = {}
    for each in waiting:
        found.setdefault(each.rows, []).append(each)
    return found


def _rows_of(code: str) -> str:
    kinds = {"names": NameKind, "numbers": Scheme, "figures": FigureKind}
    here = (rows for rows, choices in kinds.items() if code in choices.values)
    return next(here, PLACES if code == PLACES else "")


def show_completeness(found: Completeness) -> ShownCompleteness:
    """Return how complete an entry is, and what would help most."""
    advice = {
        "over": (_("Renew a certificate that has ended, or remove it."), "terms-certificates"),
        "kind": (_("Say what kind of organisation it is."), "id_kind"),
        "country": (_("Say in which country it is."), "id_country"),
        "city": (_("Say in which town it is, so that it is found nearby."), "id_city"),
        "website": (_("Add its web site."), "id_website"),
        "numbers": (_("Add a number of a register, so that it is not recorded twice."), "numbers"),
        HEADLINE: (_("Say in one sentence what it does."), f"id_headline_{_own_language()}"),
        DESCRIPTION: (
            _("Describe what it does, so that others know whether to write to it."),
            f"id_description_{_own_language()}",
        ),
        "translations": (
            _("Still to be translated: %(texts)s.")
            % {"texts": ", ".join(label_of(code) for code in found.untranslated)},
            f"id_{next(iter(found.untranslated), '')}",
        ),
        "verified": (_("Look through the entry and say that it is still correct."), ""),
        "size_class": (_("Say how large it is: many calls ask for it."), "id_size_class"),
        "nace": (_("Add its activity, as NACE classes it."), "id_nace"),
        "founded_year": (_("Say when it was founded."), "id_founded_year"),
        "address": (_("Add its address, so that visitors find it."), "id_address"),
    }
    for demand in found.asked_for:
        advice[f"{REQUIRED}{demand.taxonomy.slug}"] = (
            terms.asks_for(demand),
            f"terms-{demand.taxonomy.subject}",
        )
    words, anchor = advice.get(found.next_step, ("", ""))
    return ShownCompleteness(found.percent, words, anchor)


def label_of(code: str) -> str:
    """Return what a field is called; of one that is no more, that it is."""
    if code == VISIBILITY:
        return _("Who sees it")
    if code == MAP:
        return _("Sector map")
    if code == RELATIONS:
        return _("Relations to other organisations")
    if is_of_relation(code):
        return _("Relation to another organisation")
    if code not in CODES:
        return _("A field that entries no longer have")
    if code == PLACES:
        return _("Further places")
    if code == LOGO:
        return _("Logo")
    if code in FigureKind.values:
        return str(FigureKind(code).label)
    if code in TERMS:
        return terms.label_of(code)
    if code == "open_data_id":
        return _("Link to open data")
    return str(_LISTED[code].label if code in _LISTED else Column(code).label)


def in_words(code: str, value: Any, named: terms.Named = None) -> list[str]:
    """Return what a field says, a line for each row."""
    if code == VISIBILITY:
        return [str(Visibility(value).label)]
    if is_of_relation(code):
        return relation_in_words(value)
    if code not in CODES:
        return [str(value)] if value not in (None, "", []) else []
    if code in TEXTS:
        return words_of(value)
    if code in _LISTED:
        return [_row(row) for row in value or ()]
    if code == PLACES:
        return [_place(row) for row in value or ()]
    if code in FigureKind.values:
        return [figure_in_words(code, row) for row in value or ()]
    if code in TERMS:
        return terms.in_words(value or (), named)
    if value in (None, ""):
        return []
    if code == LOGO:
        return [size_of(value)]
    if code in _LABELS_OF:
        return [str(_LABELS_OF[code](value).label)]
    return [country_name(value) if code == "country" else str(value)]


def _own_language() -> str:
    language = (get_language() or "")[:2]
    return language if language in LANGUAGES else LANGUAGES[0]


def briefly(code: str, value: Any) -> list[str]:
    """Return what a field says, long texts cut."""
    if code in TEXTS and value:
        return [shorten(value["text"], _LETTERS_OF_TEXT, placeholder="…")]
    return in_words(code, value)


def _row(row: list[Any]) -> str:
    first, second, until = row
    # Of a name the language comes second, of a number the country comes first.
    words = " ".join(filter(None, [first, second]))
    return _("%(what)s (until %(day)s)") % {"what": words, "day": until} if until else words


def _place(row: list[Any]) -> str:
    address, postcode, city, country, *degrees = row
    town = " ".join(filter(None, [postcode, city]))
    where = ", ".join(str(each) for each in degrees if each is not None)
    return ", ".join(filter(None, [address, town, country_name(country), where]))
