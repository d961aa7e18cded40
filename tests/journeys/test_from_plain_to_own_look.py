"""A manager gives a cluster its colour, a focus area and its languages; another stays as it was."""

import pytest
from playwright.sync_api import expect

from tests.factories.clusters import ClusterFactory, ClusterRoleFactory

WORDS = {
    "en": {
        "account": "Our cluster",
        "colour": "Change the colour",
        "look": "Look at it first",
        "take": "Take #7a6700 and save",
        "faint": "its contrast is 1.1",
        "saved": "Saved: Colour on light paper",
        "area": "Add a focus area",
        "save": "Save",
        "added": "“Rare diseases” is a focus area now.",
        "shown": "Rare diseases",
        "languages": "Change the languages",
        "members": "Members",
    },
    "fr": {
        "account": "Notre cluster",
        "colour": "Modifier la couleur",
        "look": "Voir d’abord",
        "take": "Prendre #7a6700 et enregistrer",
        "faint": "son contraste est de 1.1",
        "saved": "Enregistré : Couleur sur fond clair",
        "area": "Ajouter un domaine prioritaire",
        "save": "Enregistrer",
        "added": "« Maladies rares » est désormais un domaine prioritaire.",
        "shown": "Maladies rares",
        "languages": "Modifier les langues",
        "members": "Membres",
    },
    "de": {
        "account": "Unser Cluster",
        "colour": "Farbe ändern",
        "look": "Erst ansehen",
        "take": "#7a6700 nehmen und speichern",
        "faint": "Ihr Kontrast ist 1.1",
        "saved": "Gespeichert: Farbe auf hellem Grund",
        "area": "Einen Schwerpunkt hinzufügen",
        "save": "Speichern",
        "added": "„Seltene Erkrankungen“ ist jetzt ein Schwerpunkt.",
        "shown": "Seltene Erkrankungen",
        "languages": "Sprachen ändern",
        "members": "Mitglieder",
    },
}


@pytest.fixture
def wood():
    """Another cluster of the installation, with a site under another name of this machine."""
    return ClusterFactory(slug="wood", name="Wood Cluster", host="127.0.0.1")


def is_drawn_in(page, colour):
    """Assert in which colour links are really drawn, once the page has all its styles."""
    expect(page.locator("main a").first).to_have_css("color", colour)


class TestFromPlainToOwnLook:
    def test_in_three_languages_on_any_screen(
        self, page, client, site, biohealth, wood, language, is_sound
    ):
        words = WORDS[language]
        other = site.replace("localhost", "127.0.0.1")
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page.goto(f"/{language}/profile/")
        page.get_by_role("link", name=words["account"], exact=True).press("Enter")
        is_sound(page, f"our-cluster-{language}")
        page.get_by_role("link", name=words["colour"], exact=True).press("Enter")

        # Gold is what they want, and few could read it.
        page.locator("input[name=accent][value=own]").press("Space")
        page.locator("#id_own").fill("#FFD700")
        page.locator("#id_own").press("Enter")

        expect(page.locator("#id_own_error")).to_contain_text(words["faint"])
        is_sound(page, f"too-faint-{language}")
        page.get_by_role("button", name=words["take"]).press("Enter")
        expect(page.locator("main .alert").first).to_have_text(words["saved"])
        is_drawn_in(page, "rgb(122, 103, 0)")
        is_sound(page, f"own-colour-{language}")
        page.emulate_media(color_scheme="dark")
        is_sound(page, f"own-colour-in-the-dark-{language}")
        page.emulate_media(color_scheme="light")

        page.get_by_role("link", name=words["area"], exact=True).press("Enter")
        page.locator("#id_name_en").fill("Rare diseases")
        page.locator("#id_name_fr").fill("Maladies rares")
        page.locator("#id_name_de").fill("Seltene Erkrankungen")
        page.locator("#id_terms").fill("orphan drug\nrare disease")
        is_sound(page, f"focus-area-{language}")
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")
        expect(page.locator("main .alert").first).to_have_text(words["added"])

        page.get_by_role("link", name=words["languages"], exact=True).press("Enter")
        page.locator("#id_language_1").select_option("de")
        page.locator("#id_language_2").select_option("en")
        page.locator("#id_language_3").select_option("")
        is_sound(page, f"languages-{language}")
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")
        expect(page.locator(".languages a")).to_have_count(2)

        page.context.clear_cookies()
        page.goto(f"/{language}/clusters/")
        expect(page.locator(".clusters")).to_contain_text(words["shown"])
        expect(page.locator(".clusters dt").first).to_have_text(words["members"])
        expect(page.locator(".languages a > span[aria-hidden]")).to_have_text(["de", "en"])
        is_sound(page, f"clusters-{language}")
        page.goto(f"/{language}/membership/")
        assert page.locator(".brand__cluster").inner_text() == "Luxembourg BioHealth Cluster"

        self.see_that_the_other_stays(page.context.browser, other, language)

    def see_that_the_other_stays(self, browser, address, language):
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto(f"/{language}/clusters/")
        expect(page.locator(".brand__cluster")).to_have_text("Wood Cluster")
        expect(page.locator(".languages a")).to_have_count(3)
        # The green of Liaison.
        is_drawn_in(page, "rgb(12, 90, 82)")
        context.close()
