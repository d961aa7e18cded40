"""Clocks as the rows of a desk, in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.hub.clocks.choices import ClockState
from liaison.hub.clocks.kinds import UnknownKind, described, get_kind
from liaison.hub.clocks.ladders import local_day, started_on
from liaison.hub.clocks.working_days import days_left
from liaison.hub.notifications.links import whole_address


@dataclass(frozen=True)
class Row:
    """
    One thing that waits.

    :ivar title: empty where the reader may not see it, or it is gone
    :ivar url: the page of the next step; empty likewise
    :ivar whom: for whom it waits, if not for the team; empty where the reader may not see it
    :ivar owner: the name of whoever of the team took it; empty: nobody
    :ivar is_to_take: the reader can take it over
    :ivar time: how many working days are left, or how late it is
    :ivar dates: since when it waits, and until when it may
    :ivar heading: of the part of the list that begins here; empty within one
    """

    clock: Any
    key: str
    words: str
    title: str
    url: str
    whom: str
    owner: str
    is_to_take: bool
    time: str
    dates: str
    is_late: bool
    is_paused: bool
    waits_for: str
    heading: str


def rows_of(
    clocks: list[Any], *, today: dt.date, host: str, with_headings: bool, for_user: Any
) -> list[Row]:
    """Return rows for clocks in their order; asks each kind of clocks once."""
    seen = described(clocks, for_user=for_user)
    rows: list[Row] = []
    last = ""
    for clock in clocks:
        heading = _heading(clock.due_on, today) if with_headings else ""
        told = seen.get(clock.public_id)
        rows.append(
            Row(
                clock=clock,
                key=str(clock.public_id),
                words=_words(clock),
                title=told.title if told else "",
                url=_address(clock, told.url, host) if told else "",
                # For whom it waits may be what one may not see: whose an anonymous need is.
                whom=_whom(clock) if told else "",
                owner=clock.assignee.full_name if clock.assignee else "",
                is_to_take=clock.is_for_the_team and told is not None,
                time=_time(clock, today),
                dates=_dates(clock),
                is_late=clock.due_on < today and clock.state == ClockState.RUNNING,
                is_paused=clock.state == ClockState.PAUSED,
                waits_for=_waits_for(clock),
                heading=heading if heading != last else "",
            )
        )
        last = heading
    return rows


def _words(clock: Any) -> str:
    try:
        return str(get_kind(clock.kind).words)
    except UnknownKind:
        return _("Something of a part that is not installed")


def _waits_for(clock: Any) -> str:
    if clock.state != ClockState.PAUSED:
        return ""
    try:
        return clock.pause_reason or str(get_kind(clock.kind).waits_for)
    except UnknownKind:
        return str(clock.pause_reason)


def _address(clock: Any, url: str, host: str) -> str:
    """Return the path, or the whole address where another cluster has a site of its own."""
    own = clock.cluster.host
    return whole_address(url, cluster=clock.cluster) if own and own != host else url


def _whom(clock: Any) -> str:
    if clock.person is not None:
        return clock.person.full_name or _("Somebody")
    return clock.organisation.name if clock.organisation is not None else ""


def _time(clock: Any, today: dt.date) -> str:
    if clock.state == ClockState.PAUSED:
        number = max(0, days_left(local_day(clock.paused_at), today))
        return ngettext(
            "waits for others since %(number)d working day",
            "waits for others since %(number)d working days",
            number,
        ) % {"number": number}
    number = days_left(today, clock.due_on)
    if number < 0:
        sentence = ngettext("%(number)d working day late", "%(number)d working days late", -number)
        return sentence % {"number": -number}
    if clock.due_on == today:
        return _("today")
    return ngettext("%(number)d working day left", "%(number)d working days left", number) % {
        "number": number
    }


def _dates(clock: Any) -> str:
    return _("since %(day)s, due %(due)s") % {
        "day": date_format(started_on(clock), "SHORT_DATE_FORMAT"),
        "due": date_format(clock.due_on, "SHORT_DATE_FORMAT"),
    }


def _heading(due_on: dt.date, today: dt.date) -> str:
    sunday = today + dt.timedelta(days=6 - today.weekday())
    if due_on < today:
        return _("Late")
    if due_on == today:
        return _("Today")
    return _("This week") if due_on <= sunday else _("Later")
