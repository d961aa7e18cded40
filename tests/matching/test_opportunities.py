"""Which open calls suit an organisation, or what somebody writes, and why."""

import datetime as dt

import pytest

from liaison.matching import load_call_index, load_index
from tests.support.calls import DAY, GAIT, ROWS, SOIL, TREMOR, TUMOURS, call, evidence_with_calls


@pytest.fixture(scope="module")
def folder(evidence_folder, tmp_path_factory):
    return evidence_with_calls(evidence_folder, tmp_path_factory.mktemp("calls") / "index")


@pytest.fixture(scope="module")
def calls(folder):
    return load_call_index(folder)


@pytest.fixture(scope="module")
def evidence(folder):
    return load_index(folder)


def ids(found):
    return [each.call.id for each in found]


class TestForAnOrganisation:
    def test_are_those_its_projects_speak_for_with_the_words_they_share(self, calls, evidence):
        (found,) = calls.opportunities(evidence.projects_of("100000001"), day=DAY, top=10)

        assert found.call.id == GAIT
        assert found.deadline == dt.date(2027, 4, 14)
        (ground,) = found.grounds
        assert ground.project.id == "200000001"
        assert {"sensors", "Parkinson"} <= set(ground.words)

    def test_are_none_past_their_last_deadline(self, calls, evidence):
        alpine_biobank = evidence.projects_of("100000004")

        before = calls.opportunities(alpine_biobank, day=dt.date(2026, 6, 1), top=10)
        after = calls.opportunities(alpine_biobank, day=dt.date(2026, 6, 2), top=10)

        assert TUMOURS in ids(before)
        assert TUMOURS not in ids(after)

    def test_are_none_that_only_the_invited_may_enter(self, calls, evidence):
        projects = evidence.projects_of("100000001")

        assert TREMOR in ids(calls.opportunities(projects, day=dt.date(2026, 4, 1), top=10))
        assert TREMOR not in ids(calls.opportunities(projects, day=dt.date(2026, 4, 2), top=10))

    def test_are_none_without_projects(self, calls):
        assert calls.opportunities([], day=DAY, top=10) == []

    def test_are_at_most_as_many_as_asked_for(self, calls, evidence):
        projects = evidence.projects_of("100000001")

        assert len(calls.opportunities(projects, day=dt.date(2026, 3, 1), top=1)) == 1


class TestForWhatIsWritten:
    def test_are_those_that_share_its_words(self, calls):
        (found,) = calls.fitting("We build wearable sensors for gait.", day=DAY, top=10)

        assert found.call.id == GAIT
        assert set(found.words) == {"wearable", "sensors", "gait"}
        assert found.score > 0
        assert found.grounds == ()

    def test_are_found_in_german_and_french_too(self, calls):
        assert ids(calls.fitting("Sensoren für Parkinson, die wir messen", day=DAY, top=10)) == [
            GAIT
        ]
        assert ids(calls.fitting("des capteurs pour les hôpitaux", day=DAY, top=10)) == [GAIT]

    def test_need_not_share_more_words_than_were_written(self, calls):
        assert ids(calls.fitting("soils", day=DAY, top=10)) == [SOIL]

    @pytest.mark.parametrize("text", ["", "the of and", "wedding photographer", "🦠", "x\x00y"])
    def test_are_none_for_what_no_call_speaks_of(self, calls, text):
        assert calls.fitting(text, day=DAY, top=10) == []

    def test_leave_footnotes_out_of_account(self, calls):
        assert calls.fitting("xylophones", day=DAY, top=10) == []

    def test_are_none_past_their_last_deadline(self, calls):
        assert calls.fitting("biobank for rare tumours", day=DAY, top=10) == []


class TestHowNearIsUsual:
    def test_keeps_a_call_that_is_near_to_all_from_standing_before_others(
        self, evidence_folder, tmp_path
    ):
        # It names everything that the evidence does, and so is nearest to many.
        everything = call(
            "HORIZON-MISS-2027-01-ALL-01",
            "Health data, gait laboratories, hospitals and sensors",
            "Sensors measure gait and walking speed; gait laboratories compare a shared protocol;"
            " hospitals share health data with companies; guidance and research for people.",
            dt.date(2027, 4, 14),
        )
        folder = evidence_with_calls(evidence_folder, tmp_path / "index", rows=[*ROWS, everything])
        calls = load_call_index(folder)

        found = calls.opportunities(load_index(folder).projects_of("100000001"), day=DAY, top=10)

        assert ids(found)[0] == GAIT
