"""A mailbox of the site, and a part that takes answers."""

import uuid

import pytest

from liaison.hub.postbox import receivers
from liaison.hub.postbox.addresses import Addressed, reply_address

CONVERSATION = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.fixture
def taken(settings, monkeypatch):
    """Answers that a part of the product took; it refuses those that say "too late"."""
    settings.REPLIES_TO = "replies@liaison.example"
    monkeypatch.setattr(receivers, "_receivers", {})
    replies = []

    @receivers.takes_replies("zz")
    def take(reply):
        replies.append(reply)
        if "too late" in reply.text:
            raise receivers.NotTaken("It was answered already.")

    return replies


@pytest.fixture
def address(taken):
    return reply_address(Addressed("zz", "a", CONVERSATION))
