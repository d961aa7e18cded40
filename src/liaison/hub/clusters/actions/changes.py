"""What two people may change at once: what both changed is told, nothing is overwritten."""

from collections.abc import Mapping
from typing import Any

from liaison.hub.core.changes import ChangedMeanwhile, Conflict

Facts = dict[str, Any]


def changes_to(
    current: Mapping[str, Any], *, seen: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Facts:
    """
    Return which of the wanted facts are to be written.

    What others changed meanwhile stays, unless the same fact was to be changed.

    :param current: the facts as they are now, `seen`: as they were when they were shown
    :raises ChangedMeanwhile: if somebody else changed one of the same facts otherwise
    """
    changed = {
        code: value
        for code, value in wanted.items()
        if value != seen.get(code, current[code]) and value != current[code]
    }
    conflicts = [
        Conflict(code, current[code], value)
        for code, value in changed.items()
        if current[code] != seen.get(code, current[code])
    ]
    if conflicts:
        raise ChangedMeanwhile(conflicts)
    return changed
