"""Counts as bars: how long each is beside the longest."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A labelled count; `share` of the largest, in whole percent."""

    label: str
    count: int
    share: int


def shares(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return a bar for each count, in this order; none is shorter than one percent."""
    most = max((count for _, count in counts), default=1) or 1
    return [Bar(label, count, max(1, round(100 * count / most))) for label, count in counts]
