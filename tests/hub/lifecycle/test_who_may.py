"""Who may import, and what happens if two do it at the same moment."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from liaison.hub.accounts.choices import Role
from liaison.hub.directory.models import Organisation
from liaison.hub.lifecycle import actions, policies, queries
from liaison.hub.lifecycle.importing.duplicates import LikelyDuplicates
from liaison.hub.lifecycle.models import ImportRun
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterRoleFactory
from tests.hub.lifecycle.conftest import LATER, NOON, no_progress


def manager(**person):
    return ClusterRoleFactory(role=Role.CLUSTER_MANAGER, person=UserFactory(**person)).person


@pytest.mark.django_db
class TestImports:
    @pytest.mark.parametrize(
        ("who", "may"),
        [
            (lambda: None, True),
            (manager, True),
            (lambda: UserFactory(is_superuser=True), True),
            (lambda: ClusterRoleFactory(role=Role.CLUSTER_OFFICER).person, False),
            (UserFactory, False),
            (lambda: manager(is_active=False), False),
            (AnonymousUser, False),
        ],
        ids=["software", "manager", "operator", "officer", "person", "closed", "stranger"],
    )
    def test_are_for_managers_and_operators(self, file, imported, who, may):
        run = imported(file(["name"], ["LIST"]))
        person = who()

        assert policies.can_import(person) is may
        assert list(queries.imports(for_user=person)) == ([run] if may else [])

    def test_are_found_by_their_code(self, file, imported):
        run = imported(file(["name"], ["LIST"]))

        assert queries.get_import(run.code, for_user=manager()) == run
        with pytest.raises(ImportRun.DoesNotExist):
            queries.get_import(run.code, for_user=UserFactory())


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
