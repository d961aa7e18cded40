"""Names come to the same words however they are written."""

import pytest

from liaison.opendata.resolution.words import (
    without_brackets,
    without_legal_form,
    words_of,
    words_of_name,
)


class TestWordsOf:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Univ. of Würzburg", "Universität Wuerzburg"),
            ("Université de Franche-Comté", "UNIVERSITE DE FRANCHE COMTE"),
            ("Inst. Pasteur", "Institut Pasteur"),
            ("Xi'an Jiaotong University", "Xian Jiaotong University"),
            ("Xi an Jiaotong University", "Xi'an Jiaotong University"),
            ("Universidad Complutense de Madrid", "Univ Complutense Madrid"),
            ("L’Hôpital St. Louis", "Hopital Saint Louis"),
            ("Uniwersytet Łódzki", "uniwersytet lodzki"),
            ("Paris III", "Paris 3"),
        ],
    )
    def test_are_the_same_in_other_spellings(self, one, other):
        assert words_of(one) == words_of(other)

    def test_leave_out_what_only_links(self):
        assert words_of("The School of Arts and Crafts") == ["school", "arts", "craft"]

    @pytest.mark.parametrize("text", ["", " ,;", "of the"])
    def test_may_be_none(self, text):
        assert words_of(text) == []


class TestName:
    def test_is_read_without_its_country_in_brackets(self):
        assert words_of_name("Fujitsu (Japan)") == ["fujitsu"]
        assert without_brackets("Fujitsu (Japan)") == "Fujitsu"

    def test_that_is_all_brackets_is_read_as_it_is(self):
        assert words_of_name("(Moselle)") == ["moselle"]

    def test_loses_its_legal_form_but_never_all_words(self):
        assert without_legal_form(["moselle", "sensor", "gmbh"]) == ["moselle", "sensor"]
        assert without_legal_form(["ag"]) == ["ag"]
