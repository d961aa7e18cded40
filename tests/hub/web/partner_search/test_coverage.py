"""What a page says of the requirements of a need, and of who answers them."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from liaison.hub.web.partner_search.coverage import count_answers, coverage_in
from liaison.matching import Coverage, Match, Reason
from tests.factories.evidence import OrganisationFactory, ProjectFactory

CLINIC = OrganisationFactory()
PROBE = ProjectFactory(
    text="Hospitals wait. A probe for newborns is tested on the ward. Nurses are trained.",
    starts=dt.date(2021, 3, 1),
    ends=dt.date(2024, 2, 29),
)
NEED = ("a probe for newborns", "a ward to test it on", "a maker of batteries")


def answering(*strengths, project=PROBE, words=("probe",)):
    """A match that answers the requirements this far."""
    coverage = tuple(
        Coverage(strength, project if strength else None, words if strength else ())
        for strength in strengths
    )
    return Match(
        CLINIC, 1.0, (Reason(PROBE, "participant", None, 1.0, ("probe",)),), 1, coverage=coverage
    )


def drawn(match, *, requirements=NEED, spoken="en"):
    return coverage_in(requirements, spoken=spoken)(match)


class TestCoverage:
    def test_says_how_many_requirements_are_answered(self):
        page = drawn(answering(1.0, 0.6, 0.59))

        assert "<summary>answers 2 of the 3 things you ask for</summary>" in page

    @pytest.mark.parametrize(
        ("strength", "sign", "said"),
        [
            (0.6, "●", "answered: a probe"),
            (0.59, "◐", "answered in part: a probe"),
            (0.35, "◐", "answered in part: a probe"),
            (0.34, "○", "not answered: a probe"),
            (0.0, "○", "not answered: a probe"),
        ],
    )
    def test_says_of_each_by_sign_and_words_how_far_it_is_answered(self, strength, sign, said):
        page = drawn(answering(strength, 1.0), requirements=("a probe", "a ward"))

        first = page[page.index("<li>") : page.index("</li>")]
        assert sign in first
        assert said in first.replace("<span>", "").replace("</span>", "")

    def test_shows_the_dated_passage_that_answers_it(self):
        page = drawn(answering(1.0, 0.0, 0.0))

        assert '<a href="/en/projects/p1/">An ultrasound <mark>probe</mark></a>' in page
        assert "2021–2024 · answers: probe" in page
        assert "A <mark>probe</mark> for newborns is tested on the ward." in page
        assert "Hospitals wait" not in page

    def test_shows_the_project_and_its_words_where_it_answers_in_part(self):
        page = drawn(answering(0.5, 0.0, 0.0, words=("probe", "ward")))

        assert '<a href="/en/projects/p1/">An ultrasound <mark>probe</mark></a>' in page
        assert "2021–2024 · answers: probe, ward" in page
        assert "is tested" not in page

    def test_shows_no_evidence_for_what_is_not_answered(self):
        page = drawn(answering(0.3, 0.3, 0.3))

        assert "/en/projects/" not in page

    def test_says_nothing_of_a_single_requirement(self):
        assert drawn(answering(1.0), requirements=("a probe",)) == ""

    def test_shortens_a_long_requirement_at_the_end_of_a_word(self):
        long = (
            "tissue of rare tumours, kept in nitrogen for as many years as it takes, and lent out"
        )

        page = drawn(answering(1.0, 1.0), requirements=(long, "a ward"))

        kept = "tissue of rare tumours, kept in nitrogen for as many years as it takes, and lent…"
        assert f"<span>{kept}</span>" in page
        assert len(kept) == 81

    def test_names_the_language_of_need_and_evidence_where_it_is_not_the_pages(self):
        with translation.override("de"):
            page = drawn(answering(1.0, 0.0, 0.0, project=replace(PROBE, language="fr")))

        assert '<span lang="en">a probe for newborns</span>' in page
        assert 'lang="fr">An ultrasound <mark>probe</mark></a>' in page
        assert 'lang="fr">A <mark>probe</mark>' in page

    def test_escapes_whatever_people_and_sources_write(self):
        project = replace(PROBE, title="<b>Probe</b>", text="<i>A probe</i> & more")

        page = drawn(
            answering(1.0, 0.5, project=project, words=("<u>probe",)),
            requirements=("<s>100 % \x00 probe", "a ward"),
        )

        assert not any(tag in page for tag in ("<b>", "<i>", "<u>", "<s>"))
        assert "&lt;s&gt;100 %" in page
        assert "&lt;b&gt;Probe&lt;/b&gt;" in page


class TestCountingAnswers:
    def test_says_how_many_of_those_shown_answer_each_requirement(self):
        matches = [answering(1.0, 1.0, 0.5), answering(0.7, 0.5, 0.2), answering(0.6, 0.0, 0.4)]

        probe, ward, batteries = count_answers(NEED, matches)

        assert probe.answered == "3 organisations shown here answer this"
        assert ward.answered == "1 organisation shown here answers this"
        assert batteries.answered == ("nobody shown here answers this; 2 organisations do in part")

    def test_says_plainly_what_nobody_answers(self):
        probe, ward, batteries = count_answers(NEED, [answering(1.0, 0.4, 0.1)])

        assert not probe.is_missing
        assert ward.is_missing
        assert batteries.is_missing
        assert batteries.answered == "nobody shown here answers this"

    def test_counts_nothing_where_nobody_is_shown(self):
        probe, *_ = count_answers(NEED, [])

        assert (probe.text, probe.answered, probe.is_missing) == ("a probe for newborns", "", False)
