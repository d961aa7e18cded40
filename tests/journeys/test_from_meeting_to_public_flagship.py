"""A meeting is logged; a follow-up, a need and an idea come of it; its lead lets it be named."""

import pytest
from django.test import Client

from liaison.hub.collaborations.models import Collaboration
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.interactions.models import FollowUp, Interaction
from liaison.hub.listings.models import Listing
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SECRET = "They are short of money."


@pytest.fixture
def firm(biohealth):
    made = OrganisationFactory(name="Moselle Sensors", visibility="public")
    OrganisationFactory(name="Clinique du Nord", kind="hospital", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=made)
    refresh_lookup()
    return made


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
class TestFromMeeting:
    def test_to_a_flagship_that_everybody_reads(
        self, new_page, site, language, biohealth, firm, find_barriers
    ):
        manager = ClusterRoleFactory(cluster=biohealth, person__language=language).person
        engineer = OrganisationRoleFactory(organisation=firm, person__language=language).person
        team, member, stranger = new_page(), new_page(), new_page()
        sign_in(team, manager, site)
        sign_in(member, engineer, site)

        # A meeting is logged on the page of an organisation; the hospital is found by typing.
        team.goto(f"/{language}/directory/{firm.public_id}/")
        team.locator(f"main a[href*='/register/log/?with={firm.public_id}']").click()
        assert has_no_barriers(team, find_barriers)
        team.locator("input[name=find]").press_sequentially("clinique du nord")
        team.get_by_label("Clinique du Nord").check()
        team.get_by_label("Clinique du Nord").wait_for()
        team.locator("input[name=find]").fill("")
        team.locator("textarea[name=summary]").fill("They look for a clinic.")
        team.locator("details.fold summary").click()
        team.locator("textarea[name=note]").fill(SECRET)
        team.locator("button[name=save]").click()
        team.locator("form[action$='/follow-ups/']").wait_for()
        assert has_no_barriers(team, find_barriers)
        assert Interaction.objects.get().with_organisations.count() == 2

        # Something is to be done, a need is written down for the firm, and an idea comes of it.
        team.locator("input[name=what]").fill("Send the protocol")
        team.locator("form[action$='/follow-ups/'] button").click()
        team.locator("form[action$='/done/'] button").click()
        team.locator("form[action$='/reopen/']").wait_for()
        assert FollowUp.objects.get().done_by == manager
        contact = team.url
        team.locator(
            f"a[href*='/needs-and-offers/from-contact/'][href*='{firm.public_id}']"
        ).click()
        assert has_no_barriers(team, find_barriers)
        team.locator("[name=kind][value=clinical_site]").check()
        team.locator("[name=money][value=we_pay]").check()
        team.locator("[name=title]").fill("A clinic to test a gait sensor")
        team.locator("main form button").last.click()
        team.wait_for_url("**/noted/")
        assert has_no_barriers(team, find_barriers)
        noted = Listing.objects.get()
        member.goto(f"/{language}/needs-and-offers/{noted.public_id}/own/")
        assert has_no_barriers(member, find_barriers)
        member.goto(f"/{language}/desk/own/")
        assert noted.title in member.locator("main").inner_text()

        team.goto(contact)
        team.locator("a[href*='/collaborations/begin/?contact=']").click()
        assert has_no_barriers(team, find_barriers)
        team.locator("input[name=title]").fill("Gait at home")
        team.locator("main form button").last.click()
        team.locator("form[action$='/go-on/']").wait_for()
        assert has_no_barriers(team, find_barriers)
        idea = Collaboration.objects.get()
        board = f"/{language}/collaborations/{idea.public_id}/"

        # Who leads is said, and the partners are asked.
        team.locator("#partners ~ ul a[href*='/collaborations/partners/']").nth(1).click()
        assert has_no_barriers(team, find_barriers)
        assert "Moselle Sensors" in team.locator("h1").inner_text()
        team.locator("input[name=is_lead]").check()
        team.locator("main form button").first.click()
        team.wait_for_url(f"**{board}")
        team.locator("input[name=openness][value=partners]").check()
        team.locator("form[action$='/open/'] button").click()
        team.wait_for_url(f"**{board}")

        # The lead says so itself, and lets itself be named to everybody.
        member.goto(f"/{language}/collaborations/ours/")
        assert has_no_barriers(member, find_barriers)
        member.locator("a[href*='/collaborations/parts/']").click()
        assert has_no_barriers(member, find_barriers)
        assert SECRET not in member.content()
        member.locator("input[name=takes_part][value=yes]").check()
        member.locator("input[name=named_to][value=everybody]").check()
        member.locator("main form button").click()
        member.wait_for_url(f"**/{language}/collaborations/ours/")

        # The manager opens it to everybody, and says why it is a flagship.
        team.goto(board)
        team.locator("input[name=openness][value=public]").check()
        team.locator("form[action$='/open/'] button").click()
        team.wait_for_url(f"**{board}")
        for question in ("two", "public_private", "benefit"):
            form = team.locator(f"form[action$='/flagship/{question}/']")
            team.locator("details.fold", has=form).locator("summary").click()
            form.locator("input[value=yes]").check()
            form.locator("textarea").fill("So it is.")
            form.locator("button").click()
            team.wait_for_url(f"**{board}")
        assert has_no_barriers(team, find_barriers)
        team.goto(f"/{language}/register/organisations/{firm.public_id}/")
        assert "Gait at home" in team.locator("main").inner_text()
        assert has_no_barriers(team, find_barriers)

        # A stranger reads who agreed, and nobody else.
        stranger.goto(f"/{language}/collaborations/flagships/")
        said = stranger.locator("main").inner_text()
        assert "Moselle Sensors" in said
        assert "Clinique du Nord" not in stranger.content()
        assert has_no_barriers(stranger, find_barriers)
        for page in (f"/{language}/register/", f"/{language}/collaborations/"):
            team.goto(page)
            assert has_no_barriers(team, find_barriers)
