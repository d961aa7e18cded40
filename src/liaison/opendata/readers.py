"""All readers, one line each: which source, how it is read, and how often it is worth it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from liaison.opendata.snapshots import Harvest, Source
from liaison.opendata.sources import (
    calls,
    clinical_trials,
    cordis,
    cordis_earlier,
    gleif,
    openalex_institutions,
    openalex_works,
    ror,
)

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
            cordis_earlier.H2020,
            cordis_earlier.harvest_h2020,
            "CORDIS, the projects of Horizon 2020",
            every_days=90,
            is_asked_for=True,
        ),
        Reader(
            cordis_earlier.FP7,
            cordis_earlier.harvest_fp7,
            "CORDIS, the projects of the Seventh Framework Programme",
            every_days=180,
            is_asked_for=True,
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
        Reader(
            clinical_trials.STUDIES,
            clinical_trials.harvest_studies,
            "ClinicalTrials.gov, clinical studies with their sponsors and sites",
            every_days=7,
            is_asked_for=True,
        ),
        Reader(
            gleif.GLEIF,
            gleif.harvest_gleif,
            "GLEIF, the world's legal entities with an LEI",
            every_days=30,
            is_asked_for=True,
        ),
        Reader(
            openalex_works.WORKS,
            openalex_works.harvest_works,
            "OpenAlex's works: publications and their institutions",
            every_days=30,
            is_asked_for=True,
        ),
        Reader(
            openalex_institutions.INSTITUTIONS,
            openalex_institutions.harvest_institutions,
            "OpenAlex's institutions",
            every_days=90,
            is_asked_for=True,
        ),
    )
}
