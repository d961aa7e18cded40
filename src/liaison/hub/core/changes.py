"""What two people may change at once: what both changed is told, nothing is overwritten."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Conflict:
    """
    A field that somebody else changed meanwhile, otherwise than it was to be changed.

    :ivar theirs: what it says now
    :ivar yours: what it was to say
    """

    code: str
    theirs: Any
    yours: Any


class ChangedMeanwhile(Exception):
    """Somebody else changed some of the same fields since they were shown; nothing was written."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(", ".join(each.code for each in conflicts))
        self.conflicts = conflicts
