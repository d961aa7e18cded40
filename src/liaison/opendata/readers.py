"""All readers, one line each: which source, how it is read, and how often it is worth it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from liaison.opendata.snapshots import Harvest, Source
from liaison.opendata.sources import calls, cordis, ror

Progress = Callable[[int, int | None, str], None]


class HarvestSource(Protocol):
    """How every source is read: from the publisher, or from another address or file."""

    def __call__(
        self, source: str | None, data: Path, *, now: dt.datetime, progress: Progress
    ) -> Harvest: ...


@dataclass(frozen=True)
class Reader:
    """
    One source and how it is read.

    :ivar what: what it reads, to complete "Read …"
    :ivar every_days: how often the publisher has something new, about
    :ivar is_asked_for: whether `liaison harvest all` leaves it out unless it is enabled
    """

    source: Source
    harvest: HarvestSource
    what: str
    every_days: int
    is_asked_for: bool = False


READERS = {
    reader.source.code: reader
    for reader in (
        Reader(
            cordis.CORDIS,
            cordis.harvest_cordis,
            "CORDIS, the European Union's research projects (Horizon Europe)",
            every_days=30,
        ),
        Reader(
            ror.ROR, ror.harvest_ror, "ROR, the registry of research organisations", every_days=30
        ),
        Reader(
            calls.EU_CALLS,
            calls.harvest_calls,
            "calls for proposals of the EU Funding & Tenders portal",
            every_days=1,
        ),
    )
}
