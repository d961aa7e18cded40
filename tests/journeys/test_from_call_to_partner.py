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


class TestWithoutJavaScript:
    def test_calls_are_narrowed_matched_and_taken_as_a_need(self, browser, site):
        context = browser.new_context(base_url=site, java_script_enabled=False)
        page = context.new_page()

        page.goto("/en/calls/")
        page.locator("select[name=within]").first.select_option("91")
        page.locator("form.call__filter button").click()
        assert page.locator("ul.calls > li").count() == 2

        page.locator("textarea[name=text]").fill("wearable sensors, Parkinson, gait")
        page.locator("form:has(textarea[name=text]) button[type=submit]").click()
        page.locator("ol.calls > li a").first.click()
        page.locator("a[href*='?call=']").click()
        page.locator("form:has(textarea[name=need]) button[type=submit]").click()
        page.wait_for_url("**/search/*-*/")

        assert "Moselle Sensors" in page.locator("#results article").first.inner_text()
        context.close()


class TestWithTheKeyboard:
    def test_one_reaches_the_partners_of_a_call(self, page):
        page.goto(f"/en/calls/about/{GAIT}/")
        page.locator("a[href*='?call=']").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?call=*")
        page.locator("textarea[name=need]").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/*-*/")

        assert page.locator("#results article").count() > 0
