"""A member whose entry speaks German only has it speak French too, and keeps both in step."""

import pytest
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

WORDS = {
    "en": {
        "edit": "Edit",
        "missing": "Still to be translated: Headline in English, Headline in French",
        "saved": "Saved: Headline in French",
        "german": "This text is in German; there is none in English yet.",
        "older": "The text in French is older than the one in German",
        "look": "Look at what changed",
        "right": "this one is still right",
    },
    "fr": {
        "edit": "Modifier",
        "missing": "Reste à traduire : Accroche en anglais, Accroche en français",
        "saved": "Enregistré : Accroche en français",
        "german": "Ce texte est en allemand ; il n’y en a pas encore en français.",
        "older": "Le texte en français est plus ancien que celui en allemand",
        "look": "Voir ce qui a changé",
        "right": "celui-ci reste juste",
    },
    "de": {
        "edit": "Bearbeiten",
        "missing": "Noch zu übersetzen: Leitsatz auf Englisch, Leitsatz auf Französisch",
        "saved": "Gespeichert: Leitsatz auf Französisch",
        "german": "",
        "older": "Der Text auf Französisch ist älter als der auf Deutsch",
        "look": "Ansehen, was sich geändert hat",
        "right": "dieser stimmt noch",
    },
}
DESCRIPTION = "Wir messen, was fließt.\n\nSeit 1998 an der Mosel."


@pytest.fixture
def sensors(site):
    """A whole entry, but for its words in English and French."""
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        city="Wasserbillig",
        website="https://moselle.example",
        visibility="public",
        invented=True,
        texts={
            "headline_de": {"text": "Sensoren für Flüsse", "state": "original"},
            "description_de": {"text": DESCRIPTION, "state": "original"},
        },
    )
    sensors.identifiers.create(scheme="rcs", value="B123456")
    refresh_lookup()
    return sensors


@pytest.fixture
def as_owner(signed_in, sensors):
    return signed_in(OrganisationRoleFactory(organisation=sensors).person)


class TestFromOneLanguageToThree:
    def test_in_three_languages_on_any_screen(self, as_owner, sensors, language, is_sound):
        words, page = WORDS[language], as_owner
        address = f"/{language}/directory/{sensors.public_id}/"
        page.goto(address)
        headline = page.locator(".own-headline")
        expect(headline).to_have_text("Sensoren für Flüsse")
        expect(headline).to_have_attribute("lang", "de")
        if words["german"]:
            expect(page.get_by_text(words["german"])).to_have_count(2)
        is_sound(page, f"own-words-german-{language}")

        # What is missing is said, and one press leads there.
        page.goto(f"{address}edit/")
        page.locator("#id_size_class").select_option("small")
        for field, value in (("founded_year", "1998"), ("nace", "26.51"), ("address", "1, Quai")):
            page.locator(f"#id_{field}").fill(value)
        page.locator("#id_address").press("Enter")
        confirm = page.locator("form[action$='/confirm/'] button").first
        confirm.press("Enter")
        page.get_by_role("link", name=words["edit"], exact=True).press("Enter")
        advice = page.locator("aside section[aria-labelledby=complete] a")
        expect(advice).to_contain_text(words["missing"])
        advice.press("Enter")
        expect(page.locator("#id_headline_en")).to_be_in_viewport()

        page.locator("#id_headline_fr").fill("Des capteurs pour les rivières")
        expect(page.locator("[data-count-of=id_headline_fr]")).to_have_text("30")
        is_sound(page, f"own-words-edit-{language}")
        page.locator("#id_city").press("Enter")
        expect(page.locator("main .alert").first).to_have_text(words["saved"])
        page.goto(f"/fr/directory/{sensors.public_id}/")
        expect(headline).to_have_text("Des capteurs pour les rivières")
        expect(headline).to_have_attribute("lang", "fr")

        page.goto(f"{address}edit/")
        page.locator("#id_headline_de").fill("Sensoren für alle Flüsse")
        page.locator("#id_city").press("Enter")
        page.goto(f"{address}edit/")
        notice = page.locator(".alert--warning", has_text=words["older"])
        expect(notice).to_be_visible()
        notice.locator("summary", has_text=words["look"]).press("Enter")
        expect(notice.locator("ins")).to_have_text("alle")
        is_sound(page, f"own-words-older-{language}")

        notice.get_by_role("button", name=words["right"]).press("Enter")
        expect(page.locator("main .alert").first).to_have_text(words["saved"])
        page.goto(f"{address}edit/")
        expect(page.locator(".alert--warning")).to_have_count(0)
