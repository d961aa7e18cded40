"""The signed link behind which somebody says how content they are: about which case, until when."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing

from liaison.hub.support.choices import LINK_COUNTS_FOR
from liaison.hub.support.models import Case

_signer = signing.Signer(salt="liaison.support.how-was-it")


class NotOurs(Exception):
    """The link was not signed here, or not for this."""


@dataclass(frozen=True)
class Asked:
    """What a link says: about which case, to whom it was sent, and until when it counts."""

    case: uuid.UUID
    person: uuid.UUID
    until: dt.datetime


def write_link(case: Case, *, now: dt.datetime) -> str:
    """Return what names a case in a link; nobody else can make it."""
    until = int((now + LINK_COUNTS_FOR).timestamp())
    return _signer.sign_object([str(case.public_id), str(case.asked_by.public_id), until])


def read_link(token: str) -> Asked:
    """Return what a link says, whether it still counts or not; raises NotOurs."""
    try:
        *names, until = _signer.unsign_object(token)
        case, person = map(uuid.UUID, names)
        return Asked(case, person, dt.datetime.fromtimestamp(until, tz=dt.UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotOurs from error
