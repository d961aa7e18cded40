"""The secret address at which a collection is open to whoever has it."""

import uuid
from dataclasses import dataclass

from django.core import signing

_signer = signing.Signer(salt="liaison.collecting.link")


class NotOurs(Exception):
    """The link was not signed here."""


@dataclass(frozen=True)
class Link:
    """Which collection a link opens, and which of its links it is; an older one opens nothing."""

    public_id: uuid.UUID
    number: int


def token_of(link: Link) -> str:
    """Return what stands in the address; nobody else can make it."""
    return _signer.sign_object([str(link.public_id), link.number])


def read_token(token: str) -> Link:
    """Return the link behind an address; raises NotOurs."""
    try:
        public_id, number = _signer.unsign_object(token)
        return Link(uuid.UUID(public_id), int(number))
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise NotOurs from error
