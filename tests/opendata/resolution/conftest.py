"""
A registry of some real institutions among thousands of invented ones, read like the real one; and
small sources to join.
"""

import json
from itertools import product

import pytest

from liaison.opendata import harvest_cordis, harvest_ror
from liaison.opendata.resolution.affiliations import Resolver, open_registry, shipped_model
from liaison.opendata.resolution.linking import link_organisations
from tests.opendata.conftest import NOW, organisation, project

_PLACES = """
    Norhaven Eastmoor Quillby Tarnwick Ostrava Velden Brackley Corvell Dunmere Elswick Farrow
    Gristle Holmby Inverlea Jarrowby Kestrel Lowick Marden Nettleby Orwick Penmoor Quarnby Rosedale
    Selwick Thornby Ulverley Vexford Wexholm Yarnby Zellwick
"""
_SUBJECTS = """
    Acoustics Botany Ceramics Dialects Entomology Forestry Glaciers Heraldry Insulation Journalism
    Kinetics Limnology Metallurgy Navigation Orchards Pottery Quarries Rhetoric Seismology Textiles
"""
KINDS = ("Institute of {} at {}", "{} Society of {}", "Museum of {} in {}", "{} Laboratory {}")


def record(number, display, *others, city="Luxembourg", country="LU", **changes):
    """Return an entry in the registry's second schema; the others are (name, kind)."""
    names = [{"value": display, "lang": None, "types": ["ror_display", "label"]}]
    names += [{"value": name, "lang": None, "types": [kind]} for name, kind in others]
    place = {"name": city, "country_code": country, "lat": 0, "lng": 0}
    return {
        "id": f"https://ror.org/{number}",
        "names": names,
        "types": ["education"],
        "status": "active",
        "established": None,
        "domains": [],
        "links": [],
        "locations": [{"geonames_details": place}],
        "external_ids": [
            {"type": scheme, "all": ["1"], "preferred": None}
            for scheme in ("grid", "isni", "wikidata")
        ],
        "relationships": [],
        "admin": {
            "created": {"date": "2018-11-14"},
            "last_modified": {"date": "2026-05-01"},
        },
    } | changes


def related(kind, number, name):
    return {"type": kind, "id": f"https://ror.org/{number}", "label": name}


REAL = [
    record(
        "lux", "University of Luxembourg", ("Universität Luxemburg", "label"), ("UL", "acronym")
    ),
    record(
        "chl",
        "Centre Hospitalier de Luxembourg",
        ("CHL", "acronym"),
        types=["healthcare"],
    ),
    record(
        "lih",
        "Luxembourg Institute of Health",
        ("LIH", "acronym"),
        city="Strassen",
        types=["facility"],
    ),
    record("wue", "University of Würzburg", city="Würzburg", country="DE"),
    record(
        "wuk",
        "Universitätsklinikum Würzburg",
        city="Würzburg",
        country="DE",
        types=["healthcare"],
        relationships=[related("related", "wue", "University of Würzburg")],
    ),
    record("tri-us", "Trinity College", city="Hartford", country="US"),
    record("tri-ie", "Trinity College", city="Dublin", country="IE"),
    record("lan", "Lantern College", city="Perth", country="AU"),
    record("lan-new", "Lantern College", city="Cork", country="IE", external_ids=[]),
    record(
        "sci",
        "Academy of Distant Sciences",
        city="Beijing",
        country="CN",
        relationships=[related("child", "ghost", "Institute of Faint Lights")],
    ),
    record(
        "fuji",
        "Fujitsu (Japan)",
        ("Fujitsu Limited", "alias"),
        city="Tokyo",
        country="JP",
        types=["company"],
        relationships=[related("child", "fujide", "Fujitsu (Germany)")],
    ),
    record("yale", "Yale University", city="New Haven", country="US"),
    record("miami", "Miami University", city="Oxford", country="US"),
    record("umiami", "University of Miami", city="Coral Gables", country="US"),
    record(
        "old",
        "Technical School of Esch",
        city="Esch",
        status="withdrawn",
        relationships=[related("successor", "lux", "University of Luxembourg")],
    ),
    record(
        "new",
        "Dragon Laboratory of Xi'an University of Technology",
        types=["facility"],
        external_ids=[],
    ),
    record("xian", "Xi'an University of Technology", city="Xi'an", country="CN"),
]


def invented():
    """Return so many entries that rare words are rare, as they are in the real registry."""
    for number, (kind, subject, place) in enumerate(
        product(KINDS, _SUBJECTS.split(), _PLACES.split())
    ):
        yield record(
            f"inv{number}", kind.format(subject, place), city=place, country="GB", types=["other"]
        )


@pytest.fixture(scope="session")
def registry_data(tmp_path_factory):
    """A data folder with the registry harvested into it."""
    folder = tmp_path_factory.mktemp("registry")
    file = folder / "registry.json"
    file.write_text(json.dumps([*REAL, *invented()]), "utf-8")
    harvest_ror(str(file), folder, now=NOW, progress=lambda done, total, what: None)
    return folder


@pytest.fixture(scope="session")
def registry(registry_data):
    return open_registry(registry_data)


@pytest.fixture(scope="session")
def resolver(registry):
    return Resolver(registry, shipped_model())


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
