"""Somebody keeps a list, hears who is new in it, gathers two organisations and shares them."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.jobs.actions import enqueue
from liaison.hub.watching.models import KeptList
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.journeys.conftest import PHONE
from tests.support.jobs import do_jobs

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# The button that stops the letters, and what a stranger reads of the link that was withdrawn.
STOP = {"en": "Write no more about it", "fr": "Ne plus m’écrire à ce sujet"}
STOP["de"] = "Dazu nicht mehr schreiben"
CLOSED = {"en": "This link opens nothing any more.", "fr": "Ce lien n’ouvre plus rien."}
CLOSED["de"] = "Dieser Link öffnet nichts mehr."
HIDDEN = {
    "en": "1 more organisation is not open to you.",
    "fr": "1 autre organisation ne vous est pas ouverte.",
    "de": "1 weitere Organisation ist Ihnen nicht zugänglich.",
}


@pytest.fixture
def person(site, language):
    """Somebody who acts for an organisation that its own people alone see."""
    own = OrganisationFactory(name="Quiet Biotech", kind="research")
    OrganisationFactory(name="Moselle Sensors", visibility="public")
    OrganisationFactory(name="Alzette Lab", kind="research", visibility="public")
    refresh_lookup()
    return OrganisationRoleFactory(organisation=own, person__language=language).person


def sign_in(page, person, site):
    door = Client()
    door.force_login(person)
    session = door.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def has_no_barriers(page, find_barriers):
    page.wait_for_load_state()
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fits and find_barriers(page) == []


def write_letters(*, days):
    """Let the clock go on by days, and do the job that writes letters."""
    later = dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=days)
    enqueue("watching.tell", arguments={}, by=None, now=later)
    do_jobs(now=later)


@pytest.mark.parametrize("window", [PHONE], ids=["phone"])
class TestFromKeptList:
    def test_to_a_letter_that_is_stopped(
        self, page, site, language, person, find_barriers, settings
    ):
        settings.SITE_ADDRESS = site
        sign_in(page, person, site)
        page.goto(f"/{language}/directory/?kind=company")
        page.locator("a[href*='/my-lists/keep/']").click()
        assert has_no_barriers(page, find_barriers)
        page.locator("select[name=how_often]").select_option("daily")
        page.locator("main form button").click()
        page.wait_for_url(f"**/{language}/my-lists/")
        assert has_no_barriers(page, find_barriers)

        OrganisationFactory(name="Sauer Optics", visibility="public")
        refresh_lookup()
        write_letters(days=1)
        (letter,) = [each for each in mail.outbox if each.to == [person.email]]
        assert "Sauer Optics" in letter.body
        assert "Moselle Sensors" not in letter.body
        links = re.findall(r"https?://\S+", letter.body)

        page.goto(next(link for link in links if re.search(r"/my-lists/[0-9a-f-]{36}/$", link)))
        assert "Sauer Optics" in page.locator("main").inner_text()
        assert has_no_barriers(page, find_barriers)
        page.locator("form[action$='/look/'] button").click()
        assert page.locator("form[action$='/look/']").count() == 0

        page.context.clear_cookies()
        page.goto(next(link for link in links if "/my-lists/stop/" in link))
        assert has_no_barriers(page, find_barriers)
        assert KeptList.objects.get().how_often == "daily"
        page.get_by_role("button", name=STOP[language]).click()
        page.locator("main form input[name=again]").wait_for(state="attached")
        assert has_no_barriers(page, find_barriers)
        assert KeptList.objects.get().how_often == "never"


@pytest.mark.parametrize("window", [PHONE], ids=["phone"])
class TestFromDirectory:
    def test_to_a_collection_that_is_shared_for_a_while(
        self, page, site, browser, language, person, find_barriers
    ):
        sign_in(page, person, site)
        page.goto(f"/{language}/directory/?kind=research")
        page.locator(".listed", has_text="Alzette Lab").locator("a[href*='/add/']").click()
        assert has_no_barriers(page, find_barriers)
        page.locator("input[name=name]").fill("Thursday")
        page.locator("main form button").click()
        page.wait_for_url("**/my-collections/*/")
        address = page.url

        page.goto(f"/{language}/directory/?kind=research")
        page.get_by_role("link", name="Quiet Biotech", exact=True).click()
        page.locator("main a[href*='/my-collections/add/']").click()
        assert has_no_barriers(page, find_barriers)
        page.locator("main form button").click()
        page.wait_for_url(address)
        page.locator("button[value=up]").click()
        page.wait_for_load_state()
        assert page.locator("ol h3 a").all_inner_texts() == ["Quiet Biotech", "Alzette Lab"]
        page.locator("form[action$='/link/'] button").click()
        link = page.locator("input#link").input_value()
        assert has_no_barriers(page, find_barriers)

        stranger = browser.new_context(viewport=PHONE, base_url=site).new_page()
        stranger.goto(link)
        said = stranger.locator("main").inner_text()
        assert "Alzette Lab" in said
        assert HIDDEN[language] in said
        assert "Quiet Biotech" not in stranger.content()
        assert has_no_barriers(stranger, find_barriers)

        page.locator("form[action$='/withdraw-link/'] button").click()
        page.locator("form[action$='/link/']").wait_for()
        stranger.reload()
        assert CLOSED[language] in stranger.locator("main").inner_text()
        assert "Thursday" not in stranger.content()
        assert has_no_barriers(stranger, find_barriers)
        stranger.context.close()
