"""A need finds one organisation by a project, a study and a work, each to open and check."""

import pytest
from playwright.sync_api import expect

from tests.support.sources_of_evidence import HOSPITAL

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

KINDS = {
    "en": ("Clinical study", "Published work"),
    "fr": ("Étude clinique", "Travail publié"),
    "de": ("Klinische Studie", "Veröffentlichte Arbeit"),
}
ADDRESSES = {
    "NCT00000001": "https://clinicaltrials.gov/study/NCT00000001",
    "W1": "https://openalex.org/W1",
    "732000001": "https://cordis.europa.eu/project/id/732000001",
}


@pytest.fixture
def site(live_server, several, biohealth):
    return live_server.url


class TestFromNeedToEvidenceOfThreeSources:
    def test_in_three_languages_on_any_screen(self, page, language, find_barriers):
        page.goto(f"/{language}/")
        page.locator("textarea[name=need]").fill("Tremor and gait in Parkinson's disease")
        page.locator("form:has(textarea[name=need]) button[type=submit]").first.click()
        page.wait_for_url("**/search/*-*/")
        first = page.locator("#results article").first
        expect(first).to_contain_text("Moselle Hospital")
        first.locator("details summary").first.click()
        for kind in KINDS[language]:
            expect(first).to_contain_text(kind)
        self._is_for_everybody(page, find_barriers)

        page.goto(f"/{language}/organisations/{HOSPITAL}/")
        for kind in KINDS[language]:
            expect(page.locator(".involvements")).to_contain_text(kind)
        self._is_for_everybody(page, find_barriers)

        for id_, address in ADDRESSES.items():
            page.goto(f"/{language}/projects/{id_}/")
            expect(page.locator(f"main a.button[href='{address}']")).to_be_visible()
            self._is_for_everybody(page, find_barriers)

    def _is_for_everybody(self, page, find_barriers):
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
