"""
Which organisations of a list are known, and which are news.

Of a list of ten thousand organisations the keys are kept in one field of some kilobytes: a row each
would be ten million for a thousand lists.
"""

import datetime as dt
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from liaison.hub.watching.choices import RETURN_IS_NO_NEWS_WITHIN


@dataclass(frozen=True)
class Known:
    """
    What is known of a list, by the keys of organisations.

    :ivar there: those that were in it the last time, and those that merged into one that was
    :ivar gone: those that have left it since, and on which day that was noticed
    """

    there: frozenset[int] = frozenset()
    gone: Mapping[int, dt.date] = field(default_factory=dict)


def pack(keys: Collection[int]) -> bytes:
    """Return a set of positive whole numbers as few bytes; see `unpack`."""
    ordered = np.array(sorted(keys), dtype="<i8")
    return zlib.compress(np.diff(ordered, prepend=0).astype("<i8").tobytes())


def unpack(packed: bytes) -> frozenset[int]:
    """Return the numbers that were packed; none of nothing."""
    if not packed:
        return frozenset()
    steps = np.frombuffer(zlib.decompress(bytes(packed)), dtype="<i8")
    return frozenset(np.cumsum(steps).tolist())


def compare(
    known: Known, present: Collection[int], *, mergers: Mapping[int, int], today: dt.date
) -> tuple[set[int], Known]:
    """
    Return who is new in a list, and what is known of it from now on.

    Not new is who was there, left and came back soon, or goes on for one that was there.

    :param present: who is in the list now
    :param mergers: for each organisation that merged the one that answers for it now
    """
    present = frozenset(present)
    lately = {key for key, day in known.gone.items() if today - day < RETURN_IS_NO_NEWS_WITHIN}
    familiar = known.there | lately
    successors = {mergers[key] for key in familiar if key in mergers}
    news = set(present - familiar - successors)
    absorbed = {key for key in familiar if mergers.get(key) in present}
    there = present | absorbed
    gone = {key: known.gone.get(key, today) for key in familiar - there}
    return news, Known(there, gone)
