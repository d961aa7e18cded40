"""Who may import, and what happens if two do it at the same moment."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models import MapEntry, Organisation
from liaison.hub.lifecycle import actions, drafting, policies, queries
from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
from liaison.hub.lifecycle.models import ImportRun
from liaison.hub.web.imports import presenting
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress


def manager(**person):
    return ClusterRoleFactory(role=Role.CLUSTER_MANAGER, person=UserFactory(**person)).person


@pytest.mark.django_db
class TestImports:
    @pytest.mark.parametrize(
        ("who", "may", "sees"),
        [
            (lambda: None, True, True),
            (manager, True, False),
            (lambda: UserFactory(is_superuser=True), True, True),
            (lambda: ClusterRoleFactory(role=Role.CLUSTER_OFFICER).person, False, False),
            (UserFactory, False, False),
            (lambda: manager(is_active=False), False, False),
            (AnonymousUser, False, False),
        ],
        ids=["software", "manager", "operator", "officer", "person", "closed", "stranger"],
    )
    def test_are_for_managers_and_those_of_the_installation_for_operators(
        self, file, imported, who, may, sees
    ):
        run = imported(file(["name"], ["LIST"]))
        person = who()

        assert policies.can_import(person) is may
        assert list(queries.imports(for_user=person)) == ([run] if sees else [])

    def test_are_found_by_their_code(self, file, imported):
        run = imported(file(["name"], ["LIST"]))

        assert queries.get_import(run.code, for_user=UserFactory(is_superuser=True)) == run
        with pytest.raises(ImportRun.DoesNotExist):
            queries.get_import(run.code, for_user=UserFactory())


@pytest.mark.django_db
class TestUndoingAnImport:
    def test_of_the_installation_is_not_for_a_clusters_manager(self, file, imported):
        run, stranger = imported(file(["name"], ["LIST"])), manager()

        with pytest.raises(actions.NotAllowed):
            drafting.undo(run, by=stranger, now=LATER)
        with pytest.raises(actions.NotAllowed):
            actions.what_undoing_does(run, by=stranger, progress=no_progress)
        with pytest.raises(actions.NotAllowed):
            actions.undo_import(run, by=stranger, now=LATER, progress=no_progress)
        assert Organisation.objects.get().name == "LIST"

    def test_leaves_what_only_another_cluster_keeps_by_now(self, file, imported, biohealth):
        run = imported(file(["name"], ["LIST"], ["Own"], ["Hidden"]))
        ImportRun.objects.update(cluster=biohealth)
        other = ClusterFactory()
        for each in Organisation.objects.exclude(name="Own"):
            MapEntry.objects.create(cluster=other, organisation=each, since=NOON.date())
        Organisation.objects.filter(name="Hidden").update(visibility="staff")
        hidden = Organisation.objects.get(name="Hidden")
        by = ClusterRoleFactory(cluster=biohealth).person

        undone = actions.undo_import(run, by=by, now=LATER, progress=no_progress)

        assert set(Organisation.objects.values_list("name", flat=True)) == {"LIST", "Hidden"}
        assert {each.name for each in undone.kept} == {"LIST", ""}
        assert {presenting.show_kept(each) for each in undone.kept} == {
            ("LIST", "You may not change it any more."),
            (str(hidden.public_id), "You may not change it any more."),
        }


def at_once(first, second):
    """Do `second` while `first` is not committed yet; return how it ended."""
    outcomes = []

    def do_second():
        try:
            second()
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    other = threading.Thread(target=do_second)
    with transaction.atomic():
        first()
        other.start()
        # Long enough to get past every check if nothing held it back.
        other.join(timeout=0.5)
    other.join(timeout=10)
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
class TestTwoAtOnce:
    def test_write_an_organisation_once(self, file, planned):
        plans = [
            planned(file(["name", "pic"], [name, "935646370"], name=f"{name}.csv"))
            for name in ("LIST", "L.I.S.T.")
        ]

        def write(plan):
            likely = LikelyDuplicates([], 0)
            actions.import_organisations(
                plan, likely=likely, by=None, now=NOON, progress=no_progress
            )

        outcomes = at_once(lambda: write(plans[0]), lambda: write(plans[1]))

        assert outcomes == [actions.ChangedMeanwhile]
        assert Organisation.objects.get().name == "LIST"
        assert ImportRun.objects.get().file_name == "LIST.csv"

    def test_undo_an_import_once(self, file, imported, undone):
        run = imported(file(["name"], ["LIST"]))

        outcomes = at_once(
            lambda: undone(run),
            lambda: actions.undo_import(run, by=None, now=LATER, progress=no_progress),
        )

        assert outcomes == [actions.UndoneAlready]
        assert not Organisation.objects.exists()
