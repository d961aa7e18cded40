import numpy as np
import pytest

from liaison.matching.explanation import answered_words
from liaison.matching.indexes import open_stored
from liaison.matching.retrieval import pose
from liaison.matching.text import Analyser
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables, write


@pytest.fixture
def arrays(tmp_path):
    write(tmp_path, tables(**ULTRASOUND))
    return open_stored(tmp_path).arrays


def words(text, rows, arrays):
    analysis = Analyser().analyse(text)
    return answered_words(pose(analysis, arrays), analysis.words, np.array(rows, int), arrays)


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
