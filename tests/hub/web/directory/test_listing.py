"""The directory's pages: what they list, say and offer, to whom, and with how many questions."""

import datetime as dt
import json
import re

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation, OrganisationTerm
from liaison.hub.directory.provenance import Provenance, Verified
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture
def institute():
    """The Luxembourg Institute of Health, with all that may be recorded of an organisation."""
    institute = OrganisationFactory(
        name="Luxembourg Institute of Health",
        kind="research",
        city="Strassen",
        website="https://www.lih.lu",
        size_class="large",
        founded_year=2015,
        nace="72.11",
        visibility="public",
        source="ROR",
        verified_on=dt.date(2026, 10, 1),
    )
    Provenance(institute).note(["kind"], Verified("members.csv", on=dt.date(2026, 5, 4)))
    institute.save()
    OrganisationNameFactory(
        organisation=institute, kind="former", name="CRP-Santé", until=dt.date(2014, 12, 31)
    )
    OrganisationNameFactory(organisation=institute, kind="acronym", name="LIH")
    IdentifierFactory(organisation=institute, scheme="ror", value="https://ror.org/012m8gv78")
    IdentifierFactory(organisation=institute, scheme="vat", value="LU26375245")
    PlaceFactory(
        organisation=institute,
        city="Strassen",
        address="1A-B, rue Thomas Edison",
        latitude=49.62,
        longitude=6.07,
    )
    refresh_lookup()
    return institute


@pytest.fixture
def neighbours():
    for number in range(25):
        organisation = OrganisationFactory(
            name=f"Moselle Sensors {number:02}", visibility="public", city="Wasserbillig"
        )
        PlaceFactory(organisation=organisation, city="Wasserbillig", latitude=49.71, longitude=6.5)
    OrganisationFactory(name="Quiet Biotech")
    refresh_lookup()


