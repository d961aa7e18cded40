"""
Addresses to which people answer without seeing anybody's own.

replies+TOKEN@example.org: what stands before the plus is the mailbox, and the token says to whom
an answer goes. It is signed, so nobody writes into a conversation by guessing.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "liaison.postbox.reply"
# Bytes of the signature. Mail servers allow 64 characters before the @: 47 of them are the token.
_SIGNATURE = 10


@dataclass(frozen=True)
class Addressed:
    """
    What an address says.

    :ivar receiver: two letters that name what the answer is for; see `receivers`
    :ivar side: one letter, who of a conversation writes
    :ivar subject: the public id of the conversation
    """

    receiver: str
    side: str
    subject: uuid.UUID


def reply_address(addressed: Addressed) -> str:
    """Return the address for answers; "" where this installation has no mailbox."""
    mailbox, _at, domain = settings.REPLIES_TO.partition("@")
    if not domain:
        return ""
    said = _packed(addressed)
    token = base64.b32encode(said + _signature(said)).decode().rstrip("=").lower()
    return f"{mailbox}+{token}@{domain}"


def read_address(address: str) -> Addressed | None:
    """Return what an address says; None if it is none of ours, or was not made here."""
    local, _at, _domain = address.strip().partition("@")
    token = local.rpartition("+")[2]
    try:
        packed = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    said, signature = packed[:-_SIGNATURE], packed[-_SIGNATURE:]
    if len(said) != 19 or not constant_time_compare(signature, _signature(said)):
        return None
    return Addressed(said[:2].decode(), said[2:3].decode(), uuid.UUID(bytes=said[3:]))


def _packed(addressed: Addressed) -> bytes:
    codes = f"{addressed.receiver}{addressed.side}".encode("ascii")
    if len(codes) != 3:
        raise ValueError("A receiver has two letters and a side has one.")
    return codes + addressed.subject.bytes


def _signature(said: bytes) -> bytes:
    return salted_hmac(_SALT, said, algorithm="sha256").digest()[:_SIGNATURE]
