"""The same people, at the site's pages, on the day on which the tests run."""

import re

import pytest
from django.utils import timezone

from liaison.hub.agreements import actions
from tests.hub.agreements.conftest import (  # noqa: F401
    answering,
    asked,
    asking,
    cluster,
    founder,
    kept_files,
    manager,
    other,
    propose,
    released,
    sensors,
    sensors_owner,
    stranger,
    token,
    watchmaker,
)
from tests.hub.introductions.conftest import letters_to

LINK = re.compile(r"/en/agreements/link/[^/\s]+/")


@pytest.fixture
def wanted(asking):  # noqa: F811
    """Asked for today, so that the link of its letter still counts."""
    return actions.want(asking, now=timezone.now())


@pytest.fixture
def link(wanted):
    """The link in the latest letter to the side without an account."""
    return LINK.findall(letters_to("info@moselle.example")[-1].body)[-1]
