"""Looking at entries by rules: what is read of them, and what each rule finds."""

from liaison.hub.data_control.checking.facts import (
    Facts,
    Shared,
    entries_of,
    read_facts,
    shared_among,
)
from liaison.hub.data_control.checking.rules import Asked, findings_of

__all__ = [
    "Asked",
    "Facts",
    "Shared",
    "entries_of",
    "findings_of",
    "read_facts",
    "shared_among",
]
