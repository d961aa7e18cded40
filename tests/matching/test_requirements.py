import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.requirements import (
    LONGEST_REQUIREMENT,
    MOST_REQUIREMENTS,
    split_requirements,
)
from liaison.matching.text import content_words

ENGLISH = (
    "We are a start-up in Esch that builds sensors for gait, e.g. in Parkinson's disease. We need a"
    " clinical site with movement-disorder patients, a notified body for Class IIa devices, and"
    " support with reimbursement in Germany. Thank you!"
)
FRENCH = (
    "Nous sommes une équipe de neurologie. Nous cherchons une biobanque de liquide"
    " céphalorachidien, un partenaire pour la protéomique et un laboratoire accrédité."
)
GERMAN = """Guten Tag,
wir entwickeln einen Bluttest. Wir brauchen:
- ein Labor für Massenspektrometrie
- Proben von 500 Patienten (z. B. aus einer Kohorte)
2) Beratung zur IVDR
Vielen Dank"""


class TestSplitRequirements:
    def test_takes_a_short_need_as_it_is(self):
        assert split_requirements("portable ultrasound for newborns") == (
            "portable ultrasound for newborns",
        )

    def test_takes_a_list_of_wishes_apart_and_leaves_out_who_asks(self):
        assert split_requirements(ENGLISH) == (
            "a clinical site with movement-disorder patients",
            "a notified body for Class IIa devices",
            "support with reimbursement in Germany",
        )

    def test_reads_french(self):
        assert split_requirements(FRENCH) == (
            "une biobanque de liquide céphalorachidien",
            "un partenaire pour la protéomique",
            "un laboratoire accrédité",
        )

    def test_reads_bullets_and_german(self):
        assert split_requirements(GERMAN) == (
            "wir entwickeln einen Bluttest",
            "ein Labor für Massenspektrometrie",
            "Proben von 500 Patienten (z. B. aus einer Kohorte)",
            "Beratung zur IVDR",
        )

    def test_leaves_two_things_that_are_one_together(self):
        assert split_requirements("We look for research and development in immunology.") == (
            "research and development in immunology",
        )

    def test_ends_no_sentence_in_a_number_or_after_a_short_form(self):
        need = "Measure 2.5 mg of protein as in Fig. 3 by Dr. Weber's method."

        assert split_requirements(need) == (need.rstrip("."),)

    def test_says_nothing_twice(self):
        assert split_requirements("Recycle lithium batteries. Lithium battery: recycle!") == (
            "Recycle lithium batteries",
        )

    def test_falls_back_on_who_asks_where_nothing_else_is_said(self):
        assert split_requirements("We are a biobank.") == ("We are a biobank",)

    def test_keeps_the_most_telling_of_a_long_description(self):
        sentences = [
            f"Task {letter}{letter} studies {letter}one {letter}two." for letter in "bcdfg"
        ]
        sentences += [f"Work on {letter}{letter}x." for letter in "hjklm"]

        requirements = split_requirements(" ".join(sentences))

        assert len(requirements) == MOST_REQUIREMENTS
        assert all(sentence.rstrip(".") in requirements for sentence in sentences[:5])

    def test_cuts_at_the_end_of_a_word(self):
        (requirement,) = split_requirements("ultrasound " * 40 + "probe")

        assert len(requirement) <= LONGEST_REQUIREMENT
        assert requirement.endswith("ultrasound…")

    @pytest.mark.parametrize("text", ["", "   ", "…!?", "\0\0", "\n\n", "- \n- "])
    def test_finds_nothing_in_nothing(self, text):
        assert split_requirements(text) == ()

    @given(st.text(max_size=400))
    def test_bears_any_text_and_invents_nothing(self, text):
        requirements = split_requirements(text)

        assert len(requirements) <= MOST_REQUIREMENTS
        assert all(len(each) <= LONGEST_REQUIREMENT for each in requirements)
        said = set(content_words(text.replace("\0", " ")))
        assert all(
            set(content_words(each)) <= said for each in requirements if not each.endswith("…")
        )


class TestWhatSomebodyHas:
    @pytest.mark.parametrize(
        "text",
        [
            "We have a wearable sensor. We need a clinical site.",
            "We have a wearable sensor and need a clinical site.",
            "We already have a sensor. Looking for a clinical site.",
        ],
    )
    def test_is_nothing_they_ask_for(self, text):
        assert split_requirements(text) == ("a clinical site",)

    def test_is_nothing_they_ask_for_in_french_and_german(self):
        assert split_requirements("Nous avons un capteur. Nous cherchons un hôpital.") == (
            "un hôpital",
        )
        assert split_requirements("Wir haben einen Sensor. Wir suchen eine Klinik.") == (
            "eine Klinik",
        )

    def test_counts_where_there_is_nothing_else(self):
        assert split_requirements("We have a wearable sensor.") == ("We have a wearable sensor",)
