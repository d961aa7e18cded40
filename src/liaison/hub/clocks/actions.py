"""Starting and ending clocks, letting them stand still, and taking over what they wait for."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.audit.actions import record_done
from liaison.hub.clocks import policies
from liaison.hub.clocks.choices import LONGEST_REASON, MOST_WORKING_DAYS, OPEN, ClockState
from liaison.hub.clocks.kinds import get_kind, known_kind
from liaison.hub.clocks.ladders import local_day, next_step
from liaison.hub.clocks.models import Clock, DigestWish
from liaison.hub.clocks.working_days import days_left, due_after
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation

# The thing does not say itself who takes care of it.
WHOEVER_HAS_IT = object()


class NotAllowed(PermissionDenied):
    """This person may not do this to this clock."""


class NotForThem(NotAllowed):
    """Whoever is to have it is not of the team, or does not see what it is about."""


class TooLate(Exception):
    """The clock has ended meanwhile, or a colleague was faster."""


@transaction.atomic
def start_clock(
    kind: str,
    subject: uuid.UUID,
    *,
    cluster: Cluster,
    person: Any = None,
    organisation: Organisation | None = None,
    working_days: int | None = None,
    due_on: dt.date | None = None,
    assignee: Any = None,
    by: Any,
    now: dt.datetime,
) -> Clock:
    """
    Have something wait for a person or an organisation's people, else for the cluster's team.

    Where it runs or stands still already, that clock is returned as it is.

    :param working_days: until it is due, where the thing has a promise of its own; 0 to 500
    :param due_on: the last day for it, where the thing says so itself
    :param assignee: who of the team has taken it already
    :param by: who gave the reason for it, which is recorded of the thing; None: the software
    :raises UnknownKind: if no part has registered the kind
    """
    what = get_kind(kind)
    promised = what.working_days if working_days is None else working_days
    clock = Clock(
        kind=kind,
        subject=subject,
        cluster=cluster,
        person=person,
        organisation=organisation,
        waits_outside=what.waits_outside and person is None and organisation is None,
        assignee=assignee,
        started_at=now,
        due_on=due_on or due_after(local_day(now), min(max(0, promised), MOST_WORKING_DAYS)),
    )
    clock.next_step_at = next_step(clock, what)
    try:
        with transaction.atomic():
            clock.save(force_insert=True)
    except IntegrityError:
        # The constraint decides, not a look-up beforehand: two may start the same at once.
        same = Clock.objects.open().of_the_same(clock).first()
        if same is None:
            raise
        return same
    _note("started", clock, by=by, now=now, due_on=clock.due_on.isoformat())
    return clock


def meet_clocks(kind: str, subject: uuid.UUID, *, by: Any, now: dt.datetime, **whose: Any) -> int:
    """
    Note that was done what something waited for; return how many clocks that ended.

    :param whose: `cluster`, `person` or `organisation`, where it waits for several apart
    """
    return _end(ClockState.MET, kind, subject, by=by, now=now, **whose)


def cancel_clocks(kind: str, subject: uuid.UUID, *, by: Any, now: dt.datetime, **whose: Any) -> int:
    """Note that nobody needs to do it any more, as `meet_clocks`; return how many that ended."""
    return _end(ClockState.CANCELLED, kind, subject, by=by, now=now, **whose)


@transaction.atomic
def pause_clocks(
    kind: str, subject: uuid.UUID, *, reason: str = "", by: Any, now: dt.datetime, **whose: Any
) -> int:
    """
    Let clocks stand still, only while the other side is to do something; return how many do now.

    :param reason: what they wait for, in a few words that the team reads, where their kind does
        not say it
    """
    running = _locked(kind, subject, ClockState.RUNNING, **whose)
    for clock in running:
        _pause(clock, reason=reason, by=by, now=now)
    return len(running)


@transaction.atomic
def resume_clocks(kind: str, subject: uuid.UUID, *, by: Any, now: dt.datetime, **whose: Any) -> int:
    """Let clocks go on; they are due as many working days later as they stood still."""
    paused = _locked(kind, subject, ClockState.PAUSED, **whose)
    for clock in paused:
        _resume(clock, due_on=None, by=by, now=now)
    return len(paused)


@transaction.atomic
def keep_clock(
    kind: str,
    subject: uuid.UUID,
    state: ClockState,
    *,
    cluster: Cluster,
    person: Any = None,
    organisation: Organisation | None = None,
    due_on: dt.date | None = None,
    assignee: Any = WHOEVER_HAS_IT,
    reason: str = "",
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Have the clock of a thing stand as the thing does: start, resume, pause or end it.

    :param due_on: the last day for it, for a clock that starts or goes on; None: as usual
    :param assignee: who of the team takes care of the thing, where the thing itself says so
    :param reason: why it stands still
    """
    whose = {"cluster": cluster, "person": person, "organisation": organisation}
    open_ones = _locked(kind, subject, **whose)
    if state not in OPEN:
        for clock in open_ones:
            end(clock, state, by=by, now=now)
        return
    is_said = assignee is not WHOEVER_HAS_IT
    owner = assignee if is_said else None
    for clock in open_ones or [
        start_clock(kind, subject, **whose, due_on=due_on, assignee=owner, by=by, now=now)
    ]:
        if is_said and clock.assignee_id != (assignee.pk if assignee else None):
            clock.assignee = assignee
            clock.save()
        if clock.state == state:
            continue
        if state == ClockState.PAUSED:
            _pause(clock, reason=reason, by=by, now=now)
        else:
            _resume(clock, due_on=due_on, by=by, now=now)


