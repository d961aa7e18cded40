"""A member gives its entry a logo; visitors see it and take it along, with the business card."""

import pytest
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory, PlaceFactory
from tests.hub.directory.test_logos import picture

WORDS = {
    "en": {
        "logo": "Logo",
        "save": "Save",
        "wrong": "an SVG file may hold programs",
        "alt": "Logo of Moselle Sensors",
        "pack": "The logo in several sizes (ZIP)",
        "card": "The business card for your address book (vCard)",
        "scan": "The business card to scan",
    },
    "fr": {
        "logo": "Logo",
        "save": "Enregistrer",
        "wrong": "un fichier SVG peut contenir des programmes",
        "alt": "Logo de Moselle Sensors",
        "pack": "Le logo en plusieurs tailles (ZIP)",
        "card": "La carte de visite pour votre carnet d’adresses (vCard)",
        "scan": "La carte de visite à scanner",
    },
    "de": {
        "logo": "Logo",
        "save": "Speichern",
        "wrong": "eine SVG-Datei kann Programme enthalten",
        "alt": "Logo von Moselle Sensors",
        "pack": "Das Logo in mehreren Größen (ZIP)",
        "card": "Die Visitenkarte für Ihr Adressbuch (vCard)",
        "scan": "Die Visitenkarte zum Scannen",
    },
}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sensors(site):
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        city="Wasserbillig",
        visibility="public",
        invented=True,
        texts={"headline_en": {"text": "We measure what flows.", "state": "original"}},
    )
    PlaceFactory(organisation=sensors, city="Wasserbillig", latitude=49.71, longitude=6.5)
    OrganisationFactory(name="Université de la Rivière", visibility="public", invented=True)
    refresh_lookup()
    return sensors


@pytest.fixture
def as_owner(signed_in, sensors):
    return signed_in(OrganisationRoleFactory(organisation=sensors).person)


def is_drawn(picture):
    """Whether the browser could read a picture."""
    return picture.evaluate("each => each.decode().then(() => each.naturalWidth > 0)")


class TestFromInitialsToLogo:
    def test_in_three_languages_on_any_screen(
        self, as_owner, sensors, language, is_sound, tmp_path
    ):
        words, page = WORDS[language], as_owner
        address = f"/{language}/directory/{sensors.public_id}/"
        page.goto(address)
        expect(page.locator(".masthead svg")).to_have_text("MS")
        page.get_by_role("link", name=words["logo"], exact=True).press("Enter")
        is_sound(page, f"no-logo-{language}")

        files = {"logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png": picture()}
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        page.locator("#id_logo").set_input_files(tmp_path / "logo.svg")
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")
        expect(page.locator(".field__error")).to_contain_text(words["wrong"])
        is_sound(page, f"wrong-logo-{language}")
        page.locator("#id_logo").set_input_files(tmp_path / "logo.png")
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")

        shown = page.get_by_role("img", name=words["alt"])
        assert is_drawn(shown)
        page.locator("summary", has_text=words["scan"]).press("Enter")
        code = page.locator("img.code")
        code.scroll_into_view_if_needed()
        assert is_drawn(code)
        is_sound(page, f"logo-{language}")
        for link, ending in (("pack", ".zip"), ("card", ".vcf")):
            with page.expect_download() as download:
                page.get_by_role("link", name=words[link]).press("Enter")
            assert download.value.suggested_filename.endswith(ending)

        page.context.clear_cookies()
        page.goto(f"/{language}/directory/")
        assert is_drawn(page.locator("img.logo"))
        expect(page.locator("svg.logo")).to_have_text("UR")
        is_sound(page, f"list-{language}")
