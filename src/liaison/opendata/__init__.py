"""
The data readers: publishers' files in, typed tables with source and date out.

`harvest` reads a source into a snapshot, `current_snapshot` returns the one in use, `standings`
tells when each was read last. `link_organisations` joins the entries of all sources into
organisations, `pictures` opens what came of it: all that is said of one organisation.
"""

from liaison.opendata.harvesting import Standing, harvest, harvest_all, standings
from liaison.opendata.journal import Run, read_runs
from liaison.opendata.plan import PlanUnusable
from liaison.opendata.readers import READERS, Reader
from liaison.opendata.resolution.decisions import (
    Decision,
    DecisionRefused,
    Judgement,
    Proposal,
    decide,
    read_decisions,
    withdraw,
)
from liaison.opendata.resolution.linking import (
    Linking,
    LinkingRefused,
    link_organisations,
    picture_of,
    pictures,
)
from liaison.opendata.resolution.pictures import Fact, Partner, Picture, Pictures
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
    "Decision",
    "DecisionRefused",
    "ExampleNeed",
    "Fact",
    "Harvest",
    "HarvestRefused",
    "Judgement",
    "Linking",
    "LinkingRefused",
    "Partner",
    "Picture",
    "Pictures",
    "PlanUnusable",
    "Proposal",
    "Reader",
    "Run",
    "Snapshot",
    "Source",
    "Standing",
    "current_snapshot",
    "decide",
    "example_needs",
    "harvest",
    "harvest_all",
    "harvest_calls",
    "harvest_cordis",
    "harvest_demonstration",
    "harvest_ror",
    "link_organisations",
    "picture_of",
    "pictures",
    "read_decisions",
    "read_runs",
    "standings",
    "withdraw",
]
