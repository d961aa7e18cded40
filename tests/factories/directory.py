"""Organisations that have people here."""

from datetime import UTC, datetime

import factory

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models import Organisation, OrganisationRole
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A company; give `open_data_id` for one that open data knows."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Moselle Sensors {number}")
    kind = "company"
    country = "LU"


class OrganisationRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationRole

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.ORGANISATION_OWNER
    granted_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
