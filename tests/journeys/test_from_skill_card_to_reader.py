"""A new member presents itself, the team hands it back once, and another member reads it."""

import pytest
from playwright.sync_api import expect

from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FIRST, BETTER = "We are the best.", "Small sensors in soles of shoes."


@pytest.fixture
def member_of(biohealth):
    """Somebody who acts for a member of this name."""

    def member_of(name):
        organisation = OrganisationFactory(name=name, visibility="public")
        MembershipFactory(cluster=biohealth, organisation=organisation)
        return OrganisationRoleFactory(organisation=organisation).person

    return member_of


class TestFromSkillCard:
    def test_to_whom_it_is_for(
        self, signed_in, new_page, member_of, biohealth, language, find_barriers
    ):
        engineer, neighbour = member_of("Moselle Sensors"), member_of("Clinique du Nord")
        firm = engineer.organisation_roles.get().organisation
        writer, reader = signed_in(engineer), signed_in(neighbour)
        team, stranger = signed_in(ClusterRoleFactory(cluster=biohealth).person), new_page()
        cards = f"/{language}/skill-cards/"

        # By keyboard from the list to the form; the first answer says too little.
        writer.goto(cards)
        writer.locator("a[href*='/skill-cards/write/']").press("Enter")
        assert find_barriers(writer) == []
        writer.locator("textarea[name=can]").fill(FIRST)
        writer.locator("main form button.button").press("Enter")
        reader.goto(cards)
        assert FIRST not in reader.content()

        team.goto(cards)
        team.locator("a[href$='/look/']").click()
        assert find_barriers(team) == []
        team.locator("textarea[name=word]").fill("Please say what you do, not how well.")
        team.locator("button[value=return]").click()
        team.wait_for_url(f"**{cards}")

        writer.goto(f"{cards}write/{firm.public_id}/")
        expect(writer.locator("main .alert--warning")).to_contain_text("not how well")
        writer.locator("textarea[name=can]").fill(BETTER)
        writer.locator("main form button.button").first.click()
        team.goto(cards)
        team.locator("a[href$='/look/']").click()
        team.locator("button[value=show]").click()
        team.wait_for_url(f"**{cards}")

        reader.goto(cards)
        expect(reader.locator("main section.card")).to_contain_text(BETTER)
        assert find_barriers(reader) == []
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
        reader.locator("main section.card h2 a").click()
        expect(reader.locator("section[aria-labelledby=presents]")).to_contain_text(BETTER)
        # Whoever is not signed in reads the profile, and nothing of the card.
        stranger.goto(f"/{language}/directory/{firm.public_id}/")
        assert BETTER not in stranger.content()
