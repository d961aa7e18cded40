"""Addresses that lead into a conversation without showing anybody's own."""

import random
import uuid

import pytest

from liaison.hub.postbox.addresses import Addressed, read_address, reply_address
from tests.hub.postbox.conftest import CONVERSATION

SAID = Addressed("zz", "a", CONVERSATION)


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.REPLIES_TO = "replies@liaison.example"


def test_says_to_whom_an_answer_goes():
    assert read_address(reply_address(SAID)) == SAID


def test_is_short_enough_for_every_mail_server():
    local, _, domain = reply_address(SAID).partition("@")

    assert local.startswith("replies+")
    assert len(local) <= 64
    assert domain == "liaison.example"


def test_counts_in_capitals_too_as_some_servers_write_it():
    assert read_address(reply_address(SAID).upper()) == SAID


def test_there_is_none_without_a_mailbox(settings):
    settings.REPLIES_TO = ""

    assert reply_address(SAID) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "replies@liaison.example",
        "replies+@liaison.example",
        "replies+hello@x.example",
        "é+ü@x",
    ],
)
def test_what_is_none_of_ours_says_nothing(address):
    assert read_address(address) is None


def test_no_forged_one_counts():
    chance = random.Random(7)
    local, _, domain = reply_address(SAID).partition("@")
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for _try in range(20_000):
        token = list(local.removeprefix("replies+"))
        # The last letter has bits that are no part of the token.
        at = chance.randrange(len(token) - 1)
        token[at] = chance.choice(letters.replace(token[at], ""))
        assert read_address(f"replies+{''.join(token)}@{domain}") is None


def test_a_side_does_not_stand_for_the_other():
    other = reply_address(Addressed("zz", "b", CONVERSATION))
    mine = reply_address(SAID)

    assert read_address(other).side == "b"
    assert read_address(mine[:13] + other[13:]) is None


def test_is_made_for_codes_of_two_letters_only():
    with pytest.raises(ValueError, match="two letters"):
        reply_address(Addressed("introductions", "a", uuid.uuid4()))
