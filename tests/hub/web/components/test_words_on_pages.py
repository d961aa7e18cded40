"""What pages make of stored codes, of keywords in one line, and of long lists of pages."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from liaison.hub.web.components.templatetags.components import (
    as_day,
    country_name,
    elided_pages,
    evidence_and_part,
    evidence_name,
    keyword_list,
    kind_name,
    part_name,
)
from liaison.matching import Involvement
from tests.factories.evidence import OrganisationFactory, ProjectFactory


def taking_part(role, *, kind="project"):
    return Involvement(ProjectFactory(kind=kind), OrganisationFactory(), role, None)


class TestCountryName:
    @pytest.mark.parametrize(
        ("language", "name"), [("en", "Germany"), ("fr", "Allemagne"), ("de", "Deutschland")]
    )
    def test_is_in_the_readers_language(self, language, name):
        with translation.override(language):
            assert country_name("DE") == name

    @pytest.mark.parametrize(("code", "name"), [("", ""), ("XQ", "XQ")])
    def test_of_the_unknown_is_its_code(self, code, name):
        assert country_name(code) == name


class TestCodes:
    def test_become_words_in_the_readers_language(self):
        with translation.override("en"):
            assert kind_name("university") == "University or school"
            assert part_name(taking_part("coordinator")) == "Coordinator"
            assert part_name(taking_part("coordinator", kind="study")) == "Sponsor"
            assert evidence_name("work") == "Published work"

    def test_become_nothing_where_they_are_unknown(self):
        assert kind_name("pirate") == ""
        assert part_name(taking_part("")) == ""
        assert part_name(taking_part("pirate", kind="study")) == ""
        assert evidence_name("rumour") == ""

    @pytest.mark.parametrize(
        ("kind", "role", "words"),
        [
            ("project", "participant", "Partner"),
            ("study", "participant", "Clinical study · Collaborator"),
            ("study", "", "Clinical study"),
            ("work", "participant", "Published work"),
            ("project", "", ""),
        ],
    )
    def test_of_evidence_say_what_it_is_unless_it_is_a_project(self, kind, role, words):
        with translation.override("en"):
            assert evidence_and_part(taking_part(role, kind=kind)) == words


class TestAsDay:
    def test_reads_days_and_moments(self):
        assert as_day("2026-11-01") == dt.date(2026, 11, 1)
        assert as_day("2026-11-01T08:00:00+00:00") == dt.date(2026, 11, 1)

    @pytest.mark.parametrize("unreadable", ["", "soon", None])
    def test_of_the_unreadable_is_none(self, unreadable):
        assert as_day(unreadable) is None


class TestKeywordList:
    def test_parts_what_sources_write_in_one_line(self):
        assert keyword_list("gait,tremor; Parkinson's disease") == [
            "gait",
            "tremor",
            "Parkinson's disease",
        ]

    def test_leaves_out_what_is_empty_or_said_twice(self):
        assert keyword_list(" ,gait,, gait") == ["gait"]


class TestElidedPages:
    def test_names_all_of_a_few(self):
        assert elided_pages(Paginator(range(100), 20).page(1)) == [1, 2, 3, 4, 5]

    def test_leaves_out_most_of_many(self):
        assert elided_pages(Paginator(range(1000), 20).page(25)) == [
            *(1, None, 23, 24, 25, 26, 27, None, 50),
        ]
