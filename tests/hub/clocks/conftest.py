import pytest

from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory
from tests.support.clocks import a_kind


@pytest.fixture
def kind():
    with a_kind() as code:
        yield code


@pytest.fixture
def biohealth(db):
    return ClusterFactory(name="BioHealth", contact_email="team@biohealth.example")


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(
        cluster=biohealth, person=UserFactory(full_name="Anne Muller", email="anne@example.org")
    ).person


@pytest.fixture
def officer(biohealth):
    return ClusterRoleFactory(cluster=biohealth, role="cluster_officer").person


@pytest.fixture
def shipyard(db):
    return OrganisationFactory(name="Remich Shipyard")


@pytest.fixture
def engineer(db):
    return UserFactory(full_name="Marc Weber", email="marc@example.org")
