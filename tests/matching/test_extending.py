"""Evidence that is added to an index counts as if it had always been there."""

import datetime as dt

import numpy as np
import pytest

from liaison.matching import Need, UnusableTable, extend_index, load_index
from liaison.matching.indexes import open_stored
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables, write

ADDED = {
    "organisations": [
        {"id": "aaa_robots", "name": "Ahorn Robotik", "kind": "company", "country": "AT"},
        {"id": "clinic", "name": "Another name", "kind": "other", "country": "FR"},
    ],
    "projects": [
        {"id": "p0", "title": "robot arm for ultrasound", "signed": dt.date(2024, 5, 1)},
        {"id": "p9", "title": "exoskeleton", "text": "A gel for exoskeletons."},
    ],
    "took_part": [
        ("p0", "aaa_robots", "coordinator", 5000.0),
        ("p0", "clinic", "participant"),
        ("p9", "aaa_robots", "participant"),
    ],
}


def extend(folder, added=ADDED):
    new = tables(**added, topics=[("p0", "robotics")])
    extend_index(folder, **new)


@pytest.fixture
def extended(tmp_path):
    write(tmp_path, tables(**ULTRASOUND))
    extend(tmp_path)
    return tmp_path


@pytest.fixture
def rebuilt(tmp_path):
    together = {name: [*ULTRASOUND[name], *ADDED[name]] for name in ADDED}
    known = {each["id"] for each in ULTRASOUND["organisations"]}
    together["organisations"] = [
        *ULTRASOUND["organisations"],
        *(each for each in ADDED["organisations"] if each["id"] not in known),
    ]
    folder = tmp_path / "rebuilt"
    write(folder, tables(**together, topics=[("p0", "robotics")]))
    return folder


class TestExtendIndex:
    @pytest.mark.parametrize("need", ["robot arm", "exoskeletons", "ultrasound gel"])
    def test_finds_what_was_added(self, extended, rebuilt, need):
        found = load_index(extended).match(Need(need))
        expected = load_index(rebuilt).match(Need(need))

        assert [each.organisation for each in found.matches] == [
            each.organisation for each in expected.matches
        ]
        assert [[one.project for one in each.reasons] for each in found.matches] == [
            [one.project for one in each.reasons] for each in expected.matches
        ]

    def test_leaves_everything_where_a_full_build_has_it(self, extended, rebuilt):
        arrays, expected = open_stored(extended).arrays, open_stored(rebuilt).arrays

        for name in (
            *("terms", "starts", "posting_projects", "members", "member_projects"),
            *("member_roles", "member_contributions", "involvements", "involvement_projects"),
            *("project_days", "countries", "kinds", "organisation_ids", "project_ids"),
        ):
            np.testing.assert_array_equal(
                getattr(arrays, name), getattr(expected, name), err_msg=name
            )

    def test_gives_every_added_text_the_length_one(self, extended):
        arrays = open_stored(extended).arrays

        squares = np.bincount(arrays.posting_projects, weights=arrays.posting_weights**2)
        np.testing.assert_allclose(squares, np.ones(5), rtol=1e-5)

    def test_keeps_the_record_of_those_it_knows(self, extended):
        clinic = load_index(extended).organisation("clinic")

        assert clinic.name == "Clinique Bohler"
        assert clinic.project_count == 4

    def test_knows_partners_and_topics_of_the_added(self, extended):
        index = load_index(extended)

        assert [each.organisation.id for each in index.partners_of("aaa_robots")] == ["clinic"]
        assert index.topics_of("aaa_robots") == [("robotics", 1)]

    def test_can_be_done_again_and_again(self, extended):
        more = {
            "organisations": [],
            "projects": [{"id": "p4", "title": "ultrasound for horses"}],
            "took_part": [("p4", "newcomer", "coordinator")],
        }

        extend(extended, more)

        found = load_index(extended).match(Need("horses"))
        assert [each.organisation.id for each in found.matches] == ["newcomer"]

    def test_refuses_a_project_that_is_there(self, extended):
        again = {**ADDED, "organisations": []}

        with pytest.raises(UnusableTable, match="in the index already"):
            extend(extended, again)

        assert load_index(extended).n_projects == 5

    def test_with_nothing_leaves_the_index_as_it_was(self, extended):
        version = load_index(extended).version

        extend_index(extended, **tables())

        assert load_index(extended).version == version
