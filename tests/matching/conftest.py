import datetime as dt

import pytest

from tests.matching.corpora import index_of

# Two projects on ultrasound, one on bridges. Terms and their weights, for the numbers below:
# a word of one project of three weighs ln(4 / 2) + 1 = 1.693147, "ultrasound" (two projects)
# ln(4 / 3) + 1 = 1.287682, a pair of words of one project 0.7 * 1.693147 = 1.185203.
ULTRASOUND = {
    "organisations": [
        {
            "id": "clinic",
            "name": "Clinique Bohler",
            "kind": "company",
            "sme": False,
            "country": "LU",
            "city": "Luxembourg",
            "lat": 49.63,
            "lon": 6.17,
        },
        {
            "id": "probe_maker",
            "name": "Sondes Étoile SARL",
            "short_name": "SE",
            "kind": "company",
            "sme": True,
            "country": "FR",
        },
        {"id": "bridge_lab", "name": "Bridge Laboratory", "kind": "research", "country": "DE"},
        {"id": "newcomer", "name": "Nobody Yet", "kind": "other", "country": ""},
    ],
    "projects": [
        {"id": "p1", "title": "ultrasound probe", "starts": dt.date(2021, 1, 1), "invented": True},
        {"id": "p2", "title": "ultrasound gel", "starts": dt.date(2023, 1, 1), "doi": "10.1/gel"},
        {"id": "p3", "title": "steel bridge"},
    ],
    "took_part": [
        ("p1", "clinic", "participant", 1000.0),
        ("p1", "probe_maker", "coordinator"),
        ("p2", "clinic", "participant", 2500.5),
        ("p3", "bridge_lab", "coordinator"),
        ("p3", "clinic", "third_party"),
    ],
    "topics": [("p1", "imaging"), ("p2", "imaging"), ("p2", "materials")],
}


@pytest.fixture
def ultrasound(tmp_path):
    return index_of(tmp_path / "index", **ULTRASOUND)


@pytest.fixture
def nothing(tmp_path):
    return index_of(tmp_path / "index")
