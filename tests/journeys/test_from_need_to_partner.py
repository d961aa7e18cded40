"""The main job: state a need, narrow the answer, open the evidence, open the organisation."""

import datetime as dt

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NEEDS = {
    "en": "We look for a partner who measures gait of people with Parkinson's disease.",
    "fr": "Nous cherchons une biobanque de tumeurs rares pour l'immunothérapie.",
    "de": "Parkinson: gait und tremor zu Hause messen.",
}
FIRST = {"en": "Moselle Sensors", "fr": "Alpine Biobank", "de": "Moselle Sensors"}


def state_need(page, language, need=None):
    page.goto(f"/{language}/")
    page.locator("textarea[name=need]").fill(need or NEEDS[language])
    page.locator("form:has(textarea[name=need]) button[type=submit]").first.click()
    page.wait_for_url("**/search/*-*/")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


class TestFromNeedToPartner:
    def test_leads_to_the_evidence_and_the_organisation(self, page, language, find_barriers):
        page.goto(f"/{language}/")
        assert page.locator("html").get_attribute("lang") == language
        assert find_barriers(page) == []
        assert fits(page)

        state_need(page, language)
        articles = page.locator("#results article")
        assert FIRST[language] in articles.first.inner_text()
        assert articles.first.locator("mark").count() > 0
        assert find_barriers(page) == []
        assert fits(page)

        articles.first.locator("a[href*='/projects/']").first.click()
        page.wait_for_url("**/projects/*/")
        assert page.locator("main").inner_text().count("2") > 0
        assert find_barriers(page) == []
        assert fits(page)

        page.locator("main a[href*='/organisations/']", has_text=FIRST[language]).first.click()
        page.wait_for_url("**/organisations/*/")
        assert FIRST[language] in page.locator("h1").inner_text()
        assert find_barriers(page) == []
        assert fits(page)

    def test_narrows_the_answer_to_a_country_and_back(self, page, language):
        state_need(page, language, "Parkinson gait tremor")
        before = page.locator("#results article").count()
        assert before > 1

        open_filters(page)
        page.locator("input[name=country][value=DE]").check()
        page.wait_for_url("**country=DE**")

        expect(page.locator("#results article")).to_have_count(1)
        page.go_back()
        expect(page.locator("#results article")).to_have_count(before)


class TestOtherPages:
    @pytest.mark.parametrize(
        "address", ["about-the-data/", "accessibility/", "privacy/", "design/"]
    )
    def test_have_no_barriers(self, page, language, address, find_barriers):
        page.goto(f"/{language}/{address}")

        assert page.locator("h1").count() == 1
        assert find_barriers(page) == []
        assert fits(page)

    def test_tell_when_sources_were_read_on_any_screen(
        self, page, tmp_path, settings, window, find_barriers
    ):
        from liaison.opendata import HarvestRefused, harvest

        settings.DATA_FOLDER = tmp_path
        (tmp_path / "calls.json").write_text('[{"topic": "GAIT-01"}]')
        now = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
        with pytest.raises(HarvestRefused):
            harvest(
                "calls",
                str(tmp_path / "calls.json"),
                tmp_path,
                clock=lambda: now,
                progress=lambda *told: None,
            )

        page.goto("/en/about-the-data/")

        row = page.get_by_role("row").filter(has_text="the format has changed")
        assert row.get_by_role("cell").count() == 4
        # On a phone each cell says which it is; on a desk the head of the table does.
        head = page.get_by_role("columnheader", name="Next due")
        assert (head.bounding_box()["width"] > 10) == (window["width"] > 1000)
        assert find_barriers(page) == []
        assert fits(page)

    def test_have_no_barriers_in_the_dark(self, page, find_barriers):
        page.emulate_media(color_scheme="dark")

        state_need(page, "en")

        assert find_barriers(page) == []

    def test_say_in_words_that_there_is_nothing(self, page, language, find_barriers):
        page.goto(f"/{language}/")
        page.locator("textarea[name=need]").fill("Xylophonbauer qwertz")
        page.locator("form:has(textarea[name=need]) button[type=submit]").first.click()
        page.wait_for_url("**/search/*-*/")

        assert page.locator("#results article").count() == 0
        assert len(page.locator("#results").inner_text()) > 40
        assert find_barriers(page) == []


class TestWithoutJavaScript:
    def test_the_main_job_works(self, browser, site):
        context = browser.new_context(base_url=site, java_script_enabled=False)
        page = context.new_page()

        page.goto("/en/")
        page.locator("textarea[name=need]").fill(NEEDS["en"])
        page.locator("form:has(textarea[name=need]) button[type=submit]").first.click()
        page.wait_for_url("**/search/*-*/")
        open_filters(page)
        page.locator("input[name=country][value=DE]").check()
        page.locator("form.filters button[type=submit]").click()

        assert page.locator("#results article").count() == 1
        context.close()


def open_filters(page):
    """The list of countries is folded away."""
    folded = page.locator("details:has(input[name=country]):not([open]) > summary")
    while folded.count():
        folded.first.click()
