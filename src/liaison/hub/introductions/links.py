"""The signed link of a letter: what it is for, in which introduction, to whom, until when."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing

from liaison.hub.introductions.choices import Purpose, Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.notifications.models import digest_of

_signer = signing.Signer(salt="liaison.introductions.link")


class NotOurs(Exception):
    """The link was not signed here, or not for this."""


@dataclass(frozen=True)
class Link:
    """
    What a link says.

    :ivar reader: what stands for the person or the address that the letter went to
    :ivar number: which of the letters of this purpose it was, from 1
    """

    purpose: Purpose
    introduction: uuid.UUID
    side: Side
    reader: str
    number: int
    until: dt.datetime


def write_link(
    introduction: Introduction, purpose: Purpose, side: Side, *, number: int, until: dt.datetime
) -> str:
    """Return what names this in a link; nobody else can make it."""
    named = [
        str(purpose),
        introduction.public_id.hex,
        str(side),
        reader_of(introduction, side),
        number,
        int(until.timestamp()),
    ]
    return _signer.sign_object(named)


def read_link(token: str, purpose: Purpose) -> Link:
    """Return what a link of this purpose says, whether it still counts or not; raises NotOurs."""
    try:
        said, introduction, side, reader, number, until = _signer.unsign_object(token)
        link = Link(
            Purpose(said),
            uuid.UUID(introduction),
            Side(side),
            str(reader),
            int(number),
            dt.datetime.fromtimestamp(until, tz=dt.UTC),
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotOurs from error
    if link.purpose != purpose:
        raise NotOurs
    return link


def reader_of(introduction: Introduction, side: Side) -> str:
    """Return what stands in a link for whoever its letter goes to; never the address itself."""
    person = introduction.person_on(side)
    if person is not None:
        return person.public_id.hex
    return digest_of(introduction.asked_email)[:32] if side == Side.ASKED else ""
