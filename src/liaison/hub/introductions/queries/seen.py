"""What each side may know of an introduction."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liaison.hub.clusters.models import Cluster
from liaison.hub.introductions.choices import Side, State, Step
from liaison.hub.introductions.models import Introduction, IntroductionStep


@dataclass(frozen=True)
class SeenMessage:
    """
    What was written before both said yes; who of a side wrote it, is nothing the other learns.

    :ivar is_own: the reader's side wrote it
    """

    is_own: bool
    said: str
    at: dt.datetime


@dataclass(frozen=True)
class Seen:
    """
    An introduction as one side may see it; nothing else of it reaches that side's pages.

    :ivar state: a code of State, but for what one side is not told: "not_available" for a no,
        "not_possible" for a veto
    :ivar other: what the other side is called, or how it describes itself while it is anonymous
    :ivar other_person: "" until both said yes; so is `other_email`
    :ivar other_organisation: the public id of its entry, where the reader may know it
    :ivar other_open_data_id: "" where it is of the directory, or not to be known
    :ivar decline_reason: one's own, "" for the other side
    :ivar steps: what happened, as far as this side may know, the oldest first
    :ivar messages: what the two wrote to each other before both said yes, the oldest first
    :ivar question_since: since when a question of the asked side waits; None where none does
    """

    public_id: uuid.UUID
    side: Side
    cluster: Cluster
    state: str
    state_since: dt.datetime
    other: str
    other_person: str
    other_email: str
    other_organisation: uuid.UUID | None
    other_open_data_id: str
    own: str
    blurb: str
    is_anonymous: bool
    described_as: str
    answer_until: dt.datetime | None
    not_now_until: dt.date | None
    decline_reason: str
    released_at: dt.datetime | None
    met_on: dt.date | None
    outcome: str
    steps: tuple[IntroductionStep, ...]
    messages: tuple["SeenMessage", ...]
    question_since: dt.datetime | None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


def as_seen_by(
    introduction: Introduction,
    side: Side,
    *,
    with_steps: bool = False,
    with_messages: bool = False,
) -> Seen:
    """Return what one side may know of an introduction."""
    is_asking, released = side == Side.ASKING, introduction.is_released
    return Seen(
        public_id=introduction.public_id,
        side=side,
        cluster=introduction.cluster,
        state=_state_for(introduction, side),
        state_since=introduction.state_since,
        **(_asked_shown(introduction) if is_asking else _asking_shown(introduction)),
        own=introduction.asking_side if is_asking else introduction.asked_side,
        blurb=introduction.blurb,
        is_anonymous=introduction.is_anonymous,
        described_as=introduction.described_as,
        answer_until=introduction.answer_until,
        not_now_until=introduction.not_now_until,
        decline_reason="" if is_asking else introduction.decline_reason,
        released_at=introduction.released_at,
        met_on=introduction.met_on if released else None,
        outcome=introduction.outcome_of_asking if is_asking else introduction.outcome_of_asked,
        steps=_steps_for(introduction, side) if with_steps else (),
        messages=_messages_for(introduction, side) if with_messages else (),
        question_since=introduction.question_since,
    )


def _state_for(introduction: Introduction, side: Side) -> str:
    if side == Side.ASKING:
        if introduction.state == State.VETOED:
            return "not_possible"
        if introduction.state == State.DECLINED:
            return "not_available"
    return str(introduction.state)


def _asked_shown(introduction: Introduction) -> Mapping[str, Any]:
    """Return what the asking side may know of the asked one: whom it chose, and no person."""
    person = introduction.asked_person
    told = introduction.is_released
    entry = introduction.asked_organisation
    return {
        "other": introduction.asked_side,
        "other_person": (person.full_name if person else introduction.asked_contact)
        if told
        else "",
        "other_email": (person.email if person else introduction.asked_email) if told else "",
        "other_organisation": entry.public_id if entry else None,
        "other_open_data_id": introduction.asked_open_data_id,
    }


def _asking_shown(introduction: Introduction) -> Mapping[str, Any]:
    """Return what the asked side may know of the asking one."""
    person, entry = introduction.asking_person, introduction.asking_organisation
    told = introduction.is_released
    if introduction.is_anonymous and not told:
        return {
            "other": introduction.described_as,
            "other_person": "",
            "other_email": "",
            "other_organisation": None,
            "other_open_data_id": "",
        }
    return {
        "other": introduction.asking_side,
        "other_person": person.full_name if person and told else "",
        "other_email": person.email if person and told else "",
        "other_organisation": entry.public_id if entry else None,
        "other_open_data_id": "",
    }


# What each side is told of what happened; the rest is the team's, or the other side's.
_TOLD = {
    Side.ASKING: {
        *(Step.PROPOSED, Step.VETTED, Step.CONFIRMED, Step.ASKED, Step.ACCEPTED, Step.EXPIRED),
        *(Step.CANCELLED, Step.WITHDRAWN, Step.NOT_NOW, Step.MET, Step.REWORDED),
    },
    Side.ASKED: {
        *(Step.ASKED, Step.ACCEPTED, Step.DECLINED, Step.NOT_NOW, Step.WRONG_PERSON),
        *(Step.OPTED_OUT, Step.EXPIRED, Step.CANCELLED, Step.MET),
    },
}


def _messages_for(introduction: Introduction, side: Side) -> tuple[SeenMessage, ...]:
    return tuple(
        SeenMessage(each.side == side, each.said, each.at)
        for each in introduction.relayed.order_by("at", "pk")
    )


def _steps_for(introduction: Introduction, side: Side) -> tuple[IntroductionStep, ...]:
    every = introduction.steps.order_by("at", "pk")
    return tuple(
        each
        for each in every
        if each.step in _TOLD[side] or (each.step == Step.OUTCOME and each.side == side)
    )
