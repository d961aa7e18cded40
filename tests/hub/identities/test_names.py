"""Finding organisations by any of their names."""

import pyarrow as pa
import pytest

from liaison.hub.identities.names import Names

KNOWN = [
    ("cnrs", "Centre National de la Recherche Scientifique", 900),
    ("cnrs", "C.N.R.S.", 900),
    ("morocco", "Centre National pour la Recherche Scientifique et Technique", 3),
    ("luxembourg", "Université du Luxembourg", 70),
    ("luxembourg", "Universität Luxemburg", 70),
    ("lodz", "Politechnika Łódzka", 20),
    ("wien", "Straßenbau Wien", 1),
    ("list", "LIST", 60),
    ("avl", "AVL List GmbH", 500),
]


@pytest.fixture
def names():
    columns = (pa.array(column) for column in zip(*KNOWN, strict=True))
    return Names(*columns)


class TestNames:
    @pytest.mark.parametrize(
        ("text", "ids"),
        [
            ("CNRS", ["cnrs"]),
            ("c.n.r.s", ["cnrs"]),
            ("centre recherche scientifique", ["cnrs", "morocco"]),
            ("universitat luxemburg", ["luxembourg"]),
            ("UNIVERSITE LUX", ["luxembourg"]),
            ("lodzka", ["lodz"]),
            ("strassenbau", ["wien"]),
            ("list", ["list", "avl"]),
            ("nobody", []),
            ("", []),
            ("  . ", []),
        ],
    )
    def test_find_whom_somebody_means(self, names, text, ids):
        assert names.find(text, top=5) == ids

    def test_find_no_more_than_wanted(self, names):
        assert names.find("centre", top=1) == ["cnrs"]
