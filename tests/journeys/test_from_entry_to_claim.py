"""Somebody finds their organisation in the directory, proves to speak for it, and invites."""

import re

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import expect

from liaison.hub.directory.models import OrganisationRole
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# What stands on the button that proves the claim.
YES = {
    "en": "Yes, I speak for it",
    "fr": "Oui, je parle pour elle",
    "de": "Ja, ich spreche für sie",
}


@pytest.fixture
def optics(transactional_db):
    return OrganisationFactory(
        name="Sauer Optics", website="https://www.sauer.example/", visibility="public"
    )


def sign_in(page, person, site):
    door = Client()
    door.force_login(person)
    session = door.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def has_no_barriers(page, find_barriers):
    page.wait_for_load_state()
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fits and find_barriers(page) == []


@pytest.mark.parametrize("window", [PHONE], ids=["phone"])
class TestFromEntryToClaim:
    def test_by_a_letter_and_a_button(self, page, site, language, optics, find_barriers):
        engineer = UserFactory(full_name="Anna Muller", language=language)
        sign_in(page, engineer, site)
        page.goto(f"/{language}/my-organisations/")
        page.locator("input[name=name]").fill("sauer optics")
        page.locator("main form[method=get] button").click()
        page.wait_for_url("**name=sauer**")
        assert has_no_barriers(page, find_barriers)
        page.locator("main a[href$='/claim/']").click()
        page.locator("textarea[name=said]").fill("I lead it.")
        assert has_no_barriers(page, find_barriers)
        page.locator("main form[action$='/claim/'] button").click()
        page.wait_for_url("**/claims/**")
        page.locator("input[name=box]").fill("anna")
        assert has_no_barriers(page, find_barriers)
        page.locator("main form:has(input[name=box]) button").click()
        expect(page.locator("main [role=status]")).to_be_visible()

        (letter,) = [each for each in mail.outbox if each.to == ["anna@sauer.example"]]
        (link,) = re.findall(r"https?://\S+", letter.body)
        page.goto(link)
        assert has_no_barriers(page, find_barriers)
        assert not OrganisationRole.objects.exists()
        page.get_by_role("button", name=YES[language]).click()
        page.wait_for_url(f"**/{language}/my-organisations/")

        assert OrganisationRole.objects.get().person == engineer
        page.locator("main a[href$='/colleagues/']").click()
        page.wait_for_url("**/colleagues/")
        assert has_no_barriers(page, find_barriers)
        page.locator("input[name=address]").fill("lea@sauer.example")
        page.locator("main form:has(input[name=address]) button").click()
        expect(page.locator("main")).to_contain_text("lea@sauer.example")
        assert mail.outbox[-1].to == ["lea@sauer.example"]
