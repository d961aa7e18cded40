"""A member of the cluster whose entry nobody has verified for long, and who answers for it."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.upkeep import actions, queries
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

MONDAY = datetime(2026, 11, 2, 7, tzinfo=UTC)
LONG_AGO = date(2025, 10, 1)
LINK = re.compile(r"/still-correct/([^/\s]+)/")


@pytest.fixture
def sensors(biohealth):
    biohealth.contact_email = "team@biohealth.example"
    biohealth.save()
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        city="Wasserbillig",
        visibility="public",
        verified_on=LONG_AGO,
        created_at=datetime(2024, 1, 8, tzinfo=UTC),
    )
    MembershipFactory(cluster=biohealth, organisation=sensors)
    refresh_lookup([sensors.pk])
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(
        organisation=sensors,
        person__full_name="Claire Weber",
        person__email="claire@moselle.example",
    ).person


def ask_all(now):
    """Do what the job does."""
    return [
        person for person in queries.people_to_ask(now, most=50) if actions.ask(person, now=now)
    ]


def links_to(address):
    """The links in the letters to an address, the latest letter last."""
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    return [token for letter in letters for token in LINK.findall(letter.body)]
