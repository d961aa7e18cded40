"""The people whom these tests are about."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory


@pytest.fixture
def founder():
    return UserFactory(full_name="Claire Weber")


@pytest.fixture
def visitor():
    return AnonymousUser()


@pytest.fixture
def manager(biohealth):
    return ClusterRoleFactory(cluster=biohealth, person__full_name="Ben Klein").person