def _pause(clock: Clock, *, reason: str, by: Any, now: dt.datetime) -> None:
    clock.state, clock.paused_at, clock.next_step_at = ClockState.PAUSED, now, None
    clock.pause_reason = " ".join(reason.split())[:LONGEST_REASON]
    clock.save()
    _note("paused", clock, by=by, now=now)


def _resume(clock: Clock, *, due_on: dt.date | None, by: Any, now: dt.datetime) -> None:
    stood_still = max(0, days_left(local_day(clock.paused_at), local_day(now)))
    clock.due_on = due_on or due_after(clock.due_on, stood_still)
    clock.state, clock.paused_at, clock.pause_reason = ClockState.RUNNING, None, ""
    clock.next_step_at = next_step(clock, get_kind(clock.kind))
    clock.save()
    _note("resumed", clock, by=by, now=now, due_on=clock.due_on.isoformat())


@transaction.atomic
def assign(clock: Clock, *, to: Any, by: Any, now: dt.datetime) -> None:
    """
    Say who of the team takes care of it and of what it is about; None: nobody in particular.

    :raises NotAllowed: if `by` does not work in the cluster's team
    :raises NotForThem: if `to` may not have it
    :raises TooLate: if it has ended meanwhile
    """
    _check_may_handle(by, clock)
    if to is not None and not policies.can_have(to, clock):
        raise NotForThem
    hold_thing(clock)
    assigned = locked(clock)
    give(assigned, to, by=by, now=now)
    record("assigned", assigned, by=by, now=now, to=str(to.public_id) if to else "")


def hold_thing(clock: Clock) -> None:
    """Lock what a clock is about, before the clock itself, as every action does."""
    kind = known_kind(clock.kind)
    if kind is not None and kind.hold is not None:
        kind.hold(clock.subject)


def give(clock: Clock, to: Any, *, by: Any, now: dt.datetime) -> None:
    """Give a locked clock, and the thing it is about, which is held, to somebody or to nobody."""
    clock.assignee = to
    clock.save()
    kind = known_kind(clock.kind)
    if kind is not None and kind.on_assigned is not None:
        kind.on_assigned(clock.subject, to=to, by=by, now=now)


def hand_over(
    kind: str, subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime, **whose: Any
) -> None:
    """Note in the open clocks of a thing who of the team has it now, as the thing itself says."""
    for clock in _locked(kind, subject, **whose):
        clock.assignee = to
        clock.save()
        record("assigned", clock, by=by, now=now, to=str(to.public_id) if to else "")


