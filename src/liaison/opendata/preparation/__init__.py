"""
Preparation: the joins, counts and blocks that matching and resolution need, of any size of data.

Each table is one Ibis expression, written once; DuckDB runs it on this machine, Spark on a cluster.
`prepare` runs all of them on snapshots. Optional: `pip install "liaison[scale]"`, or `[spark]`.
"""

from liaison.opendata.preparation.engines import ENGINES, EngineUnusable, Resources
from liaison.opendata.preparation.preparing import (
    PreparationRefused,
    Prepared,
    prepare,
    snapshots_in_use,
)

__all__ = [
    "ENGINES",
    "EngineUnusable",
    "PreparationRefused",
    "Prepared",
    "Resources",
    "prepare",
    "snapshots_in_use",
]
