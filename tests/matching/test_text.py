import numpy as np
import pytest

from liaison.matching.text import analyse, are_pairs, fold, phrase_terms, stem, terms_of, words_of


class TestFold:
    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("Études CLINIQUES", "etudes cliniques"),
            ("Größe", "grosse"),
            ("e\u0301tude", "etude"),
            ("", ""),
        ],
    )
    def test_drops_capitals_and_accents(self, written, folded):
        assert fold(written) == folded


class TestStem:
    @pytest.mark.parametrize(
        ("written", "compared_by"),
        [
            ("Sensors", "sensor"),
            ("therapies", "therapy"),
            ("Biopsies", "biopsy"),
            ("boxes", "box"),
            ("Études", "etude"),
            ("virus", "virus"),
            ("glass", "glass"),
            ("gas", "gas"),
            ("", ""),
        ],
    )
    def test_drops_a_plurals_ending(self, written, compared_by):
        assert stem(written) == compared_by


class TestAnalyse:
    def test_keeps_words_as_written_without_function_words(self):
        analysis = analyse("We need the Échographe for newborns!")

        assert analysis.words == ("Échographe", "newborns")

    def test_gives_the_same_term_to_spellings_of_one_word(self):
        analysis = analyse("Études etude e\u0301tude")

        assert len(set(analysis.word_terms.tolist())) == 1

    def test_joins_neighbours_in_their_order(self):
        forth = analyse("data hospital").pair_terms
        back = analyse("hospital data").pair_terms

        assert len(forth) == 1
        assert forth.tolist() != back.tolist()

    def test_leaves_out_function_words_of_three_languages(self):
        said = analyse("the with nous cherchons dans für eine und with")

        assert said.words == ()

    @pytest.mark.parametrize("text", ["", "   ", "the", "!?", "a b c", "\ud800", "🩺"])
    def test_finds_nothing_in_what_says_nothing(self, text):
        analysis = analyse(text)

        assert analysis.words == ()
        assert analysis.word_terms.shape == (0,)
        assert analysis.pair_terms.shape == (0,)

    def test_agrees_with_the_terms_of_a_corpus(self):
        text = "Größere Études: 3D-printed e\u0301tudes, the m² and ﬁbre"
        analysis = analyse(text)

        expected = [*analysis.word_terms.tolist(), *analysis.pair_terms.tolist()]
        assert terms_of(text).tolist() == expected


class TestPhrases:
    def test_keep_single_words_and_pairs(self):
        analysis = analyse("clinical trial")

        terms = phrase_terms(["trials", "clinical trial", "a long phrase of many", "the"])

        assert terms.tolist() == [analysis.word_terms[1], analysis.pair_terms[0]]

    def test_may_be_none(self):
        assert phrase_terms([]).shape == (0,)


class TestArePairs:
    def test_tells_pairs_from_words(self):
        terms = terms_of("portable ultrasound")

        assert are_pairs(terms).tolist() == [False, False, True]

    def test_accepts_no_terms(self):
        assert are_pairs(np.empty(0, np.uint64)).shape == (0,)


class TestWordsOf:
    def test_keeps_function_words_and_single_letters(self):
        assert words_of("Université de l'Été") == ["universite", "de", "l", "ete"]
