"""A mail server hands in what arrives; nobody else does."""

import hashlib
import hmac

import pytest

from tests.hub.postbox.conftest import address, taken  # noqa: F401
from tests.hub.postbox.test_receiving import mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key(settings):
    settings.INBOX_KEY = "a secret between two servers"


def hand_in(client, raw, key="a secret between two servers"):
    signature = hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Liaison-Signature": signature}
    return client.post("/mail/", raw, content_type="message/rfc822", headers=headers)


def test_is_given_to_whom_it_concerns(client, taken, address):  # noqa: F811
    response = hand_in(client, mail(address).as_bytes())

    assert (response.status_code, response.content) == (200, b"taken\n")
    assert taken[0].text == "Yes, gladly."


def test_needs_the_signature(client, taken, address):  # noqa: F811
    assert hand_in(client, mail(address).as_bytes(), key="guessed").status_code == 403
    assert client.post("/mail/", b"x", content_type="message/rfc822").status_code == 403
    assert not taken


def test_is_not_there_without_a_key(client, settings, taken, address):  # noqa: F811
    settings.INBOX_KEY = ""

    assert hand_in(client, mail(address).as_bytes()).status_code == 404


def test_takes_no_more_than_fits(client, monkeypatch):
    monkeypatch.setattr("liaison.hub.web.postbox.views.LARGEST_MAIL", 10)

    assert hand_in(client, b"x" * 11).status_code == 413


def test_is_not_a_page(client):
    assert client.get("/mail/").status_code == 405
