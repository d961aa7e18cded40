"""
The data readers: publishers' files in, typed tables with source and date out.

`harvest` reads a source into a snapshot, `current_snapshot` returns the one in use, `standings`
tells when each was read last.
"""

from liaison.opendata.harvesting import Standing, harvest, harvest_all, standings
from liaison.opendata.journal import Run, read_runs
from liaison.opendata.plan import PlanUnusable
from liaison.opendata.readers import READERS, Reader
from liaison.opendata.snapshots import Harvest, HarvestRefused, Snapshot, Source, current_snapshot
from liaison.opendata.sources.calls import harvest_calls
from liaison.opendata.sources.cordis import harvest_cordis
from liaison.opendata.sources.demonstration import (
    ExampleNeed,
    example_needs,
    harvest_demonstration,
)
from liaison.opendata.sources.ror import harvest_ror

__all__ = [
    "READERS",
    "ExampleNeed",
    "Harvest",
    "HarvestRefused",
    "PlanUnusable",
    "Reader",
    "Run",
    "Snapshot",
    "Source",
    "Standing",
    "current_snapshot",
    "example_needs",
    "harvest",
    "harvest_all",
    "harvest_calls",
    "harvest_cordis",
    "harvest_demonstration",
    "harvest_ror",
    "read_runs",
    "standings",
]
