import numpy as np
import pytest

from liaison.matching.encoding import (
    Space,
    SparseTexts,
    choose_words,
    directions_of,
    learn_space,
    place_texts,
    read_space,
    write_space,
)
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


class TestDirectionsOf:
    def corpus(self, texts):
        per_text = [np.unique(analyse(text).word_terms) for text in texts]
        terms = np.unique(np.concatenate(per_text))
        return terms, np.ones(len(terms), np.float32), sparse(per_text, terms)

    def test_keeps_where_known_words_point(self, space):
        terms, idf, texts = self.corpus(["doctor ward", "steel bridge"])

        directions = directions_of(terms, 2 * idf, texts=texts, space=space)

        doctor = terms.searchsorted(analyse("doctor").word_terms)
        known = space.directions[space.terms.searchsorted(analyse("doctor").word_terms)]
        # Twice as rare here, so half as far: a word weighs what it weighed there.
        np.testing.assert_allclose(directions[doctor], known / 2, rtol=1e-5)

    def test_lets_an_unknown_word_point_where_its_texts_lie(self, space):
        terms, idf, texts = self.corpus(["nurse doctor ward", "welder steel bridge", "patient"])

        learnt_here = Space(terms, idf, directions_of(terms, idf, texts=texts, space=space))

        nurse, doctor, bridge = learnt_here.encode(["nurse", "doctor", "bridge"])
        assert nurse @ doctor > 0.5
        assert nurse @ bridge < 0

    def test_learns_a_space_of_its_own_where_most_words_are_unknown(self, space):
        terms, idf, texts = self.corpus(["Hafen Schiff Anker", "Hafen Anker Schiff", "Brot Mehl"])

        learnt_here = Space(terms, idf, directions_of(terms, idf, texts=texts, space=space))

        harbour, ship, bread = learnt_here.encode(["Hafen", "Schiff", "Brot"])
        assert harbour @ ship > 0.9
        assert abs(harbour @ bread) < 0.1

    def test_takes_an_empty_corpus(self, space):
        terms, idf, texts = np.empty(0, np.uint64), np.empty(0, np.float32), sparse([], [])

        assert directions_of(terms, idf, texts=texts, space=space).shape[0] == 0


class TestWriteSpace:
    def test_is_read_again_as_it_was(self, space, tmp_path):
        write_space(space, tmp_path / "meaning.npz")

        read = read_space(tmp_path / "meaning.npz")

        np.testing.assert_array_equal(read.terms, space.terms)
        np.testing.assert_allclose(read.directions, space.directions, atol=2e-3)
        assert [file.name for file in tmp_path.iterdir()] == ["meaning.npz"]

    def test_says_that_a_file_is_damaged(self, space, tmp_path):
        write_space(space, tmp_path / "meaning.npz")
        whole = (tmp_path / "meaning.npz").read_bytes()
        (tmp_path / "meaning.npz").write_bytes(whole[: len(whole) // 2])

        with pytest.raises(ValueError, match=r"meaning\.npz"):
            read_space(tmp_path / "meaning.npz")
