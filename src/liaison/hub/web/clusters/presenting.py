"""What managers see of their cluster, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from liaison.hub.clusters import colours
from liaison.hub.clusters.choices import AREA_FACTS, COLOURS, FACTS
from liaison.hub.web.components.logos import size_of


@dataclass(frozen=True)
class ShownConflict:
    """Something that somebody else changed meanwhile: what it says now, what you wrote."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class ShownChange:
    """One thing that was changed; `old` and `new` are "" where the history does not keep them."""

    at: dt.datetime
    sentence: str
    old: str
    new: str


@dataclass(frozen=True)
class Sample:
    """How a colour looks on one paper; every value as "#rrggbb"."""

    label: str
    paper: str
    ink: str
    shades: colours.Shades
    contrast: float


def show_conflicts(conflicts: Iterable[Any]) -> list[ShownConflict]:
    """Return what two people changed at once, in words."""
    return [
        ShownConflict(label_of(each.code), in_words(each.theirs), in_words(each.yours))
        for each in conflicts
    ]


def show_changes(events: Iterable[Any], *, names: Mapping[str, str]) -> list[ShownChange]:
    """
    Return what was changed of a cluster, in words.

    :param names: the names of people by public id; those not in it have left
    """
    return [
        ShownChange(
            each.at,
            _sentence(each, names),
            _shown(each.details.get("old", "")),
            _shown(each.details.get("new", "")),
        )
        for each in events
    ]


def label_of(code: str) -> str:
    """Return what a fact of a cluster or a focus area is called."""
    return str((FACTS | AREA_FACTS).get(code, code))


def in_words(value: Any) -> str:
    """Return what a fact says; languages by their names."""
    if isinstance(value, dict):
        return size_of(value) if value else _shown("")
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return _shown(str(value))


def language_names(codes: Iterable[str]) -> list[str]:
    """Return languages by their own names."""
    return [get_language_info(code)["name_local"].capitalize() for code in codes]


def colour_name(accent: str) -> str:
    """Return what a colour is called, as far as it has a name here."""
    if not accent:
        return _("The colour of Liaison")
    return f"{COLOURS[accent]} ({accent})" if accent in COLOURS else accent


def samples(accent: str, on_dark: str) -> list[Sample]:
    """Return how a colour looks on light and on dark paper; nothing for Liaison's own."""
    if not accent:
        return []
    dark = colours.on_dark_paper(accent, on_dark)
    return [
        _sample(_("On light paper"), colours.LIGHT_GROUNDS[0], "#1d2a30", accent, dark=False),
        _sample(_("On dark paper"), colours.DARK_GROUNDS[0], "#ece7dc", dark, dark=True),
    ]


def _sample(label: str, paper: str, ink: str, accent: str, *, dark: bool) -> Sample:
    lowest = int(colours.lowest_contrast(accent, dark=dark) * 10) / 10
    return Sample(label, paper, ink, colours.shades(accent, dark=dark), lowest)


def _sentence(event: Any, names: Mapping[str, str]) -> str:
    details = event.details
    words = {
        "actor": names.get(event.actor) or _("someone who has left"),
        "what": label_of(details.get("field", "")),
        "area": details.get("area", event.subject),
        "heir": details.get("heir", ""),
    }
    sentences = {
        "cluster.set_up": _("The cluster was set up."),
        "cluster.changed": _("%(actor)s changed: %(what)s"),
        "cluster.looked_at": _("%(actor)s found that what stands here is right."),
        "focus_area.added": _("%(actor)s added the focus area “%(area)s”."),
        "focus_area.changed": _("%(actor)s changed the focus area “%(area)s”."),
        "focus_area.moved": _("%(actor)s moved the focus area “%(area)s”."),
        "focus_area.removed": (
            _("%(actor)s removed the focus area “%(area)s”; “%(heir)s” got its terms.")
            if words["heir"]
            else _("%(actor)s removed the focus area “%(area)s”.")
        ),
    }
    return sentences.get(event.verb, event.verb) % words


def _shown(value: str) -> str:
    return value or _("nothing")
