"""
Who takes answers; each part that has conversations registers its own when it is loaded.

    @takes_replies("in")
    def take(reply: Reply) -> None:
        ...
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from liaison.hub.postbox.addresses import Addressed


class NotTaken(Exception):
    """
    An answer cannot be taken any more; says why, to be read by whoever wrote it.

    :ivar language: in which it says so; "" for that of their account
    """

    def __init__(self, why: str = "", *, language: str = "") -> None:
        super().__init__(why)
        self.language = language


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
_receivers: dict[str, Take] = {}


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
