import numpy as np
import pytest

from liaison.matching.explanation import Holdings, answered_words, evidence_for
from liaison.matching.indexes import open_stored
from liaison.matching.retrieval import pose
from liaison.matching.text import analyse
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables, write


@pytest.fixture
def arrays(tmp_path):
    write(tmp_path, tables(**ULTRASOUND))
    return open_stored(tmp_path).arrays


def words(text, rows, arrays):
    analysis = analyse(text)
    holdings = Holdings.of(pose(analysis, arrays), np.array(rows, int), arrays)
    return answered_words(holdings, analysis.words, np.array(rows, int))


class TestAnsweredWords:
    def test_are_as_written_the_strongest_first(self, arrays):
        answered = words("Ultrasound PROBES on steel", [0, 1, 2], arrays)

        assert answered == {0: ("PROBES", "Ultrasound"), 1: ("Ultrasound",), 2: ("steel",)}

    def test_stand_once_however_often_written(self, arrays):
        answered = words("Probe, probes and PROBE", [0], arrays)

        assert answered == {0: ("Probe",)}

    def test_are_none_where_a_project_answers_none(self, arrays):
        assert words("steel", [0], arrays) == {0: ()}

    @pytest.mark.parametrize("text", ["", "opera house", "steel"])
    def test_accept_no_projects(self, arrays, text):
        assert words(text, [], arrays) == {}

    def test_accept_a_need_without_words(self, arrays):
        assert words("", [0], arrays) == {0: ()}


class TestEvidenceFor:
    def test_is_what_lies_near_in_meaning_where_no_word_is_shared(self, arrays):
        clinic = np.flatnonzero(arrays.organisation_ids == b"clinic")
        nothing_shared = np.zeros(3)
        nearest_to_gel = np.array([0.2, 0.9, 0.1], np.float32)

        (evidence,) = evidence_for(clinic, nothing_shared, nearest_to_gel, 0.0, arrays)

        assert arrays.member_projects[evidence.participations].tolist() == [1]
        assert evidence.shares.tolist() == [1.0]

    def test_is_none_for_whom_there_is_none(self, arrays):
        newcomer = np.flatnonzero(arrays.organisation_ids == b"newcomer")

        (evidence,) = evidence_for(newcomer, np.zeros(3), np.zeros(3, np.float32), 0.0, arrays)

        assert evidence.participations.size == 0
