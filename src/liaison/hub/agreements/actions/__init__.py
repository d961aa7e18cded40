"""What people can do with agreements, and what time does."""

from liaison.hub.agreements.actions.ending import (
    call_off,
    forget_files,
    hand_over,
    lapse,
    tell_of_end,
)
from liaison.hub.agreements.actions.signing import (
    DayNotUsable,
    TooManyFiles,
    WrongKind,
    bring,
    note_last_day,
    sign,
    unsign,
)
from liaison.hub.agreements.actions.steps import NotAllowed, TooLate, TooOften, erase_file
from liaison.hub.agreements.actions.wanting import begin, want

__all__ = [
    "DayNotUsable",
    "NotAllowed",
    "TooLate",
    "TooManyFiles",
    "TooOften",
    "WrongKind",
    "begin",
    "bring",
    "call_off",
    "erase_file",
    "forget_files",
    "hand_over",
    "lapse",
    "note_last_day",
    "sign",
    "tell_of_end",
    "unsign",
    "want",
]
