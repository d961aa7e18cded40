"""The cluster and the people whom tests about membership tell of; imported by conftest files."""

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.membership.actions import set_up_admission
from liaison.hub.membership.models import Admission
from liaison.hub.membership.starting_sets import NEUTRAL
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.membership import MONDAY_MORNING, ApplicationFactory


@pytest.fixture
def admission(biohealth):
    """The cluster takes applications; its manager decides."""
    set_up_admission(biohealth, NEUTRAL, now=MONDAY_MORNING)
    return Admission.objects.get(cluster=biohealth)


@pytest.fixture
def by_committee(admission):
    """The committee decides, by three votes."""
    admission.decided_by, admission.votes_needed = "committee", 3
    admission.save()
    return admission


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber", language="fr")


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person


@pytest.fixture
def second_manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Léa Hoffmann").person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, role=Role.CLUSTER_OFFICER, person__full_name="Tom Reuter"
    ).person


@pytest.fixture
def committee(biohealth):
    """Four people who sit on the committee."""
    names = ("Anne Schmit", "Paul Thill", "Marie Kieffer", "Jean Faber")
    return [
        ClusterRoleFactory(
            cluster=biohealth,
            role=Role.STEERING_COMMITTEE_MEMBER,
            person__full_name=name,
            person__language="de",
        ).person
        for name in names
    ]


@pytest.fixture
def submitted(admission, biohealth, founder):
    """A complete application for an organisation that the directory does not have."""
    return ApplicationFactory(
        cluster=biohealth,
        applicant=founder,
        name="Moselle Biosensors",
        submitted=True,
        charter=biohealth.charters.get(),
    )
