"""Somebody looks for an organisation in the directory, and reads who says what of it."""

import datetime as dt

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"look up": "Look up", "narrow": "Narrow the list", "found by": "Found as “CRP-Santé”"},
    "fr": {
        "look up": "Chercher",
        "narrow": "Affiner la liste",
        "found by": "Trouvée sous « CRP-Santé »",
    },
    "de": {
        "look up": "Nachschlagen",
        "narrow": "Liste eingrenzen",
        "found by": "Gefunden als „CRP-Santé“",
    },
}


@pytest.fixture
def sector(site):
    """Thirty companies, and the institute that somebody looks for by its former name."""
    institute = OrganisationFactory(
        name="Luxembourg Institute of Health",
        kind="research",
        city="Strassen",
        visibility="public",
        source="ROR",
        verified_on=dt.date(2026, 10, 1),
    )
    OrganisationNameFactory(organisation=institute, kind="former", name="CRP-Santé")
    IdentifierFactory(organisation=institute, scheme="ror", value="012m8gv78")
    PlaceFactory(organisation=institute, city="Strassen", latitude=49.62, longitude=6.07)
    for number in range(30):
        each = OrganisationFactory(name=f"Moselle Sensors {number:02}", visibility="public")
        PlaceFactory(organisation=each, latitude=49.5 + number / 100, longitude=6.0)
    refresh_lookup()
    return institute


class TestLookingSomebodyUp:
    def test_leads_to_the_profile_with_keyboard_and_without_barriers(
        self, sector, page, language, window, find_barriers
    ):
        words = WORDS[language]
        page.goto(f"/{language}/directory/")
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        page.get_by_role("searchbox").fill("crp sante")
        page.keyboard.press("Enter")
        page.get_by_text(words["found by"]).wait_for()
        assert "q=crp" in page.url
        assert find_barriers(page) == []

        page.get_by_role("link", name="Luxembourg Institute of Health").first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name="Luxembourg Institute of Health").wait_for()
        assert page.locator("text=CRP-Santé").count()
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_narrows_the_list_as_boxes_are_ticked(self, sector, page, window):
        page.goto("/en/directory/")
        if window["width"] < 500:
            page.locator("#filters-fold > summary").click()
            page.locator("#filter-kind > summary").click()

        page.locator("#filter-kind-research").check()

        page.wait_for_url("**/directory/?*kind=research*")
        page.get_by_text("1 organisation", exact=True).first.wait_for()

    def test_works_without_javascript(self, sector, browser, site):
        context = browser.new_context(base_url=site, java_script_enabled=False)
        page = context.new_page()
        page.goto("/en/directory/")
        page.locator("#filters-fold > summary").click()
        page.locator("#filter-kind > summary").click()
        page.locator("#filter-kind-research").check()
        page.get_by_role("button", name="Narrow the list").click()

        assert page.locator("#found-heading").inner_text() == "1 organisation"
        context.close()
