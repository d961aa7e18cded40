import pytest
from django.core.cache import cache

from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory


@pytest.fixture(autouse=True)
def nobody_tried_before():
    """The limits on attempts start anew; they are counted in the cache."""
    cache.clear()


@pytest.fixture
def biotech(db):
    return ClusterFactory(slug="biotech", name="Biotech Cluster")


@pytest.fixture
def nadine(biotech):
    return UserFactory(full_name="Nadine Schmit", email="nadine.schmit@example.org")


@pytest.fixture
def manager(biotech):
    manager = UserFactory(full_name="Marc Thill", email="marc.thill@example.org")
    ClusterRoleFactory(cluster=biotech, person=manager)
    return manager
