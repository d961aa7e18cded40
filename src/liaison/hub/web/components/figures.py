"""Figures of organisations in words and as a picture of how they changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from liaison.hub.directory.choices import FigureKind, Precision

# Heights and y are in pixels, x in percent, so that the picture fits any screen while its letters
# stay as large as they are.
_TOP, _PLOT, _YEARS = 26, 96, 28
HEIGHT = _TOP + _PLOT + _YEARS
# Percent left free on both sides, and that a letter takes on a phone at most.
_MARGIN, _LETTER = 4, 2.6


@dataclass(frozen=True)
class Dated:
    """What a picture is drawn of: how many, of when, and whether that is estimated."""

    on: dt.date
    value: int
    is_estimated: bool = False


@dataclass(frozen=True)
class Point:
    """One figure in the picture; above it what it says, below its year, where there is room."""

    x: float
    y: float
    label: str
    year: str
    anchor: str
    is_estimated: bool


@dataclass(frozen=True)
class Stroke:
    """The line between two figures; one that leads to an estimate is no sure one."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_estimated: bool


@dataclass(frozen=True)
class Series:
    """Points over time with lines between them; see above for the units."""

    points: tuple[Point, ...]
    strokes: tuple[Stroke, ...]
    height: int = HEIGHT
    ground: int = _TOP + _PLOT


def draw_series(dated: Sequence[Dated]) -> Series | None:
    """Return the picture of figures, the oldest first, one a day; None for fewer than two."""
    if len(dated) < 2:
        return None
    most = max(each.value for each in dated) or 1
    first, last = dated[0].on, dated[-1].on
    labels = [number(each.value) for each in dated]
    is_roomy = len(labels) * max(map(len, labels)) * _LETTER <= 100
    points = []
    for place, (each, label) in enumerate(zip(dated, labels, strict=True)):
        is_first, is_last = place == 0, place == len(dated) - 1
        is_named = is_roomy or is_first or is_last
        share = (each.on - first).days / ((last - first).days or 1)
        points.append(
            Point(
                x=round(_MARGIN + (100 - 2 * _MARGIN) * share, 2),
                y=round(_TOP + _PLOT * (1 - each.value / most), 1),
                label=label if is_named else "",
                year=str(each.on.year) if is_named else "",
                anchor="start" if is_first else "end" if is_last else "middle",
                is_estimated=each.is_estimated,
            )
        )
    pairs = pairwise(points)
    strokes = (
        Stroke(one.x, one.y, other.x, other.y, one.is_estimated or other.is_estimated)
        for one, other in pairs
    )
    return Series(tuple(points), tuple(strokes))


def number(value: int) -> str:
    """Return a whole number as the reader's language groups its digits."""
    return number_format(value, force_grouping=True)


def counted(kind: str, value: int) -> str:
    """Return how many people, or euro, a figure says."""
    if FigureKind(kind).is_money:
        return gettext("€%(amount)s") % {"amount": number(value)}
    words = ngettext("%(number)s person", "%(number)s people", value)
    return words % {"number": number(value)}


def when_in_words(on: dt.date, precision: str) -> str:
    """Return a year, or a day, as a table shows it."""
    return str(on.year) if precision == Precision.YEAR else date_format(on, "DATE_FORMAT")


def dated_in_words(
    kind: str, value: int, on: dt.date, precision: str, *, is_estimated: bool
) -> str:
    """Return how many there were, and when."""
    said = {"amount": counted(kind, value), "when": when_in_words(on, precision)}
    if precision == Precision.YEAR:
        if is_estimated:
            return gettext("%(amount)s in %(when)s, estimated") % said
        return gettext("%(amount)s in %(when)s") % said
    if is_estimated:
        return gettext("%(amount)s on %(when)s, estimated") % said
    return gettext("%(amount)s on %(when)s") % said
