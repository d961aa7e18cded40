"""A new site's first cluster."""

import datetime as dt

import pytest

from liaison.config.first_cluster import NotSetUp, set_up_first_cluster
from liaison.hub.clusters.models import Cluster
from liaison.hub.membership.queries import admission_of, current_charter, questions_of

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_takes_applications_by_a_set_that_says_it_is_not_the_clusters_own():
    set_up_first_cluster(email="manager@example.org", language="fr", now=MONDAY_NOON)

    cluster = Cluster.objects.get()
    assert admission_of(cluster).is_starting_set
    assert current_charter(cluster).is_draft
    assert len(questions_of(cluster)) == 4


def test_is_not_set_up_over_one_that_is_managed():
    set_up_first_cluster(email="manager@example.org", language="fr", now=MONDAY_NOON)

    with pytest.raises(NotSetUp):
        set_up_first_cluster(email="other@example.org", language="fr", now=MONDAY_NOON)


def test_of_an_installation_can_be_followed_by_others_with_the_same_manager():
    set_up_first_cluster(email="manager@example.org", language="fr", now=MONDAY_NOON)

    set_up_first_cluster(
        email="manager@example.org", language="fr", now=MONDAY_NOON, cluster="wood"
    )

    wood = Cluster.objects.get(slug="wood")
    assert wood.is_draft
    assert wood.roles.get().person.email == "manager@example.org"
    assert admission_of(wood).is_starting_set
