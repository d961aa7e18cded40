"""What a firm says on a visit is carried to a ministry, which answers; the firm reads it."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.interactions.actions import Written, log_interaction
from liaison.hub.interactions.choices import InteractionKind
from liaison.hub.policy_needs.models import Addressee, Challenge, Signal
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory
from tests.factories.policy_needs import SignalFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HINDERS = "Papers for each hospital, two years in all."
OFFICE = "Invented Ministry of Health, Directorate of Data"
WILL, WORD = "One form for all hospitals by the summer.", "We look at the form with you in May."


@pytest.fixture
def signed_in(new_page, site):
    """Open a page in the browser of a person who has signed in."""

    def open_page(person):
        page, door = new_page(), Client()
        door.force_login(person)
        session = door.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        return page

    return open_page


@pytest.fixture
def member(biohealth):
    """A member of this name."""

    def member(name):
        organisation = OrganisationFactory(name=name, visibility="public")
        MembershipFactory(cluster=biohealth, organisation=organisation)
        return organisation

    return member


class TestFromVisit:
    def test_to_the_answer_of_a_ministry(
        self, signed_in, member, biohealth, language, find_barriers
    ):
        firm = member("Moselle Sensors")
        founder = OrganisationRoleFactory(organisation=firm, person__language=language).person
        for name in ("Sauer Labs", "Alzette Imaging"):
            SignalFactory(cluster=biohealth, organisation=member(name), words=f"Told by {name}.")
        manager = ClusterRoleFactory(cluster=biohealth).person
        now = timezone.now()
        met = Written(
            kind=InteractionKind.VISIT,
            happened_at=now,
            summary="They showed their soles.",
            organisations=(firm.public_id,),
        )
        visit = log_interaction(biohealth, met, by=manager, now=now)
        civil_servant = ClusterRoleFactory(
            cluster=biohealth,
            role="strategic_partner",
            person__full_name="Invented Civil Servant",
            person__language=language,
        ).person
        team, ministry, company = map(signed_in, (manager, civil_servant, founder))
        needs = f"/{language}/policy-needs/"

        # The team writes down after a visit what hinders the firm.
        team.goto(f"/{language}/register/{visit.public_id}/")
        team.locator(f"a[href*='/policy-needs/from-contact/{visit.public_id}/']").click()
        team.locator("select[name=theme]").select_option("data")
        team.locator("textarea[name=words]").fill(HINDERS)
        team.locator("main form button.button").first.click()
        expect(team.locator("main")).to_contain_text(HINDERS)
        assert find_barriers(team) == []
        noted = Signal.objects.get(organisation=firm)
        assert founder.email in {letter.to[0] for letter in mail.outbox}

        # It gathers it with what two others told, and carries it.
        team.goto(f"{needs}team/")
        for box in team.locator("input[name=signal]").all():
            box.check()
        team.locator("details:has(input[name=title]) summary").click()
        team.locator("input[name=title]").fill("Hospital data take two years")
        team.locator("details:has(input[name=title]) button").click()
        expect(team.locator("h1")).to_contain_text("Hospital data take two years")
        challenge = Challenge.objects.get()
        team.locator("a[href$='/carry/']").click()
        expect(team.locator("#as-read")).to_be_visible()
        assert find_barriers(team) == []
        team.locator("input[name=office]").fill(OFFICE)
        team.locator("input[name=people]").check()
        team.locator("main form button.button").click()
        expect(team.locator("main")).to_contain_text(OFFICE)

        # The civil servant finds it, reads no name and no words of the firm, and answers.
        ministry.goto(f"/{language}/desk/")
        ministry.locator(f"main a[href*='{Addressee.objects.get().public_id}']").click()
        expect(ministry.locator("h1")).to_contain_text("Hospital data take two years")
        assert find_barriers(ministry) == []
        assert ministry.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for hidden in (HINDERS, "Moselle Sensors", "Sauer Labs", "Alzette Imaging"):
            assert hidden not in ministry.content()
        ministry.locator("input[name=kind][value=agreed]").check()
        ministry.locator("textarea[name=words]").fill(WILL)
        ministry.locator("form[action$='/answer/'] button").click()
        expect(ministry.locator("blockquote")).to_contain_text(WILL)

        # Nothing reaches the firm before the team tells it, with a word.
        company.goto(f"{needs}told/{noted.public_id}/")
        assert WILL not in company.content()
        team.goto(f"{needs}team/challenges/{challenge.public_id}/")
        team.locator("form[action$='/tell/'] textarea").fill(WORD)
        team.locator("form[action$='/tell/'] button").click()
        expect(team.locator("form[action$='/tell/']")).to_have_count(0)
        company.goto(f"{needs}told/{noted.public_id}/")
        expect(company.locator("main")).to_contain_text(WILL)
        expect(company.locator("main")).to_contain_text(WORD)
        assert find_barriers(company) == []
        told = [letter for letter in mail.outbox if WILL in letter.body]
        assert [letter.to[0] for letter in told] == [founder.email]
