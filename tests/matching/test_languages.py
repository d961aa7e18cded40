from importlib import resources

import pytest

from liaison.matching.languages import in_english, language_of

FRENCH = "Nous cherchons un partenaire pour des véhicules électriques"
GERMAN = "Wir suchen einen Partner für die Entwicklung von Elektrofahrzeugen"


def nothing_is_known(word):
    return False


class TestLanguageOf:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("We look for a partner who recycles batteries", "en"),
            (FRENCH, "fr"),
            (GERMAN, "de"),
            ("ultrasound", "en"),
            ("", "en"),
        ],
    )
    def test_goes_by_function_words(self, text, language):
        assert language_of(text) == language


class TestInEnglish:
    def test_leaves_english_as_it_is(self):
        assert in_english("Recycle it.", language="en", is_known=nothing_is_known) == "Recycle it."

    @pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (GERMAN, "de")])
    def test_gives_what_the_words_mean(self, text, language):
        words = in_english(text, language=language, is_known=nothing_is_known).split()

        assert {"electric", "vehicle"} <= set(words)

    def test_takes_phrases_as_one(self):
        words = in_english(
            "apprentissage automatique", language="fr", is_known=nothing_is_known
        ).split()

        assert words[:2] == ["machine", "learning"]

    def test_takes_joined_words_apart(self):
        words = in_english("Aerosolausstellung", language="de", is_known=nothing_is_known).split()

        assert words[:2] == ["aerosol", "exhibition"]

    def test_tries_an_english_ending_on_learned_words(self):
        english = in_english(
            "nephropathologie", language="fr", is_known={"nephropathology"}.__contains__
        )

        assert english == "nephropathology"

    def test_keeps_a_name(self):
        assert in_english("Zabrowski", language="de", is_known=nothing_is_known) == "zabrowski"

    @pytest.mark.parametrize("language", ["fr", "de"])
    @pytest.mark.parametrize("text", ["", "…", "\0", "的 подшипник", "x" * 5000])
    def test_bears_what_is_no_language(self, text, language):
        in_english(text, language=language, is_known=nothing_is_known)

    def test_takes_no_word_apart_that_nobody_would_write(self):
        word = "hautzelle" * 9

        assert in_english(word, language="de", is_known=nothing_is_known) == word


class TestVocabulary:
    def test_is_well_formed(self):
        file = resources.files("liaison.matching").joinpath("vocabulary.tsv")
        lines = file.read_text(encoding="utf-8").splitlines()

        rows = [line.split("\t") for line in lines]

        assert {len(row) for row in rows} == {3}
        assert all(cell.strip() for row in rows for cell in row)
        assert len({row[0] for row in rows}) == len(rows)
