import threading
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.audit.models import Event
from liaison.hub.clusters import actions, policies, queries
from liaison.hub.clusters.models import ClusterRole
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory

MONDAY_NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def biotech():
    return ClusterFactory(slug="biotech", name="Biotech Cluster")


@pytest.fixture
def manager(biotech):
    return ClusterRoleFactory(cluster=biotech).person


@pytest.fixture
def newcomer():
    return UserFactory(full_name="Ben Klein")


def holder(role, cluster):
    return ClusterRoleFactory(cluster=cluster, role=role).person


ACTORS = {
    "anonymous": lambda cluster: AnonymousUser(),
    "person without a role": lambda cluster: UserFactory(),
    "staff of the back office": lambda cluster: UserFactory(is_staff=True),
    "manager of another cluster": lambda cluster: ClusterRoleFactory().person,
    "manager with a closed account": lambda cluster: (
        ClusterRoleFactory(cluster=cluster, person=UserFactory(is_active=False)).person
    ),
    "cluster officer": lambda cluster: holder(Role.CLUSTER_OFFICER, cluster),
    "strategic partner": lambda cluster: holder(Role.STRATEGIC_PARTNER, cluster),
    "committee member": lambda cluster: holder(Role.STEERING_COMMITTEE_MEMBER, cluster),
    "foreign company": lambda cluster: holder(Role.FOREIGN_COMPANY, cluster),
    "cluster manager": lambda cluster: holder(Role.CLUSTER_MANAGER, cluster),
    "whoever runs the installation": lambda cluster: UserFactory(is_superuser=True),
}
WHO_MAY = {"cluster manager", "whoever runs the installation"}


@pytest.fixture(params=sorted(ACTORS))
def actor(request, biotech):
    person = ACTORS[request.param](biotech)
    person.may = request.param in WHO_MAY
    return person


@pytest.mark.usefixtures("manager")
class TestWhoMayDoWhat:
    def test_manage_people(self, actor, biotech):
        assert policies.can_manage_people(actor, biotech) is actor.may

    def test_grant(self, actor, biotech, newcomer):
        def grant():
            actions.grant_role(
                person=newcomer,
                role=Role.CLUSTER_OFFICER,
                cluster=biotech,
                by=actor,
                now=MONDAY_NOON,
            )

        if actor.may:
            grant()
        else:
            with pytest.raises(actions.NotAllowed):
                grant()

        assert newcomer.cluster_roles.exists() is actor.may
        assert Event.objects.exists() is actor.may

    def test_withdraw(self, actor, biotech):
        officer = holder(Role.CLUSTER_OFFICER, biotech)

        def withdraw():
            actions.withdraw_role(
                person=officer,
                role=Role.CLUSTER_OFFICER,
                cluster=biotech,
                by=actor,
                now=MONDAY_NOON,
            )

        if actor.may:
            withdraw()
        else:
            with pytest.raises(actions.NotAllowed):
                withdraw()

        assert officer.cluster_roles.exists() is not actor.may
        assert Event.objects.exists() is actor.may

    def test_see_who_holds_which_role(self, actor, biotech, manager):
        shown = {held.person for held in queries.people_of(biotech, for_user=actor)}

        assert (manager in shown) is actor.may

    def test_see_the_history(self, actor, biotech, manager, newcomer):
        actions.grant_role(
            person=newcomer,
            role=Role.FOREIGN_COMPANY,
            cluster=biotech,
            by=manager,
            now=MONDAY_NOON,
        )

        assert queries.history_of(biotech, for_user=actor).exists() is actor.may

    def test_set_up_a_cluster(self, actor):
        spec = {
            "slug": "wood",
            "name": "Wood Cluster",
            "managing_body": "",
            "languages": ["de"],
            "contact_email": "",
            "focus_areas": [],
        }

        if actor.is_authenticated and actor.is_superuser:
            assert actions.set_up_cluster(spec, by=actor, now=MONDAY_NOON).name == "Wood Cluster"
        else:
            with pytest.raises(actions.NotAllowed):
                actions.set_up_cluster(spec, by=actor, now=MONDAY_NOON)


class TestGrantRole:
    def test_is_recorded_without_a_name(self, biotech, manager, newcomer):
        actions.grant_role(
            person=newcomer,
            role=Role.STRATEGIC_PARTNER,
            cluster=biotech,
            by=manager,
            now=MONDAY_NOON,
        )

        event = Event.objects.get()
        assert event.verb == "role.granted"
        assert event.subject == str(newcomer.public_id)
        assert event.actor == str(manager.public_id)
        assert event.cluster == "biotech"
        assert event.details == {"role": "strategic_partner"}
        assert queries.roles_of(newcomer, biotech) == {Role.STRATEGIC_PARTNER}

    def test_is_refused_twice(self, biotech, manager):
        with pytest.raises(actions.AlreadyHolds):
            actions.grant_role(
                person=manager,
                role=Role.CLUSTER_MANAGER,
                cluster=biotech,
                by=manager,
                now=MONDAY_NOON,
            )

        assert not Event.objects.exists()

    @pytest.mark.parametrize("role", [Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR])
    def test_refuses_roles_of_organisations(self, biotech, manager, newcomer, role):
        with pytest.raises(actions.NotAClusterRole):
            actions.grant_role(
                person=newcomer, role=role, cluster=biotech, by=manager, now=MONDAY_NOON
            )

    def test_refuses_a_closed_account(self, biotech, manager):
        closed = UserFactory(is_active=False)

        with pytest.raises(actions.NotAllowed):
            actions.grant_role(
                person=closed,
                role=Role.CLUSTER_OFFICER,
                cluster=biotech,
                by=manager,
                now=MONDAY_NOON,
            )


