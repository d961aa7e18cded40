import numpy as np
import pytest

from liaison.matching.encoding import Space, SparseTexts, choose_words, learn_space, place_texts
from liaison.matching.text import analyse

# Doctors and physicians never meet in one text, but both keep company with patients and wards.
TEXTS = [
    "doctor patient ward",
    "physician patient ward",
    "doctor ward patient",
    "physician ward patient",
    "steel bridge crane",
    "bridge crane steel",
    "crane steel bridge",
]


@pytest.fixture
def space():
    return Space(*learnt(TEXTS))


def learnt(texts):
    """The words' terms, their weights of 1, and the directions learnt."""
    per_text = [np.unique(analyse(text).word_terms) for text in texts]
    terms = np.unique(np.concatenate([np.empty(0, np.uint64), *per_text]))
    directions = learn_space(sparse(per_text, terms), dimensions=2)
    return terms, np.ones(len(terms), np.float32), directions


def sparse(per_text, terms):
    starts = np.cumsum([0, *map(len, per_text)])
    words = np.searchsorted(terms, np.concatenate([np.empty(0, np.uint64), *per_text]))
    weights = np.ones(len(words), np.float32)
    return SparseTexts(starts, words.astype(np.int32), weights, len(terms))


class TestSpace:
    def test_brings_words_together_that_keep_the_same_company(self, space):
        doctor, physician, bridge = space.encode(["doctor", "physician", "bridge"])

        assert doctor @ physician > 0.9
        assert abs(doctor @ bridge) < 0.1

    def test_gives_vectors_of_length_one(self, space):
        lengths = np.linalg.norm(space.encode(["doctor ward", "steel"]), axis=1)

        np.testing.assert_allclose(lengths, [1, 1], rtol=1e-5)

    @pytest.mark.parametrize("text", ["", "the and", "unheard"])
    def test_places_what_it_does_not_know_nowhere(self, space, text):
        np.testing.assert_array_equal(space.encode([text])[0], 0)

    def test_is_the_same_each_time(self):
        np.testing.assert_array_equal(learnt(TEXTS)[2], learnt(TEXTS)[2])

    def test_may_be_learnt_from_nothing(self):
        terms, idf, directions = learnt([])

        assert Space(terms, idf, directions).encode(["doctor"]).shape == (1, 0)


class TestPlaceTexts:
    def test_puts_each_text_where_its_words_point(self, space):
        per_text = [np.unique(analyse(text).word_terms) for text in TEXTS[:1]]

        placed = place_texts(sparse(per_text, space.terms), space.directions)

        np.testing.assert_allclose(placed, space.encode(TEXTS[:1]), rtol=1e-4)


class TestChooseWords:
    def test_leaves_out_pairs_and_what_is_rare(self):
        analysis = analyse("steel bridge")
        terms = np.sort(np.concatenate([analysis.word_terms, analysis.pair_terms]))

        chosen = choose_words(terms, np.array([3, 3, 3]))

        assert set(terms[chosen]) == set(analysis.word_terms)
        assert choose_words(terms, np.array([2, 2, 2])).size == 0
