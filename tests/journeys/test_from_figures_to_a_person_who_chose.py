"""An owner adds head-counts, a parent company and a colleague, who then chooses by the letter."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

WORDS = {
    "en": {
        "edit": "Edit",
        "newest": "66 people in 2025, estimated",
        "people": "People",
        "name": "Name them and send the letter",
        "hidden": "has not chosen yet",
        "choose": "This is how I want it",
        "chosen": "It is as you chose",
        "belongs": "Belongs with",
        "look_up": "Look up",
        "save": "Save",
        "subsidiary": "Subsidiary of",
    },
    "fr": {
        "edit": "Modifier",
        "newest": "66 personnes en 2025, estimation",
        "people": "Personnes",
        "name": "Nommer et envoyer le message",
        "hidden": "n’a pas encore choisi",
        "choose": "C’est ce que je veux",
        "chosen": "C’est comme vous l’avez choisi",
        "belongs": "Liens avec d’autres",
        "look_up": "Chercher",
        "save": "Enregistrer",
        "subsidiary": "Filiale de",
    },
    "de": {
        "edit": "Bearbeiten",
        "newest": "66 Personen im Jahr 2025, geschätzt",
        "people": "Personen",
        "name": "Nennen und Nachricht senden",
        "hidden": "hat noch nicht gewählt",
        "choose": "So möchte ich es",
        "chosen": "wie Sie es gewählt haben",
        "belongs": "Gehört zu",
        "look_up": "Suchen",
        "save": "Speichern",
        "subsidiary": "Tochter von",
    },
}


@pytest.fixture
def sensors(site):
    sensors = OrganisationFactory(
        name="Moselle Sensors", city="Wasserbillig", size_class="small", visibility="public"
    )
    OrganisationFactory(name="Sûre Holding", city="Echternach", visibility="public")
    refresh_lookup()
    return sensors


@pytest.fixture
def as_owner(signed_in, sensors):
    return signed_in(OrganisationRoleFactory(organisation=sensors).person)


class TestFromFiguresToAPersonWhoChose:
    def test_in_three_languages_on_any_screen(self, as_owner, sensors, language, is_sound):
        words, page = WORDS[language], as_owner
        profile = f"/{language}/directory/{sensors.public_id}/"
        page.goto(profile)
        page.get_by_role("link", name=words["edit"], exact=True).press("Enter")

        for number, (year, people) in enumerate((("2023", "31"), ("2024", "47"), ("2025", "66"))):
            page.locator(f"#id_figures-{number}-when").fill(year)
            page.locator(f"#id_figures-{number}-value").fill(people)
            if year == "2025":
                page.locator(f"#id_figures-{number}-is_estimated").check()
            else:
                page.locator("button[name=more][value=figures]").press("Enter")
        is_sound(page, f"figures-edited-{language}")
        page.locator("#id_city").press("Enter")

        expect(page.locator(".over-time__newest")).to_contain_text(words["newest"])
        expect(page.locator(".series__point")).to_have_count(3)
        is_sound(page, f"figures-{language}")
        page.goto(f"{profile}edit/")
        # 66 people are more than a small organisation has.
        expect(page.locator("main .alert").first).to_contain_text(words["newest"])

        self.add_parent(page, profile, words, is_sound, language)
        self.add_colleague(page, profile, words, is_sound, language)

    def add_parent(self, page, profile, words, is_sound, language):
        page.goto(profile)
        page.get_by_role("link", name=words["belongs"], exact=True).press("Enter")
        page.locator("#id_q").fill("sure holding")
        page.locator("#id_q").press("Enter")
        is_sound(page, f"relations-{language}")
        page.locator("a[href*='/relations/to/']").press("Enter")
        page.locator("#id_what").select_option("subsidiary")
        is_sound(page, f"relate-{language}")
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")

        page.goto(profile)
        expect(page.locator("#relations ~ dl")).to_contain_text(words["subsidiary"])
        expect(page.locator("#relations ~ dl")).to_contain_text("Sûre Holding")

    def add_colleague(self, page, profile, words, is_sound, language):
        mail.outbox.clear()
        page.get_by_role("link", name=words["people"], exact=True).press("Enter")
        page.locator("#id_full_name").fill("Léa Thill")
        page.locator("#id_email").fill("lea.thill@moselle.example")
        page.locator("#id_phone").fill("+352 26 12 34")
        page.get_by_role("button", name=words["name"]).press("Enter")
        expect(page.locator(".choose")).to_contain_text(words["hidden"])
        is_sound(page, f"people-{language}")

        # The colleague has no account.
        page.context.clear_cookies()
        page.goto(profile)
        expect(page.locator("main")).not_to_contain_text("Léa Thill")
        (link,) = re.findall(r"https?://[^/]+(/\S+)", mail.outbox[0].body)
        page.goto(link)
        is_sound(page, f"choose-{language}")
        page.locator("#id_shown_to").select_option("everybody")
        page.locator("#id_email_shown_to").select_option("everybody")
        page.get_by_role("button", name=words["choose"]).press("Enter")
        expect(page.locator("main .alert").first).to_contain_text(words["chosen"])
        is_sound(page, f"chosen-{language}")

        page.goto(profile)
        expect(page.locator("#people ~ ul")).to_contain_text("lea.thill@moselle.example")
        expect(page.locator("#people ~ ul")).not_to_contain_text("26 12 34")
        is_sound(page, f"profile-with-all-{language}")
