"""What search engines are told."""

from xml.etree import ElementTree

import pytest

from tests.factories.directory import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return [
        each.text for each in ElementTree.fromstring(answer.content).iterfind(".//s:loc", NAMES)
    ]


@pytest.fixture
def institute():
    return OrganisationFactory(name="Luxembourg Institute of Health", visibility="public")


class TestSitemap:
    def test_is_named_to_robots(self, client):
        assert (
            "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
        )

    def test_has_a_section_for_each_language(self, client, institute):
        assert addresses(client, "/sitemap.xml") == [
            f"http://testserver/sitemap-{section}-{language}.xml"
            for section in ("pages", "organisations")
            for language in ("en", "fr", "de")
        ]

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_lists_pages_that_are_open(self, client, language):
        listed = addresses(client, f"/sitemap-pages-{language}.xml")

        assert f"http://testserver/{language}/directory/" in listed
        for address in listed:
            assert client.get(address.removeprefix("http://testserver")).status_code == 200

    def test_lists_profiles_and_when_they_changed(self, client, institute):
        answer = client.get("/sitemap-organisations-fr.xml")

        root = ElementTree.fromstring(answer.content)
        assert root.find(".//s:loc", NAMES).text == (
            f"http://testserver/fr/directory/{institute.public_id}/"
        )
        assert root.find(".//s:lastmod", NAMES).text == institute.updated_at.date().isoformat()

    def test_keeps_quiet_about_what_is_not_public_or_was_merged(self, client, institute):
        for visibility in ("private", "staff", "strategic", "members"):
            OrganisationFactory(visibility=visibility)
        OrganisationFactory(visibility="public", state="merged", merged_into=institute)

        assert len(addresses(client, "/sitemap-organisations-en.xml")) == 1

    def test_asks_few_questions_however_many_there_are(self, client, django_assert_max_num_queries):
        OrganisationFactory.create_batch(30, visibility="public")

        with django_assert_max_num_queries(3):
            assert len(addresses(client, "/sitemap-organisations-de.xml")) == 30

    def test_knows_no_other_section(self, client):
        assert client.get("/sitemap-people-en.xml").status_code == 404

    def test_has_no_second_file_where_one_is_enough(self, client, institute):
        assert client.get("/sitemap-organisations-en.xml?p=2").status_code == 404


class TestSharedPages:
    def test_show_a_card_of_what_they_are_about(self, client, institute):
        page = client.get(f"/en/directory/{institute.public_id}/").content.decode()

        assert '<meta property="og:title" content="Luxembourg Institute of Health">' in page
        assert f'content="http://testserver/en/directory/{institute.public_id}/"' in page
        address = f"http://testserver/en/directory/{institute.public_id}/share-"
        assert f'property="og:image" content="{address}' in page

    def test_say_which_language_is_for_all_others(self, client):
        page = client.get("/fr/directory/?q=lab").content.decode()

        assert 'hreflang="x-default" href="http://testserver/en/directory/?q=lab"' in page

    def test_tell_nothing_of_what_the_reader_may_not_see(self, client):
        hidden = OrganisationFactory(name="Hidden Works", visibility="staff")

        answer = client.get(f"/en/directory/{hidden.public_id}/")

        assert answer.status_code == 404
        assert b"Hidden Works" not in answer.content
