"""What members and a cluster's team can do with changes that were asked for."""

from liaison.hub.change_requests.actions.asking import (
    NeedsReview,
    Saved,
    TooManyRequests,
    save_entry,
    withdraw,
    withdraw_change,
)
from liaison.hub.change_requests.actions.deciding import (
    NoLongerActs,
    apply_all,
    apply_change,
    leave_change,
    put_back,
    refuse_change,
)
from liaison.hub.change_requests.actions.relating import (
    answer_relation,
    relate,
    take_relation_back,
)
from liaison.hub.change_requests.actions.rules import NoFields, change_rule
from liaison.hub.change_requests.actions.steps import CannotBeApplied, NotAllowed, NotSaid, TooLate
from liaison.hub.change_requests.actions.talking import (
    TooManyNotes,
    answer,
    ask_back,
    give_back,
    note_internally,
    take,
)

__all__ = [
    "CannotBeApplied",
    "NeedsReview",
    "NoFields",
    "NoLongerActs",
    "NotAllowed",
    "NotSaid",
    "Saved",
    "TooLate",
    "TooManyNotes",
    "TooManyRequests",
    "answer",
    "answer_relation",
    "apply_all",
    "apply_change",
    "ask_back",
    "change_rule",
    "give_back",
    "leave_change",
    "note_internally",
    "put_back",
    "refuse_change",
    "relate",
    "save_entry",
    "take",
    "take_relation_back",
    "withdraw",
    "withdraw_change",
]
