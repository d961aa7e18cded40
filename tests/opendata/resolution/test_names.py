"""Names come to the words that tell one organisation from another."""

import pytest

from liaison.opendata.resolution.names import likeness, names_within, read_name, telling_words


class TestTellingWords:
    @pytest.mark.parametrize(
        "written",
        [
            "Moselle Sensors GmbH",
            "MOSELLE SENSORS S.A R.L.",
            "Moselle Sensors SARL",
            "Stichting Moselle Sensors",
            "Moselle Sensors, Sociedad Limitada",
            "MOSELLE SENSORS SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA",
            "Moselle Sensors Aktiengesellschaft",
        ],
    )
    def test_leave_the_legal_form_out(self, written):
        assert telling_words(written) == ("moselle", "sensor")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Universität Würzburg", "University of Wuerzburg"),
            ("Universitätsklinikum Aachen", "University Hospital Aachen"),
            ("Sveučilište u Zagrebu", "University of Zagrebu"),
            ("Kommune Remich", "Commune de Remich"),
        ],
    )
    def test_are_the_same_in_several_languages(self, one, other):
        assert sorted(telling_words(one)) == sorted(telling_words(other))

    def test_keep_a_name_that_is_a_legal_form_only(self):
        assert telling_words("SA") == ("sa",)

    def test_are_none_where_there_is_no_name(self):
        assert telling_words(" - ") == ()


class TestNamesWithin:
    def test_are_the_whole_and_its_parts(self):
        found = names_within("PANNON EGYETEM - UNIVERSITY OF PANNONIA", "legal")

        assert [(name.text, name.kind) for name in found] == [
            ("PANNON EGYETEM - UNIVERSITY OF PANNONIA", "legal"),
            ("PANNON EGYETEM", "part"),
            ("UNIVERSITY OF PANNONIA", "part"),
        ]

    def test_leave_out_the_body_that_a_faculty_belongs_to(self):
        found = names_within("University of Quiet - Faculty of Medicine", "legal")

        assert [name.kind for name in found] == ["legal"]

    def test_leave_out_what_many_are_called(self):
        found = names_within("Hochschule Quiet - University of Applied Sciences", "legal")

        assert "University of Applied Sciences" not in [name.text for name in found]


class TestLikeness:
    def test_does_not_heed_the_order_of_words(self):
        like = likeness(("university", "hospital", "galway"), ("galway", "university", "hospital"))

        assert like.share == 1

    def test_takes_a_mistyped_word_for_the_same(self):
        assert likeness(("biobank", "luxembourg"), ("biobanck", "luxembourg")).share == 1

    def test_names_the_words_that_only_one_has(self):
        like = likeness(("moselle", "sensor"), ("moselle", "sensor", "research"))

        assert (like.only_one, like.only_other) == ((), ("research",))
        # Two telling words (3 each) of two and a common one (1).
        assert like.share == pytest.approx(6 / 7)

    def test_of_nothing_is_none(self):
        assert likeness((), ()).share == 0


class TestKey:
    def test_is_equal_for_two_spellings(self):
        assert read_name("Univ. of Würzburg", "alias").key == "university wurzburg"
