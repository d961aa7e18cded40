"""
A small world of several sources, joined and indexed.

The institute has two numbers (PICs), which people joined, and an entry in ROR that puts it into
another country. The university is in both sources and had another name. The clinic has two numbers
of which nobody has said yet whether they are one. The library is in ROR alone,
where it took the place of a reading room.
"""

import datetime as dt
import json
import zipfile
from pathlib import Path

from liaison.config.indexing import index_snapshots, newest_evidence
from liaison.opendata import (
    Judgement,
    Proposal,
    decide,
    harvest_cordis,
    harvest_ror,
    link_organisations,
)
from tests.opendata.conftest import organisation, project
from tests.opendata.resolution.joined import CASTLE, CASTLE_AGAIN, CLINIC, RIVIERA, record

UNIVERSITY, INSTITUTE, INSTITUTE_AGAIN = "999000001", "999000003", "888000003"
CLINIC_NUMBER = "999000002"
CLINIC_ONE, CLINIC_OTHER = f"pic:{CLINIC_NUMBER}", "pic:888000002"
UNIVERSITY_IN_ROR, INSTITUTE_IN_ROR = "https://ror.org/0riviere1", "https://ror.org/0castle01"
LIBRARY = "https://ror.org/0library1"
MONDAY = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

_BEFORE = RIVIERA | {"name": "ECOLE DE LA VALLEE"}
_CLINIC_AGAIN = CLINIC | {"pic": "888000002", "record": "1900012"}
_IN_FRANCE = {"geonames_details": {"name": "Metz", "country_code": "FR", "lat": 49.12, "lng": 6.18}}
_RECORDS = [
    record(
        "0riviere1",
        "University of the Riviere",
        "Universität Riviere",
        links=[{"type": "website", "value": "https://www.riviere.example/en"}],
        external_ids=[{"type": "isni", "all": ["0000 0001 2295 9843"], "preferred": None}],
    ),
    record("0castle01", "Castle Institute", locations=[_IN_FRANCE], types=["company"]),
    record(
        "0elderly1",
        "Reading Room of the Riviere",
        status="withdrawn",
        relationships=[
            {
                "id": "https://ror.org/0library1",
                "label": "Library of the Riviere",
                "type": "successor",
            }
        ],
    ),
    record("0library1", "Library of the Riviere", established=1899, types=["archive"]),
]


def build_joined(data: Path) -> Path:
    """Harvest, join and index the small world in `data`."""
    _harvest_cordis(data, _BEFORE, CASTLE, CASTLE_AGAIN, CLINIC, _CLINIC_AGAIN, day="2025-01-11")
    link(data)
    _harvest_cordis(data, RIVIERA, CASTLE, CASTLE_AGAIN, CLINIC, _CLINIC_AGAIN, day="2025-08-11")
    registry = _packed(data / "ror.zip", {"ror-data.json": json.dumps(_RECORDS)})
    harvest_ror(str(registry), data, now=MONDAY, progress=_silent)
    link(data)
    proposals = [
        Proposal(f"pic:{INSTITUTE}", f"pic:{INSTITUTE_AGAIN}", Judgement.SAME, "one house"),
        Proposal(f"pic:{INSTITUTE}", "ror:0castle01", Judgement.SAME, "they say so themselves"),
    ]
    decide(data, proposals, by="Maria Muster", now=MONDAY)
    link(data)
    index(data)
    return data


def link(data: Path) -> None:
    """Join the sources anew, as every night."""
    link_organisations(data, now=MONDAY, progress=_silent)


def index(data: Path) -> None:
    """Build the index anew, as every night."""
    index_snapshots(newest_evidence(data), data, progress=_silent)


def _harvest_cordis(data: Path, *organisations: dict, day: str) -> None:
    first, *others = organisations
    institute_again = organisations[2]
    updated = f"{day} 09:49:16"
    file = _packed(
        data / "projects.zip",
        {
            "1.xml": project(
                organisation(**first),
                *(organisation(**each, role="participant", order=2) for each in others),
                updated=updated,
            ),
            "2.xml": project(
                organisation(**institute_again),
                id="101000002",
                title="A biobank for rare tumours",
                text="A biobank keeps samples of rare tumours.",
                updated=updated,
            ),
        },
    )
    harvest_cordis(str(file), data, now=MONDAY, progress=_silent)


def _packed(file: Path, members: dict[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def _silent(done: int, total: int | None, what: str) -> None:
    """Report progress to nobody."""
