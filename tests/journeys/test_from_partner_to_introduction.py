"""The job after the main one: keep some, set others aside, ask the team to be introduced."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NEED = "We look for a partner who measures gait of people with Parkinson's disease."
MOSELLE_SENSORS = "#organisation-100000001"


@pytest.fixture
def founder(transactional_db):
    return UserFactory(full_name="Claire Weber", email="claire@example.org")


@pytest.fixture
def results(page):
    """The results of a need stated without signing in."""
    page.goto("/en/")
    page.locator("textarea[name=need]").fill(NEED)
    page.locator("form:has(textarea[name=need]) button[type=submit]").first.click()
    page.wait_for_url("**/search/*-*/")
    return page.url


def narrow_to_luxembourg(page):
    page.evaluate(
        "document.querySelectorAll('#filters-fold, #filter-country').forEach(d => d.open = true)"
    )
    page.locator("input[name=country][value=LU]").check()
    page.wait_for_url("**country=LU**")
    expect(page.locator("#results article")).to_have_count(2)


def has_no_barriers(page, find_barriers):
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fits and find_barriers(page) == []


class TestFromPartnerToIntroduction:
    def test_keeps_the_filters_that_were_chosen_without_loading_the_page_anew(self, page, results):
        narrow_to_luxembourg(page)

        page.locator(MOSELLE_SENSORS).get_by_role("button", name="Put on the shortlist").click()
        page.wait_for_load_state()

        assert page.url == f"{results}?country=LU"
        expect(page.locator(MOSELLE_SENSORS)).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(MOSELLE_SENSORS)).to_have_count(1)
        assert page.url == f"{results}?country=LU"

    def test_sets_aside_for_a_reason_and_suggests_again(self, page, results, find_barriers):
        match = page.locator(MOSELLE_SENSORS)
        match.locator("summary", has_text="Set aside").click()
        assert has_no_barriers(page, find_barriers)

        match.get_by_role("button", name="Too far away").click()

        expect(match).to_have_count(0)
        page.locator("summary", has_text="1 organisation set aside").click()
        expect(page.get_by_text("Your reason: Too far away")).to_be_visible()
        assert has_no_barriers(page, find_barriers)
        page.get_by_role("button", name="Suggest again: Moselle Sensors").click()
        expect(match).to_have_count(1)

    def test_leads_by_way_of_signing_in_to_the_team(self, page, results, founder, find_barriers):
        page.get_by_role("button", name="Put on the shortlist: Moselle Sensors").click()
        page.get_by_role("link", name="Sign in to ask for an introduction").click()
        page.locator("input[name=login]").fill(founder.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form").first.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/introduction/100000001/")
        assert has_no_barriers(page, find_barriers)

        page.locator("textarea").fill("Could we meet in May?")
        page.get_by_role("button", name="Ask the team to introduce me").click()

        expect(page.get_by_text("Waiting for the cluster team")).to_be_visible()
        page.locator("summary", has_text="What came of it?").click()
        assert has_no_barriers(page, find_barriers)
        page.get_by_role("button", name="Take the request back").click()
        expect(page.get_by_role("heading", name="Your shortlist")).to_be_visible()
