import datetime as dt

import pytest

from liaison.hub.accounts.choices import Role
from liaison.hub.audit.actions import record_event
from liaison.hub.clusters.models import ClusterRole
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory

MONDAY_NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def officer(biotech):
    return ClusterRoleFactory(
        cluster=biotech,
        role=Role.CLUSTER_OFFICER,
        person=UserFactory(full_name="Léa Hoffmann"),
    )


class TestPeopleAndRoles:
    def test_lists_who_holds_what(self, as_manager, officer):
        page = as_manager.get("/en/people/").content.decode()

        assert "Léa Hoffmann" in page
        assert "Marc Thill" in page
        assert f"/en/people/{officer.pk}/withdraw/" in page

    def test_tells_what_the_software_did_too(self, as_manager, biotech):
        record_event(
            verb="cluster.set_up",
            subject=biotech.slug,
            actor="",
            at=MONDAY_NOON,
            cluster=biotech.slug,
        )

        assert "The cluster was set up." in as_manager.get("/en/people/").content.decode()

    def test_leaves_out_other_clusters(self, as_manager):
        elsewhere = ClusterRoleFactory(person=UserFactory(full_name="Jo Elsewhere"))

        page = as_manager.get("/en/people/").content.decode()

        assert "Jo Elsewhere" not in page
        assert as_manager.get(f"/en/people/{elsewhere.pk}/withdraw/").status_code == 404

    def test_asks_the_database_as_often_for_many_as_for_few(
        self, as_manager, biotech, manager, django_assert_num_queries
    ):
        as_manager.post("/en/people/grant/", {"email": manager.email, "role": "cluster_officer"})
        as_manager.get("/en/people/")

        with django_assert_num_queries(10):
            as_manager.get("/en/people/")
        for _ in range(12):
            ClusterRoleFactory(cluster=biotech, role=Role.CLUSTER_OFFICER, granted_by=manager)
        with django_assert_num_queries(10):
            as_manager.get("/en/people/")

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.CLUSTER_MANAGER][:4])
    def test_is_closed_to_every_other_role(self, client, biotech, role):
        held = ClusterRoleFactory(cluster=biotech, role=role)
        client.force_login(held.person)

        assert client.get("/en/people/").status_code == 403
        assert client.post("/en/people/grant/", {}).status_code == 403
        assert client.get(f"/en/people/{held.pk}/withdraw/").status_code == 403
        assert client.post(f"/en/people/{held.pk}/withdraw/").status_code == 403
        assert ClusterRole.objects.filter(pk=held.pk).exists()


class TestGranting:
    def test_gives_the_role_and_tells_it_in_the_history(self, as_manager, biotech):
        newcomer = UserFactory(full_name="Ben Klein")

        page = as_manager.post(
            "/en/people/grant/",
            {"email": newcomer.email.upper(), "role": "cluster_officer"},
            follow=True,
        ).content.decode()

        assert newcomer.cluster_roles.get().role == Role.CLUSTER_OFFICER
        assert "Marc Thill gave Ben Klein the role “Cluster officer”." in page

    def test_needs_a_button(self, as_manager):
        assert as_manager.get("/en/people/grant/").status_code == 405

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"email": "nobody@example.org"}, "Nobody with an account here uses this address."),
            ({"email": "marc.thill@example.org"}, "This person already holds this role."),
            ({"role": "organisation_owner"}, "organisation_owner"),
            ({"email": "not an address"}, "valid email address"),
        ],
    )
    def test_says_what_is_wrong(self, as_manager, changes, words):
        answer = as_manager.post(
            "/en/people/grant/",
            {"email": "marc.thill@example.org", "role": "cluster_manager"} | changes,
        )

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert ClusterRole.objects.count() == 1


class TestWithdrawing:
    def test_asks_before_it_does(self, as_manager, officer):
        answer = as_manager.get(f"/en/people/{officer.pk}/withdraw/")

        assert answer.status_code == 200
        assert ClusterRole.objects.filter(pk=officer.pk).exists()

    def test_takes_the_role_and_tells_it_in_the_history(self, as_manager, officer):
        page = as_manager.post(f"/en/people/{officer.pk}/withdraw/", follow=True)

        assert not ClusterRole.objects.filter(pk=officer.pk).exists()
        assert (
            "Marc Thill took the role “Cluster officer” from Léa Hoffmann." in page.content.decode()
        )

    def test_is_refused_for_the_last_manager(self, as_manager, manager):
        held = manager.cluster_roles.get()

        answer = as_manager.post(f"/en/people/{held.pk}/withdraw/")

        assert answer.status_code == 409
        assert ClusterRole.objects.filter(pk=held.pk).exists()

    def test_leaves_a_manager_who_withdrew_their_own_role_outside(
        self, as_manager, manager, biotech
    ):
        ClusterRoleFactory(cluster=biotech)
        held = manager.cluster_roles.get()

        as_manager.post(f"/en/people/{held.pk}/withdraw/")

        assert as_manager.get("/en/people/").status_code == 403
