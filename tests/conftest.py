"""Fixtures that several kinds of tests share."""

import os

import pytest

# Before anything computes: on the tests' small tables several threads mostly wait for one another,
# five times as long where the machine has other work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.support.evidence import build_evidence


@pytest.fixture(scope="session")
def evidence_folder(tmp_path_factory):
    """An index of a handful of organisations and projects (see tests/support/evidence.py)."""
    return build_evidence(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def evidence(settings, evidence_folder, monkeypatch):
    """The site answers from that index."""
    from liaison.hub.directory import queries

    settings.INDEX_FOLDER = evidence_folder
    monkeypatch.setattr(queries, "_shelf", queries._Shelf())
    return evidence_folder


@pytest.fixture
def biohealth(db):
    """The cluster that the site is for."""
    from datetime import UTC, datetime

    from liaison.hub.clusters.actions import set_up_cluster
    from liaison.hub.clusters.starting_sets import BIOHEALTH

    return set_up_cluster(BIOHEALTH, by=None, now=datetime(2026, 11, 2, 12, tzinfo=UTC))
