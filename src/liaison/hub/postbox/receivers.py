"""
Who takes answers; each part that has conversations registers its own when it is loaded.

    @takes_replies("in")
    def take(reply: Reply) -> None:
        ...

A part to which people forward mails takes them whole, see `takes_mails`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from liaison.hub.postbox.addresses import Addressed


class NotTaken(Exception):
    """
    An answer cannot be taken any more; says why, to be read by whoever wrote it.

    :ivar language: in which it says so; "" for that of their account
    :ivar to: the address that is told instead, where a stranger wrote; "" for whoever wrote
    """

    def __init__(self, why: str = "", *, language: str = "", to: str = "") -> None:
        super().__init__(why)
        self.language, self.to = language, to


class NotOurs(Exception):
    """A mail comes from somebody who has nothing to do with its address; nobody is answered."""


@dataclass(frozen=True)
class WholeMail:
    """
    A mail that somebody sent or forwarded to an address of a part.

    :ivar sender: the address from which it came; anybody can write any there
    :ivar raw: all of it, as it arrived
    """

    addressed: Addressed
    sender: str
    raw: bytes
    at: dt.datetime


@dataclass(frozen=True)
class Reply:
    """
    What somebody answered.

    :ivar sender: the address from which it came; anybody can write any there
    :ivar text: their own words, without what they answer to; never empty
    :ivar had_files: whether files came with it, which are not taken
    """

    addressed: Addressed
    sender: str
    subject: str
    text: str
    had_files: bool
    at: dt.datetime


Take = Callable[[Reply], None]
TakeMail = Callable[[WholeMail], None]
_receivers: dict[str, Take] = {}
_mail_receivers: dict[str, TakeMail] = {}


def takes_replies(code: str) -> Callable[[Take], Take]:
    """
    Register the function below as what takes the answers to addresses with this code.

    It is called in a transaction, once for each mail, and raises `NotTaken` where it refuses one.

    :param code: two letters
    :raises ValueError: if the code is taken
    """

    def register(take: Take) -> Take:
        known = _receivers.setdefault(code, take)
        if known.__module__ != take.__module__:
            raise ValueError(f"There is a receiver {code} already.")
        return take

    return register


def receiver_for(code: str) -> Take | None:
    """Return who takes answers with a code; None where nobody does."""
    return _receivers.get(code)


def takes_mails(code: str) -> Callable[[TakeMail], TakeMail]:
    """
    Register the function below as what takes mails to addresses with this code, whole.

    It is called in a transaction, once for each mail, raises `NotOurs` for those of strangers, and
    tells people itself what it could not read.

    :param code: two letters
    :raises ValueError: if the code is taken
    """

    def register(take: TakeMail) -> TakeMail:
        known = _mail_receivers.setdefault(code, take)
        if known.__module__ != take.__module__ or code in _receivers:
            raise ValueError(f"There is a receiver {code} already.")
        return take

    return register


def mail_receiver_for(code: str) -> TakeMail | None:
    """Return who takes mails with a code whole; None where nobody does."""
    return _mail_receivers.get(code)
