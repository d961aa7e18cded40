"""An officer ticks organisations, sees what would change, changes them, and undoes all of it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, Organisation
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory

WORDS = {
    "en": {
        "go_on": "Go on with these",
        "see": "See what would change",
        "change": "Change 2 organisations",
        "elsewhere": "only another cluster keeps it",
        "undo": "Undo this for all of them",
        "undone": "Undone on",
        "lately": "What changed lately",
    },
    "fr": {
        "go_on": "Continuer avec celles-ci",
        "see": "Voir ce qui changerait",
        "change": "Modifier 2 organisations",
        "elsewhere": "seul un autre cluster la tient à jour",
        "undo": "Annuler cela pour toutes",
        "undone": "Annulé le",
        "lately": "Ce qui a changé récemment",
    },
    "de": {
        "go_on": "Mit diesen weiter",
        "see": "Ansehen, was sich ändern würde",
        "change": "2 Organisationen ändern",
        "elsewhere": "nur ein anderes Cluster pflegt sie",
        "undo": "Das für alle rückgängig machen",
        "undone": "Rückgängig gemacht am",
        "lately": "Was sich zuletzt geändert hat",
    },
}


@pytest.fixture
def organisations(site, biohealth):
    for name in ("Moselle Sensors", "Sauer Laboratory"):
        OrganisationFactory(name=name, visibility="public")
    shipyard = OrganisationFactory(name="Mertert Shipyard", visibility="public")
    MapEntry.objects.create(
        cluster=ClusterFactory(slug="maritime"), organisation=shipyard, since=date(2026, 1, 1)
    )
    refresh_lookup()


class TestFromTicksToManyTrueEntries:
    def test_in_three_languages_on_any_screen(
        self, page, site, client, biohealth, organisations, language, is_sound
    ):
        words = WORDS[language]
        person = ClusterRoleFactory(
            cluster=biohealth, role="cluster_officer", person__language=language
        ).person
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        page.context.add_cookies([cookie])

        page.goto(f"/{language}/directory/")
        is_sound(page, f"list-{language}")
        for box in page.locator("input[name=organisation]").all():
            box.press("Space")
        page.get_by_role("button", name=words["go_on"], exact=True).press("Enter")

        is_sound(page, f"what-{language}")
        page.locator("#id_do").select_option("state:dormant")
        page.get_by_role("button", name=words["see"], exact=True).press("Enter")
        expect(page.locator(".told")).to_contain_text(words["elsewhere"])
        is_sound(page, f"preview-{language}")

        page.get_by_role("button", name=words["change"], exact=True).press("Enter")
        undo = page.get_by_role("button", name=words["undo"], exact=True)
        expect(undo).to_be_visible()
        is_sound(page, f"done-{language}")
        assert Organisation.objects.filter(state="dormant").count() == 2

        undo.press("Enter")
        expect(page.locator("main .alert")).to_contain_text(words["undone"])
        is_sound(page, f"undone-{language}")
        assert not Organisation.objects.filter(state="dormant").exists()

        page.goto(f"/{language}/directory/together/")
        is_sound(page, f"recent-{language}")
        page.goto(f"/{language}/directory/changed-lately/")
        expect(page.locator("h1")).to_have_text(words["lately"])
        expect(page.locator(".handed-over .card")).to_have_count(4)
        is_sound(page, f"lately-{language}")
