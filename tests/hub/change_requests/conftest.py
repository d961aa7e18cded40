"""Saving, asking and deciding, as the tests of this part do it."""

from datetime import UTC, datetime

import pytest

from liaison.hub.change_requests import actions
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.directory.editing import read_entry
from tests.support.change_requests import (  # noqa: F401
    colleague,
    manager,
    officer,
    owner,
    rule,
    sensors,
)

# A Monday.
MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)


def label_of(code):
    return code.capitalize()


@pytest.fixture
def save(sensors, owner):  # noqa: F811
    def save(*, by=owner, now=MONDAY, seen=None, organisation=sensors, **changes):
        organisation.refresh_from_db()
        seen = seen or read_entry(organisation)
        return actions.save_entry(
            organisation.public_id,
            seen=seen,
            wanted=seen | changes,
            label_of=label_of,
            by=by,
            now=now,
        )

    return save


@pytest.fixture
def asked(save):
    """A request for another name and another kind."""
    save(name="Moselle Photonics", kind="service_provider")
    return ChangeRequest.objects.get()
