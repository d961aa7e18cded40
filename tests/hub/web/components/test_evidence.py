"""What a page quotes from a project, and which words it marks."""

from liaison.hub.web.components.evidence import excerpt, marked

TEXT = "Hospitals share data. Wearable sensors measure gait at home. Nothing else is said."


class TestMarked:
    def test_marks_the_words_whatever_their_capitals_and_accents(self):
        assert marked("Études of GAIT", ["etudes", "gait"]) == (
            "<mark>Études</mark> of <mark>GAIT</mark>"
        )

    def test_marks_whole_words_only(self):
        assert marked("a gaiter", ["gait"]) == "a gaiter"

    def test_lets_no_text_become_a_part_of_the_page(self):
        assert marked("<b>gait</b> & co", ["gait", "b"]) == (
            "&lt;<mark>b</mark>&gt;<mark>gait</mark>&lt;/<mark>b</mark>&gt; &amp; co"
        )

    def test_of_nothing_is_nothing(self):
        assert marked("", ["gait"]) == ""
        assert marked("gait", []) == "gait"


class TestExcerpt:
    def test_is_the_sentence_with_most_of_the_words(self):
        assert excerpt(TEXT, ["gait", "sensors"]) == (
            "Wearable <mark>sensors</mark> measure <mark>gait</mark> at home."
        )

    def test_is_the_first_sentence_where_no_word_is_found(self):
        assert excerpt(TEXT, ["piano"]) == "Hospitals share data."

    def test_of_nothing_is_nothing(self):
        assert excerpt("", ["gait"]) == ""
        assert excerpt("  \n ", []) == ""

    def test_shortens_a_long_sentence_around_the_first_word(self):
        long = f"{'many words ' * 60}then gait {'and more ' * 60}end."

        shown = excerpt(long, ["gait"])

        assert "<mark>gait</mark>" in shown
        assert shown.startswith("… ")
        assert shown.endswith(" …")
        assert len(shown) < 350
