"""A member that asked for changes, and the team's browser."""

import pytest

from tests.hub.change_requests.conftest import asked, save  # noqa: F401
from tests.support.change_requests import (  # noqa: F401
    colleague,
    manager,
    officer,
    owner,
    rule,
    sensors,
)


@pytest.fixture
def as_(client):
    def as_(person):
        client.force_login(person)
        return client

    return as_
