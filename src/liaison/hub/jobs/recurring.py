"""When a recurring job is due: every few minutes, or daily at a time of the clock on the wall."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone


class Rhythm(Protocol):
    """Says when something is due, time and again."""

    def slot(self, now: dt.datetime) -> dt.datetime:
        """Return the latest time, at most `now`, at which it was due."""
        ...


@dataclass(frozen=True)
class Every:
    """
    Every few minutes.

    :ivar minutes: from 1 on
    """

    minutes: int

    def slot(self, now: dt.datetime) -> dt.datetime:
        seconds = self.minutes * 60
        return dt.datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=dt.UTC)


@dataclass(frozen=True)
class Daily:
    """
    Once a day.

    :ivar at: hour and minute in the time zone of the installation, such as "06:00"
    """

    at: str

    def slot(self, now: dt.datetime) -> dt.datetime:
        zone = timezone.get_default_timezone()
        today = now.astimezone(zone).date()
        due = dt.datetime.combine(today, dt.time.fromisoformat(self.at), tzinfo=zone)
        if due > now:
            due = dt.datetime.combine(
                today - dt.timedelta(days=1), dt.time.fromisoformat(self.at), tzinfo=zone
            )
        return due.astimezone(dt.UTC)


@dataclass(frozen=True)
class Recurring:
    """A kind of jobs and when one is due; it is told nothing but that."""

    kind: str
    when: Rhythm


Schedule = Sequence[Recurring]


def recurring_key(kind: str) -> str:
    """Return the key under which a recurring job waits or runs."""
    return f"recurring:{kind}"
