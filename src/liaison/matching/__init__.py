"""
The engine: who has proven they can meet a need, and what proves it.

Tables of organisations, projects and participations go in (`build_index`), ranked organisations
with their evidence come out (`load_index`, `Index.match`). No framework, no network, no clock.
"""

from liaison.matching.building import build_index
from liaison.matching.calls import Call, NoCalls, UnknownCall
from liaison.matching.extending import extend_index
from liaison.matching.opportunities import (
    CallIndex,
    Ground,
    Opportunity,
    build_call_index,
    load_call_index,
)
from liaison.matching.pipeline import Index, load_index
from liaison.matching.records import (
    Answer,
    Coverage,
    Facets,
    Filters,
    Fit,
    IndexUnreadable,
    Involvement,
    Joint,
    Match,
    Need,
    Network,
    NoIndex,
    Organisation,
    Partner,
    Project,
    Reason,
    Suggestion,
    UnknownOrganisation,
    UnknownProject,
    UnusableFile,
    UnusableTable,
)
from liaison.matching.teams import EU_CONSORTIUM, Team, TeamRules, compose_team
from liaison.matching.text import fold, stem

__all__ = [
    "EU_CONSORTIUM",
    "Answer",
    "Call",
    "CallIndex",
    "Coverage",
    "Facets",
    "Filters",
    "Fit",
    "Ground",
    "Index",
    "IndexUnreadable",
    "Involvement",
    "Joint",
    "Match",
    "Need",
    "Network",
    "NoCalls",
    "NoIndex",
    "Opportunity",
    "Organisation",
    "Partner",
    "Project",
    "Reason",
    "Suggestion",
    "Team",
    "TeamRules",
    "UnknownCall",
    "UnknownOrganisation",
    "UnknownProject",
    "UnusableFile",
    "UnusableTable",
    "build_call_index",
    "build_index",
    "compose_team",
    "extend_index",
    "fold",
    "load_call_index",
    "load_index",
    "stem",
]
