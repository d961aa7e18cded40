"""What an organisation's page tells of all sources, and by which identifiers one gets there."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from liaison.hub.identities.queries import get_picture
from liaison.hub.web.components.registers import address_of
from liaison.hub.web.directory import picture
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.partner_search import ExclusionFactory
from tests.support.pictures import (
    CLINIC_NUMBER,
    INSTITUTE,
    INSTITUTE_AGAIN,
    INSTITUTE_IN_ROR,
    LIBRARY,
    UNIVERSITY,
    UNIVERSITY_IN_ROR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


def page_of(organisation_id, client, *, language="en"):
    return client.get(f"/{language}/organisations/{organisation_id}/")


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.usefixtures("joined")
class TestPage:
    def test_tells_each_fact_with_its_source_and_day(self, client):
        said = text_of(page_of(UNIVERSITY, client))

        assert "What the sources say" in said
        assert "UNIVERSITE DE LA RIVIERE CORDIS, 11 August 2025" in said
        assert "University of the Riviere ROR, 1 May 2026" in said
        assert "Country Luxembourg CORDIS, 11 August 2025 · ROR, 1 May 2026" in said
        assert "Founded 2003 ROR, 1 May 2026" in said

    def test_tells_former_names_until_when(self, client):
        said = text_of(page_of(UNIVERSITY, client))

        assert "Former names ECOLE DE LA VALLEE (until 11 January 2025)" in said

    def test_leads_to_what_registers_show(self, client):
        page = page_of(UNIVERSITY, client).content.decode()

        assert 'href="https://ror.org/0riviere1"' in page
        assert f"org-details/{UNIVERSITY}" in page
        assert 'href="https://isni.org/isni/0000000122959843"' in page
        assert "VAT number: <span>LU11111111</span>" in page

    def test_shows_both_where_sources_disagree(self, client):
        said = text_of(page_of(INSTITUTE, client))

        assert "Country CORDIS says Luxembourg ROR says France" in said
        assert "Kind CORDIS says Research organisation ROR says Company" in said
        assert "(they disagree on: Country, Kind, Place)" in said

    def test_says_which_entries_were_joined_and_why(self, client):
        said = text_of(page_of(INSTITUTE, client))

        assert "3 entries are taken for this organisation" in said
        assert "Castle Institute · joined because people judged it to be the same" in said

    def test_has_projects_and_partners_of_all_entries_together(self, client):
        said = text_of(page_of(INSTITUTE, client))

        assert "Castle Institute" in said
        assert "2 projects or documented facts" in said
        assert "A biobank for rare tumours" in said
        assert "Gait at home" in said

    def test_tells_of_one_that_a_registry_alone_knows(self, client):
        answer = page_of(LIBRARY, client)

        assert answer.status_code == 200
        assert "Names Library of the Riviere ROR, 1 May 2026" in text_of(answer)
        assert "Withdrawn entries Reading Room of the Riviere" in text_of(answer)
        assert "No evidence of this organisation is known here." in text_of(answer)
        # Nothing to match calls with.
        assert "Open calls for it" not in text_of(answer)

    def test_says_where_one_source_alone_tells_of_it(self, client):
        said = text_of(page_of(CLINIC_NUMBER, client))

        assert "So far only CORDIS tells of this organisation." in said

    def test_says_that_it_is_excluded_whatever_its_number_was_then(self, client, biohealth):
        manager = ClusterRoleFactory(cluster=biohealth).person
        ExclusionFactory(person=manager, organisation_id=INSTITUTE_AGAIN)
        ExclusionFactory(cluster=biohealth, organisation_id=INSTITUTE_AGAIN)
        client.force_login(manager)

        said = text_of(page_of(INSTITUTE, client))

        assert "You never want to see this organisation among suggestions." in said
        assert "Your cluster suggests this organisation to nobody." in said

    def test_names_all_sources_with_their_licences(self, client):
        said = text_of(page_of(UNIVERSITY, client))

        assert "Research Organization Registry (CC0 1.0)" in said

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("fr", "CORDIS indique Luxembourg"),
            ("de", "CORDIS sagt: Luxemburg"),
        ],
    )
    def test_speaks_the_readers_language(self, client, language, words):
        assert words in text_of(page_of(INSTITUTE, client, language=language))


@pytest.mark.usefixtures("joined")
class TestAnyIdentifier:
    @pytest.mark.parametrize(
        ("entry", "page"),
        [
            (INSTITUTE_AGAIN, INSTITUTE),
            (INSTITUTE_IN_ROR, INSTITUTE),
            ("ror:0castle01", INSTITUTE),
            (UNIVERSITY_IN_ROR, UNIVERSITY),
            ("ror:0library1", LIBRARY),
            # Withdrawn from the registry, which names its successor.
            ("https://ror.org/0elderly1", LIBRARY),
        ],
    )
    def test_leads_to_the_one_page(self, client, entry, page):
        answer = client.get(f"/fr/organisations/{entry}/?page=2")

        assert answer.status_code == 301
        assert answer["Location"] == f"/fr/organisations/{page}/?page=2"

    def test_is_remembered_by_browsers_for_an_hour_only(self, client):
        assert page_of(INSTITUTE_AGAIN, client)["Cache-Control"] == "max-age=3600"

    @pytest.mark.parametrize(
        "unknown", ["1", "ror:0nobody00", "https://ror.org/", "pic:", "x" * 300]
    )
    def test_that_nobody_has_leads_nowhere(self, client, unknown):
        assert page_of(unknown, client).status_code == 404


@pytest.mark.usefixtures("evidence")
class TestBeforeSourcesAreJoined:
    def test_the_page_is_there_without_what_sources_say(self, client, settings, tmp_path):
        settings.DATA_FOLDER = tmp_path

        answer = page_of("100000001", client)

        assert answer.status_code == 200
        assert "What the sources say" not in text_of(answer)


@pytest.mark.usefixtures("joined")
class TestManager:
    def test_may_say_that_an_entry_is_another(self, client, biohealth):
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        page = page_of(UNIVERSITY, client).content.decode()

        assert "/en/same-organisation/pair/?one=pic%3A999000001&amp;other=ror%3A0riviere1" in page

    def test_is_the_only_one_who_is_asked(self, client):
        client.force_login(UserFactory())

        assert "/same-organisation/" not in page_of(UNIVERSITY, client).content.decode()


class TestAddresses:
    @pytest.mark.parametrize(
        ("scheme", "value", "address"),
        [
            (
                "lei",
                "222100XAD6T5IZQ6F107",
                "https://search.gleif.org/#/record/222100XAD6T5IZQ6F107",
            ),
            ("wikidata", "Q59668", "https://www.wikidata.org/wiki/Q59668"),
            ("wikidata", "Q1/../../evil", ""),
            ("wikidata", '"><script>', ""),
            ("vat_number", "LU11111111", ""),
            ("unheard_of", "1", ""),
        ],
    )
    def test_are_those_of_registers_we_know(self, scheme, value, address):
        assert address_of(scheme, value) == address


@pytest.mark.usefixtures("joined")
class TestShownPicture:
    @pytest.mark.parametrize(
        ("language", "word"), [("en", "nothing"), ("fr", "rien"), ("de", "nichts")]
    )
    def test_says_which_source_is_silent_where_another_speaks(self, language, word):
        found = get_picture(UNIVERSITY, for_user=None)
        domains = {f"pic:{UNIVERSITY}": "", "ror:0riviere1": "riviere.example"}

        with translation.override(language):
            shown = picture.show(replace(found, disagreements={"domain": domains}))

        ((_title, voices),) = shown.disagreements
        assert [voice.value for voice in voices] == [word, "riviere.example"]

    def test_tells_a_source_by_number_where_it_contradicts_itself(self):
        told = get_picture(INSTITUTE, for_user=None)
        told.disagreements["place"][f"pic:{INSTITUTE_AGAIN}"] = "Remich"

        with translation.override("en"):
            shown = dict(picture.show(told).disagreements)

        assert [voice.source for voice in shown["Place"]] == [
            f"CORDIS ({INSTITUTE})",
            f"CORDIS ({INSTITUTE_AGAIN})",
            "ROR",
        ]
