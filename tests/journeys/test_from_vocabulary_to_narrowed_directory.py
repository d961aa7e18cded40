"""A manager publishes a vocabulary, a member chooses from it, and a visitor finds the member."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
SKILLS = "taxonomies/biohealth-skills/"
WORDS = {
    "en": {
        "ring": "That would be a ring: Discovery and biology → Cell culture",
        "in force": "Version 2 is in force.",
        "skill": "Cell culture",
        "certificate": "ISO 13485: medical devices",
        "valid": "valid until 31 May 2099",
        "area": "Digital health",
    },
    "fr": {
        "ring": "Cela ferait un cercle",
        "in force": "La version 2 est en vigueur.",
        "skill": "Culture cellulaire",
        "certificate": "ISO 13485 : dispositifs médicaux",
        "valid": "valable jusqu’au 31 mai 2099",
        "area": "Santé numérique",
    },
    "de": {
        "ring": "Das wäre ein Ring",
        "in force": "Version 2 gilt jetzt.",
        "skill": "Zellkultur",
        "certificate": "ISO 13485: Medizinprodukte",
        "valid": "gültig bis 31. Mai 2099",
        "area": "Digitale Gesundheit",
    },
}


@pytest.fixture
def sensors(site, biohealth):
    """A member's entry on the cluster's map, and one beside it that has the focus area only."""
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    optics = OrganisationFactory(name="Sûre Optics", visibility="public")
    for each in (sensors, optics):
        MapEntry.objects.create(cluster=biohealth, organisation=each, since=NOON.date())
    area = FocusArea.objects.get(cluster=biohealth, code="digital-health")
    OrganisationTerm.objects.create(organisation=optics, subject="focus_areas", focus_area=area)
    refresh_lookup()
    return sensors


@pytest.fixture
def page_of(new_page, client, site):
    """Open pages as a person who is signed in, by keyboard."""

    def open_as(person):
        page = new_page()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        page.context.add_cookies([cookie])
        return page

    return open_as


class TestFromVocabularyToNarrowedDirectory:
    def test_in_three_languages_on_any_screen(
        self, sensors, biohealth, page_of, new_page, language, window, is_sound
    ):
        words = WORDS[language]
        self.publish(
            page_of(ClusterRoleFactory(cluster=biohealth).person), words, is_sound, language
        )
        member = OrganisationRoleFactory(organisation=sensors).person
        self.choose(page_of(member), sensors, words, is_sound, language)
        self.narrow(new_page(), words, is_sound, language, is_phone=window["width"] < 500)

    def publish(self, page, words, is_sound, language):
        page.goto(f"/{language}/taxonomies/")
        is_sound(page, f"taxonomies-{language}")
        page.locator(f"main a[href$='{SKILLS}']").press("Enter")
        is_sound(page, f"taxonomy-in-force-{language}")
        page.goto(f"/{language}/{SKILLS}file/")
        is_sound(page, f"taxonomy-file-{language}")
        page.goto(f"/{language}/taxonomies/new/")
        is_sound(page, f"taxonomy-new-{language}")
        page.goto(f"/{language}/{SKILLS}")
        page.locator("form[action$='/draft/'] button").press("Enter")
        page.locator("a[href$='/term/discovery/']").press("Enter")
        page.locator("#id_parent").select_option("cell-culture")
        page.locator("#id_code").press("Enter")
        expect(page.locator("main")).to_contain_text(words["ring"])
        is_sound(page, f"taxonomy-ring-{language}")
        page.locator("#id_parent").select_option("")
        page.locator("#id_code").press("Enter")
        is_sound(page, f"taxonomy-draft-{language}")
        page.locator("a[href$='/publish/']").press("Enter")
        is_sound(page, f"taxonomy-preview-{language}")
        page.locator("form[action$='/publish/'] button").press("Enter")
        expect(page.locator("main .alert, .alert").first).to_contain_text(words["in force"])

    def choose(self, page, sensors, words, is_sound, language):
        page.goto(f"/{language}/directory/{sensors.public_id}/edit/")
        page.locator("#id_terms-skills-0-term").select_option("biohealth-skills@2:cell-culture")
        page.locator("#id_terms-focus_areas-0-term").select_option("biohealth:digital-health")
        page.locator("#id_terms-certificates-0-term").select_option("certificates@1:iso-13485")
        page.locator("#id_terms-certificates-0-number").fill("MD 1234")
        page.locator("#id_terms-certificates-0-until").fill("2099-05-31")
        is_sound(page, f"terms-chosen-{language}")
        page.locator("#id_terms-certificates-0-number").press("Enter")
        for each in ("skill", "certificate", "valid", "area"):
            expect(page.locator("main")).to_contain_text(words[each])
        is_sound(page, f"terms-on-profile-{language}")

    def narrow(self, page, words, is_sound, language, *, is_phone):
        page.goto(f"/{language}/directory/")
        for name, value in (
            ("focus_areas", "biohealth:digital-health"),
            ("certificates", "certificates:iso-13485"),
        ):
            box = page.locator(f"input[name={name}][value='{value}']")
            for fold in (page.locator("#filters-fold"), page.locator(f"#filter-{name}")):
                if fold.get_attribute("open") is None:
                    fold.locator("> summary").press("Enter")
            box.press("Space")
            page.wait_for_url(f"**{name}=**")
            # What is being exchanged would take the next step along.
            page.wait_for_load_state("networkidle")
            expect(page.locator(".htmx-request")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("Moselle Sensors")
        expect(page.locator("main")).not_to_contain_text("Sûre Optics")
        is_sound(page, f"directory-narrowed-{language}")
