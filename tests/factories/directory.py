"""Organisations of the directory."""

from datetime import UTC, date, datetime

import factory

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models import (
    Figure,
    Identifier,
    Organisation,
    OrganisationName,
    OrganisationPerson,
    OrganisationRole,
    Place,
    Relation,
)
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A company; give `open_data_id` for one that open data knows."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Moselle Sensors {number}")
    kind = "company"
    country = "LU"


class OrganisationNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationName

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "trading"
    name = "Moselle Sensing"


class IdentifierFactory(factory.django.DjangoModelFactory):
    """A PIC; numbers follow each other."""

    class Meta:
        model = Identifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = "pic"
    value = factory.Sequence(lambda number: str(900_000_000 + number))


class FigureFactory(factory.django.DjangoModelFactory):
    """A head-count of the end of 2025."""

    class Meta:
        model = Figure

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "head_count"
    on = date(2025, 12, 31)
    precision = "year"
    value = 42


class OrganisationPersonFactory(factory.django.DjangoModelFactory):
    """Somebody who has not chosen yet; give `shown_to` for one who has."""

    class Meta:
        model = OrganisationPerson

    organisation = factory.SubFactory(OrganisationFactory)
    full_name = "Léa Thill"
    function = "Head of research"
    email = factory.Sequence(lambda number: f"lea.thill.{number}@moselle.example")
    phone = "+352 26 12 34"
    named_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    shown_to = "nobody"
    chosen_at = factory.LazyAttribute(
        lambda person: None if person.shown_to == "nobody" else datetime(2026, 10, 2, 9, tzinfo=UTC)
    )


class PlaceFactory(factory.django.DjangoModelFactory):
    """The main place."""

    class Meta:
        model = Place

    organisation = factory.SubFactory(OrganisationFactory)
    city = "Esch-sur-Alzette"
    country = "LU"
    is_main = True


class RelationFactory(factory.django.DjangoModelFactory):
    """A subsidiary, as both sides say."""

    class Meta:
        model = Relation

    organisation = factory.SubFactory(OrganisationFactory)
    other = factory.SubFactory(OrganisationFactory)
    kind = "subsidiary"
    state = "confirmed"
    told_by = "first"
    verified_on = date(2026, 10, 1)


class OrganisationRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationRole

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.ORGANISATION_OWNER
    granted_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
