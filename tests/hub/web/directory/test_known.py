"""What open data knows of an organisation, on its page here."""

import re

import pytest

from liaison.hub.directory import queries
from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]


@pytest.fixture(autouse=True)
def _as_if_a_minute_had_passed():
    queries._public_profiles.cache_clear()


@pytest.fixture
def institute():
    institute = OrganisationFactory(
        name="Gait Institute", open_data_id="100000002", visibility="public"
    )
    refresh_lookup()
    return institute


def known(client, organisation, language="en"):
    page = client.get(f"/{language}/directory/{organisation.public_id}/").content.decode()
    found = re.search(r'<section[^>]+"known">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


class TestWhatOpenDataKnows:
    def test_stands_on_the_profile_with_source_and_day(self, client, institute):
        section = known(client, institute)

        assert "2 projects or documented facts" in section
        assert "Projects invented for the tests, read on 1 November 2026" in section
        assert 'href="/en/projects/200000001/"' in section
        assert "/en/organisations/100000002/" in section

    def test_leads_to_partners_that_are_here(self, client, institute):
        OrganisationFactory(name="Sensors", open_data_id="100000001", visibility="public")
        hidden = OrganisationFactory(name="Hidden", open_data_id="100000003", visibility="members")
        refresh_lookup()

        section = known(client, institute)

        assert section.count("· in this directory") == 1
        assert 'href="/en/organisations/100000003/"' in section
        assert str(hidden.public_id) not in section

    def test_leads_nobody_to_what_others_may_not_see(self, client, institute, biohealth):
        hidden = OrganisationFactory(name="Hidden", open_data_id="100000003", visibility="private")
        refresh_lookup()
        client.force_login(ClusterRoleFactory(cluster=biohealth, person__is_superuser=True).person)
        known(client, institute)
        client.logout()

        assert str(hidden.public_id) not in known(client, institute)

    def test_is_in_the_readers_language(self, client, institute):
        known(client, institute)

        assert "/de/projects/200000001/" in known(client, institute, "de")

    def test_is_not_there_of_one_that_is_not_linked(self, client):
        assert known(client, OrganisationFactory(visibility="public")) == ""

    def test_page_among_open_data_leads_back_here(self, client, institute):
        page = client.get("/en/organisations/100000002/").content.decode()

        assert f"/en/directory/{institute.public_id}/" in page
        assert f"/en/directory/graph/?around={institute.public_id}" in page

    def test_leads_on_where_nothing_is_proven(self, client):
        library = OrganisationFactory(open_data_id="https://ror.org/0library1", visibility="public")

        section = known(client, library)

        assert "Its sources tell of no project" in section
        assert 'href="/en/organisations/https://ror.org/0library1/"' in section

    def test_asks_the_database_nothing(self, client, institute, django_assert_num_queries):
        other = OrganisationFactory(name="Unlinked", visibility="public")
        address = "/en/directory/{}/".format
        for organisation in (institute, other):
            client.get(address(organisation.public_id))
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as without:
            client.get(address(other.public_id))

        with django_assert_num_queries(len(without)):
            client.get(address(institute.public_id))
