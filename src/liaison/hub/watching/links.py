"""The signed address behind which letters about one list are stopped."""

import uuid

from django.core import signing

_signer = signing.Signer(salt="liaison.watching.stop")


class NotOurs(Exception):
    """The link was not signed here."""


def stop_token(public_id: uuid.UUID) -> str:
    """Return what names a list in a link; nobody else can make it."""
    return _signer.sign_object(str(public_id))


def read_stop(token: str) -> uuid.UUID:
    """Return the public id of the list behind a link; raises NotOurs."""
    try:
        return uuid.UUID(_signer.unsign_object(token))
    except (signing.BadSignature, ValueError, AttributeError) as error:
        raise NotOurs from error
