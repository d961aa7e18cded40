"""The record of an organisation: what it may hold and what must always be so."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.directory.provenance import Provenance, Verified
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationNameFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


def is_refused(make, **fields) -> str:
    """Return the database's complaint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**fields)
    return str(refusal.value)


class TestPlainName:
    @pytest.mark.parametrize(
        ("name", "plain"),
        [
            ("Université du Luxembourg", "universite du luxembourg"),
            ("S.T. Screen Co., Ltd", "st screen co ltd"),
            ("CRP-Santé", "crp sante"),
            ("Größe & Söhne", "grosse and sohne"),
            ("L'Eau", "l eau"),
            ("***", "***"),
        ],
    )
    def test_is_worked_out_from_the_name(self, name, plain):
        assert OrganisationFactory(name=name).plain == plain

    def test_follows_the_name(self):
        organisation = OrganisationFactory(name="CRP-Santé")

        organisation.name = "Luxembourg Institute of Health"
        organisation.save()

        organisation.refresh_from_db()
        assert organisation.plain == "luxembourg institute of health"

    def test_is_there_for_many_at_once(self):
        Organisation.objects.bulk_create([Organisation(name="LuxInnovation", kind="company")])

        assert Organisation.objects.get(plain="luxinnovation").name == "LuxInnovation"

    def test_is_there_for_further_names(self):
        assert OrganisationNameFactory(name="C.R.P. Santé", kind="former").plain == "crp sante"


class TestOrganisation:
    def test_has_a_name(self):
        assert "organisation_has_a_name" in is_refused(OrganisationFactory, name="")

    def test_says_into_which_it_merged(self):
        health = OrganisationFactory(name="Luxembourg Institute of Health")

        OrganisationFactory(name="CRP-Santé", state="merged", merged_into=health)

        rule = "organisation_that_merged_says_into_which"
        assert rule in is_refused(OrganisationFactory, state="merged")
        assert rule in is_refused(OrganisationFactory, merged_into=health)

    def test_does_not_merge_into_itself(self):
        health = OrganisationFactory(state="active")
        health.state, health.merged_into = "merged", health

        assert "organisation_merges_into_another" in is_refused(health.save)

    @pytest.mark.parametrize("year", [799, 2201])
    def test_was_founded_in_a_believable_year(self, year):
        refusal = is_refused(OrganisationFactory, founded_year=year)

        assert "organisation_was_founded_in_a_believable_year" in refusal

    def test_has_one_main_place(self):
        place = PlaceFactory()

        PlaceFactory(organisation=place.organisation, city="Belval", is_main=False)

        is_refused(PlaceFactory, organisation=place.organisation)

    @pytest.mark.parametrize(
        ("coordinates", "rule"),
        [
            ({"latitude": 49.5}, "place_has_both_coordinates_or_none"),
            ({"latitude": 495.0, "longitude": 5.9}, "place_is_on_this_planet"),
        ],
    )
    def test_is_on_this_planet(self, coordinates, rule):
        assert rule in is_refused(PlaceFactory, **coordinates)

    def test_stands_on_a_sector_map_once(self, biohealth):
        organisation = OrganisationFactory()
        entry = {"cluster": biohealth, "organisation": organisation, "since": dt.date(2026, 1, 1)}

        MapEntry.objects.create(**entry)

        is_refused(MapEntry.objects.create, **entry)
        assert str(MapEntry.objects.get()) == f"{organisation.name} (Luxembourg BioHealth Cluster)"


class TestIdentifier:
    def test_belongs_to_one_living_organisation(self):
        IdentifierFactory(value="999974844")

        is_refused(IdentifierFactory, value="999974844")

    def test_may_have_belonged_to_one_that_is_no_more(self):
        IdentifierFactory(value="999974844", until=dt.date(2025, 12, 31))

        assert IdentifierFactory(value="999974844").pk

    def test_of_a_register_says_of_which_country(self):
        rule = "identifier_of_a_register_says_of_which_country"

        assert IdentifierFactory(scheme="register", country="DE", value="HRB 1").pk
        assert rule in is_refused(IdentifierFactory, scheme="register", value="HRB 2")
        assert rule in is_refused(IdentifierFactory, scheme="pic", country="DE")


class TestProvenance:
    def test_is_kept_with_the_organisation(self):
        organisation = OrganisationFactory()
        seen = Verified("members.csv", on=dt.date(2026, 11, 2), by="a-public-id")

        Provenance(organisation).note(["city", "vat"], seen)
        organisation.save()

        kept = Provenance(Organisation.objects.get())
        assert sorted(kept) == ["city", "vat"]
        assert kept.of("city") == seen
        assert kept.of("website") is None

    def test_can_be_taken_back(self):
        organisation = OrganisationFactory()
        provenance = Provenance(organisation)
        provenance.note(["city", "vat"], Verified("members.csv", on=dt.date(2026, 11, 2)))

        provenance.forget(["city", "website"])

        assert list(organisation.provenance) == ["vat"]
