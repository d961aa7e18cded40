"""Who is asked by letter answers without signing in; the team controls entries and asks back."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from liaison.hub.data_control.models import ControlRun
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.jobs.working import Worker
from liaison.hub.upkeep import actions
from liaison.hub.upkeep.models import Question
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory

WORDS = {
    "en": {
        "correct": "Still correct",
        "changed": "Something changed",
        "thanks": "Thank you",
        "spent": "You have answered already",
        "control": "Data control",
        "look": "Look through the entries now",
        "no_website": "No web site",
        "fix": "Ask the member to fix it",
        "on_its_way": "A letter is on its way to 1 person.",
        "asks": "Please add your web site.",
    },
    "fr": {
        "correct": "Toujours exact",
        "changed": "Quelque chose a changé",
        "thanks": "Merci",
        "spent": "Vous avez déjà répondu",
        "control": "Contrôle des données",
        "look": "Relire les fiches maintenant",
        "no_website": "Pas de site web",
        "fix": "Demander au membre de corriger",
        "on_its_way": "Un message est en route vers 1 personne.",
        "asks": "Merci d’ajouter votre site web.",
    },
    "de": {
        "correct": "Stimmt noch",
        "changed": "Etwas hat sich geändert",
        "thanks": "Danke",
        "spent": "Sie haben schon geantwortet",
        "control": "Datenkontrolle",
        "look": "Die Einträge jetzt durchsehen",
        "no_website": "Keine Website",
        "fix": "Das Mitglied bitten, es zu berichtigen",
        "on_its_way": "Eine E-Mail an 1 Person ist unterwegs.",
        "asks": "Bitte ergänzen Sie Ihre Website.",
    },
}


@pytest.fixture
def sensors(biohealth):
    """A member whose entry has aged, and which gives no web site."""
    biohealth.contact_email = "team@biohealth.example"
    biohealth.save()
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        city="Wasserbillig",
        visibility="public",
        verified_on=date(2022, 1, 10),
    )
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    MembershipFactory(cluster=biohealth, organisation=sensors)
    refresh_lookup([sensors.pk])
    return sensors


class TestFromLetterToTrueEntry:
    def test_without_signing_in(self, new_page, sensors, language, is_sound):
        words = WORDS[language]
        owner = OrganisationRoleFactory(organisation=sensors, person__language=language).person
        actions.ask(owner.pk, now=timezone.now() - timedelta(days=1))
        (letter,) = mail.outbox
        (path,) = re.findall(r"https?://[^/\s]+(/\S+/still-correct/\S+)", letter.body)
        reader = new_page()

        reader.goto(path)
        expect(reader.locator("main")).to_contain_text("Wasserbillig")
        is_sound(reader, f"still-correct-{language}")
        # A scanner that runs the scripts of a page has decided nothing by it.
        assert Question.objects.get().answer == "none"
        reader.get_by_role("link", name=words["changed"]).press("Enter")
        is_sound(reader, f"something-changed-{language}")
        reader.go_back()
        reader.get_by_role("button", name=words["correct"]).press("Enter")
        expect(reader.locator("h1")).to_have_text(words["thanks"])
        is_sound(reader, f"still-correct-thanks-{language}")
        reader.goto(path, wait_until="commit")
        expect(reader.locator("main")).to_contain_text(words["spent"])
        is_sound(reader, f"still-correct-spent-{language}")
        sensors.refresh_from_db()
        assert sensors.verified_by == owner

    def test_by_the_team_that_controls_entries(
        self, new_page, site, biohealth, sensors, language, is_sound, open_menu
    ):
        words = WORDS[language]
        owner = OrganisationRoleFactory(organisation=sensors, person__language=language).person
        manager = ClusterRoleFactory(cluster=biohealth).person
        team = new_page()
        client = Client()
        client.force_login(manager)
        team.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
        )

        team.goto(f"/{language}/")
        open_menu(team)
        team.locator(".nav__menu > summary").first.press("Enter")
        team.get_by_role("link", name=words["control"], exact=True).press("Enter")
        is_sound(team, f"data-control-empty-{language}")
        team.get_by_role("button", name=words["look"]).press("Enter")
        expect(team.locator(".progress")).to_be_visible()
        Worker().do_all()
        assert ControlRun.objects.get().completed_at
        # The page reloads by itself once the job has ended.
        expect(team.get_by_role("link", name=words["no_website"])).to_be_visible()
        is_sound(team, f"data-control-{language}")
        team.get_by_role("link", name=words["no_website"]).press("Enter")
        is_sound(team, f"data-control-rule-{language}")
        team.get_by_role("link", name="Moselle Sensors", exact=True).press("Enter")
        is_sound(team, f"data-control-organisation-{language}")
        team.get_by_role("button", name=words["fix"]).press("Enter")
        expect(team.locator("main .alert").first).to_contain_text(words["on_its_way"])
        letter = mail.outbox[-1]
        assert letter.to == [owner.email]
        assert words["asks"] in letter.body
        team.goto(f"/{language}/data-control/settings/")
        is_sound(team, f"data-control-settings-{language}")
