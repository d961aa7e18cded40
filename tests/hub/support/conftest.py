"""The cluster, the people who ask and the team that answers."""

from datetime import UTC, datetime

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.core.files import Upload, check
from liaison.hub.support import actions, queries
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

# A Monday.
MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def desk(biohealth):
    biohealth.contact_email, biohealth.languages = "team@biohealth.example", ["fr", "en", "de"]
    biohealth.save()
    return biohealth


@pytest.fixture
def sensors(desk):
    return OrganisationFactory(name="Moselle Sensors", visibility="public")


@pytest.fixture
def founder(sensors):
    return OrganisationRoleFactory(
        organisation=sensors,
        person__full_name="Claire Weber",
        person__email="claire@moselle.example",
        person__language="de",
    ).person


@pytest.fixture
def colleague(sensors):
    return OrganisationRoleFactory(
        organisation=sensors, role=Role.ORGANISATION_EDITOR, person__full_name="Paul Thill"
    ).person


@pytest.fixture
def manager(desk):
    return ClusterRoleFactory(
        cluster=desk, person__full_name="Ben Klein", person__email="ben@biohealth.example"
    ).person


@pytest.fixture
def officer(desk):
    return ClusterRoleFactory(
        cluster=desk,
        role=Role.CLUSTER_OFFICER,
        person__full_name="Tom Reuter",
        person__email="tom@biohealth.example",
    ).person


@pytest.fixture
def ask(desk, founder):
    """Ask something, by default as the founder and about funding."""

    def ask(*, by=founder, topic="funding", now=MONDAY, **more):
        said = {"subject": "Which aid for a prototype?", "said": "We look for money."} | more
        chosen = queries.get_topic(topic, cluster=desk)
        return actions.ask(cluster=desk, topic=chosen, by=by, now=now, **said)

    return ask


@pytest.fixture
def asked(ask):
    return ask()


@pytest.fixture
def pdf():
    return check(Upload("offer.pdf", b"%PDF-1.7 an offer"))
