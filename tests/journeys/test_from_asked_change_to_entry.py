"""A member asks for changes, the team asks back, takes one over and refuses one."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from liaison.hub.change_requests.models import ReviewRule
from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory

WORDS = {
    "en": {
        "save": "Save",
        "passed_on": "We passed on your changes to Luxembourg BioHealth Cluster: Legal name, Kind",
        "taken_back": "Taken back: Kind",
        "asked": "Changes asked for",
        "ask": "Ask the member",
        "waits": "Waits for an answer",
        "taken_over": "Taken over: Legal name",
        "take_over": "Take it over",
        "refuse": "Do not take it over",
        "letter": "Legal name: taken over.",
    },
    "fr": {
        "save": "Enregistrer",
        "passed_on": "Nous avons transmis vos modifications à Luxembourg BioHealth Cluster",
        "taken_back": "Retiré",
        "asked": "Modifications demandées",
        "ask": "Demander au membre",
        "waits": "Attend une réponse",
        "taken_over": "Repris : ",
        "take_over": "Reprendre",
        "refuse": "Ne pas reprendre",
        "letter": "modification reprise.",
    },
    "de": {
        "save": "Speichern",
        "passed_on": "Wir haben Ihre Änderungen an Luxembourg BioHealth Cluster weitergegeben",
        "taken_back": "Zurückgenommen",
        "asked": "Gewünschte Änderungen",
        "ask": "Das Mitglied fragen",
        "waits": "Wartet auf eine Antwort",
        "taken_over": "Übernommen: ",
        "take_over": "Übernehmen",
        "refuse": "Nicht übernehmen",
        "letter": "übernommen.",
    },
}


@pytest.fixture
def sensors(site, biohealth):
    """A member of a cluster that looks at its legal name, its kind and its numbers at the RCS."""
    sensors = OrganisationFactory(
        name="Moselle Sensors", city="Wasserbillig", visibility="public", founded_year=1998
    )
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    MembershipFactory(cluster=biohealth, organisation=sensors)
    ReviewRule.objects.create(cluster=biohealth, scope="chosen", codes=["name", "kind", "rcs"])
    refresh_lookup([sensors.pk])
    return sensors


class TestFromAskedChangeToEntry:
    def test_of_two_people_in_three_languages_on_any_screen(
        self, signed_in, biohealth, sensors, language, is_sound, open_menu
    ):
        words = WORDS[language]
        founder = OrganisationRoleFactory(organisation=sensors, person__language=language).person
        member = signed_in(founder)
        team = signed_in(ClusterRoleFactory(cluster=biohealth).person)

        member.goto(f"/{language}/directory/{sensors.public_id}/edit/")
        member.locator("#id_name").fill("Moselle Photonics")
        member.locator("#id_kind").select_option("service_provider")
        member.locator("#id_numbers-0-value").fill("B654321")
        member.locator("#id_name").press("Enter")
        expect(member.locator("main .alert").first).to_contain_text(words["passed_on"])
        expect(member.locator("h1")).to_have_text("Moselle Sensors")
        member.goto(f"/{language}/directory/{sensors.public_id}/edit/")
        expect(member.locator("#id_name_helptext")).to_contain_text("Moselle Photonics")
        is_sound(member, f"edit-waiting-{language}")
        member.goto(f"/{language}/my-organisations/")
        member.get_by_role("link", name=words["asked"], exact=True).press("Enter")
        is_sound(member, f"changes-mine-{language}")
        member.locator(".card a").press("Enter")
        is_sound(member, f"changes-own-{language}")
        member.locator(".card button").nth(1).press("Enter")
        expect(member.locator("main .alert").first).to_contain_text(words["taken_back"])

        team.goto(f"/{language}/")
        open_menu(team)
        team.locator(".nav__menu > summary").first.press("Enter")
        team.get_by_role("link", name=words["asked"]).press("Enter")
        is_sound(team, f"changes-desk-{language}")
        team.locator(".card a").press("Enter")
        is_sound(team, f"changes-request-{language}")
        team.get_by_text(words["ask"], exact=True).click()
        team.locator("#id_ask-said").fill("Since when?")
        team.locator("details[open] button").press("Enter")
        expect(team.locator(".tag").first).to_have_text(words["waits"])

        member.reload()
        is_sound(member, f"changes-asked-back-{language}")
        member.locator("#id_said").fill("Since May.")
        member.locator("main form button").last.press("Enter")
        expect(member.locator(".happened")).to_contain_text("Since May.")

        team.reload()
        expect(team.locator(".happened")).to_contain_text("Since May.")
        team.locator(".handed-over").get_by_role("button", name=words["take_over"]).first.press(
            "Enter"
        )
        expect(team.locator("main .alert").first).to_contain_text(words["taken_over"])
        team.get_by_role("link", name=words["refuse"]).press("Enter")
        is_sound(team, f"changes-refuse-{language}")
        team.locator("#id_said").fill("The register has B123456.")
        team.get_by_role("button", name=words["refuse"]).press("Enter")
        is_sound(team, f"changes-decided-{language}")

        member.goto(f"/{language}/directory/{sensors.public_id}/")
        expect(member.locator("h1")).to_have_text("Moselle Photonics")
        expect(member.locator("#identifiers ~ *").first).to_contain_text("B123456")
        is_sound(member, f"profile-after-change-{language}")
        member.goto(f"/{language}/directory/{sensors.public_id}/history/")
        is_sound(member, f"history-after-change-{language}")
        question, decision = (letter for letter in mail.outbox if letter.to == [founder.email])
        assert "Since when?" in question.body
        assert words["letter"] in decision.body
        assert "The register has B123456." in decision.body


class TestSettings:
    def test_can_be_used_by_everybody(self, signed_in, biohealth, sensors, language, is_sound):
        team = signed_in(ClusterRoleFactory(cluster=biohealth).person)

        team.goto(f"/{language}/changes/settings/")

        is_sound(team, f"changes-settings-{language}")
        team.locator("input[value=all]").check()
        team.locator("main form button").press("Enter")
        team.wait_for_url(f"**/{language}/changes/")
        assert ReviewRule.objects.get().scope == "all"
