"""A cluster manager judges a pair; after the next night it is one organisation with one page."""

import pytest
from playwright.sync_api import expect

from tests.factories.clusters import ClusterRoleFactory
from tests.support.pictures import index, link

WORDS = {
    "en": ("The same organisation", "What was judged so far"),
    "fr": ("La même organisation", "Ce qui a été jugé jusqu’ici"),
    "de": ("Dieselbe Organisation", "Was bisher geurteilt wurde"),
}


@pytest.fixture
def site(live_server, joined, biohealth):
    return live_server.url


@pytest.fixture
def as_manager(page, biohealth, client, site):
    """The page of somebody who manages the cluster and is signed in."""
    client.force_login(ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person)
    name = "sessionid"
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    return page


class TestFromQuestionToOneOrganisation:
    def test_in_three_languages_on_any_screen(
        self, as_manager, joined, language, find_barriers, monkeypatch
    ):
        page, (same, judged) = as_manager, WORDS[language]
        page.goto(f"/{language}/same-organisation/")
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        page.locator("textarea[name=because]").press_sequentially("999000002, 888000002")
        page.get_by_role("button", name=same, exact=True).press("Enter")
        expect(page.locator(".empty")).to_be_visible()
        page.get_by_role("link", name=judged).click()
        expect(page.locator(".said").first).to_have_text("999000002, 888000002")
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        link(joined)
        index(joined)
        from liaison.hub.directory import queries
        from liaison.hub.identities import queries as identities

        monkeypatch.setattr(queries, "_shelf", queries._Shelf())
        monkeypatch.setattr(identities, "_shelf", identities._Shelf())
        page.goto(f"/{language}/organisations/888000002/")

        assert page.url.endswith(f"/{language}/organisations/999000002/")
        expect(page.locator("#said")).to_be_visible()
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_disagreeing_sources_have_no_barriers(self, page, language, find_barriers):
        page.goto(f"/{language}/organisations/999000003/")

        expect(page.locator(".disagreements")).to_be_visible()
        assert find_barriers(page) == []
