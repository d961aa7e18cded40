"""What people can do with expressions of interest."""

from liaison.hub.interests.actions.answering import (
    accept,
    ask_for_more,
    decline,
    expire,
    say_not_now,
    take_back_answer,
    tell_answer,
    wake,
)
from liaison.hub.interests.actions.leaving import expire_with_listing, let_go_of_interests
from liaison.hub.interests.actions.merging import bring_back, end_between
from liaison.hub.interests.actions.outcomes import follow_introduction, say_outcome
from liaison.hub.interests.actions.screening import forward, turn_down
from liaison.hub.interests.actions.sending import (
    AlreadyAnswered,
    AlreadyOpen,
    NotPossible,
    TooMany,
    TooSoon,
    express,
    say_more,
    withdraw,
)
from liaison.hub.interests.actions.steps import GivesContact, NotAllowed, NotUsable, TooLate

__all__ = [
    "AlreadyAnswered",
    "AlreadyOpen",
    "GivesContact",
    "NotAllowed",
    "NotPossible",
    "NotUsable",
    "TooLate",
    "TooMany",
    "TooSoon",
    "accept",
    "ask_for_more",
    "bring_back",
    "decline",
    "end_between",
    "expire",
    "expire_with_listing",
    "express",
    "follow_introduction",
    "forward",
    "let_go_of_interests",
    "say_more",
    "say_not_now",
    "say_outcome",
    "take_back_answer",
    "tell_answer",
    "turn_down",
    "wake",
    "withdraw",
]
