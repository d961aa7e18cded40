"""The language in which these tests read."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Whatever language a page that was opened before has left behind."""
    with translation.override("en"):
        yield
