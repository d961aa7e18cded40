"""An import is undone weeks later, and what people did since stays."""

import datetime as dt

import pytest

from liaison.hub.audit.models import Event
from liaison.hub.directory.models import Identifier, MapEntry, Organisation, Place
from liaison.hub.directory.provenance import Provenance, Verified
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.undoing import words_for
from tests.factories.accounts import UserFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress, tables

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("name", "country", "city", "website", "pic", "vat_number", "former_names", "acronym"),
    *("founded_year", "address", "latitude", "longitude"),
]
LIST = [
    *("LIST", "LU", "Belval", "https://www.list.lu", "935646370", "LU15424508"),
    *("CRP Lippmann", "", "2015", "5, avenue des Hauts-Fourneaux", "49.5", "5.9"),
]
SENSORS = ["Moselle Sensors", "LU", "Wasserbillig", "", "999446885", "", "", "MS", "", "", "", ""]


@pytest.fixture
def institute():
    """What is in the directory of LIST before its file comes."""
    institute = OrganisationFactory(
        name="LIST", country="LU", city="Esch", website="https://list.lu", founded_year=2014
    )
    Provenance(institute).note(["city"], Verified("a call", on=dt.date(2024, 5, 1)))
    institute.save()
    OrganisationNameFactory(organisation=institute, kind="former", name="CRP Tudor", language="fr")
    IdentifierFactory(organisation=institute, scheme="pic", value="935646370")
    IdentifierFactory(organisation=institute, scheme="vat", value="LU26375245")
    Organisation.objects.update(updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    return Organisation.objects.get()


def only_kept(undoing):
    (kept,) = undoing.kept
    return kept


class TestUndoing:
    def test_leaves_every_row_as_it_was(self, institute, file, imported, undone):
        before = tables()
        run = imported(file(HEADINGS, LIST, SENSORS))
        assert tables() != before

        undoing = undone(run)

        assert tables() == before
        assert dict(undoing.counts) == {"removed": 1, "restored": 1}

    def test_leaves_a_place_as_it_was(self, institute, file, imported, undone):
        PlaceFactory(organisation=institute, city="Esch", address="Rue du Brill", latitude=None)
        before = tables()

        undone(imported(file(HEADINGS, LIST)))

        assert tables() == before

    def test_leaves_texts_as_they_were(self, institute, file, imported, undone):
        institute.texts = {
            "headline_de": {"text": "Forschung für alle", "state": "original"},
            "headline_fr": {
                "text": "La recherche pour tous",
                "state": "machine",
                "language": "de",
                "of": "0123456789abcdef",
                "on": "2026-01-01",
            },
        }
        institute.save()
        before = tables()
        run = imported(
            file(
                ["name", "country", "headline_de", "headline_en", "description_fr"],
                ["LIST", "LU", "Forschung für Luxemburg", "Research for all", "Un\n\nDeux"],
                ["Moselle Sensors", "LU", "", "Sensors", ""],
            )
        )
        texts = Organisation.objects.get(name="LIST").texts
        assert texts["headline_de"] == {"text": "Forschung für Luxemburg", "state": "original"}
        assert texts["headline_en"]["state"] == "human"
        assert texts["headline_en"]["language"] == "de"
        assert texts["headline_fr"]["of"] == "0123456789abcdef"
        assert texts["description_fr"] == {"text": "Un\n\nDeux", "state": "original"}
        new = Organisation.objects.get(name="Moselle Sensors")
        assert new.texts == {"headline_en": {"text": "Sensors", "state": "original"}}

        undone(run)

        assert tables() == before

    def test_leaves_a_text_that_somebody_wrote_since(self, institute, file, imported, undone):
        run = imported(file(["name", "country", "headline_en"], ["LIST", "LU", "Research"]))
        kept = Organisation.objects.get()
        kept.texts = {"headline_en": {"text": "Research for you", "state": "original"}}
        kept.save()

        undoing = undone(run)

        assert only_kept(undoing).parts == ("texts.headline_en",)
        assert Organisation.objects.get().texts["headline_en"]["text"] == "Research for you"

    def test_of_several_imports_in_turn_leaves_every_row_as_it_was(
        self, institute, file, imported, undone
    ):
        states, runs = [tables()], []
        for day, city in enumerate(["Belval", "Esch", "Differdange"], start=1):
            row = ["LIST", "LU", city, "", "", "", "", "", str(2000 + day), "", "", ""]
            runs.append(imported(file(HEADINGS, row), now=NOON + dt.timedelta(days=day)))
            states.append(tables())

        for run in reversed(runs):
            assert tables() == states.pop()
            undone(run)

        assert tables() == states.pop()

    def test_is_recorded(self, file, imported, undone):
        manager = UserFactory(is_superuser=True)
        run = imported(file(HEADINGS, LIST))

        undone(run, by=manager)

        run.refresh_from_db()
        assert (run.state, run.undone_by, run.undone_at) == ("undone", manager, LATER)
        event = Event.objects.newest_first().first()
        assert (event.verb, event.subject) == ("import.undone", f"import {run.code}")
        assert event.details == {"removed": 1}

    def test_happens_once(self, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        undone(run)

        with pytest.raises(actions.UndoneAlready, match="was undone on 2026-11-30"):
            undone(run)
        with pytest.raises(actions.UndoneAlready):
            actions.what_undoing_does(run, by=None, progress=no_progress)

    def test_is_for_those_who_may_import(self, file, imported, undone):
        run = imported(file(HEADINGS, LIST))

        with pytest.raises(actions.NotAllowed):
            undone(run, by=UserFactory())

    def test_can_be_looked_at_before(self, institute, file, imported):
        run = imported(file(HEADINGS, LIST, SENSORS))
        before = tables()

        undoing = actions.what_undoing_does(run, by=None, progress=no_progress)

        assert tables() == before
        assert dict(undoing.counts) == {"removed": 1, "restored": 1}


class TestWhatPeopleChangedSince:
    def test_of_a_changed_organisation_stays_and_is_named(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        since = Organisation.objects.get()
        since.city = "Differdange"
        since.save()
        names = since.names.create(kind="former", name="CRP Gabriel Lippmann")

        kept = only_kept(undone(run))

        assert (kept.name, kept.parts) == ("LIST", ("city", "names.former"))
        since.refresh_from_db()
        assert since.city == "Differdange"
        assert since.names.contains(names)
        assert (since.website, since.founded_year) == ("https://list.lu", 2014)
        assert since.identifiers.get(scheme="vat").value == "LU26375245"
        assert not Place.objects.exists()
        assert since.updated_at == LATER

    def test_in_another_field_stays_too(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        since = Organisation.objects.get()
        since.nace = "72.11"
        since.save()

        undoing = undone(run)

        assert dict(undoing.counts) == {"restored": 1}
        since.refresh_from_db()
        assert (since.nace, since.city, since.updated_at) == ("72.11", "Esch", LATER)

    def test_by_confirming_it_makes_it_theirs(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        since = Organisation.objects.get()
        Provenance(since).note(["city"], Verified("the member", on=LATER.date()))
        since.save()

        kept = only_kept(undone(run))

        assert set(kept.parts) == {"city", "origin.city"}
        since.refresh_from_db()
        assert since.city == "Belval"
        assert Provenance(since).of("city").source == "the member"

    def test_by_giving_an_old_number_to_another_organisation(
        self, institute, file, imported, undone
    ):
        run = imported(file(HEADINGS, LIST))
        IdentifierFactory(scheme="vat", value="LU26375245")

        kept = only_kept(undone(run))

        assert kept.parts == ("identifiers.vat",)
        assert institute.identifiers.get(scheme="vat").value == "LU15424508"

    def test_by_saying_until_when_it_had_its_old_number(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        ended = IdentifierFactory(
            organisation=institute, scheme="vat", value="LU26375245", until=NOON.date()
        )

        kept = only_kept(undone(run))

        assert kept.parts == ("identifiers.vat",)
        numbers = institute.identifiers.filter(scheme="vat").order_by("value")
        assert [each.value for each in numbers] == ["LU15424508", "LU26375245"]
        assert Identifier.objects.get(pk=ended.pk).until == NOON.date()

    def test_of_a_place_that_the_import_brought(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST))
        Place.objects.update(address="41, rue du Brill")

        kept = only_kept(undone(run))

        assert kept.parts == ("place.address",)
        assert Place.objects.get().address == "41, rue du Brill"

    def test_by_removing_an_organisation(self, institute, file, imported, undone):
        run = imported(file(HEADINGS, LIST, SENSORS))
        Organisation.objects.all().delete()

        undoing = undone(run)

        assert dict(undoing.counts) == {"removed": 1, "kept": 1}
        assert only_kept(undoing).is_gone


class TestNewOrganisation:
    @pytest.mark.parametrize("what", ["field", "name", "number", "place"])
    def test_that_was_changed_since_stays_and_is_named(self, file, imported, undone, what):
        run = imported(file(HEADINGS, SENSORS))
        organisation = Organisation.objects.get()
        if what == "field":
            organisation.website = "https://sensors.example"
            organisation.save()
        elif what == "name":
            OrganisationNameFactory(organisation=organisation, kind="trading")
        elif what == "number":
            IdentifierFactory(organisation=organisation, scheme="rcs", value="B1234")
        else:
            PlaceFactory(organisation=organisation)

        kept = only_kept(undone(run))

        changed = {
            "field": "website",
            "name": "names.trading",
            "number": "identifiers.rcs",
            "place": "place.pk",
        }
        assert changed[what] in kept.parts
        assert Organisation.objects.get() == organisation

    def test_that_people_act_for_stays_and_is_named(self, file, imported, undone):
        run = imported(file(HEADINGS, SENSORS, LIST))
        OrganisationRoleFactory(organisation=Organisation.objects.get(name="LIST"))

        undoing = undone(run)

        kept = only_kept(undoing)
        assert (kept.name, kept.parts) == ("LIST", ())
        assert [words_for(label) for label in kept.has] == ["people who act for it"]
        assert Organisation.objects.get().name == "LIST"
        assert Identifier.objects.count() == 2

    def test_that_stands_on_a_sector_map_stays(self, file, imported, undone, biohealth):
        run = imported(file(HEADINGS, SENSORS))
        organisation = Organisation.objects.get()
        MapEntry.objects.create(cluster=biohealth, organisation=organisation, since=NOON.date())

        assert only_kept(undone(run)).has == ("directory.MapEntry",)

    def test_into_which_another_merged_stays(self, file, imported, undone):
        run = imported(file(HEADINGS, SENSORS))
        OrganisationFactory(state="merged", merged_into=Organisation.objects.get())

        assert only_kept(undone(run)).has == ("directory.Organisation",)

    def test_with_further_places_stays(self, file, imported, undone):
        run = imported(file(HEADINGS, SENSORS))
        PlaceFactory(organisation=Organisation.objects.get(), is_main=False)

        assert only_kept(undone(run)).has == ("directory.Place",)