class TestClusterRole:
    @pytest.mark.parametrize("role", [*CLUSTER_ROLES])
    def test_is_one_held_in_a_cluster(self, role):
        assert ClusterRoleFactory(role=role).role == role

    @pytest.mark.parametrize("role", ["organisation_owner", "organisation_editor", "king"])
    def test_is_no_other(self, role):
        with pytest.raises(IntegrityError, match="cluster_role_is_one_that_is_held_in_a_cluster"):
            ClusterRoleFactory(role=role)


class TestWithdrawRole:
    def withdraw(self, person, cluster, by, role=Role.CLUSTER_MANAGER):
        actions.withdraw_role(person=person, role=role, cluster=cluster, by=by, now=MONDAY_NOON)

    def test_is_recorded(self, biotech, manager):
        officer = holder(Role.CLUSTER_OFFICER, biotech)

        self.withdraw(officer, biotech, by=manager, role=Role.CLUSTER_OFFICER)

        event = Event.objects.get()
        assert (event.verb, event.subject) == ("role.withdrawn", str(officer.public_id))

    def test_is_refused_for_the_last_manager(self, biotech, manager):
        for by in (manager, UserFactory(is_superuser=True)):
            with pytest.raises(actions.LastManager):
                self.withdraw(manager, biotech, by=by)

        assert queries.roles_of(manager, biotech) == {Role.CLUSTER_MANAGER}
        assert not Event.objects.exists()

    def test_does_not_count_managers_who_cannot_sign_in(self, biotech, manager):
        ClusterRoleFactory(cluster=biotech, person=UserFactory(is_active=False))

        with pytest.raises(actions.LastManager):
            self.withdraw(manager, biotech, by=manager)

    def test_does_not_count_managers_of_other_clusters(self, biotech, manager):
        ClusterRoleFactory()

        with pytest.raises(actions.LastManager):
            self.withdraw(manager, biotech, by=manager)

    def test_lets_a_manager_go_when_another_stays(self, biotech, manager):
        other = holder(Role.CLUSTER_MANAGER, biotech)

        self.withdraw(manager, biotech, by=other)

        assert queries.roles_of(manager, biotech) == frozenset()

    def test_is_refused_when_the_person_does_not_hold_it(self, biotech, manager, newcomer):
        with pytest.raises(actions.DoesNotHold):
            self.withdraw(newcomer, biotech, by=manager, role=Role.CLUSTER_OFFICER)

        assert not Event.objects.exists()


class TestLeaving:
    def test_takes_all_roles_along(self, biotech, manager):
        officer = holder(Role.CLUSTER_OFFICER, biotech)
        ClusterRoleFactory(person=officer, role=Role.FOREIGN_COMPANY)

        erase_account(officer, by=officer, now=MONDAY_NOON)

        assert not officer.cluster_roles.exists()
        assert Event.objects.filter(verb="role.withdrawn").count() == 2

    def test_is_refused_to_the_last_manager(self, manager):
        with pytest.raises(actions.LastManager):
            erase_account(manager, by=manager, now=MONDAY_NOON)

        manager.refresh_from_db()
        assert manager.is_active
        assert manager.full_name != ""
        assert not Event.objects.exists()

    def test_keeps_the_roles_one_has_granted(self, biotech, manager, newcomer):
        holder(Role.CLUSTER_MANAGER, biotech)
        actions.grant_role(
            person=newcomer,
            role=Role.CLUSTER_OFFICER,
            cluster=biotech,
            by=manager,
            now=MONDAY_NOON,
        )

        erase_account(manager, by=manager, now=MONDAY_NOON)

        assert queries.roles_of(newcomer, biotech) == {Role.CLUSTER_OFFICER}


class TestAppointFirstManager:
    def test_gives_a_new_cluster_its_manager(self, biotech, newcomer):
        actions.appoint_first_manager(newcomer, cluster=biotech, now=MONDAY_NOON)

        assert queries.roles_of(newcomer, biotech) == {Role.CLUSTER_MANAGER}
        assert Event.objects.get().actor == ""

    def test_is_refused_where_there_is_one(self, biotech, manager, newcomer):
        with pytest.raises(actions.NotAllowed):
            actions.appoint_first_manager(newcomer, cluster=biotech, now=MONDAY_NOON)


@pytest.mark.django_db(transaction=True)
class TestTwoManagersAtOnce:
    """
    Each withdraws the other's role at the same moment.

    SQLite lets one writer in at a time (`transaction_mode` IMMEDIATE), so there is no same moment;
    its test database, in memory and shared, cannot show it. PostgreSQL has one, and shows it.
    """

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
    def test_leave_one_of_them(self, biotech, manager):
        other = holder(Role.CLUSTER_MANAGER, biotech)
        outcomes = []

        def withdraw_the_first():
            try:
                actions.withdraw_role(
                    person=manager,
                    role=Role.CLUSTER_MANAGER,
                    cluster=biotech,
                    by=other,
                    now=MONDAY_NOON,
                )
            except Exception as error:
                outcomes.append(type(error))
            finally:
                connection.close()

        second = threading.Thread(target=withdraw_the_first)
        with transaction.atomic():
            actions.withdraw_role(
                person=other,
                role=Role.CLUSTER_MANAGER,
                cluster=biotech,
                by=manager,
                now=MONDAY_NOON,
            )
            second.start()
            # Long enough to get past every check if nothing held it back.
            second.join(timeout=0.5)
        second.join(timeout=10)

        assert outcomes == [actions.NotAllowed]
        assert ClusterRole.objects.get(cluster=biotech).person == manager
