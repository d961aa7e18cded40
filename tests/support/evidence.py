"""A small world to search in: five organisations, four projects, all invented for the tests."""

import datetime as dt
from pathlib import Path

import pyarrow as pa

from liaison.matching import build_index

ORGANISATIONS = [
    # id, name, kind, sme, country, city, lat, lon
    ("100000001", "Moselle Sensors", "company", True, "LU", "Remich", 49.54, 6.37),
    ("100000002", "Institute of Gait Research", "research", False, "LU", "Belval", 49.50, 5.95),
    ("100000003", "University of Upper Rhine", "university", False, "DE", "Freiburg", 48.0, 7.85),
    ("100000004", "Alpine Biobank", "other", None, "CH", "Chur", 46.85, 9.53),
    ("100000005", "Ministry of Clear Rules", "public", False, "FR", "Metz", 49.12, 6.18),
]
PROJECTS = [
    # id, title, text, language, starts, ends
    (
        "200000001",
        "Wearable sensors for Parkinson's disease",
        "Wearable sensors measure gait and tremor of people with Parkinson's disease at home.",
        "en",
        dt.date(2022, 3, 1),
        dt.date(2025, 2, 28),
    ),
    (
        "200000002",
        "Gait laboratories that agree with one another",
        "A shared protocol lets gait laboratories compare walking speed across hospitals.",
        "en",
        dt.date(2020, 9, 1),
        dt.date(2023, 8, 31),
    ),
    (
        "200000003",
        "Biobanque pour tumeurs rares",
        "Une biobanque conserve des échantillons de tumeurs rares pour l'immunothérapie.",
        "fr",
        dt.date(2023, 1, 1),
        None,
    ),
    (
        "200000004",
        "Clear rules for health data",
        "Guidance for health data that hospitals share with companies for research.",
        "en",
        None,
        None,
    ),
]
PARTICIPATIONS = [
    # project, organisation, part, order, contribution
    ("200000001", "100000001", "coordinator", 1, 900_000.0),
    ("200000001", "100000002", "participant", 2, 400_000.0),
    ("200000001", "100000003", "participant", 3, None),
    ("200000002", "100000002", "coordinator", 1, 250_000.0),
    ("200000002", "100000003", "participant", 2, 100_000.0),
    ("200000003", "100000004", "coordinator", 1, 1_200_000.0),
    ("200000004", "100000005", "coordinator", 1, 80_000.0),
    ("200000004", "100000003", "associated", 2, None),
]
SOURCE = {
    "source": "cordis",
    "title": "Projects invented for the tests",
    "publisher": "The tests",
    "address": "https://source.example/projects.zip",
    "licence": "CC0",
    "attribution": "The tests",
    "retrieved_at": "2026-11-01T08:00:00+00:00",
    "published": "2026-10-01",
    "sha256": "0" * 64,
    "rows": {"organisations": 5, "projects": 4, "participations": 8},
}


def build_evidence(folder: Path) -> Path:
    """Index the small world in `folder`."""
    organisations = pa.Table.from_pylist(
        [
            {
                "id": id_,
                "name": name,
                "short_name": "",
                "kind": kind,
                "sme": sme,
                "country": country,
                "city": city,
                "postcode": "",
                "nuts": "",
                "lat": lat,
                "lon": lon,
                "website": "",
                "vat_number": "",
            }
            for id_, name, kind, sme, country, city, lat, lon in ORGANISATIONS
        ]
    )
    projects = pa.table(
        {
            "id": [row[0] for row in PROJECTS],
            "acronym": ["" for _ in PROJECTS],
            "title": [row[1] for row in PROJECTS],
            "text": [row[2] for row in PROJECTS],
            "keywords": ["" for _ in PROJECTS],
            "signed": pa.array([row[4] for row in PROJECTS], pa.date32()),
            "starts": pa.array([row[4] for row in PROJECTS], pa.date32()),
            "ends": pa.array([row[5] for row in PROJECTS], pa.date32()),
            "status": ["SIGNED" for _ in PROJECTS],
            "topic": ["" for _ in PROJECTS],
            "programme": ["" for _ in PROJECTS],
            "scheme": ["" for _ in PROJECTS],
            "contribution": pa.array([None for _ in PROJECTS], pa.float64()),
            "cost": pa.array([None for _ in PROJECTS], pa.float64()),
            "doi": ["" for _ in PROJECTS],
            "url": [f"https://source.example/{row[0]}" for row in PROJECTS],
            "invented": [True for _ in PROJECTS],
            "language": [row[3] for row in PROJECTS],
        }
    )
    participations = pa.table(
        {
            "project_id": [row[0] for row in PARTICIPATIONS],
            "organisation_id": [row[1] for row in PARTICIPATIONS],
            "role": [row[2] for row in PARTICIPATIONS],
            "order": [row[3] for row in PARTICIPATIONS],
            "contribution": pa.array([row[4] for row in PARTICIPATIONS], pa.float64()),
            "cost": pa.array([None for _ in PARTICIPATIONS], pa.float64()),
            "sme": pa.array([None for _ in PARTICIPATIONS], pa.bool_()),
            "active": [True for _ in PARTICIPATIONS],
        }
    )
    topics = pa.table(
        {
            "project_id": ["200000001", "200000002"],
            "code": ["/23/1", "/23/1"],
            "label": ["neurology", "neurology"],
            "scheme": ["euroscivoc", "euroscivoc"],
        }
    )
    build_index(
        organisations=organisations,
        projects=projects,
        participations=participations,
        topics=topics,
        folder=folder,
        provenance={"sources": [SOURCE]},
        progress=lambda done, total, what: None,
    )
    return folder
