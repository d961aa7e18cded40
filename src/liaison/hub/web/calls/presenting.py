"""A call as its readers see it on one day: what is left of it, and why it may suit."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from liaison.hub.calls.choices import AREAS
from liaison.hub.calls.queries import area_of
from liaison.hub.web.components.evidence import excerpt
from liaison.matching import Call, Ground, Opportunity

WORDS_SHOWN = 8
# What the portal sets as headings, and runs into the text before and after.
_HEADING = re.compile(r"\s*\b(Expected Outcomes?|Expected Impacts?|Scope|Objectives?):\s*")


@dataclass(frozen=True)
class Deadline:
    """
    One of a call's deadlines.

    :ivar days_left: below 0 once it has passed
    :ivar counts: whether it is the next one
    """

    day: dt.date
    days_left: int
    counts: bool


@dataclass(frozen=True)
class Shown:
    """
    A call in a list, or on its own page.

    :ivar area: name of its part of the programme
    :ivar excerpt: what of its text answers the words; empty where there are none
    """

    call: Call
    area: str
    deadlines: tuple[Deadline, ...]
    is_open: bool
    is_forthcoming: bool
    is_for_the_invited: bool
    excerpt: SafeString
    words: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()

    @property
    def next(self) -> Deadline | None:
        """The deadline that counts; none once all have passed."""
        return next((each for each in self.deadlines if each.counts), None)

    @property
    def later(self) -> list[Deadline]:
        """Those that follow the next."""
        return [each for each in self.deadlines if each.days_left >= 0 and not each.counts]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a call's text, or a heading in it."""

    text: str
    is_heading: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Return a call's text as it was meant: its headings apart, a paragraph a line."""
    pieces = _HEADING.split(text)
    # Every second piece is a heading.
    return [
        Paragraph(line.strip(), place % 2 == 1)
        for place, piece in enumerate(pieces)
        for line in piece.splitlines()
        if line.strip()
    ]


def show(call: Call, *, day: dt.date, opportunity: Opportunity | None = None) -> Shown:
    """Return a call as it stands on a day, and why it suits where that was asked."""
    words = opportunity.words if opportunity else ()
    following = call.next_deadline(day)
    area = area_of(call)
    return Shown(
        call=call,
        area=str(AREAS.get(area, area)),
        deadlines=tuple(
            Deadline(each, (each - day).days, each == following) for each in call.deadlines
        ),
        is_open=call.is_open_on(day),
        is_forthcoming=call.is_forthcoming_on(day),
        is_for_the_invited=call.is_for_the_invited_on(day),
        excerpt=excerpt(call.body, words) if words else SafeString(""),
        words=words[:WORDS_SHOWN],
        grounds=opportunity.grounds if opportunity else (),
    )


def show_all(opportunities: list[Opportunity], *, day: dt.date) -> list[Shown]:
    """Return opportunities as they stand on a day, in their order."""
    return [show(each.call, day=day, opportunity=each) for each in opportunities]
