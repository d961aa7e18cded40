"""An affiliation is taken apart into segments, words and countries."""

import pytest

from liaison.opendata.resolution.texts import MOST_LETTERS, country_named, read_text


def read(raw, *known):
    return read_text(raw, knows=lambda word: word in known)


class TestReadText:
    def test_tells_segments_apart(self):
        text = read("Department of Optics, Moselle University (MU), Remich")

        assert text.words == ["department", "optic", "moselle", "university", "mu", "remich"]
        assert text.segments == [0, 0, 1, 1, 2, 3]
        assert text.n_segments == 4
        assert text.after_of == [False, True, False, False, False, False]
        assert text.capitals == [False, False, False, False, True, False]

    def test_sees_no_capitals_where_all_are(self):
        assert not any(read("MOSELLE UNIVERSITY").capitals)

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            ("Electronics ofUniversity", ["electronic", "university"]),
            ("CONICETUniversidad", ["conicet", "university"]),
            ("Current addressMoselle Lab", ["moselle", "laboratory"]),
            ("Currently with Moselle Lab", ["moselle", "laboratory"]),
            ("UniversitÃ© de Moselle", ["university", "moselle"]),
            ("Arts &amp; Crafts", ["arts", "craft"]),
            ("M?xico", ["mxico"]),
            ("Moselle Lab, jeanne@moselle.example", ["moselle", "laboratory"]),
        ],
    )
    def test_repairs_what_went_wrong_on_the_way(self, raw, words):
        assert read(raw).words == words

    def test_leaves_a_known_word_with_a_capital_inside_whole(self):
        assert read("McMoselle", "mcmoselle").words == ["mcmoselle"]

    @pytest.mark.parametrize(
        ("raw", "country"),
        [
            ("Moselle Lab, Grand-Duché de Luxembourg", "LU"),
            ("Moselle Lab, P.R. China", "CN"),
            ("Moselle Lab, Deutschland", "DE"),
            ("Moselle Lab CN", "CN"),
            ("Moselle Lab, Austin, TX", "US"),
            ("Moselle Lab, New Mexico", "US"),
        ],
    )
    def test_finds_the_country(self, raw, country):
        assert [code for code, _, _ in read(raw).countries] == [country]

    @pytest.mark.parametrize("raw", ["", "   ", "…", "---", "\n"])
    def test_takes_nothing_from_nothing(self, raw):
        text = read(raw)

        assert (text.words, text.n_segments, text.countries) == ([], 0, [])

    def test_reads_the_beginning_of_what_is_far_too_long(self):
        assert len(" ".join(read("moselle " * 1_000_000).words)) <= MOST_LETTERS


class TestCountryNamed:
    def test_knows_a_country_and_nothing_beside_it(self):
        assert country_named("Luxemburg") == "LU"
        assert country_named("University of Luxembourg") == ""
