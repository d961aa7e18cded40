"""What the page says of when sources were read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, ngettext

from liaison.hub.directory import queries

TABLES = {
    "organisations": gettext_lazy("Organisations"),
    "projects": gettext_lazy("Projects and facts"),
    "participations": gettext_lazy("Participations"),
    "topics": gettext_lazy("Fields of science"),
    "places": gettext_lazy("Places"),
    "names": gettext_lazy("Names"),
    "identifiers": gettext_lazy("Identifiers"),
    "relationships": gettext_lazy("Relationships"),
    "figures": gettext_lazy("Figures"),
    "calls": gettext_lazy("Calls"),
}


@dataclass(frozen=True)
class ChangedTable:
    """
    How one table of a source changed.

    :ivar name: what its rows are, in the reader's language
    :ivar changes: how many were added, removed and changed, each as a phrase
    """

    name: str
    changes: list[str]


@dataclass(frozen=True)
class Reading:
    """
    One source: when it was read, what changed, what failed.

    :ivar is_first: whether what changed was everything, because nothing was there before
    :ivar is_due: whether it should be read again by now
    """

    title: str
    last_read: dt.datetime | None
    changed_on: dt.datetime | None
    changed_tables: list[ChangedTable]
    is_first: bool
    failed_on: dt.datetime | None
    failed_because: str
    next_due: dt.datetime | None
    is_due: bool


def readings(*, for_user: Any, now: dt.datetime) -> list[Reading]:
    """
    Return the sources that are read regularly or were read once; none if none was ever asked for.

    :raises SourcesUnknown: if it cannot be told which sources are read
    """
    found = queries.standings(for_user=for_user)
    if not any(each.last_read or each.failed for each in found):
        return []
    return [_reading(each, now) for each in found if each.planned.is_enabled or each.last_read]


def _reading(standing: Any, now: dt.datetime) -> Reading:
    change, failed = standing.last_change, standing.failed
    tables = change.tables if change else {}
    return Reading(
        title=standing.planned.reader.source.title,
        last_read=standing.last_read,
        changed_on=change.ended if change else None,
        changed_tables=list(_changed_tables(tables.items())),
        is_first=bool(tables) and not any(table.before for table in tables.values()),
        failed_on=failed.ended if failed else None,
        failed_because=failed.reason if failed else "",
        next_due=standing.next_due if standing.last_read else None,
        is_due=standing.is_due(now),
    )


def _changed_tables(tables: Iterable[tuple[str, Any]]) -> Iterable[ChangedTable]:
    for name, change in tables:
        counts = (
            (change.added, ngettext("%(n)s added", "%(n)s added", change.added)),
            (change.removed, ngettext("%(n)s removed", "%(n)s removed", change.removed)),
            (change.changed, ngettext("%(n)s changed", "%(n)s changed", change.changed)),
        )
        phrases = [
            phrase % {"n": number_format(n, force_grouping=True)} for n, phrase in counts if n
        ]
        if phrases:
            yield ChangedTable(str(TABLES.get(name, name)), phrases)
