"""An owner corrects a mistake in an entry; a manager makes one of two entries, and undoes it."""

import pytest
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)

WORDS = {
    "en": {
        "save": "Save",
        "edit": "Edit",
        "history": "Who changed what",
        "wrong": "its check digits do not fit",
        "saved": "Saved: City, VAT number",
        "merge": "Merge",
        "undo": "Undo",
        "undo_it": "Undo the merger",
        "merged": "CRP Gabriel Lippmann into LIST",
        "apart": "Undone. Both are as they were before.",
    },
    "fr": {
        "save": "Enregistrer",
        "edit": "Modifier",
        "history": "Qui a modifié quoi",
        "wrong": "chiffres de contrôle",
        "saved": "Enregistré : Ville, Numéro de TVA",
        "merge": "Fusionner",
        "undo": "Annuler",
        "undo_it": "Annuler la fusion",
        "merged": "CRP Gabriel Lippmann dans LIST",
        "apart": "Annulé. Les deux sont comme avant.",
    },
    "de": {
        "save": "Speichern",
        "edit": "Bearbeiten",
        "history": "Wer was geändert hat",
        "wrong": "Prüfziffern",
        "saved": "Gespeichert: Ort, USt-IdNr.",
        "merge": "Zusammenführen",
        "undo": "Rückgängig machen",
        "undo_it": "Zusammenführung rückgängig machen",
        "merged": "CRP Gabriel Lippmann in LIST",
        "apart": "Rückgängig gemacht. Beide sind wie zuvor.",
    },
}


@pytest.fixture(autouse=True)
def _no_decisions(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "decisions"


@pytest.fixture
def institute(site):
    institute = OrganisationFactory(name="LIST", city="Esch", visibility="public")
    OrganisationNameFactory(organisation=institute, kind="former", name="CRP Henri Tudor")
    IdentifierFactory(organisation=institute, scheme="rcs", value="J57")
    PlaceFactory(organisation=institute, city="Esch", address="5, avenue des Hauts-Fourneaux")
    return institute


@pytest.fixture
def centre(institute):
    centre = OrganisationFactory(
        name="CRP Gabriel Lippmann",
        city="Belvaux",
        website="https://lippmann.example",
        visibility="public",
    )
    IdentifierFactory(organisation=centre, scheme="pic", value="999567589")
    refresh_lookup()
    return centre


class TestFromMistakeToTrueEntry:
    def test_in_three_languages_on_any_screen(self, signed_in, institute, language, is_sound):
        words = WORDS[language]
        page = signed_in(OrganisationRoleFactory(organisation=institute).person)
        page.goto(f"/{language}/directory/{institute.public_id}/")
        is_sound(page, f"profile-{language}")
        page.get_by_role("link", name=words["edit"], exact=True).press("Enter")
        is_sound(page, f"edit-{language}")

        page.locator("#id_city").fill("Belval")
        page.locator("button[name=more][value=numbers]").press("Enter")
        page.locator("#id_numbers-2-scheme").select_option("vat")
        page.locator("#id_numbers-2-value").fill("LU15424509")
        page.locator("#id_city").press("Enter")

        expect(page.locator(".alert--error")).to_contain_text(words["wrong"])
        expect(page.locator("#id_city")).to_have_value("Belval")
        is_sound(page, f"mistake-{language}")
        page.locator(".alert--error a").press("Enter")
        expect(page.locator("#id_numbers-2-value")).to_be_focused()
        page.locator("#id_numbers-2-value").fill("LU15424508")
        page.locator("#id_numbers-2-value").press("Enter")

        expect(page.locator(".alert")).to_have_text(words["saved"])
        page.get_by_role("link", name=words["history"], exact=True).press("Enter")
        expect(page.locator(".card")).to_have_count(2)
        is_sound(page, f"history-{language}")


class TestFromTwoEntriesToOneAndBack:
    def test_in_three_languages_on_any_screen(
        self, signed_in, biohealth, institute, centre, language, is_sound
    ):
        words = WORDS[language]
        page = signed_in(ClusterRoleFactory(cluster=biohealth).person)
        page.goto(f"/{language}/recorded-twice/")
        for number, name in enumerate(("LIST", "Lippmann")):
            page.goto(f"/{language}/recorded-twice/?q={name}")
            expect(page.locator("input[name=pick]")).to_have_count(1)
            is_sound(page, f"recorded-twice-{language}-{number}")
        page.goto(f"/{language}/recorded-twice/?pick={institute.public_id}&pick={centre.public_id}")
        is_sound(page, f"preview-{language}")

        page.locator("textarea[name=because]").fill("LIST took it over in 2015.")
        page.get_by_role("button", name=words["merge"], exact=True).press("Enter")

        expect(page.locator(".card h2")).to_have_text(words["merged"])
        is_sound(page, f"merged-{language}")
        page.goto(f"/{language}/directory/{centre.public_id}/")
        assert page.url.endswith(f"/{language}/directory/{institute.public_id}/")
        page.goto(f"/{language}/recorded-twice/merged/")
        page.locator(".card").get_by_role("link", name=words["undo"]).press("Enter")
        is_sound(page, f"undo-{language}")
        page.get_by_role("button", name=words["undo_it"], exact=True).press("Enter")

        expect(page.locator("main .alert").first).to_have_text(words["apart"])
        expect(page.locator(".card .tag")).to_be_visible()
