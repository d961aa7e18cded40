"""An organisation applies, completes, is voted on and becomes a member; another is refused."""

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import expect

from liaison.hub.membership.models import Application, Membership, Vote
from tests.journeys.conftest import PHONE
from tests.support.membership import admission, by_committee, committee, founder, manager, officer

__all__ = ["admission", "by_committee", "committee", "founder", "manager", "officer"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# What the pages say at the turns of the journey.
SAYS = {
    "en": {
        "submitted": "Your application is with the cluster team",
        "returned": "Returned for completion",
        "conflict": "You take no part in this decision",
        "approved": "Your organisation is a member.",
        "refused": "The reason: Works outside the cluster’s field.",
        "welcome": "Welcome to Luxembourg BioHealth Cluster",
    },
    "fr": {
        "submitted": "Votre candidature est chez l’équipe du cluster",
        "returned": "Renvoyée pour complément",
        "conflict": "Vous ne participez pas à cette décision",
        "approved": "Votre organisation est membre.",
        "refused": "La raison\u00a0: Travaille hors du domaine du cluster.",
        "welcome": "Bienvenue dans Luxembourg BioHealth Cluster",
    },
    "de": {
        "submitted": "Ihr Antrag liegt beim Team des Clusters",
        "returned": "Zur Ergänzung zurückgegeben",
        "conflict": "Sie wirken an dieser Entscheidung nicht mit",
        "approved": "Ihre Organisation ist Mitglied.",
        "refused": "Der Grund: Arbeitet außerhalb des Fachs des Clusters.",
        "welcome": "Willkommen bei Luxembourg BioHealth Cluster",
    },
}


class Visitor:
    """Somebody at the browser, in one language; knows the pages by their addresses and fields."""

    def __init__(self, page, address, language, find_barriers):
        self.page, self.address = page, address
        self.language, self.find_barriers = language, find_barriers

    def sign_in_as(self, person):
        """Come in by the side door: the real one lets nobody in as often as a journey changes."""
        door = Client()
        door.force_login(person)
        session = door.cookies["sessionid"].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": "sessionid", "value": session, "url": self.address}]
        )

    def open(self, address):
        self.page.goto(f"/{self.language}/membership/{address}")

    def press(self, form_ends_with, button="button"):
        form = self.page.locator(f"main form[action$='{form_ends_with}']")
        form.locator(button).first.click()
        self.page.wait_for_load_state()

    def reads(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def meets_no_barriers(self):
        self.page.wait_for_load_state()
        fits = "document.documentElement.scrollWidth <= window.innerWidth"
        assert self.page.evaluate(fits)
        assert self.find_barriers(self.page) == []


@pytest.fixture
def visitor(page, site, language, find_barriers, by_committee):
    return Visitor(page, site, language, find_barriers)


def apply(visitor, name):
    """Write an application for a new organisation and submit it; return it."""
    page = visitor.page
    visitor.open("")
    visitor.meets_no_barriers()
    page.locator("main a[href$='/membership/apply/']").click()
    page.locator("input[name=name]").fill(name)
    visitor.press("/membership/apply/")
    page.locator("main a[href*='/apply/new/?name=']").click()
    assert page.locator("input[name=name]").input_value() == name
    page.locator("select[name=kind]").select_option("company")
    page.locator("select[name=country]").select_option("LU")
    visitor.press("/apply/new/")
    page.locator("select[name=category]").select_option("company")
    visitor.press("/organisation/", "button[value=next]")
    page.locator("[name=answer-what-you-do]").fill("Sensors that measure gait.")
    page.locator("[name=answer-active-here]").select_option(index=1)
    # Not everything is answered: kept, and gone on with later.
    visitor.press("/questions/", "button[value=later]")
    application = Application.objects.get(name=name)
    visitor.open(f"mine/{application.public_id}/questions/")
    page.locator("[name=answer-why]").fill("We look for clinics.")
    visitor.press("/questions/", "button[value=next]")
    page.locator("input[name=function]").fill("CEO")
    for box in ("has_authority", "accepts_charter", "lets_be_read", "lets_be_listed"):
        page.locator(f"input[name={box}]").check()
    visitor.meets_no_barriers()
    visitor.press("/representative/", "button[value=next]")
    visitor.press("/check/")
    return application


def put_up_for_decision(visitor, application):
    visitor.open(f"applications/{application.public_id}/recommend/")
    visitor.page.locator("textarea[name=said]").fill("Fits.")
    visitor.press("/recommend/")


def vote(visitor, application, person, choice):
    visitor.sign_in_as(person)
    visitor.open(f"applications/{application.public_id}/")
    visitor.page.locator("select[name=choice]").select_option(choice)
    visitor.press("/vote/")


class TestFromApplicationToMembership:
    def test_by_way_of_completion_a_conflict_and_votes(
        self, visitor, language, founder, manager, officer, committee
    ):
        says, page = SAYS[language], visitor.page
        founder.language = language
        founder.save()
        visitor.sign_in_as(founder)
        application = apply(visitor, "Moselle Biosensors")
        visitor.reads(says["submitted"])

        visitor.sign_in_as(officer)
        visitor.open("applications/")
        page.get_by_role("link", name="Moselle Biosensors").click()
        visitor.press("/begin/")
        visitor.open(f"applications/{application.public_id}/return/")
        page.locator("textarea[name=said]").fill("Which clinics do you know?")
        visitor.press("/return/")
        visitor.reads(says["returned"])

        visitor.sign_in_as(founder)
        visitor.open(f"mine/{application.public_id}/")
        visitor.reads("Which clinics do you know?")
        visitor.meets_no_barriers()
        visitor.open(f"mine/{application.public_id}/questions/")
        page.locator("[name=answer-contribution]").fill("Two clinics in Luxembourg know us.")
        visitor.press("/questions/", "button[value=next]")
        visitor.open(f"mine/{application.public_id}/check/")
        visitor.press("/check/")
        visitor.reads(says["submitted"])

        visitor.sign_in_as(officer)
        put_up_for_decision(visitor, application)
        visitor.sign_in_as(committee[0])
        visitor.open(f"applications/{application.public_id}/")
        visitor.meets_no_barriers()
        page.locator("details:has(form[action$='/conflict/']) summary").click()
        page.locator("form[action$='/conflict/'] textarea").fill("I sit on its board.")
        visitor.press("/conflict/")
        visitor.reads(says["conflict"])
        expect(page.locator("form[action$='/vote/']")).to_have_count(0)
        for person, choice in zip(committee[1:], ("for", "for", "against"), strict=True):
            vote(visitor, application, person, choice)
        assert Vote.objects.filter(has_conflict=True).count() == 1

        visitor.sign_in_as(manager)
        visitor.open(f"applications/{application.public_id}/")
        visitor.meets_no_barriers()
        page.locator("a[href$='/approve/']").click()
        page.wait_for_url("**/approve/")
        visitor.press("/approve/")
        visitor.open("members/")
        visitor.reads("Moselle Biosensors")
        visitor.meets_no_barriers()

        assert Membership.objects.get().organisation.name == "Moselle Biosensors"
        assert mail.outbox[-1].subject == says["welcome"]
        assert mail.outbox[-1].to == [founder.email]
        visitor.sign_in_as(founder)
        visitor.open(f"mine/{application.public_id}/")
        visitor.reads(says["approved"])

    @pytest.mark.parametrize("window", [PHONE], ids=["phone"])
    def test_ends_in_a_refusal_with_its_reason(
        self, visitor, language, founder, manager, committee
    ):
        page = visitor.page
        visitor.sign_in_as(founder)
        application = apply(visitor, "Oak Furniture")
        visitor.sign_in_as(manager)
        put_up_for_decision(visitor, application)
        for person in committee[:3]:
            vote(visitor, application, person, "against")

        visitor.sign_in_as(manager)
        visitor.open(f"applications/{application.public_id}/")
        expect(page.locator("a[href$='/approve/']")).to_have_count(0)
        page.locator("a[href$='/refuse/']").click()
        page.wait_for_url("**/refuse/")
        visitor.meets_no_barriers()
        page.locator("select[name=reason]").select_option("outside_the_field")
        page.locator("textarea[name=said]").fill("You make furniture.")
        visitor.press("/refuse/")

        visitor.sign_in_as(founder)
        visitor.open(f"mine/{application.public_id}/")
        visitor.reads(SAYS[language]["refused"])
        visitor.reads("You make furniture.")
        assert not Membership.objects.exists()


class TestWithoutJavaScript:
    def test_an_application_comes_to_the_cluster(
        self, browser, site, language, founder, by_committee, find_barriers
    ):
        context = browser.new_context(base_url=site, java_script_enabled=False)
        visitor = Visitor(context.new_page(), site, language, find_barriers)
        visitor.meets_no_barriers = lambda: None
        visitor.sign_in_as(founder)

        apply(visitor, "Moselle Biosensors")

        visitor.reads(SAYS[language]["submitted"])
        context.close()
