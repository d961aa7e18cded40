"""Saying which entry of open data an organisation is, and taking over what open data says."""

from liaison.hub.directory.actions import ChangedMeanwhile, NumberTaken
from liaison.hub.enrichment.actions.facts import (
    ProposalGone,
    apply_facts,
    apply_facts_missing_here,
    dismiss_fact,
    propose_fact_again,
)
from liaison.hub.enrichment.actions.linking import (
    AnotherIsLinked,
    LinkedAlready,
    NothingSaid,
    NotLinked,
    UnknownEntry,
    answer,
    take_back,
    unlink,
)
from liaison.hub.enrichment.actions.looking import Look, look_at_open_data
from liaison.hub.enrichment.actions.steps import NotAllowed, NotJoined, NotRecorded

__all__ = [
    "AnotherIsLinked",
    "ChangedMeanwhile",
    "LinkedAlready",
    "Look",
    "NotAllowed",
    "NotJoined",
    "NotLinked",
    "NotRecorded",
    "NothingSaid",
    "NumberTaken",
    "ProposalGone",
    "UnknownEntry",
    "answer",
    "apply_facts",
    "apply_facts_missing_here",
    "dismiss_fact",
    "look_at_open_data",
    "propose_fact_again",
    "take_back",
    "unlink",
]