def found(client, query="", language="en"):
    """What a reader sees of the list, below the box for looking up."""
    answer = client.get(f"/{language}/directory/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index('id="found"') :]


def names(page):
    return re.findall(r'listed__name[^"]*"><a href="[^"]+">([^<]+)</a>', page)


class TestList:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "26 organisations"), ("fr", "26 organisations"), ("de", "26 Organisationen")],
    )
    def test_tells_how_many_there_are(self, client, institute, neighbours, language, words):
        assert words in found(client, language=language)

    def test_finds_by_a_former_name_and_says_by_which(self, client, institute, neighbours):
        page = found(client, "?q=crp+sante")

        assert names(page) == ["Luxembourg Institute of Health"]
        assert "Found as “CRP-Santé”" in page

    def test_says_what_each_is(self, client, institute):
        OrganisationFactory(name="Ministry of Health", kind="public", visibility="public")
        refresh_lookup()

        page = found(client)

        assert "Public body · Luxembourg<" in page
        assert "Research organisation · Strassen, Luxembourg · Large: 250 people or more" in page
        assert "Verified on 1 October 2026" in page

    def test_counts_what_each_choice_would_leave(self, client, institute, neighbours):
        page = found(client)

        assert re.search(r'value="company"[^>]*><span>Company <span class="quiet">\(25\)', page)
        assert re.search(r'value="research"[^>]*><span>[^<]+<span class="quiet">\(1\)', page)

    def test_is_narrowed_and_says_by_what(self, client, institute, neighbours):
        page = found(client, "?kind=research&size=large")

        assert names(page) == ["Luxembourg Institute of Health"]
        assert 'href="?kind=research"' in page
        assert 'href="?size=large"' in page

    def test_keeps_the_filters_from_page_to_page(self, client, institute, neighbours):
        page = found(client, "?kind=company&page=2")

        assert names(page) == [f"Moselle Sensors {number}" for number in range(20, 25)]
        assert "?kind=company&amp;page=1" in page

    def test_looks_around_a_town(self, client, institute, neighbours):
        page = found(client, "?near=strassen&within=10")

        assert names(page) == ["Luxembourg Institute of Health"]
        assert "0 km away" in page

    def test_says_where_a_town_is_unknown(self, client, institute, neighbours):
        page = found(client, "?near=Atlantis&within=10")

        assert "Nobody in the directory is in “Atlantis”" in page
        assert len(names(page)) == 20

    def test_says_what_to_do_where_nobody_is_left(self, client, institute):
        page = found(client, "?q=zyxwvu&kind=company")

        assert names(page) == []
        assert "Write fewer words" in page

    def test_says_when_it_is_empty(self, client):
        refresh_lookup()

        assert "Nobody is in the directory yet." in found(client)

    @pytest.mark.parametrize(
        "query",
        [
            "?kind=pirate&size=9&state=merged&cluster=none",
            "?country=%00&country=12&country=zzzz",
            "?sort=chance&within=-1&page=minus",
            "?page=99999999999999999999",
            "?q=%00&near=%00",
            "?q=" + "x" * 3000,
        ],
    )
    def test_passes_over_choices_that_do_not_exist(self, client, institute, query):
        assert client.get(f"/en/directory/{query}").status_code == 200

    def test_shows_text_and_never_runs_it(self, client):
        OrganisationFactory(name="<script>alert(1)</script> & Co", visibility="public")
        refresh_lookup()

        page = found(client, "?q=%3Cscript%3Ealert&near=%3Cb%3E")

        assert "<script>alert" not in page
        assert "<b>" not in page

    def test_names_the_address_that_search_engines_are_to_keep(self, client, institute):
        page = client.get("/fr/directory/?sort=verified").content.decode()

        assert '<link rel="canonical" href="http://testserver/fr/directory/">' in page
        assert 'hreflang="de" href="http://testserver/de/directory/?sort=verified"' in page

    @pytest.mark.parametrize(
        "query", ["", "?q=moselle", "?q=mosele+sensros&kind=company", "?near=strassen&q=sensors"]
    )
    def test_asks_the_database_few_questions(
        self, client, institute, neighbours, query, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12):
            found(client, query)

    def test_says_why_somebody_was_found_who_is_called_otherwise(
        self, client, institute, neighbours, django_assert_max_num_queries
    ):
        OrganisationTerm.objects.create(
            organisation=institute, subject="skills", words="Flow cytometry <fast>", language="en"
        )
        sensors = Organisation.objects.get(name="Moselle Sensors 03")
        german = {"text": "Wir messen Zytometrie.\nUnd mehr.", "state": "original"}
        sensors.texts = {"description_de": german}
        sensors.save()
        refresh_lookup()

        with django_assert_max_num_queries(12):
            by_skill = found(client, "?q=flow+cytometry")
        with django_assert_max_num_queries(12):
            by_text = found(client, "?q=zytometrie")

        assert "Skills and services: <span>Flow cytometry &lt;fast&gt;</span>" in by_skill
        assert 'In its own words: <span lang="de">Wir messen Zytometrie.</span>' in by_text

    def test_says_once_what_the_headline_says(self, client, institute):
        told = {"text": "Flow cytometry for all", "state": "original"}
        institute.texts = {"headline_en": told}
        institute.save()
        refresh_lookup()

        assert found(client, "?q=cytometry").count("Flow cytometry for all") == 1

    def test_asks_few_questions_for_a_manager_too(
        self, client, biohealth, institute, neighbours, django_assert_max_num_queries
    ):
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        with django_assert_max_num_queries(12):
            found(client, "?kind=company")

    def test_changes_nothing(self, client, institute, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            found(client, "?q=institute")
            client.get(f"/en/directory/{institute.public_id}/")

        # A union of several questions begins with a bracket.
        assert {query["sql"].lstrip("(").split()[0] for query in asked} == {"SELECT"}


class TestWhoSeesWhat:
    def test_what_is_not_public_is_listed_to_nobody_without_a_role(self, client, neighbours):
        assert "Quiet Biotech" not in found(client, "?q=quiet+biotech")

    def test_what_is_ones_own_says_who_else_sees_it(self, client, neighbours):
        own = Organisation.objects.get(name="Quiet Biotech")
        client.force_login(OrganisationRoleFactory(organisation=own).person)

        page = found(client, "?q=quiet+biotech")

        assert names(page) == ["Quiet Biotech"]
        assert "Seen by: Only those who act for it" in page

    def test_of_another_cluster_nothing_shows(self, client, biohealth, neighbours):
        logistics = ClusterFactory(slug="logistics", name="Logistics Cluster")
        quiet = Organisation.objects.filter(name="Quiet Biotech")
        quiet.update(visibility="staff")
        MapEntry.objects.create(
            cluster=logistics, organisation=quiet.get(), since=dt.date(2026, 1, 1)
        )
        refresh_lookup([])
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        page = found(client, "?cluster=logistics")

        assert names(page) == []
        assert client.get(f"/en/directory/{quiet.get().public_id}/").status_code == 404


class TestProfile:
    def test_shows_every_name_number_and_place_with_its_origin(self, client, institute):
        page = client.get(f"/en/directory/{institute.public_id}/").content.decode()

        assert "CRP-Santé</span> (until 31 December 2014)" in page
        assert 'href="https://ror.org/012m8gv78"' in page
        assert "1A-B, rue Thomas Edison, Strassen, Luxembourg" in page
        assert "members.csv, read on 4 May 2026" in page
        assert "From: ROR. Verified last on 1 October 2026." in page

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "As told in an application for membership on 4 May 2026"),
            ("fr", "Indiqué dans une candidature le 4 mai 2026"),
            ("de", "Wie in einem Antrag auf Mitgliedschaft am 4. Mai 2026 angegeben"),
        ],
    )
    def test_says_in_words_what_an_applicant_told(self, client, institute, language, words):
        told = Verified("liaison:application", on=dt.date(2026, 5, 4))
        Provenance(institute).note(["website"], told)
        institute.source = "liaison:application"
        institute.save()

        page = client.get(f"/{language}/directory/{institute.public_id}/").content.decode()

        assert words in page
        assert "liaison:application" not in page

    def test_describes_the_organisation_to_search_engines(self, client, institute):
        page = client.get(f"/en/directory/{institute.public_id}/").content.decode()

        (block,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
        described = json.loads(block)
        assert described["@type"] == "Organization"
        assert described["alternateName"] == ["LIH"]
        assert described["vatID"] == "LU26375245"
        assert described["sameAs"] == ["https://ror.org/012m8gv78"]
        assert described["address"][0]["addressLocality"] == "Strassen"
        assert described["@id"] == f"http://testserver/en/directory/{institute.public_id}/"

    def test_lets_no_name_end_the_block_for_search_engines(self, client):
        name = "</script><script>alert(1)</script>"
        odd = OrganisationFactory(name=name, visibility="public")

        page = client.get(f"/en/directory/{odd.public_id}/").content.decode()

        assert "<script>alert" not in page

    def test_leads_to_what_open_data_tells(self, client, institute):
        Organisation.objects.update(open_data_id="100000002")

        page = client.get(f"/en/directory/{institute.public_id}/").content.decode()

        assert 'href="/en/organisations/100000002/"' in page

    def test_of_one_that_merged_leads_to_who_answers_for_it(self, client, institute):
        before = OrganisationFactory(
            name="IBBL", state="merged", merged_into=institute, visibility="public"
        )

        answer = client.get(f"/de/directory/{before.public_id}/")

        assert answer.status_code == 301
        assert answer["Location"] == f"/de/directory/{institute.public_id}/"

    def test_of_one_that_merged_into_a_hidden_one_does_not_tell_which(self, client):
        hidden = OrganisationFactory(name="Quiet Biotech")
        before = OrganisationFactory(state="merged", merged_into=hidden, visibility="public")

        page = client.get(f"/en/directory/{before.public_id}/").content.decode()

        assert "Quiet Biotech" not in page
        assert "has merged into another" in page

    @pytest.mark.parametrize("address", ["8c4c4b5e-54a4-4f0c-a0f5-8c4f0c1b9d3e", "1", "x"])
    def test_of_nobody_is_said_so(self, client, address):
        assert client.get(f"/en/directory/{address}/").status_code == 404

    def test_asks_the_database_few_questions(
        self, client, institute, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12):
            client.get(f"/en/directory/{institute.public_id}/")

    def test_is_kept_by_nobody_for_those_who_are_signed_in(self, client, institute, biohealth):
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        answer = client.get(f"/en/directory/{institute.public_id}/")

        assert "no-store" in answer["Cache-Control"]
