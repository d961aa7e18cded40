"""
The engine: who has proven they can meet a need, and what proves it.

Tables of organisations, projects and participations go in (`build_index`), ranked organisations
with their evidence come out (`load_index`, `Index.match`). No framework, no network, no clock.
"""

from liaison.matching.building import build_index
from liaison.matching.extending import extend_index
from liaison.matching.pipeline import Index, load_index
from liaison.matching.records import (
    Answer,
    Coverage,
    Facets,
    Filters,
    Fit,
    IndexUnreadable,
    Involvement,
    Match,
    Need,
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
    "Coverage",
    "Facets",
    "Filters",
    "Fit",
    "Index",
    "IndexUnreadable",
    "Involvement",
    "Match",
    "Need",
    "NoIndex",
    "Organisation",
    "Partner",
    "Project",
    "Reason",
    "Suggestion",
    "Team",
    "TeamRules",
    "UnknownOrganisation",
    "UnknownProject",
    "UnusableFile",
    "UnusableTable",
    "build_index",
    "compose_team",
    "extend_index",
    "fold",
    "load_index",
    "stem",
]
