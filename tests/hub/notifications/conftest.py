"""Letters that really go out: to a mail server on this machine."""

import pytest

from tests.support.mail_server import mail_server


@pytest.fixture
def _letters_go_out_at_once():
    """Here a job sends them, as it does where people use it."""


@pytest.fixture
def post(settings):
    """The site sends its letters to this server."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "letters@liaison.example"
        yield server
