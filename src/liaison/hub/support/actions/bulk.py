"""One thing done to several cases at once, and undone again."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from liaison.hub.accounts.models import User
from liaison.hub.clocks.working_days import days_left
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.support import messages, policies
from liaison.hub.support.actions.steps import (
    NotAllowed,
    TooLate,
    give,
    record,
    run_clock,
    save,
    stop_clock,
)
from liaison.hub.support.actions.working import NotOfTheTeam
from liaison.hub.support.choices import MOST_AT_ONCE, BulkKind, CaseState
from liaison.hub.support.models import BulkStep, Case


@transaction.atomic
def assign(
    cases: Iterable[uuid.UUID], *, cluster: Cluster, to: Any, by: Any, now: dt.datetime
) -> BulkStep:
    """
    Give open cases to a colleague; those that are closed stay as they are.

    :raises NotAllowed: if `by` is not of the team
    :raises NotOfTheTeam: if `to` is not
    """
    _check(by, cluster)
    if not policies.can_own(to, cluster):
        raise NotOfTheTeam
    step = _step(cluster, BulkKind.ASSIGN, by=by, now=now)
    for case in _open_among(cases, cluster):
        if case.owner_id != to.pk:
            _note(step, case)
            give(case, to, by=by, now=now)
            save(case)
            record("handed_over", case, by=by, now=now)
    step.save()
    if step.before and to != by:
        messages.tell_colleague_of_several(
            to, number=len(step.before), cluster=cluster, by=by, now=now
        )
    return step


@transaction.atomic
def close_all(
    cases: Iterable[uuid.UUID], *, cluster: Cluster, by: Any, now: dt.datetime
) -> BulkStep:
    """Close open cases; those that are closed stay as they are. Raises NotAllowed."""
    _check(by, cluster)
    step = _step(cluster, BulkKind.CLOSE, by=by, now=now)
    for case in _open_among(cases, cluster):
        _note(step, case)
        case.owner = case.owner or by
        stop_clock(case, CaseState.CLOSED, by=by, now=now)
        save(case)
        record("closed", case, by=by, now=now)
    step.save()
    return step


@transaction.atomic
def undo(step: BulkStep, *, by: Any, now: dt.datetime) -> int:
    """
    Put the cases of a step back to what they were, but for those with which more was done since.

    :returns: how many were put back
    :raises NotAllowed: if it is somebody else's step, or `by` is no longer of the team
    :raises TooLate: if it is undone already
    """
    if step.by_id != by.pk or not is_of_the_team(by, step.cluster):
        raise NotAllowed
    if not BulkStep.objects.filter(pk=step.pk, undone_at=None).update(undone_at=now):
        raise TooLate
    number = 0
    keys = [int(key) for key in step.before]
    for case in _locked(Case.objects.filter(pk__in=keys)):
        before = step.before[str(case.pk)]
        # Written to already, or joined: nothing is taken back behind anybody's back.
        if case.step == before["step"] + 1 and case.face_asked_at is None:
            _put_back(case, before, by=by, now=now)
            number += 1
    return number


def _check(by: Any, cluster: Cluster) -> None:
    if not is_of_the_team(by, cluster):
        raise NotAllowed


def _step(cluster: Cluster, kind: BulkKind, *, by: Any, now: dt.datetime) -> BulkStep:
    return BulkStep(cluster=cluster, kind=kind, by=by, at=now)


def _open_among(cases: Iterable[uuid.UUID], cluster: Cluster) -> list[Case]:
    chosen = list(cases)[:MOST_AT_ONCE]
    found = Case.objects.open().not_joined().filter(cluster=cluster, public_id__in=chosen)
    return _locked(found)


def _locked(cases: Any) -> list[Case]:
    return list(cases.select_for_update(of=("self",)).select_related("cluster").order_by("pk"))


def _put_back(case: Case, before: dict[str, Any], *, by: Any, now: dt.datetime) -> None:
    was_closed = case.state == CaseState.CLOSED
    owner = User.objects.filter(pk=before["owner"]).first()
    if owner is not None and not policies.can_own(owner, case.cluster):
        # They have left the team since.
        owner = None
    case.state = before["state"] if owner or before["state"] != CaseState.IN_HAND else CaseState.NEW
    case.answer_due_on = parse_date(before["due"]) if before["due"] else None
    case.days_left, case.closed_at = before["left"], None
    if was_closed:
        case.owner = owner
        if case.answer_due_on:
            left = days_left(timezone.localdate(now), case.answer_due_on)
            run_clock(case, days=left, by=by, now=now)
    else:
        give(case, owner, by=by, now=now)
    save(case)
    record("put_back", case, by=by, now=now)


def _note(step: BulkStep, case: Case) -> None:
    due = case.answer_due_on
    step.before[str(case.pk)] = {
        "state": case.state,
        "owner": case.owner_id,
        "due": due.isoformat() if due else None,
        "left": case.days_left,
        "step": case.step,
    }
