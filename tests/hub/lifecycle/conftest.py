"""Files of organisations, and what imports make of them."""

import csv
from datetime import UTC, datetime

import pytest

from liaison.hub.directory.models import (
    Figure,
    Identifier,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Place,
)
from liaison.hub.lifecycle import actions
from liaison.hub.lifecycle.importing.planning import Plan

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 30, 9, tzinfo=UTC)


def no_progress(done, total, what):
    """Report to nobody."""


def tables():
    """Every row of the organisations' tables, all columns."""
    models = (Organisation, OrganisationName, Identifier, Figure, OrganisationTerm, Place)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture(autouse=True)
def _no_decisions(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"


@pytest.fixture
def file(tmp_path):
    """Write a CSV file of rows; the first are its headings."""

    def write(*rows, name="members.csv", separator=","):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, delimiter=separator).writerows(rows)
        return path

    return write


@pytest.fixture
def planned():
    """Find out what a file would do."""
    plans: list[Plan] = []

    def plan(path, now=NOON):
        plans.append(actions.plan_import(path, by=None, now=now, progress=no_progress))
        return plans[-1]

    yield plan
    for each in plans:
        each.__exit__(None, None, None)


@pytest.fixture
def imported(planned):
    """Import a file; return the run."""

    def do(path, now=NOON, by=None):
        plan = planned(path, now=now)
        likely = actions.likely_duplicates(plan, by=by, progress=no_progress)
        return actions.import_organisations(
            plan, likely=likely, by=by, now=now, progress=no_progress
        )

    return do


@pytest.fixture
def undone():
    """Undo a run; return what that did."""

    def do(run, now=LATER, by=None):
        return actions.undo_import(run, by=by, now=now, progress=no_progress)

    return do
