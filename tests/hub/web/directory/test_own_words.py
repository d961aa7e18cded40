"""What an organisation says of itself, as readers of each language see it."""

import html
import json
import re

import pytest

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.directory.texts import Wanted, settle
from tests.factories.directory import OrganisationFactory
from tests.hub.directory.test_texts import FIRST, LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence", "biohealth")]

GERMAN = "Wir messen <Flüsse>.\n\nSeit 1998."


@pytest.fixture
def sensors():
    sensors = OrganisationFactory(name="Moselle Sensors", visibility="public")
    sensors.texts = settle(
        {},
        {
            "headline_de": Wanted("Sensoren für Flüsse"),
            "headline_fr": Wanted("Des capteurs pour les rivières", "human"),
            "description_de": Wanted(GERMAN),
            "description_fr": Wanted("Nous mesurons les rivières.", "machine"),
        },
        on=FIRST,
    )
    Provenance(sensors).note(["description_de"], Verified("members.csv", on=FIRST))
    Provenance(sensors).note(["headline_de"], Verified("liaison:organisation", on=FIRST, by="x"))
    sensors.save()
    refresh_lookup()
    return sensors


def profile(client, sensors, language):
    return html.unescape(client.get(f"/{language}/directory/{sensors.public_id}/").content.decode())


class TestProfile:
    def test_is_in_the_readers_language(self, client, sensors):
        page = profile(client, sensors, "de")

        assert '<p class="lead own-headline" lang="de">Sensoren für Flüsse</p>' in page
        assert "<p>Wir messen <Flüsse>.</p>\n\n<p>Seit 1998.</p>" in page
        assert "members.csv, gelesen am 2. November 2026" in page
        assert "von einem Menschen geprüft am 2. November 2026" in page
        assert '<meta name="description" content="Sensoren für Flüsse">' in page
        assert "übersetzt" not in page

    def test_falls_back_to_the_original_and_says_so(self, client, sensors):
        page = profile(client, sensors, "en")

        assert '<div class="own-words" lang="de">' in page
        assert page.count("This text is in German; there is none in English yet.") == 2
        assert "names, numbers and places, with sources and dates." in page

    def test_escapes_what_is_written(self, client, sensors):
        assert b"messen &lt;Fl" in client.get(f"/de/directory/{sensors.public_id}/").content

    def test_marks_what_a_machine_translated_and_shows_the_original(self, client, sensors):
        page = profile(client, sensors, "fr")

        assert page.count("Traduit par une machine.") == 1
        assert "<summary>L’original, en allemand</summary>" in page

    def test_marks_a_translation_whose_original_changed(self, client, sensors):
        changed = settle(sensors.texts, {"headline_de": Wanted("Sensoren für Seen")}, on=LATER)
        sensors.texts |= changed
        sensors.save()

        page = profile(client, sensors, "fr")

        assert "Des capteurs pour les rivières" in page
        assert "Le texte en allemand a été modifié après" in page

    def test_tells_search_engines(self, client, sensors):
        page = client.get(f"/fr/directory/{sensors.public_id}/").content.decode()

        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert json.loads(block)["description"] == "Nous mesurons les rivières."

    def test_says_nothing_where_there_are_no_words(self, client):
        silent = OrganisationFactory(name="Silent", visibility="public")

        page = profile(client, silent, "en")

        assert "In its own words" not in page
        assert "own-headline" not in page


class TestList:
    @pytest.mark.parametrize(
        ("language", "line"),
        [
            ("fr", '<p class="listed__headline">Des capteurs pour les rivières</p>'),
            ("en", '<p class="listed__headline" lang="de">Sensoren für Flüsse</p>'),
        ],
    )
    def test_has_the_headline_in_a_language_that_there_is(self, client, sensors, language, line):
        assert line in client.get(f"/{language}/directory/").content.decode()
