"""Clusters and the roles people hold in them."""

from datetime import UTC, datetime

import factory

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from tests.factories.accounts import UserFactory


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster

    slug = factory.Sequence(lambda number: f"cluster-{number}")
    name = factory.Sequence(lambda number: f"Cluster {number}")
    languages = ["en", "fr", "de"]
    contact_email = "team@cluster.example"
    set_up_at = datetime(2026, 10, 1, 9, tzinfo=UTC)


class ClusterRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClusterRole

    person = factory.SubFactory(UserFactory)
    cluster = factory.SubFactory(ClusterFactory)
    role = Role.CLUSTER_MANAGER
    granted_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
