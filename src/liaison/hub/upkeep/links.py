"""The signed link of a letter: whom it was sent to, about which entry, for how long it counts."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing

from liaison.hub.upkeep.choices import LINK_COUNTS_FOR
from liaison.hub.upkeep.models import Question

_signer = signing.Signer(salt="liaison.upkeep.still-correct")


class NotOurs(Exception):
    """The link was not signed here, or not for this."""


@dataclass(frozen=True)
class Asked:
    """What a link says: which question, to whom and about what, and until when it counts."""

    question: uuid.UUID
    person: uuid.UUID
    organisation: uuid.UUID
    until: dt.datetime


def write_link(question: Question, *, now: dt.datetime) -> str:
    """Return what names a question in a link; nobody else can make it."""
    return _signer.sign_object(
        [
            str(question.public_id),
            str(question.person.public_id),
            str(question.organisation.public_id),
            int((now + LINK_COUNTS_FOR).timestamp()),
        ]
    )


def read_link(token: str) -> Asked:
    """Return what a link says, whether it still counts or not; raises NotOurs."""
    try:
        *names, until = _signer.unsign_object(token)
        question, person, organisation = map(uuid.UUID, names)
        return Asked(question, person, organisation, dt.datetime.fromtimestamp(until, tz=dt.UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotOurs from error
