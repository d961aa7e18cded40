"""Further clusters, set up by those who run the installation."""

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.clusters.starting_sets import STARTING_SETS
from liaison.hub.membership.queries import admission_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("biohealth")]
NEW = "/en/clusters/new/"


@pytest.fixture
def as_operator(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


class TestNew:
    def test_is_closed_to_managers(self, client, biohealth):
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)

        assert client.post(NEW, {"starting_set": "wood"}).status_code == 403
        assert Cluster.objects.count() == 1

    def test_offers_the_sets_that_are_not_in_use(self, as_operator):
        page = as_operator.get(NEW).content.decode()

        assert 'value="wood"' in page
        assert 'value="biohealth"' not in page

    def test_sets_up_a_draft_with_a_form_and_a_manager(self, as_operator):
        manager = UserFactory()

        answer = as_operator.post(NEW, {"starting_set": "wood", "manager": manager.email})

        assert answer["Location"] == "/en/clusters/wood/"
        wood = Cluster.objects.get(slug="wood")
        assert wood.is_draft
        assert admission_of(wood).is_starting_set
        held = ClusterRole.objects.get(cluster=wood)
        assert (held.person, held.role) == (manager, Role.CLUSTER_MANAGER)

    def test_sets_up_one_with_nothing_but_a_name(self, as_operator):
        as_operator.post(NEW, {"name": "Space Cluster", "slug": "Space"})

        assert Cluster.objects.get(slug="space").name == "Space Cluster"

    @pytest.mark.parametrize(
        ("entered", "answer"),
        [
            ({}, "Please fill this in, or start from a set above."),
            ({"name": "X", "slug": "biohealth"}, "There is a cluster under this name"),
            ({"name": "X", "slug": "new"}, "This name is taken by a page."),
            ({"starting_set": "wood", "manager": "nobody@example.org"}, "Nobody with an account"),
        ],
    )
    def test_says_what_is_wrong_and_sets_up_nothing(self, as_operator, entered, answer):
        page = as_operator.post(NEW, entered)

        assert page.status_code == 422
        assert answer in page.content.decode()
        assert Cluster.objects.count() == 1


class TestStartingSets:
    def test_are_six_drafts_that_claim_nothing_unsure(self):
        assert set(STARTING_SETS) == {
            "biohealth",
            "automobility",
            "cleantech",
            "creative-industries",
            "materials-manufacturing",
            "wood",
        }
        assert all(spec["is_draft"] for spec in STARTING_SETS.values())
        others = [spec for slug, spec in STARTING_SETS.items() if slug != "biohealth"]
        assert not any(
            spec["managing_body"] or spec["contact_email"] or spec["focus_areas"] for spec in others
        )
