"""Which calls are open, and for whom they are opportunities. They are public; readers are named."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from liaison.hub.calls.choices import MOST_OPPORTUNITIES
from liaison.hub.directory.queries import current_index, involvements_of
from liaison.matching import (
    Call,
    CallIndex,
    NoCalls,
    Opportunity,
    Organisation,
    load_call_index,
)
from liaison.matching.calls import FILE


class _Shelf:
    """The calls in use, exchanged for newer ones once `liaison index` has written them."""

    def __init__(self) -> None:
        self.calls: CallIndex | None = None
        self.mark: tuple[Path, int, int] | None = None

    def current(self) -> CallIndex:
        file = Path(settings.INDEX_FOLDER) / FILE
        try:
            stat = file.stat()
        except (FileNotFoundError, NotADirectoryError):
            self.calls = self.mark = None
            raise NoCalls(f"{file.parent} holds no calls; run: liaison harvest calls") from None
        mark = (file, stat.st_mtime_ns, stat.st_ino)
        if self.calls is None or mark != self.mark:
            self.calls, self.mark = load_call_index(file.parent), mark
        return self.calls


_shelf = _Shelf()


def current_calls() -> CallIndex:
    """
    Return the calls that `liaison index` wrote last.

    :raises NoCalls: if none have been written yet
    """
    return _shelf.current()


def get_call(call_id: str, *, for_user: Any) -> Call:
    """Return a call, open or not; raises UnknownCall, or NoCalls."""
    return current_calls().call(call_id)


def open_calls(
    *, day: dt.date, area: str = "", until: dt.date | None = None, for_user: Any
) -> list[Call]:
    """
    Return the calls whose last deadline has not passed, the next deadline first.

    :param area: see `area_of`; empty for all
    :param until: the last day on which the next deadline may be
    :raises NoCalls: if none have been harvested and indexed yet
    """
    wanted = _wanted(day, area, until)
    return [call for call in current_calls().open_on(day) if wanted(call)]


def areas(*, day: dt.date, for_user: Any) -> dict[str, int]:
    """Return the areas of the open calls and how many each has; raises NoCalls."""
    return dict(Counter(map(area_of, current_calls().open_on(day))))


def calls_fitting(
    text: str, *, day: dt.date, area: str = "", until: dt.date | None = None, for_user: Any
) -> list[Opportunity]:
    """Return the open calls that suit what somebody writes, best first; raises NoCalls."""
    calls = current_calls()
    wanted = _wanted(day, area, until)
    found = calls.fitting(text, day=day, top=calls.n_calls)
    return [each for each in found if wanted(each.call)][:MOST_OPPORTUNITIES]


def opportunities_of(
    organisation: Organisation, *, day: dt.date, for_user: Any
) -> list[Opportunity]:
    """
    Return the open calls that an organisation's projects speak for, best first; raises NoCalls.

    It is remembered while neither the calls nor the evidence changes: an organisation with a
    thousand projects takes half a second.
    """
    versions = (current_calls().version, current_index().version)
    return list(_opportunities(versions, organisation, day))


@lru_cache(maxsize=200)
def _opportunities(
    versions: tuple[str, str], organisation: Organisation, day: dt.date
) -> tuple[Opportunity, ...]:
    """Keep what `opportunities_of` tells; it is public and the same for every reader."""
    involvements = involvements_of(organisation, for_user=None)
    return tuple(current_calls().opportunities(involvements, day=day, top=MOST_OPPORTUNITIES))


def sources_of_calls(*, for_user: Any) -> list[dict[str, Any]]:
    """Return where the calls come from: title, licence, attribution, dates; raises NoCalls."""
    return list(current_calls().provenance.get("sources", []))


def area_of(call: Call) -> str:
    """Return the part of Horizon Europe that a call belongs to; else its programme, or its code."""
    return call.part if call.part.startswith("HORIZON-") else call.programme or call.part


def _wanted(day: dt.date, area: str, until: dt.date | None) -> Callable[[Call], bool]:
    def is_wanted(call: Call) -> bool:
        deadline = call.next_deadline(day)
        in_time = until is None or (deadline is not None and deadline <= until)
        return in_time and (not area or area_of(call) == area)

    return is_wanted
