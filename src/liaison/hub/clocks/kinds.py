"""
The kinds of clocks there are; each part registers its own in its module `clocks`.

How a part uses clocks
----------------------
1. Keep the code in the part's `choices.py`, where its actions find it, and say in
   `<part>/clocks.py` what waits, for how long, and what happens meanwhile. That module stands
   beside `jobs`, above the actions, and is found by itself:

       clock_kind(
           INTRODUCTION_ANSWER,   # "introductions.answer", at most 40 signs
           words=_("An introduction waits for an answer"),
           working_days=10,
           reminders=(3, 6),      # working days after the start; one polite letter each
           escalates_after=8,     # then the cluster's managers hear of it; None: never
           describe=described,    # (ids, *, for_user) -> {uuid: Described(title, url)}, in bulk
           hold=hold,             # (subject) -> None: locks the thing, in a transaction
           on_missed=expire,      # (clock, *, now) -> None: nobody did it in time
           on_assigned=follow,    # (subject, *, to, by, now) -> None: the thing itself is theirs
       )

   Without `on_missed` the clock stays open when its day is over: it is late until somebody does
   it. With it, the clock ends as missed on the first working day after its last one, and the part
   does what follows (lets the thing expire, asks the next one). `on_reminder` and `on_escalation`
   replace the usual letters, where a part has better words or a link that needs no sign-in;
   `nothing` there means no letter at all. A thing that says itself who of the team has it gives
   `on_assigned`, so that taking over its clock takes over the thing; nobody is given what they do
   not see. Where it changes hands on its own pages, `hand_over` or `keep_clock` tell the clock.

2. In the part's actions, within their transaction and after the change is written:

       start_clock(INTRODUCTION_ANSWER, introduction.public_id, cluster=cluster,
                   organisation=recipient, by=by, now=now)
       meet_clocks(INTRODUCTION_ANSWER, introduction.public_id, by=by, now=now)
       cancel_clocks(INTRODUCTION_ANSWER, introduction.public_id, by=by, now=now)

   `person=` or `organisation=` say for whom it waits; neither: for the cluster's team.
   `working_days=` is for a thing with a promise of its own; reminders and escalation keep their
   distance to the last day. Starting what runs already gives the clock that runs; meeting or
   cancelling what does not run does nothing, so nobody needs to ask first. `pause_clocks` and
   `resume_clocks` only while the other side is to do something, which `waits_for` says for all of
   the kind and `reason=` for one.

3. Steps are taken by the job `clocks.tick`, one clock at a time, on working days from 7 to 19.
   What a part does in `on_…` is in one transaction with the mark that it was done: write records
   and letters (`send_letter`), reach nobody else. `hold` comes first, so that the thing is locked
   before its clock, as in every action, and the two never wait for each other. After a long stop
   a clock does only what counts by then: one reminder, not five, and none for what is missed.

4. `describe` gives only what `for_user` may see: who does not see the thing gets no letter, and no
   row on a desk. It is asked once for all rows of a page, in the reader's language; `url` is the
   path of the page with the next step, made with `reverse`.

5. A thing that always stands in one state may say after each change how its clock is to stand:
   `keep_clock(kind, subject, ClockState.PAUSED, cluster=…, reason=…, by=by, now=now)` starts,
   resumes, pauses or ends it. With `waiting` (the public ids of all that wait) and `keep` (has the
   clock of one thing stand as it should) a nightly check starts what was forgotten, or was there
   before the clocks were, and ends what waits for nothing any more.

6. In tests, time is an argument: `start_clock(…, now=MONDAY)`, then `tick(now=THURSDAY)` of
   `clocks.ticking`, and look into the outbox.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from liaison.hub.clocks.models import Clock


class UnknownKind(LookupError):
    """No part registered a kind of clocks under this code."""


@dataclass(frozen=True)
class Described:
    """
    What waits, for one reader.

    :ivar url: the path of the page on which they do the next step
    """

    title: str
    url: str


class Describe(Protocol):
    """Says what some things are, to one reader; what they may not see is left out."""

    def __call__(
        self, ids: Iterable[uuid.UUID], *, for_user: Any
    ) -> Mapping[uuid.UUID, Described]: ...


class Step(Protocol):
    """What happens at a step, within the transaction in which it is marked as done."""

    def __call__(self, clock: Clock, *, now: dt.datetime) -> None: ...


class Hold(Protocol):
    """Locks the thing with this public id until the transaction ends."""

    def __call__(self, subject: uuid.UUID) -> None: ...


class Assigned(Protocol):
    """
    Gives the thing, which is held, to whoever has its clock now.

    `to` may be None: nobody in particular; `by` may be None: the software. Does nothing where the
    thing says so already, or is closed.
    """

    def __call__(self, subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime) -> None: ...


class Waiting(Protocol):
    """Returns the public ids of all things that have an open clock."""

    def __call__(self) -> Iterable[uuid.UUID]: ...


class Keep(Protocol):
    """Has the clock of one thing stand as the thing does."""

    def __call__(self, subject: uuid.UUID, *, now: dt.datetime) -> None: ...


@dataclass(frozen=True)
class Kind:
    """
    A kind of clocks.

    :ivar words: what waits, for people
    :ivar working_days: in how many it is due
    :ivar reminders: after how many working days people are reminded, the first first
    :ivar escalates_after: after how many the cluster's managers hear of it; None: never
    :ivar waits_for: on what the other side is to do while it stands still, for people
    :ivar waits_outside: where it waits for no person here, it does so for somebody without an
        account, who is written to; the team sees it among what waits for others, and does not put
        it off, as its last day stands in the letter
    :ivar is_team_work: done by people of the cluster's team; of whoever has left it the team is
        reminded instead
    :ivar on_reminder: instead of the usual letter
    :ivar on_escalation: instead of the usual letter
    :ivar on_assigned: gives the thing itself to whoever takes its clock over
    :ivar on_missed: ends the clock when its day is over; None: it stays open and is late
    """

    code: str
    words: str | Promise
    working_days: int
    reminders: tuple[int, ...]
    escalates_after: int | None
    waits_for: str | Promise
    describe: Describe
    waits_outside: bool
    is_team_work: bool
    hold: Hold | None
    on_reminder: Step | None
    on_escalation: Step | None
    on_missed: Step | None
    on_assigned: Assigned | None
    waiting: Waiting | None
    keep: Keep | None


_kinds: dict[str, Kind] = {}


def clock_kind(
    code: str,
    *,
    words: str | Promise,
    working_days: int,
    describe: Describe,
    reminders: tuple[int, ...] = (),
    escalates_after: int | None = None,
    waits_for: str | Promise = "",
    waits_outside: bool = False,
    is_team_work: bool = False,
    hold: Hold | None = None,
    on_reminder: Step | None = None,
    on_escalation: Step | None = None,
    on_missed: Step | None = None,
    on_assigned: Assigned | None = None,
    waiting: Waiting | None = None,
    keep: Keep | None = None,
) -> str:
    """
    Register a kind of clocks; return its code, by which it is started.

    :raises ValueError: if another part has the code, the reminders are not in order of time, or
        something is done to a thing that nobody holds
    """
    known = _kinds.get(code)
    if known and known.describe.__module__ != describe.__module__:  # type: ignore[attr-defined]
        raise ValueError(f"There is a kind of clocks {code} already.")
    if list(reminders) != sorted(set(reminders)):
        raise ValueError(f"The reminders of {code} come one after another.")
    if (on_missed or on_assigned) and hold is None:
        raise ValueError(f"Say how a thing of {code} is held, before something is done to it.")
    _kinds[code] = Kind(
        code=code,
        words=words,
        working_days=working_days,
        reminders=reminders,
        escalates_after=escalates_after,
        waits_for=waits_for,
        describe=describe,
        waits_outside=waits_outside,
        is_team_work=is_team_work,
        hold=hold,
        on_reminder=on_reminder,
        on_escalation=on_escalation,
        on_missed=on_missed,
        on_assigned=on_assigned,
        waiting=waiting,
        keep=keep,
    )
    return code


def nothing(clock: Clock, *, now: dt.datetime) -> None:
    """Do nothing at a step: for kinds that want no letter there."""


def get_kind(code: str) -> Kind:
    """Return the kind with this code; raises UnknownKind."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def known_kind(code: str) -> Kind | None:
    """Return the kind with this code; None for one of a part that is not installed any more."""
    return _kinds.get(code)


def kinds() -> list[Kind]:
    """Return all kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def described(clocks: Iterable[Clock], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """
    Return what clocks are about, by their own public ids, to one reader; asks each kind once.

    Left out is what they may not see, and what is of a kind that is not installed any more.
    """
    clocks = list(clocks)
    by_kind: dict[str, set[uuid.UUID]] = {}
    for clock in clocks:
        by_kind.setdefault(clock.kind, set()).add(clock.subject)
    said = {
        code: _kinds[code].describe(ids, for_user=for_user)
        for code, ids in sorted(by_kind.items())
        if code in _kinds
    }
    return {
        clock.public_id: said[clock.kind][clock.subject]
        for clock in clocks
        if clock.subject in said.get(clock.kind, {})
    }
