"""From an open call to partners for it, and from an organisation to the calls that suit it."""

import pytest

from tests.factories.accounts import PASSWORD
from tests.factories.directory import OrganisationRoleFactory
from tests.support.calls import GAIT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, calls, biohealth):
    """The address of a site that has a few calls beside the small world of evidence."""
    return live_server.url


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


class TestFromCallToPartner:
    def test_leads_from_the_list_to_those_who_can_do_it(self, page, language, find_barriers):
        page.goto(f"/{language}/calls/")
        assert find_barriers(page) == []
        assert fits(page)

        page.locator("#area, [name=area]").first.select_option("HORIZON-HLTH")
        page.locator("form.call__filter button").click()
        page.locator(f"main a[href$='{GAIT}/']").click()
        page.wait_for_url("**/calls/about/*/")
        assert "2027" in page.locator("aside").first.inner_text()
        assert find_barriers(page) == []
        assert fits(page)

        page.locator("a[href*='?call=']").click()
        page.wait_for_url("**/search/?call=*")
        assert "Wearable sensors" in page.locator("textarea[name=need]").input_value()
        assert find_barriers(page) == []

        page.locator("form:has(textarea[name=need]) button[type=submit]").click()
        page.wait_for_url("**/search/*-*/")
        assert "Moselle Sensors" in page.locator("#results article").first.inner_text()
        assert page.locator(".stated a[href*='/calls/about/']").count() == 1
        assert find_barriers(page) == []
        assert fits(page)

    def test_shows_what_suits_what_one_writes(self, page, language, find_barriers):
        page.goto(f"/{language}/calls/")
        page.locator("textarea[name=text]").fill("wearable sensors, Parkinson, gait")
        page.locator("form:has(textarea[name=text]) button[type=submit]").click()
        page.wait_for_url("**/calls/fitting/")

        assert page.locator("ol.calls > li").count() == 1
        assert find_barriers(page) == []
        assert fits(page)

    def test_shows_the_opportunities_of_ones_organisation(self, page, language, find_barriers):
        founder = OrganisationRoleFactory(organisation__open_data_id="100000001").person
        page.goto(f"/{language}/calls/for-you/")
        page.locator("input[name=login]").fill(founder.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/calls/for-you/")

        call = page.locator("ol.calls > li").first
        assert "2027" in call.inner_text()
        assert call.locator("a[href*='/projects/200000001/']").count() == 1
        assert find_barriers(page) == []
        assert fits(page)
