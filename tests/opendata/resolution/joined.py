"""Harvested sources, small ones, and entries of organisations as linking reads them."""

import json

import pytest

from liaison.opendata import harvest_cordis, harvest_ror
from liaison.opendata.resolution.entries import Entry, acronym_of
from liaison.opendata.resolution.linking import link_organisations
from liaison.opendata.resolution.names import names_within, read_name
from liaison.opendata.resolution.words import words_of
from tests.opendata.conftest import NOW, organisation, project

RIVIERA = {
    "pic": "999000001",
    "record": "1900001",
    "name": "UNIVERSITE DE LA RIVIERE",
    "short": "UR",
    "vat": "LU11111111",
    "city": "ESCH-SUR-ALZETTE",
    "kind": "HES",
    "url": "https://riviere.example",
}
CLINIC = {
    "pic": "999000002",
    "record": "1900002",
    "name": "CENTRE HOSPITALIER DE LA RIVIERE",
    "short": "CHR",
    "vat": "LU22222222",
    "city": "ESCH-SUR-ALZETTE",
    "kind": "REC",
    "url": "",
}
CASTLE = {
    "pic": "999000003",
    "record": "1900003",
    "name": "INSTITUT DU CHATEAU DE VIANDEN",
    "short": "ICV",
    "vat": "LU33333333",
    "city": "VIANDEN",
    "place": "49.93,6.20",
    "kind": "REC",
    "url": "",
}
CASTLE_AGAIN = CASTLE | {"pic": "888000003", "record": "1900013", "vat": "LU33333333"}


def record(id_: str, *names: str, **changes) -> dict:
    """Return an entry of ROR; the first name is the one it is shown under."""
    values = {
        "id": f"https://ror.org/{id_}",
        "names": [
            {"value": name, "lang": None, "types": ["label"] + (["ror_display"] * (not place))}
            for place, name in enumerate(names)
        ],
        "types": ["education"],
        "status": "active",
        "established": 2003,
        "domains": [],
        "links": [],
        "locations": [
            {
                "geonames_details": {
                    "name": "Esch-sur-Alzette",
                    "country_code": "LU",
                    "lat": 49.5,
                    "lng": 5.98,
                }
            }
        ],
        "external_ids": [],
        "relationships": [],
        "admin": {"last_modified": {"date": "2026-05-01", "schema_version": "2.1"}},
    }
    return values | changes


UNIVERSITY = record(
    "0riviere1",
    "University of the Riviere",
    "Université de la Rivière",
    links=[{"type": "website", "value": "https://www.riviere.example/en"}],
)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def cordis(data, pack, silent):
    """Harvest CORDIS with these organisations, all in one project and the first in a second."""

    def harvest(*organisations: dict, updated: str = "2025-08-11 09:49:16"):
        listed = [
            organisation(**each, order=place, role="coordinator" if place == 1 else "participant")
            for place, each in enumerate(organisations, start=1)
        ]
        file = pack(
            {
                "1.xml": project(*listed, updated=updated),
                "2.xml": project(listed[0], id="101000002", updated=updated),
            }
        )
        return harvest_cordis(str(file), data, now=NOW, progress=silent)

    return harvest


@pytest.fixture
def ror(data, pack, silent):
    def harvest(*records: dict):
        file = pack({"ror-data.json": json.dumps(records)}, name="ror.zip")
        return harvest_ror(str(file), data, now=NOW, progress=silent)

    return harvest


@pytest.fixture
def link(data, silent):
    def run(**options):
        return link_organisations(data, now=NOW, progress=silent, **options)

    return run


def entry(key: str, *names: str, acronyms: str = "", city: str = "", **changes) -> Entry:
    """Return an entry as linking reads it."""
    first, *others = names
    return Entry(
        key=key,
        source="cordis" if key.startswith("pic") else "ror",
        names=(
            *names_within(first, "legal"),
            *(read_name(name, "label") for name in others),
        ),
        acronyms=frozenset(filter(None, map(acronym_of, acronyms.split()))),
        city=city,
        towns=frozenset(words_of(city)),
        **{"country": "LU"} | changes,
    )
