"""The cluster, the member and the people whom tests about change requests tell of."""

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.change_requests.models import ReviewRule
from liaison.hub.directory.lookup import refresh_lookup
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import (
    IdentifierFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
)
from tests.factories.membership import MembershipFactory


@pytest.fixture
def rule(biohealth):
    """The cluster looks at changes of the legal name, the kind and the numbers at the RCS."""
    biohealth.contact_email, biohealth.languages = "team@biohealth.example", ["fr", "en"]
    biohealth.save()
    return ReviewRule.objects.create(
        cluster=biohealth, scope="chosen", codes=["name", "kind", "rcs"], answers_within_days=5
    )


@pytest.fixture
def sensors(biohealth, rule):
    """A member of the cluster."""
    sensors = OrganisationFactory(
        name="Moselle Sensors", city="Wasserbillig", visibility="public", founded_year=1998
    )
    IdentifierFactory(organisation=sensors, scheme="rcs", value="B123456")
    MembershipFactory(cluster=biohealth, organisation=sensors)
    refresh_lookup([sensors.pk])
    return sensors


@pytest.fixture
def owner(sensors):
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
def manager(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth,
        person__full_name="Ben Klein",
        person__email="ben@biohealth.example",
    ).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role=Role.CLUSTER_OFFICER, person__full_name="Tom Reuter"
    ).person
