"""
The data readers: publishers' files in, typed tables with source and date out.

`harvest_…` reads a source into a snapshot, `current_snapshot` returns the one in use.
"""

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
    "ExampleNeed",
    "Harvest",
    "HarvestRefused",
    "Snapshot",
    "Source",
    "current_snapshot",
    "example_needs",
    "harvest_calls",
    "harvest_cordis",
    "harvest_demonstration",
    "harvest_ror",
]
