import datetime as dt

import numpy as np
import pytest

from liaison.matching.indexes import open_stored
from liaison.matching.telling import members_of, tellings_of, without
from tests.matching.corpora import tables, write


@pytest.fixture
def stored(tmp_path):
    write(
        tmp_path / "index",
        tables(
            organisations=[
                {"id": "o1", "name": "Institute of Kilns", "short_name": "IKI"},
                {"id": "o2", "name": "Glaze Works"},
            ],
            projects=[
                {
                    "id": "p1",
                    "acronym": "HOTPOT",
                    "title": "Firing at lower heat",
                    "text": "HOTPOT fires pots at low heat with IKI and Glaze Works. Short one.",
                    "keywords": "ceramics, kilns",
                    "signed": dt.date(2023, 5, 1),
                }
            ],
            took_part=[("p1", "o1", "coordinator"), ("p1", "o2", "participant")],
        ),
    )
    return open_stored(tmp_path / "index")


class TestTellingsOf:
    def test_tell_what_a_project_sets_out_to_do_and_not_who_does_it(self, stored):
        told = tellings_of(0, stored, np.random.default_rng(1))

        assert told["description"] == (
            "Firing at lower heat.  fires pots at low heat with  and . Short one."
        )
        assert told["title"] == "Firing at lower heat"
        assert told["keywords"] == "ceramics, kilns"

    def test_pass_over_sentences_that_tell_no_need(self, stored):
        told = tellings_of(0, stored, np.random.default_rng(1))

        assert told["sentence"] == " fires pots at low heat with  and ."
        assert told["beginning"] == told["sentence"]


class TestMembersOf:
    def test_tell_the_coordinator_apart(self, stored):
        members, coordinator = members_of(0, stored.arrays)

        assert members.tolist() == [0, 1]
        assert coordinator == 0


class TestWithout:
    def test_leaves_out_whole_names_only(self):
        assert without(["Sol", "SolDAC"], "SolDAC makes solar fuel, says SOL.") == (
            " makes solar fuel, says ."
        )

    def test_keeps_names_that_are_more_often_words(self):
        assert without(["AI"], "AI for ships") == "AI for ships"

    def test_takes_a_text_without_names_as_it_is(self):
        assert without([], "Ships") == "Ships"
