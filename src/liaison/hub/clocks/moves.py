"""What a team does to several clocks at once, and undoing it for some minutes."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from liaison.hub.accounts.models import User
from liaison.hub.clocks import messages, policies
from liaison.hub.clocks.actions import (
    NotAllowed,
    NotForThem,
    TooLate,
    assign,
    give,
    hold_thing,
    locked,
    put_off,
    record,
)
from liaison.hub.clocks.choices import UNDONE_WITHIN, ClockState, Deed
from liaison.hub.clocks.kinds import Step, known_kind
from liaison.hub.clocks.models import Clock, Move
from liaison.hub.clocks.queries import clocks_among

NoMove = Move.DoesNotExist
_WHAT_MOVES = ("assignee_id", "due_on", "next_step_at", "escalated_at")


@dataclass(frozen=True)
class Moved:
    """
    What became of several clocks.

    :ivar move: by which it is undone; None where nothing was done or a letter cannot be called back
    :ivar done: how many clocks
    :ivar left: how many stayed as they are, because they ended meanwhile, stand still, may not be
        put off, or are about something that whoever was to have it does not see
    """

    move: Move | None
    done: int
    left: int


@transaction.atomic
def move_clocks(
    public_ids: Iterable[uuid.UUID],
    deed: Deed,
    *,
    to: Any = None,
    working_days: int = 1,
    by: Any,
    now: dt.datetime,
) -> Moved:
    """
    Take several clocks over, give them to a colleague or back, put them off, or remind of them.

    :param to: to whom they are given
    :param working_days: by how many they are put off; 1 to 500
    :raises NotAllowed: if `to` is not of all their teams
    """
    chosen = list(dict.fromkeys(public_ids))
    clocks = clocks_among(chosen, for_user=by)
    if deed == Deed.REMIND:
        reminded = _remind(clocks, by=by, now=now)
        return Moved(None, reminded, len(chosen) - reminded)
    to = {Deed.TAKE_OVER: by, Deed.ASSIGN: to}.get(deed)
    if deed == Deed.ASSIGN and (to is None or not _is_of_all_teams(to, clocks)):
        raise NotAllowed
    before: dict[str, Any] = {}
    for clock in clocks:
        said = _said(clock)
        try:
            if deed == Deed.PUT_OFF:
                put_off(clock, working_days=working_days, by=by, now=now)
            else:
                assign(clock, to=to, by=by, now=now)
        except (TooLate, NotForThem):
            continue
        before[str(clock.pk)] = said
    if not before:
        return Moved(None, 0, len(chosen))
    after = {str(each.pk): _said(each) for each in Clock.objects.filter(pk__in=before)}
    move = Move.objects.create(by=by, at=now, deed=deed, before=before, after=after)
    return Moved(move, len(before), len(chosen) - len(before))


@transaction.atomic
def undo_move(public_id: uuid.UUID, *, by: Any, now: dt.datetime) -> Moved:
    """
    Put several clocks back as they were, but for those that somebody changed since.

    :raises NoMove: if `by` moved nothing under this id
    :raises TooLate: if that was longer than UNDONE_WITHIN ago, or is undone
    """
    move = Move.objects.select_for_update().get(public_id=public_id, by=by)
    if move.undone_at is not None or move.at <= now - UNDONE_WITHIN:
        raise TooLate
    open_ones = Clock.objects.open().filter(pk__in=move.before).select_related("cluster")
    put_back = 0
    for each in open_ones.order_by("pk"):
        hold_thing(each)
        try:
            clock = locked(each)
        except TooLate:
            continue
        is_theirs = policies.is_of_the_team(by, clock.cluster)
        if is_theirs and _said(clock) == move.after.get(str(clock.pk)):
            _put_back(clock, move.before[str(clock.pk)], by=by, now=now)
            record("put_back", clock, by=by, now=now)
            put_back += 1
    move.undone_at = now
    move.save()
    return Moved(None, put_back, len(move.before) - put_back)


def forget_moves(*, before: dt.datetime) -> int:
    """Delete what can no longer be undone; return how many moves that were."""
    number, _ = Move.objects.filter(at__lt=before).delete()
    return number


def _remind(clocks: list[Clock], *, by: Any, now: dt.datetime) -> int:
    """Remind of those that run, the same people of all in one letter; return how many."""
    running = [clock for clock in clocks if clock.state == ClockState.RUNNING]
    # What has letters of its own reaches people whom the usual one does not.
    own = {clock: remind for clock in running if (remind := _own_reminder(clock)) is not None}
    for clock, remind in own.items():
        remind(clock, now=now)
        record("reminded", clock, by=by, now=now)

    def owner(clock: Clock) -> tuple[int, ...]:
        whose = (clock.cluster_id, clock.person_id, clock.organisation_id, clock.assignee_id)
        return tuple(key or 0 for key in whose)

    usual = sorted((clock for clock in running if clock not in own), key=owner)
    for _owner, group in groupby(usual, key=owner):
        together = list(group)
        messages.remind(together, key=f"by-hand:{now.isoformat()}", now=now)
        for clock in together:
            record("reminded", clock, by=by, now=now)
    return len(running)


def _own_reminder(clock: Clock) -> Step | None:
    kind = known_kind(clock.kind)
    return kind.on_reminder if kind else None


def _said(clock: Clock) -> dict[str, Any]:
    """Return what a move may change of a clock, as it is kept in JSON."""
    said = {name: getattr(clock, name) for name in _WHAT_MOVES}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in said.items()
    }


def _is_of_all_teams(person: Any, clocks: list[Clock]) -> bool:
    teams = {clock.cluster_id: clock.cluster for clock in clocks}
    return all(policies.is_of_the_team(person, each) for each in teams.values())


def _put_back(clock: Clock, said: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    clock.due_on = dt.date.fromisoformat(said["due_on"])
    clock.next_step_at = parse_datetime(said["next_step_at"]) if said["next_step_at"] else None
    clock.escalated_at = parse_datetime(said["escalated_at"]) if said["escalated_at"] else None
    if clock.assignee_id == said["assignee_id"]:
        clock.save()
        return
    before = User.objects.filter(pk=said["assignee_id"], is_active=True).first()
    # They may have left the team since.
    is_still_theirs = before is not None and policies.can_have(before, clock)
    give(clock, before if is_still_theirs else None, by=by, now=now)
