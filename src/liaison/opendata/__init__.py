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
    AlreadyDecided,
    ContradictsOthers,
    Decision,
    DecisionRefused,
    Judgement,
    NotHeld,
    Proposal,
    decide,
    read_decisions,
    withdraw,
)
from liaison.opendata.resolution.entries import entry_key, id_of_key
from liaison.opendata.resolution.linking import (
    Linking,
    LinkingRefused,
    NothingToLink,
    link_organisations,
    picture_of,
    pictures,
)
from liaison.opendata.resolution.pictures import (
    Fact,
    Member,
    Partner,
    Picture,
    Pictures,
    Question,
)
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
    "AlreadyDecided",
    "ContradictsOthers",
    "Decision",
    "DecisionRefused",
    "ExampleNeed",
    "Fact",
    "Harvest",
    "HarvestRefused",
    "Judgement",
    "Linking",
    "LinkingRefused",
    "Member",
    "NotHeld",
    "NothingToLink",
    "Partner",
    "Picture",
    "Pictures",
    "PlanUnusable",
    "Proposal",
    "Question",
    "Reader",
    "Run",
    "Snapshot",
    "Source",
    "Standing",
    "current_snapshot",
    "decide",
    "entry_key",
    "example_needs",
    "harvest",
    "harvest_all",
    "harvest_calls",
    "harvest_cordis",
    "harvest_demonstration",
    "harvest_ror",
    "id_of_key",
    "link_organisations",
    "picture_of",
    "pictures",
    "read_decisions",
    "read_runs",
    "standings",
    "withdraw",
]
