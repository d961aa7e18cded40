import numpy as np
import pytest

from liaison.matching.indexes import open_stored
from liaison.matching.retrieval import (
    MIXED_FOR_A_DESCRIPTION,
    MIXED_FOR_A_LINE,
    STEEPNESS,
    pose,
    projects_with,
    score_projects,
)
from liaison.matching.text import analyse, phrase_terms
from tests.matching.conftest import ULTRASOUND
from tests.matching.corpora import tables, write


@pytest.fixture
def arrays(tmp_path):
    write(tmp_path, tables(**ULTRASOUND))
    return open_stored(tmp_path).arrays


@pytest.fixture
def no_arrays(tmp_path):
    write(tmp_path, tables())
    return open_stored(tmp_path).arrays


def similarities(text, arrays):
    return score_projects(pose(analyse(text), arrays), arrays)


class TestScoreProjects:
    def test_gives_one_to_the_same_words_and_none_to_others(self, arrays):
        # Both texts on ultrasound have the squared length
        # 1.287682**2 + 1.693147**2 + 1.185203**2 = 5.929578, and share 1.287682**2 = 1.658125.
        np.testing.assert_allclose(
            similarities("Ultrasound probes", arrays), [1, 0.279636, 0], rtol=1e-5
        )

    def test_counts_order_of_words_a_little(self, arrays):
        # The pair is not met: of the need's length only the two words remain,
        # and of the project's 5.929578 the squares 1.658125 + 2.866747.
        np.testing.assert_allclose(
            similarities("probe ultrasound", arrays)[0], np.sqrt(4.524872 / 5.929578), rtol=1e-5
        )

    @pytest.mark.parametrize("text", ["", "the", "🩺", "opera house"])
    def test_gives_nothing_to_a_need_that_no_project_speaks_of(self, arrays, text):
        assert similarities(text, arrays).tolist() == [0, 0, 0]

    def test_accepts_no_projects(self, no_arrays):
        assert similarities("ultrasound", no_arrays).shape == (0,)


class TestProjectsWith:
    def test_finds_words_and_pairs(self, arrays):
        terms = phrase_terms(["ultrasound gels", "steel"])

        assert projects_with(terms, arrays).tolist() == [False, True, True]

    def test_finds_nothing_by_no_terms(self, arrays):
        assert not projects_with(phrase_terms([]), arrays).any()

    def test_accepts_no_projects(self, no_arrays):
        assert projects_with(phrase_terms(["steel"]), no_arrays).shape == (0,)


class TestMixture:
    def test_multiplies_likeness_by_words_with_that_by_meaning(self):
        lexical = np.array([0.0, 0.24, 0.24, 0.0])
        dense = np.array([0.0, 0.0, 0.5, 0.5], np.float32)

        likeness = MIXED_FOR_A_DESCRIPTION.of(lexical, dense)

        np.testing.assert_allclose(likeness, [0, 0.5, 0.5 * 2.71828, 0.1 * 2.71828], rtol=1e-5)

    @pytest.mark.parametrize("mixture", [MIXED_FOR_A_DESCRIPTION, MIXED_FOR_A_LINE])
    def test_is_learnt_by_as_it_is_searched_by(self, mixture):
        lexical, dense = np.array([0.03, 0.6], np.float32), np.array([0.2, 0.7], np.float32)

        logarithm = mixture.logarithm(lexical, dense)

        likeness = mixture.of(lexical.astype(np.float64), dense)
        np.testing.assert_allclose(np.exp(logarithm), likeness**STEEPNESS, rtol=1e-4)
