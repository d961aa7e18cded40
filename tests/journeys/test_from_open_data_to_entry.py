"""An editor links an entry to open data and takes over what is missing; a visitor sees who works
with whom."""

import pytest
from playwright.sync_api import expect

from liaison.hub.directory import queries as evidence_queries
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import Organisation
from liaison.hub.enrichment import actions
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.hub.enrichment.test_linking import NOON, silent

WORDS = {
    "en": {
        "says": "What open data says",
        "yes": "Yes",
        "linked": "is linked",
        "take": "Take over",
        "dismiss": "Dismiss",
        "taken": "Taken over: Founded in, from ROR.",
        "dismissed": "Dismissed: Web site.",
        "picture": "Who works with whom, as a picture",
        "none": "Nothing to ask",
    },
    "fr": {
        "says": "Ce que disent les données ouvertes",
        "yes": "Oui",
        "linked": "est reliée",
        "take": "Reprendre",
        "dismiss": "Écarter",
        "taken": "Repris : Fondée en, de ROR.",
        "dismissed": "Écarté : Site web.",
        "picture": "Qui travaille avec qui, en image",
        "none": "Rien à demander",
    },
    "de": {
        "says": "Was offene Daten sagen",
        "yes": "Ja",
        "linked": "ist verknüpft",
        "take": "Übernehmen",
        "dismiss": "Verwerfen",
        "taken": "Übernommen: Gegründet, von ROR.",
        "dismissed": "Verworfen: Website.",
        "picture": "Wer mit wem arbeitet, als Bild",
        "none": "Nichts zu fragen",
    },
}


@pytest.fixture
def university(site, joined):
    university = OrganisationFactory(
        name="Université de la Rivière",
        kind="university",
        city="Esch-sur-Alzette",
        visibility="public",
    )
    PlaceFactory(organisation=university, latitude=49.5, longitude=5.98)
    return university


class TestFromOpenDataToEntry:
    def test_in_three_languages_on_any_screen(self, signed_in, university, language, is_sound):
        words = WORDS[language]
        page = signed_in(OrganisationRoleFactory(organisation=university).person)
        page.goto(f"/{language}/directory/{university.public_id}/")
        page.get_by_role("link", name=words["says"], exact=True).press("Enter")
        is_sound(page, f"likely-{language}")

        page.locator("button[name=said][value=same]").first.press("Enter")

        expect(page.locator("main .alert, .alert").first).to_contain_text(words["linked"])
        is_sound(page, f"facts-{language}")
        row = page.locator("tr", has_text="2003")
        row.get_by_role("button", name=words["take"]).press("Enter")
        expect(page.locator(".alert").first).to_have_text(words["taken"])
        row = page.locator("tr", has_text="riviere.example")
        row.get_by_role("button", name=words["dismiss"]).press("Enter")
        expect(page.locator(".alert").first).to_contain_text(words["dismissed"])

        kept = Organisation.objects.get(pk=university.pk)
        assert (kept.founded_year, kept.website) == (2003, "")
        page.goto(f"/{language}/directory/{university.public_id}/")
        expect(page.locator("#known")).to_be_visible()
        is_sound(page, f"known-{language}")
        page.goto(f"/{language}/directory/{university.public_id}/edit/")
        is_sound(page, f"edit-{language}")


class TestFromListToYes:
    def test_in_three_languages_on_any_screen(
        self, signed_in, biohealth, university, language, is_sound
    ):
        words = WORDS[language]
        actions.look_at_open_data(now=NOON, progress=silent, write=True)
        page = signed_in(ClusterRoleFactory(cluster=biohealth).person)
        page.goto(f"/{language}/likely-entries/?go-on=1")
        expect(page.locator("button[name=said][value=same]").first).to_be_focused()
        is_sound(page, f"list-{language}")

        page.keyboard.press("Enter")

        expect(page.locator(".empty")).to_contain_text(words["none"])
        page.goto(f"/{language}/proposed-facts/")
        is_sound(page, f"proposed-{language}")


class TestFromNarrowedListToPicture:
    @pytest.fixture
    def ecosystem(self, site, evidence):
        evidence_queries._public_profiles.cache_clear()
        for name, id_, kind, town, where in (
            ("Moselle Sensors", "100000001", "company", "Remich", (49.54, 6.37)),
            ("Institute of Gait", "100000002", "research", "Belval", (49.5, 5.95)),
            ("Upper Rhine", "100000003", "university", "Freiburg", (48.0, 7.85)),
            ("Alpine Biobank", "100000004", "association", "Chur", (46.85, 9.53)),
        ):
            organisation = OrganisationFactory(
                name=name, open_data_id=id_, kind=kind, city=town, visibility="public"
            )
            latitude, longitude = where
            PlaceFactory(
                organisation=organisation, city=town, latitude=latitude, longitude=longitude
            )
            IdentifierFactory(organisation=organisation)
        refresh_lookup()

    def test_in_three_languages_on_any_screen(self, page, ecosystem, language, is_sound):
        words = WORDS[language]
        page.goto(f"/{language}/directory/?kind=company&kind=research&kind=university")
        page.locator("#found-map").evaluate("each => each.open = true")
        # Two towns lie so near each other that they are one dot.
        expect(page.locator("#found-map svg a")).to_have_count(2)
        is_sound(page, f"map-{language}")
        page.get_by_role("link", name=words["picture"]).press("Enter")

        expect(page.locator(".graph__node")).to_have_count(3)
        expect(page.locator(".ties tbody tr")).to_have_count(3)
        is_sound(page, f"graph-{language}")
        page.locator(".graph__node").first.focus()
        expect(page.locator(".graph.is-lit")).to_have_count(1)
        page.locator("[data-graph-zoom=in]").press("Enter")
        expect(page.locator(".graph[data-zoomed]")).to_have_count(1)
        page.locator(".graph__node").first.press("Enter")
        expect(page.locator("#known")).to_be_visible()
        is_sound(page, f"profile-{language}")

    def test_a_town_on_the_map_leads_to_the_list_near_there(self, page, ecosystem):
        page.goto("/en/directory/?kind=company&kind=research")
        # It comes once it is in sight; until then a link stands in its place.
        page.locator("#found-map").evaluate(
            "each => { each.open = true; each.scrollIntoView({block: 'end'}) }"
        )
        page.locator("#found-map svg a").first.focus()
        page.keyboard.press("Enter")

        expect(page.locator("#found-heading")).to_have_text("1 organisation")
