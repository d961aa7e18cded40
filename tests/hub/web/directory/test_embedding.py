"""The directory on other sites."""

import html
import re

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]


@pytest.fixture
def laboratories():
    for number in range(25):
        OrganisationFactory(name=f"Laboratory {number:02}", kind="research", visibility="public")
    OrganisationFactory(name="Alzette Sensors", kind="company", visibility="public")
    refresh_lookup()


def snippet(page):
    return html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])


class TestFrame:
    def test_may_stand_on_any_site(self, client, laboratories):
        answer = client.get("/en/embed/directory/")

        assert answer.status_code == 200
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]

    def test_leaves_every_other_page_out_of_frames(self, client):
        answer = client.get("/en/directory/")

        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]

    def test_shows_what_was_chosen(self, client, laboratories):
        page = client.get("/de/embed/directory/?kind=company").content.decode()

        assert "Alzette Sensors" in page
        assert "Laboratory" not in page
        assert '<html lang="de">' in page

    def test_is_turned_over_within_itself(self, client, laboratories):
        page = client.get("/en/embed/directory/?kind=research").content.decode()
        link = re.search(r'target="_self" rel="next" href="([^"]+)"', page)[1]

        second = client.get(f"/en/embed/directory/{html.unescape(link)}").content.decode()

        assert "Laboratory 24" in second
        assert "Laboratory 00" not in second

    def test_shows_a_manager_no_more_than_everybody(self, client, biohealth, laboratories):
        hidden = OrganisationFactory(name="Hidden Works", visibility="staff")
        MapEntry.objects.create(organisation=hidden, cluster=biohealth, since="2026-11-02")
        refresh_lookup()
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        assert "Hidden Works" in client.get("/en/directory/").content.decode()
        assert "Hidden Works" not in client.get("/en/embed/directory/").content.decode()

    def test_says_that_nobody_answers(self, client, laboratories):
        page = client.get("/fr/embed/directory/?country=PT").content.decode()

        assert "Personne dans l’annuaire ne répond à tout cela." in page

    def test_asks_at_most_twelve_questions(
        self, client, laboratories, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12):
            client.get("/en/embed/directory/?q=laboratory")


class TestLinesForYourSite:
    def test_lead_to_what_was_chosen(self, client, laboratories):
        page = client.get(
            "/en/directory/list-for-your-site/?kind=company&page=2&language=fr&height=800"
        ).content.decode()

        lines = snippet(page)
        assert lines.startswith('<iframe src="http://testserver/fr/embed/directory/?kind=company"')
        assert 'height="800"' in lines
        address = re.search(r'src="http://testserver([^"]+)"', lines)[1]
        assert "Alzette Sensors" in client.get(address).content.decode()

    def test_take_no_markup_from_the_address(self, client):
        page = client.get(
            '/en/directory/list-for-your-site/?q="><script>alert(1)</script>&language=xx&height=9'
        ).content.decode()

        assert "<script>alert" not in page
        assert "<script" not in snippet(page)
        assert 'height="600"' in snippet(page)

    def test_are_offered_below_the_list(self, client, laboratories):
        page = client.get("/en/directory/?kind=company").content.decode()

        assert "/en/directory/list-for-your-site/?kind=company" in page
