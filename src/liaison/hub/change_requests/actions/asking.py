"""What those who act for a member do: save their entry, take changes back."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver

from liaison.hub.accounts.actions import person_leaves
from liaison.hub.change_requests import messages, policies
from liaison.hub.change_requests.actions.steps import (
    NotAllowed,
    TooLate,
    close_if_done,
    decide,
    keep_answer_clocks,
    locked,
    record,
)
from liaison.hub.change_requests.choices import (
    COUNTED_FOR,
    MOST_REQUESTS,
    ChangeState,
    NoteKind,
)
from liaison.hub.change_requests.messages import LabelOf
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange, RequestNote
from liaison.hub.directory.actions import (
    PlannedEdit,
    edit_organisation,
    organisation_is_edited,
    plan_edit,
)
from liaison.hub.directory.editing import Entry, same_value, together_with
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for


class NeedsReview(PermissionDenied):
    """
    The person's cluster looks at changes of these fields first; `save_entry` asks it to.

    :ivar codes: of the fields; what is no field of an entry has a code of its own
    """

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__()
        self.codes = frozenset(codes)


class TooManyRequests(Exception):
    """As much was asked for as anybody may ask for within a day; nothing was saved."""


@dataclass(frozen=True)
class Saved:
    """
    What became of an entry that somebody saved.

    :ivar changed: codes of the fields that changed at once
    :ivar asked: what waits for a cluster's team from now on, with the codes of its fields
    :ivar waiting: codes of fields of which the very same change waits already
    """

    changed: list[str] = field(default_factory=list)
    asked: list[tuple[ChangeRequest, list[str]]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@transaction.atomic
def save_entry(
    public_id: uuid.UUID,
    *,
    seen: Entry,
    wanted: Entry,
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> Saved:
    """
    Change an entry where `by` may do so at once, and ask the team of the cluster for the rest.

    What was asked for of the same fields before, and waits, is replaced. Takes and raises what
    `directory.actions.edit_organisation` does.

    :raises TooManyRequests: if `by` made MOST_REQUESTS within a day; then nothing is saved
    """
    plan = plan_edit(public_id, seen=seen, wanted=wanted, by=by)
    deciding = policies.to_review(by, plan.organisation, plan.changes)
    at_once = {code: value for code, value in plan.changes.items() if code not in deciding}
    waiting = _that_wait_already(plan, deciding)
    changed = edit_organisation(public_id, seen=seen, wanted=at_once, by=by, now=now)
    to_ask = {code: each for code, each in deciding.items() if code not in waiting}
    replace(plan.organisation, [*changed, *to_ask], label_of=label_of, by=by, now=now)
    asked = [
        (ask(plan.organisation, clusters, _old_and_new(plan, codes), by=by, now=now), codes)
        for clusters, codes in _by_clusters(to_ask)
    ]
    return Saved(changed, asked, waiting)


@receiver(organisation_is_edited)
def hold_back(
    sender: Any, *, organisation: Organisation, codes: list[str], by: Any, **signal: Any
) -> None:
    """
    Stop an edit that would go round the team, from whatever page it comes.

    :raises NeedsReview: if one of the fields has to wait
    """
    if waiting := policies.to_review(by, organisation, codes):
        raise NeedsReview(waiting)


@transaction.atomic
def withdraw_change(
    change: RequestedChange, *, label_of: LabelOf, by: Any, now: dt.datetime
) -> None:
    """
    Take one change back, with those that go with it only.

    :raises NotAllowed: if `by` does not act for the organisation
    :raises TooLate: if it is decided
    """
    _withdraw(change.request, together_with(change.field), label_of=label_of, by=by, now=now)


@transaction.atomic
def withdraw(request: ChangeRequest, *, label_of: LabelOf, by: Any, now: dt.datetime) -> None:
    """
    Take back all changes of a request that wait.

    :raises NotAllowed: if `by` does not act for the organisation
    :raises TooLate: if all are decided
    """
    _withdraw(request, None, label_of=label_of, by=by, now=now)


@receiver(person_leaves)
@transaction.atomic
def let_go_of_change_requests(
    sender: Any, *, person: Any, by: Any, now: dt.datetime, **signal: Any
) -> None:
    """Take back what waits of a person who leaves, and forget their words."""
    for request in ChangeRequest.objects.open().filter(asked_by=person).order_by("pk"):
        own = locked(request)
        changes = list(own.changes.filter(state=ChangeState.WAITING))
        decide(changes, ChangeState.WITHDRAWN, by=person, now=now)
        close_if_done(own, label_of=None, by=person, now=now)
    RequestNote.objects.filter(by=person, kind=NoteKind.ANSWER).update(said="")


def _that_wait_already(plan: PlannedEdit, codes: Iterable[str]) -> list[str]:
    """Return the fields of which the same waits, asked for by somebody who still may."""
    waiting = RequestedChange.objects.filter(
        organisation=plan.organisation, state=ChangeState.WAITING, field__in=list(codes)
    )
    return [
        each.field
        for each in waiting.select_related("request__asked_by", "request__organisation")
        if same_value(each.field, each.new, plan.changes[each.field])
        and same_value(each.field, each.old, plan.current[each.field])
        and policies.still_speaks(each.request)
    ]


def replace(
    organisation: Organisation,
    codes: Iterable[str],
    *,
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> None:
    """Let later words of the organisation take the place of its earlier ones on these fields."""
    codes = [part for code in codes for part in together_with(code)]
    if not acts_for(by, organisation):
        return
    replaced = RequestedChange.objects.filter(
        organisation=organisation, state=ChangeState.WAITING, field__in=codes
    )
    for request in ChangeRequest.objects.filter(changes__in=replaced).distinct().order_by("pk"):
        own = locked(request)
        changes = list(own.changes.filter(pk__in=replaced.values("pk")))
        decide(changes, ChangeState.REPLACED, by=by, now=now)
        close_if_done(own, label_of=label_of, by=by, now=now)


def _by_clusters(
    deciding: Mapping[str, frozenset[int]],
) -> list[tuple[frozenset[int], list[str]]]:
    """Return the fields on which the same clusters decide together, in the order of the form."""
    found: dict[frozenset[int], list[str]] = {}
    for code, clusters in deciding.items():
        found.setdefault(clusters, []).append(code)
    return list(found.items())


def _old_and_new(plan: PlannedEdit, codes: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    return {code: (plan.current[code], plan.changes[code]) for code in codes}


def ask(
    organisation: Organisation,
    clusters: frozenset[int],
    changes: Mapping[str, tuple[Any, Any]],
    *,
    by: Any,
    now: dt.datetime,
) -> ChangeRequest:
    """
    Have changes wait for the teams of some clusters, of whom each may decide, and tell them.

    :param changes: what each field says, and what it is to say
    :raises TooManyRequests: if `by` asked for as much as anybody may within a day
    """
    made = ChangeRequest.objects.filter(asked_by=by, asked_at__gt=now - COUNTED_FOR)
    if made.count() >= MOST_REQUESTS:
        raise TooManyRequests
    request = ChangeRequest.objects.create(
        organisation=organisation,
        asked_by=by,
        asked_at=now,
    )
    request.clusters.set(clusters)
    for code, (old, new) in changes.items():
        request.changes.create(organisation=organisation, field=code, old=old, new=new)
    record("change_request.made", request, by=by, now=now, fields=sorted(changes))
    keep_answer_clocks(request, by=by, now=now)
    messages.tell_team(request.pk, now=now)
    return request


def _withdraw(
    request: ChangeRequest,
    codes: tuple[str, ...] | None,
    *,
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> None:
    if not policies.can_take_back(by, request):
        raise NotAllowed
    own = locked(request)
    changes = own.changes.filter(state=ChangeState.WAITING)
    taken_back = list(changes if codes is None else changes.filter(field__in=codes))
    if not taken_back:
        raise TooLate
    decide(taken_back, ChangeState.WITHDRAWN, by=by, now=now)
    record(
        "change_request.taken_back",
        own,
        by=by,
        now=now,
        fields=sorted(each.field for each in taken_back),
    )
    close_if_done(own, label_of=label_of, by=by, now=now)