@transaction.atomic
def put_off(clock: Clock, *, working_days: int, by: Any, now: dt.datetime) -> None:
    """
    Have a clock due so many working days after today, or after its day where that is later.

    Its reminders move along, and its managers hear of it anew should that day pass as well.

    :param working_days: 1 to 500
    :raises NotAllowed: if `by` does not work in the cluster's team
    :raises TooLate: if it has ended or stands still, or somebody outside was told its day
    """
    _check_may_handle(by, clock)
    if get_kind(clock.kind).waits_outside:
        raise TooLate
    delayed = locked(clock, ClockState.RUNNING)
    begins = max(delayed.due_on, local_day(now))
    delayed.due_on = due_after(begins, min(max(1, working_days), MOST_WORKING_DAYS))
    delayed.escalated_at = None
    delayed.next_step_at = next_step(delayed, get_kind(delayed.kind))
    delayed.save()
    record("put_off", delayed, by=by, now=now, due_on=delayed.due_on.isoformat())


def locked(clock: Clock, *states: ClockState) -> Clock:
    """
    Return it as it is now, to be changed by nobody else until the transaction ends.

    :param states: one of which it must be in; of none given, any in which it is open
    :raises TooLate: if it is in none of them (any more)
    """
    found = Clock.objects.open().select_for_update().filter(pk=clock.pk).first()
    if found is None or (states and found.state not in states):
        raise TooLate
    return found


@transaction.atomic
def _end(
    state: ClockState, kind: str, subject: uuid.UUID, *, by: Any, now: dt.datetime, **whose: Any
) -> int:
    ended = _locked(kind, subject, **whose)
    for clock in ended:
        end(clock, state, by=by, now=now)
    return len(ended)


def end(clock: Clock, state: ClockState, *, by: Any, now: dt.datetime) -> None:
    """End a locked clock."""
    clock.state, clock.ended_at = state, now
    clock.next_step_at = clock.paused_at = None
    clock.save()
    _note(str(state), clock, by=by, now=now)


def _locked(kind: str, subject: uuid.UUID, *states: ClockState, **whose: Any) -> list[Clock]:
    """Return the open clocks about a thing, to be changed by nobody else; in one order for all."""
    about = Clock.objects.open().filter(kind=kind, subject=subject, **whose)
    chosen = about.filter(state__in=states) if states else about
    return list(chosen.select_for_update(of=("self",)).select_related("cluster").order_by("pk"))


def _check_may_handle(by: Any, clock: Clock) -> None:
    if not policies.can_handle(by, clock):
        raise TooLate if not clock.is_open else NotAllowed


@receiver(person_leaves)
def _let_go(sender: Any, *, person: Any, by: Any, now: dt.datetime, **more: Any) -> None:
    """Nothing waits for somebody who has left, and what they took is free for colleagues."""
    theirs = Clock.objects.open().filter(person=person)
    for clock in theirs.select_for_update(of=("self",)).select_related("cluster").order_by("pk"):
        end(clock, ClockState.CANCELLED, by=None, now=now)
    for clock in Clock.objects.open().filter(assignee=person).order_by("pk"):
        hold_thing(clock)
        # One that ended meanwhile lets go below.
        if still_open := Clock.objects.open().select_for_update().filter(pk=clock.pk).first():
            give(still_open, None, by=None, now=now)
    Clock.objects.filter(assignee=person).update(assignee=None)
    DigestWish.objects.filter(person=person).delete()


def record(verb: str, clock: Clock, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Write into the cluster's history what became of a clock."""
    record_done(
        f"clock.{verb}",
        clock.subject,
        cluster=clock.cluster.slug,
        by=by,
        now=now,
        kind=clock.kind,
        **details,
    )


def _note(verb: str, clock: Clock, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Record what the software did by itself; what a person did stands there for the thing."""
    if by is None:
        record(verb, clock, by=None, now=now, **details)
