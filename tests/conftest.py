"""Fixtures that several kinds of tests share."""

import os

import pytest

# Before anything computes: on the tests' small tables several threads mostly wait for one another,
# five times as long where the machine has other work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.support.calls import DAY, evidence_with_calls
from tests.support.evidence import build_evidence


@pytest.fixture(autouse=True)
def _language_of_nobody():
    """A page leaves its language behind in the process; the next test begins without one."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _formats_as_this_test_has_them():
    """What a process remembers of countries' numbers was read in another test."""
    from liaison.hub.directory import formats

    formats.forget()


@pytest.fixture(autouse=True)
def _letters_go_out_at_once(monkeypatch):
    """No worker runs beside a test: letters are sent as soon as their transaction is saved."""
    from liaison.hub.notifications import actions
    from liaison.hub.notifications.sending import send_due

    def send(*, now):
        send_due(report=lambda number: None, clock=lambda: now)

    monkeypatch.setattr(actions, "wake_sender", send)


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_not_made_anew():
    from django.test import TransactionTestCase

    from tests.support.emptying import empty_tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """
    Keep the empty database as a file, before the first test writes into it.

    None on PostgreSQL, and where none is made, as no test of this run asks for one.
    """
    import sqlite3
    from contextlib import closing

    from django.db import connection

    file = tmp_path_factory.mktemp("empty") / "liaison.sqlite3"
    with django_db_blocker.unblock():
        is_kept = connection.vendor == "sqlite" and connection.introspection.table_names()
        if is_kept:
            with closing(sqlite3.connect(file)) as kept:
                connection.connection.backup(kept)
    return file if is_kept else None


@pytest.fixture(scope="session")
def empty_site(django_db_setup):
    """Lays an empty database into a data folder, where a command would make it for ten seconds."""
    import shutil

    def lay(data):
        data.mkdir(parents=True, exist_ok=True)
        if django_db_setup:
            shutil.copy(django_db_setup, data / "liaison.sqlite3")
        return data

    return lay


@pytest.fixture(scope="session")
def evidence_folder(tmp_path_factory):
    """An index of a handful of organisations and projects (see tests/support/evidence.py)."""
    return build_evidence(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def evidence(settings, evidence_folder, monkeypatch):
    """The site answers from that index."""
    from liaison.hub.directory import queries
    from liaison.hub.identities import queries as identities

    settings.INDEX_FOLDER = evidence_folder
    monkeypatch.setattr(queries, "_shelf", queries._Shelf())
    monkeypatch.setattr(identities, "_shelf", identities._Shelf())
    return evidence_folder


@pytest.fixture(scope="session")
def joined_folder(tmp_path_factory):
    """A few entries of two sources, joined and indexed (see tests/support/pictures.py)."""
    from tests.support.pictures import build_joined

    return build_joined(tmp_path_factory.mktemp("joined"))


@pytest.fixture
def joined(settings, joined_folder, tmp_path, monkeypatch):
    """The site answers from a copy of that, which the test may change."""
    return _copied(joined_folder, tmp_path / "joined", settings, monkeypatch)


def _copied(folder, data, settings, monkeypatch):
    import shutil

    from liaison.hub.directory import queries
    from liaison.hub.identities import queries as identities

    shutil.copytree(folder, data)
    settings.DATA_FOLDER, settings.INDEX_FOLDER = data, data / "index"
    monkeypatch.setattr(queries, "_shelf", queries._Shelf())
    monkeypatch.setattr(identities, "_shelf", identities._Shelf())
    return data


@pytest.fixture(scope="session")
def several_folder(tmp_path_factory):
    """Three sources of evidence, joined and indexed (see tests/support/sources_of_evidence.py)."""
    from tests.support.sources_of_evidence import build_several

    return build_several(tmp_path_factory.mktemp("several"))


@pytest.fixture
def several(settings, several_folder, tmp_path, monkeypatch):
    """The site answers from a copy of that, which the test may change."""
    return _copied(several_folder, tmp_path / "several", settings, monkeypatch)


@pytest.fixture
def biohealth(db):
    """The cluster that the site is for."""
    from datetime import UTC, datetime

    from liaison.hub.clusters.actions import set_up_cluster
    from liaison.hub.clusters.starting_sets import BIOHEALTH

    return set_up_cluster(BIOHEALTH, by=None, now=datetime(2026, 11, 2, 12, tzinfo=UTC))


@pytest.fixture
def threads_share_no_memory():
    """What several do at the same moment is tried where they really can."""
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("Threads cannot share SQLite's database in memory; PostgreSQL tries this.")


@pytest.fixture(scope="session")
def calls_folder(evidence_folder, tmp_path_factory):
    """The same index with a few calls beside it (see tests/support/calls.py)."""
    return evidence_with_calls(evidence_folder, tmp_path_factory.mktemp("calls") / "index")


@pytest.fixture
def calls(settings, calls_folder, evidence, monkeypatch):
    """The site has those calls too, and it is the day on which the tests look at them."""
    from liaison.hub.directory import queries
    from liaison.hub.web.calls import views

    settings.INDEX_FOLDER = calls_folder
    monkeypatch.setattr(queries, "_shelf", queries._Shelf())
    monkeypatch.setattr(views, "_today", lambda: DAY)
    return calls_folder


@pytest.fixture
def shared(transactional_db, settings, tmp_path):
    """The tests' database as other processes reach it too (see tests/support)."""
    from tests.support.shared_database import shared_database

    settings.DATA_FOLDER = tmp_path
    with shared_database(tmp_path) as database:
        yield database
