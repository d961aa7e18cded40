"""What people can do with agreements, and what time does."""

from liaison.hub.agreements.actions.ending import (
    call_off,
    forget_files,
    hand_over,
    lapse,
    tell_of_end,
)
from liaison.hub.agreements.actions.last_day import (
    DayNotUsable,
    agree_to_later_day,
    leave_later_day,
    note_last_day,
)
from liaison.hub.agreements.actions.signing import (
    TooManyFiles,
    WrongKind,
    bring,
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
    "agree_to_later_day",
    "begin",
    "bring",
    "call_off",
    "erase_file",
    "forget_files",
    "hand_over",
    "lapse",
    "leave_later_day",
    "note_last_day",
    "sign",
    "tell_of_end",
    "unsign",
    "want",
]
