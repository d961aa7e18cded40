"""Cases in words: the thread, files, figures."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from liaison.hub.support.choices import Face, WordKind
from liaison.hub.support.figures import Figures, Tally
from liaison.hub.web.components.bars import Bar, shares


@dataclass(frozen=True)
class ShownWord:
    """
    A word of a thread.

    :ivar who: who said it, in words
    :ivar is_erased: whether its author has left, and their words are gone
    """

    kind: str
    who: str
    at: Any
    said: str
    files: list[Any]
    is_internal: bool
    is_of_the_team: bool
    is_erased: bool


@dataclass(frozen=True)
class ShownCase:
    """A case in a list: its topic in the reader's language, and whether the team is late."""

    case: Any
    topic: str
    is_late: bool


def show_words(words: list[Any]) -> list[ShownWord]:
    """Return what to show of a thread."""
    return [
        ShownWord(
            str(word.get_kind_display()),
            word.by.full_name or _("someone who has left"),
            word.at,
            word.said,
            list(word.files.all()),
            word.kind == WordKind.INTERNAL,
            word.kind == WordKind.TEAM,
            not word.said,
        )
        for word in words
    ]


def show_case(case: Any) -> ShownCase:
    """Return what to show of a case in a list."""
    topic = case.topic.name_in(get_language())
    return ShownCase(case, topic, case.is_late_on(timezone.localdate()))


@dataclass(frozen=True)
class ShownTally:
    """A row of the figures: what it counts, and the numbers in words."""

    label: str
    number: int
    answered: int
    median: str
    faces: list[tuple[str, int]]


def show_tally(label: str, tally: Tally) -> ShownTally:
    """Return a row of the figures."""
    faces = [(str(Face(face).label), number) for face, number in tally.faces.items()]
    return ShownTally(label, tally.number, tally.answered, days_in_words(tally), faces)


def days_in_words(tally: Tally) -> str:
    """Return the median working days to the first answer; a dash for none."""
    median = tally.median_days
    return "–" if median is None else number_format(median, decimal_pos=0 if median % 1 == 0 else 1)


def by_month(figures: Figures) -> list[Bar]:
    """Return how many were asked each month, as bars, the oldest first."""
    months = months_of(figures)
    return shares([(month_name(month), figures.of_month(month).number) for month in months])


def months_of(figures: Figures) -> list[dt.date]:
    """Return the months from the first in which somebody asked, the oldest first."""
    return list(dropwhile(lambda month: not figures.of_month(month).number, figures.months))


def month_name(month: dt.date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def table_of(figures: Figures) -> tuple[list[str], Iterator[list[Any]]]:
    """Return headings and rows for a file: a row a topic and month about which somebody asked."""
    headings = [
        _("Month"),
        _("Topic"),
        _("Questions"),
        pgettext("questions", "Answered"),
        _("Median working days to the first answer"),
        *(str(label) for label in Face.labels),
    ]
    language = get_language()
    rows = (
        [
            month.strftime("%Y-%m"),
            topic.name_in(language),
            tally.number,
            tally.answered,
            tally.median_days,
            *tally.faces.values(),
        ]
        for month in figures.months
        for topic in figures.topics
        if (tally := figures.of(topic, month)).number
    )
    return headings, rows
