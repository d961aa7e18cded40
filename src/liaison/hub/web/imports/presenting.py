"""What an import does, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.hub.directory.choices import Kind, SizeClass, State
from liaison.hub.identities.choices import REASONS
from liaison.hub.lifecycle.choices import TERM_COLUMNS, Column, Outcome
from liaison.hub.lifecycle.importing.errors import sentences_of
from liaison.hub.lifecycle.importing.planning import Change, Plan
from liaison.hub.lifecycle.undoing import KeptSince, words_for
from liaison.hub.web.components.countries import country_name

_LABELS_OF = {Column.KIND: Kind, Column.STATE: State, Column.SIZE_CLASS: SizeClass}


@dataclass(frozen=True)
class ShownChange:
    """
    What a row does to an organisation.

    :ivar url: of its profile; "" for one that is new
    :ivar fields: labels with what was there and what comes
    """

    number: int
    name: str
    url: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class ShownPair:
    """
    Two organisations that look alike.

    :ivar url: where they are judged; "" before the import is written
    """

    one: str
    other: str
    reasons: list[str]
    url: str


def show_counts(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return codes, words and numbers of what the rows do."""
    return [(each.value, str(each.label), counts.get(each.value, 0)) for each in Outcome]


def show_changes(changes: Iterable[Change]) -> list[ShownChange]:
    """Return what to show of changes."""
    return [
        ShownChange(
            change.number,
            change.name,
            "" if change.is_new else reverse("directory:profile", args=[change.organisation]),
            [
                (str(Column(code).label), in_words(code, old), in_words(code, new))
                for code, (old, new) in change.changes.items()
            ],
        )
        for change in changes
    ]


def show_refused(plan: Plan, start: int, stop: int) -> list[list[str]]:
    """Return for some of the refused rows what is wrong, each with its row."""
    return [sentences_of(row, plan.headings) for row in plan.some_refused(start, stop)]


def show_pairs(pairs: Iterable[dict[str, Any]], *, is_written: bool) -> list[ShownPair]:
    """Return what to show of pairs that look alike, as drafts and imports keep them."""
    return [
        ShownPair(
            _who(pair["one"]),
            _who(pair["other"]),
            [str(REASONS.get(code, code)) for code in pair["reasons"]],
            _where_judged(pair) if is_written else "",
        )
        for pair in pairs
    ]


def show_kept(kept: KeptSince) -> tuple[str, str]:
    """Return of an organisation that is not as before once it is undone, its name and why."""
    if kept.is_gone:
        return str(kept.organisation), _("It is no longer in the directory.")
    if kept.is_others:
        return kept.name or str(kept.organisation), _("You may not change it any more.")
    why = [words_for(label) for label in kept.has]
    if kept.parts:
        why.append(_("values that people changed since"))
    return kept.name, ", ".join(why) or _("It was saved anew since.")


def in_words(code: str, value: Any) -> str:
    """Return the value of a field as people read it; "" for none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ("; " if Column(code) in TERM_COLUMNS else " | ").join(value)
    if Column(code) in _LABELS_OF:
        return str(_LABELS_OF[Column(code)](value).label)
    return country_name(value) if code == Column.COUNTRY else str(value)


def _who(like: dict[str, Any]) -> str:
    details = {"name": like["name"], "row": like["row"]}
    if like["row"]:
        return _("%(name)s (row %(row)d)") % details
    return _("%(name)s (in the directory)") % details


def _where_judged(pair: dict[str, Any]) -> str:
    # Who is in the directory longer is offered as the one that is kept.
    sides = sorted((pair["one"], pair["other"]), key=lambda side: side["row"])
    return reverse("merging:preview", args=[UUID(side["organisation"]) for side in sides])


def show_unchecked(unchecked: Mapping[str, int]) -> list[str]:
    """Say of which countries postcodes and numbers are taken over without being checked."""
    found = []
    for what, count in sorted(unchecked.items()):
        column, _space, country = what.partition(" ")
        words = {"count": count, "country": country_name(country)}
        if column == Column.POSTCODE:
            sentence = ngettext(
                "We could not check %(count)d postcode: nobody has verified the format of"
                " %(country)s yet.",
                "We could not check %(count)d postcodes: nobody has verified the format of"
                " %(country)s yet.",
                count,
            )
        else:
            sentence = ngettext(
                "We could not check %(count)d register number: nobody has verified the format of"
                " %(country)s yet.",
                "We could not check %(count)d register numbers: nobody has verified the format of"
                " %(country)s yet.",
                count,
            )
        found.append(sentence % words)
    return found
