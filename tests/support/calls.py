"""A few calls beside the small world of tests/support/evidence.py, all invented for the tests."""

import datetime as dt
import shutil
from pathlib import Path

import pyarrow as pa

from liaison.matching import build_call_index
from liaison.opendata.records import CALLS as KIND

# The day on which the tests look at the calls.
DAY = dt.date(2026, 11, 26)
GAIT, SOIL = "HORIZON-HLTH-2027-01-GAIT-01", "HORIZON-CL6-2027-01-SOIL-02"
TUMOURS, TREMOR = "HORIZON-HLTH-2026-01-TUMOUR-03", "HORIZON-HLTH-2026-02-TREMOR-04"
PORTAL = (
    "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/"
    "topic-details/"
)


def call(id_, title, text, *deadlines, **more):
    """Return the row of a call with these deadlines; the rest as most calls are."""
    usual = {
        "id": id_,
        "call": id_.rpartition("-")[0],
        "title": title,
        "text": text,
        "context": "Staying healthy in a changing society.",
        "conditions": "Eligible countries are described in Annex B.",
        "keywords": "",
        "programme": "Horizon Europe",
        "scheme": "HORIZON Research and Innovation Actions",
        "status": "open",
        "opens": None,
        "deadlines": list(deadlines),
        "deadline_model": "single-stage",
        "budget": None,
        "grants": 2,
        "contribution_min": 4_000_000.0,
        "contribution_max": 7_000_000.0,
        "url": PORTAL + id_.lower(),
        "language": "en",
        "invented": True,
    }
    return usual | more


ROWS = [
    call(
        GAIT,
        "Sensors for people with Parkinson's disease",
        "Expected Outcome: Wearable sensors measure gait at home[1]. Scope: Proposals test sensors"
        " that hospitals trust.\nThey compare walking speed.[1] A footnote on xylophones.",
        dt.date(2027, 4, 14),
        dt.date(2027, 9, 15),
        deadline_model="two-stage",
    ),
    call(
        SOIL,
        "Healthy soils for farms",
        "Farmers keep carbon in their soils and lose less of it to wind and rain.",
        dt.date(2027, 2, 1),
        status="forthcoming",
        budget=12_000_000.0,
    ),
    call(
        TUMOURS,
        "A biobank for rare tumours",
        "A biobank keeps samples of rare tumours for immunotherapy.",
        dt.date(2026, 6, 1),
    ),
    call(
        TREMOR,
        "Tremor and gait, second stage",
        "Wearable sensors measure tremor and gait of people with Parkinson's disease at home.",
        dt.date(2026, 4, 1),
        dt.date(2026, 12, 15),
        deadline_model="two-stage",
    ),
]
SOURCE = {
    "source": "calls",
    "title": "Calls invented for the tests",
    "homepage": "https://source.example/calls",
    "licence": "CC0",
    "attribution": "The tests",
    "retrieved_at": "2026-11-20T08:00:00+00:00",
    "sha256": "1" * 64,
}


def table_of(rows):
    return pa.Table.from_pylist(rows, schema=KIND.schema)


def build_calls(folder: Path, *, rows=None) -> Path:
    """Index these calls, or all, in `folder`."""
    build_call_index(
        table_of(ROWS if rows is None else rows),
        folder=folder,
        provenance={"sources": [SOURCE]},
        progress=lambda done, total, what: None,
    )
    return folder


def evidence_with_calls(evidence: Path, folder: Path, *, rows=None) -> Path:
    """Copy the small world into `folder` and index calls beside it."""
    shutil.copytree(evidence, folder)
    return build_calls(folder, rows=rows)
