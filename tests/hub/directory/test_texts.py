"""An organisation's own words in several languages, and what becomes of translations."""

from datetime import UTC, date, datetime

import pytest

from liaison.hub.directory import actions
from liaison.hub.directory.editing import earlier_text, read_entry
from liaison.hub.directory.models import FieldChange, Organisation
from liaison.hub.directory.provenance import Provenance
from liaison.hub.directory.texts import (
    Wanted,
    digest_of,
    is_outdated,
    read_text,
    settle,
    taken_over,
    tidy,
)
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

FIRST, LATER = date(2026, 11, 2), date(2026, 11, 20)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
RIVERS = "Sensoren für Flüsse"
GERMAN = {"headline_de": {"text": RIVERS, "state": "original"}}


@pytest.fixture
def translated():
    """A German headline with its French translation."""
    return GERMAN | settle(
        GERMAN, {"headline_fr": Wanted("Des capteurs pour les rivières", "human")}, on=FIRST
    )


class TestSettle:
    def test_notes_of_which_words_a_translation_is_one(self, translated):
        assert translated["headline_fr"] == {
            "text": "Des capteurs pour les rivières",
            "state": "human",
            "language": "de",
            # The beginning of the SHA-256 of the German words.
            "of": "4981bb33b7a1596d",
            "on": "2026-11-02",
        }
        assert not is_outdated("headline_fr", translated)
        assert not is_outdated("headline_de", translated)

    def test_leaves_a_translation_behind_when_its_original_changes(self, translated):
        wanted = {"headline_de": Wanted("Sensoren für Seen")}
        now = translated | settle(translated, wanted, on=LATER)

        assert is_outdated("headline_fr", now)
        assert now["headline_fr"] == translated["headline_fr"]

    def test_takes_a_translation_written_together_with_its_original_as_one_of_the_new(
        self, translated
    ):
        wanted = {
            "headline_de": Wanted("Sensoren für Seen"),
            "headline_fr": Wanted("Des capteurs pour les lacs", "human"),
        }
        now = translated | settle(translated, wanted, on=LATER)

        assert not is_outdated("headline_fr", now)
        assert now["headline_fr"]["on"] == "2026-11-20"

    def test_keeps_when_it_was_translated_where_only_who_did_is_corrected(self, translated):
        changed = translated | settle(
            translated, {"headline_de": Wanted("Sensoren für Seen")}, on=LATER
        )
        french = Wanted("Des capteurs pour les rivières", "machine")

        now = changed | settle(changed, {"headline_fr": french}, on=LATER)

        assert now["headline_fr"]["state"] == "machine"
        assert now["headline_fr"]["on"] == "2026-11-02"
        assert is_outdated("headline_fr", now)

    def test_believes_that_a_translation_is_still_right(self, translated):
        changed = translated | settle(
            translated, {"headline_de": Wanted("Sensoren für alle Flüsse")}, on=LATER
        )
        same = {"headline_fr": Wanted("Des capteurs pour les rivières", "human")}

        now = changed | settle(changed, same, on=LATER, still_right=["headline_fr"])

        assert not is_outdated("headline_fr", now)
        assert now["headline_fr"]["on"] == "2026-11-20"

    def test_takes_away_what_is_left_empty(self, translated):
        assert settle(translated, {"headline_fr": Wanted("", "human")}, on=LATER) == {
            "headline_fr": None
        }

    def test_keeps_headline_and_description_apart(self):
        described = settle(GERMAN, {"description_fr": Wanted("Mesurer.", "machine")}, on=FIRST)

        assert described["description_fr"]["language"] == ""
        assert not is_outdated("description_fr", GERMAN | described)


class TestTakenOver:
    def test_makes_the_first_an_original_and_the_others_translations(self):
        said = {"headline_fr": "Des capteurs", "headline_de": "Sensoren", "description_en": "We"}

        assert taken_over({}, said) == {
            "headline_fr": Wanted("Des capteurs", "original"),
            "headline_de": Wanted("Sensoren", "human"),
            "description_en": Wanted("We", "original"),
        }

    def test_keeps_what_each_was(self, translated):
        said = {"headline_en": "Sensors", "headline_de": "Fühler", "headline_fr": "Sondes"}

        assert taken_over(translated, said) == {
            "headline_en": Wanted("Sensors", "human"),
            "headline_de": Wanted("Fühler", "original"),
            "headline_fr": Wanted("Sondes", "human"),
        }


class TestReading:
    def test_is_in_the_readers_language_where_there_is_a_text_in_it(self, translated):
        reading = read_text("headline", translated, "fr")

        assert (reading.text, reading.language) == ("Des capteurs pour les rivières", "fr")

    def test_is_of_the_original_where_there_is_none(self, translated):
        reading = read_text("headline", translated, "en")

        assert (reading.text, reading.language, reading.state) == (RIVERS, "de", "original")

    def test_is_nothing_where_nothing_is_said(self, translated):
        assert read_text("description", translated, "de") is None


class TestTidy:
    @pytest.mark.parametrize(
        ("kind", "written", "kept"),
        [
            ("headline", "  Sensors\nfor\trivers ", "Sensors for rivers"),
            ("description", " One. \r\nTwo.\r\n\r\n\r\n\r\nThree.\n", "One.\nTwo.\n\nThree."),
        ],
    )
    def test_keeps_one_line_of_a_headline_and_paragraphs_of_a_description(
        self, kind, written, kept
    ):
        assert tidy(kind, written) == kept


@pytest.fixture
def sensors():
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(organisation=sensors).person


@pytest.mark.django_db
class TestEditing:
    def test_keeps_a_text_with_its_origin_and_its_history(self, sensors, owner):
        seen = read_entry(sensors)

        changed = actions.edit_organisation(
            sensors.public_id, seen=seen, wanted=seen | GERMAN, by=owner, now=NOON
        )

        assert changed == ["headline_de"]
        kept = Organisation.objects.get()
        assert kept.texts == GERMAN
        assert Provenance(kept).of("headline_de").source == "liaison:organisation"
        change = FieldChange.objects.get()
        assert (change.field, change.old, change.new) == (
            *("headline_de", None),
            GERMAN["headline_de"],
        )

    def test_finds_what_a_text_said_before_for_those_who_may_edit_it(self, sensors, owner):
        seen = read_entry(sensors)
        for text in (RIVERS, "Sensoren für Seen"):
            wanted = {"headline_de": {"text": text, "state": "original"}}
            actions.edit_organisation(
                sensors.public_id,
                seen=read_entry(Organisation.objects.get()),
                wanted=seen | wanted,
                by=owner,
                now=NOON,
            )

        old, other = digest_of(RIVERS), digest_of("Sensoren für Meere")
        assert earlier_text(sensors, "headline_de", old, for_user=owner) == RIVERS
        assert earlier_text(sensors, "headline_de", other, for_user=owner) is None
        assert earlier_text(sensors, "headline_de", old, for_user=UserFactory()) is None

    @pytest.mark.parametrize(
        "text",
        [
            {"text": "", "state": "original"},
            {"text": "x" * 161, "state": "original"},
            {"text": "Sensors", "state": "guessed"},
        ],
    )
    def test_refuses_what_is_no_text(self, sensors, owner, text):
        seen = read_entry(sensors)

        with pytest.raises(ValueError, match="headline_en"):
            actions.edit_organisation(
                sensors.public_id,
                seen=seen,
                wanted=seen | {"headline_en": text},
                by=owner,
                now=NOON,
            )
