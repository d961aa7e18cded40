"""The same people, at the site's pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liaison.hub.introductions import actions
from tests.hub.introductions.conftest import (  # noqa: F401
    BY_LETTER,
    cluster,
    founder,
    link_to,
    manager,
    propose,
    second_manager,
    sensors,
    sensors_owner,
    stranger,
    watchmaker,
)

pytestmark = pytest.mark.usefixtures("evidence")


@pytest.fixture
def yesterday():
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def asked(propose, manager, yesterday, evidence):  # noqa: F811
    """An introduction whose asked side, without an account, got its letter yesterday."""
    introduction = propose(now=yesterday)
    return actions.pass_on(introduction, to=BY_LETTER, by=manager, now=yesterday)


@pytest.fixture
def address(asked):
    return f"/en/introductions/answer/{link_to('info@moselle.example')}/"


@pytest.fixture
def as_person():
    """Return a browser in which a person has signed in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in
