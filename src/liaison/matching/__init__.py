"""
The engine: who has proven they can meet a need, and what proves it.

Tables of organisations, projects and participations go in (`build_index`), ranked organisations
with their evidence come out (`load_index`, `Index.match`). No framework, no network, no clock.
"""

from liaison.matching.pipeline import Index, build_index, load_index
from liaison.matching.records import (
    Answer,
    Facets,
    Filters,
    IndexUnreadable,
    Involvement,
    Match,
    Need,
    NoIndex,
    Organisation,
    Partner,
    Project,
    Reason,
    UnknownOrganisation,
    UnknownProject,
    UnusableFile,
    UnusableTable,
)
from liaison.matching.text import fold, stem

__all__ = [
    "Answer",
    "Facets",
    "Filters",
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
    "UnknownOrganisation",
    "UnknownProject",
    "UnusableFile",
    "UnusableTable",
    "build_index",
    "fold",
    "load_index",
    "stem",
]
