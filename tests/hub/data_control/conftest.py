"""A cluster with members and its sector map, and the team that controls their entries."""

from datetime import UTC, date, datetime

import pytest

from liaison.hub.data_control import actions
from liaison.hub.directory.models import MapEntry
from liaison.hub.jobs.working import Worker
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    PlaceFactory,
)
from tests.factories.membership import MembershipFactory

MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def manager(biohealth):
    biohealth.contact_email = "team@biohealth.example"
    biohealth.save()
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def sensors(biohealth):
    """A member with whose entry nothing is wrong."""
    sensors = OrganisationFactory(
        name="Moselle Sensors",
        visibility="public",
        website="https://www.moselle-sensors.example/",
        verified_on=date(2026, 10, 1),
        texts={
            "headline_en": {"text": "Sensors for rivers", "state": "original"},
            "headline_fr": {"text": "Capteurs pour rivières", "state": "original"},
            "headline_de": {"text": "Sensoren für Flüsse", "state": "original"},
        },
    )
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    PlaceFactory(organisation=sensors, latitude=49.71, longitude=6.5)
    MembershipFactory(cluster=biohealth, organisation=sensors)
    return sensors


@pytest.fixture
def owner(sensors):
    return OrganisationRoleFactory(
        organisation=sensors,
        person__email="claire@moselle.example",
        person__language="de",
        person__last_login=MONDAY,
    ).person


@pytest.fixture
def photonics(biohealth):
    """On the sector map, with nothing but a name."""
    photonics = OrganisationFactory(
        name="Sauer Photonics", visibility="public", created_at=MONDAY, kind="other"
    )
    MapEntry.objects.create(cluster=biohealth, organisation=photonics, since=date(2026, 1, 5))
    return photonics


@pytest.fixture
def control(biohealth, manager):
    """Look through the entries, as the worker does."""

    def control(*, by=manager, now=MONDAY):
        actions.start_run(biohealth, by=by, now=now)
        assert Worker(clock=lambda: now).do_all() == 1

    return control
