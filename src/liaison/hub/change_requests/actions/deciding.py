"""What the team decides on changes that were asked for: take over, refuse, leave, put back."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from liaison.hub.change_requests import messages, policies
from liaison.hub.change_requests.actions.relating import apply_relation, put_relation_back
from liaison.hub.change_requests.actions.steps import (
    CannotBeApplied,
    NotAllowed,
    TooLate,
    close_if_done,
    decide,
    keep_answer_clocks,
    locked,
    promised_day,
    record,
    usable,
)
from liaison.hub.change_requests.choices import ChangeState, RequestState
from liaison.hub.change_requests.messages import LabelOf
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange
from liaison.hub.change_requests.queries import compare
from liaison.hub.directory.actions import (
    ChangedMeanwhile,
    Conflict,
    OnBehalf,
    edit_organisation,
)
from liaison.hub.directory.choices import State
from liaison.hub.directory.editing import (
    CODES,
    Entry,
    UnknownTerm,
    read_entry,
    same_value,
    together_with,
)
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.relations.values import is_of_relation


class NoLongerActs(Exception):
    """Whoever asked no longer acts for the organisation, in whose name it would be said."""


@transaction.atomic
def apply_change(
    change: RequestedChange, *, seen: Entry, label_of: LabelOf, by: Any, now: dt.datetime
) -> None:
    """
    Take one change over, with those that go with it only; the organisation is who says so.

    :param seen: what the field said when `by` decided; of a field that is not in it, what it said
        when the change was asked for
    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if it is decided or taken back
    :raises NoLongerActs: if whoever asked has lost the right to
    :raises CannotBeApplied: if there is nothing to write it to
    :raises ChangedMeanwhile: if the field says something else than `by` saw
    :raises NumberTaken: if a number is that of another organisation
    """
    request = _locked_for_team(change.request, by)
    changes = _waiting(request, together_with(change.field))
    _apply(request, changes, seen, by=by, now=now)
    _done("change_request.applied", request, changes, label_of=label_of, by=by, now=now)


@transaction.atomic
def apply_all(request: ChangeRequest, *, label_of: LabelOf, by: Any, now: dt.datetime) -> list[str]:
    """
    Take over all changes of a request that wait, except of fields that somebody changed since.

    :returns: codes of the fields that were left, because the entry says something else by now
    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if none waits any more
    :raises NoLongerActs: if whoever asked has lost the right to
    :raises NumberTaken: if a number is that of another organisation; then nothing is taken over
    """
    own = _locked_for_team(request, by)
    waiting = _waiting(own)
    entries = {each.organisation_id: read_entry(each.organisation) for each in waiting}
    found = [compare(each, entries[each.organisation_id]) for each in waiting]
    left = {
        code
        for each in found
        if not (each.can_be_applied and (each.is_fresh or each.is_done))
        for code in together_with(each.change.field)
    }
    fresh = [each for each in waiting if each.field not in left]
    if fresh:
        _apply(own, fresh, {}, by=by, now=now)
        _done("change_request.applied", own, fresh, label_of=label_of, by=by, now=now)
    return [each.field for each in waiting if each.field in left]


@transaction.atomic
def refuse_change(
    change: RequestedChange, *, reason: str, label_of: LabelOf, by: Any, now: dt.datetime
) -> None:
    """
    Do not take a change over, and say why; the member gets the reason.

    :raises NotAllowed: if `by` is of no team that decides
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is decided or taken back
    """
    request = _locked_for_team(change.request, by)
    reason = usable(reason)
    changes = _waiting(request, together_with(change.field))
    decide(changes, ChangeState.REFUSED, reason=reason, by=by, now=now)
    _done("change_request.refused", request, changes, label_of=label_of, by=by, now=now)


@transaction.atomic
def leave_change(change: RequestedChange, *, label_of: LabelOf, by: Any, now: dt.datetime) -> None:
    """
    Leave a field as it is, because somebody changed it since the change was asked for.

    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if it is decided or taken back, or the field says again what it said then
    """
    request = _locked_for_team(change.request, by)
    changes = _waiting(request, together_with(change.field))
    entry = read_entry(changes[0].organisation)
    if all(compare(each, entry).is_fresh for each in changes):
        raise TooLate
    decide(changes, ChangeState.OUTDATED, by=by, now=now)
    _done("change_request.left", request, changes, label_of=label_of, by=by, now=now)


@transaction.atomic
def put_back(request: ChangeRequest, *, label_of: LabelOf, by: Any, now: dt.datetime) -> None:
    """
    Put back all that was taken over of a request, which is looked at again.

    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if it is not decided, or nothing was taken over
    :raises CannotBeApplied: if the organisation has merged into another since, or a term is no more
    :raises ChangedMeanwhile: if somebody changed one of the fields since; nothing is put back
    """
    own = _locked_for_team(request, by, RequestState.DECIDED)
    applied = list(own.changes.filter(state=ChangeState.APPLIED).select_related("organisation"))
    if not applied:
        raise TooLate
    of_relations = [each for each in applied if is_of_relation(each.field)]
    for each in of_relations:
        put_relation_back(each, by=by, now=now)
    _put_fields_back([each for each in applied if each not in of_relations], by=by, now=now)
    own.state, own.assignee, own.closed_at = RequestState.IN_WORK, by, None
    own.save()
    _open_again(applied, by=by, now=now)
    record("change_request.put_back", own, by=by, now=now)
    day = promised_day(own.clusters.values("pk"), now)
    keep_answer_clocks(own, due_on=day, by=by, now=now)
    close_if_done(own, label_of=label_of, by=by, now=now)
    if own.is_open:
        messages.tell_put_back(own.pk, now=now)


def _put_fields_back(applied: list[RequestedChange], *, by: Any, now: dt.datetime) -> None:
    if not applied:
        return
    organisation = _writable(applied)
    _check_unchanged(organisation, applied)
    with _of_terms_that_exist():
        edit_organisation(
            organisation.public_id,
            seen={each.field: each.new for each in applied},
            wanted={each.field: each.said_before for each in applied},
            on_behalf=OnBehalf(origins={each.field: each.origin_before for each in applied}),
            by=by,
            now=now,
        )


def _locked_for_team(request: ChangeRequest, by: Any, *states: RequestState) -> ChangeRequest:
    if not policies.can_decide(by, request):
        raise NotAllowed
    return locked(request, *states)


def _waiting(request: ChangeRequest, codes: tuple[str, ...] | None = None) -> list[RequestedChange]:
    waiting = request.changes.filter(state=ChangeState.WAITING).select_related("organisation")
    found = list(waiting if codes is None else waiting.filter(field__in=codes))
    if not found:
        raise TooLate
    return found


def _apply(
    request: ChangeRequest,
    changes: list[RequestedChange],
    seen: Entry,
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    if not policies.still_speaks(request):
        raise NoLongerActs
    of_relations = [each for each in changes if is_of_relation(each.field)]
    for each in of_relations:
        apply_relation(each, seen.get(each.field, each.old), by=by, now=now)
    _apply_to_fields(
        request, [each for each in changes if each not in of_relations], seen, by=by, now=now
    )
    decide(changes, ChangeState.APPLIED, by=by, now=now)


def _apply_to_fields(
    request: ChangeRequest,
    changes: list[RequestedChange],
    seen: Entry,
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    if not changes:
        return
    organisation = _writable(changes)
    before = read_entry(organisation)
    for change in changes:
        change.said_before = before[change.field]
        change.origin_before = organisation.provenance.get(change.field)
    with _of_terms_that_exist():
        edit_organisation(
            organisation.public_id,
            seen={each.field: seen.get(each.field, each.old) for each in changes},
            wanted={each.field: each.new for each in changes},
            on_behalf=OnBehalf(said_by=request.asked_by),
            by=by,
            now=now,
        )


@contextmanager
def _of_terms_that_exist() -> Iterator[None]:
    """Say of a term or a focus area that was given up meanwhile that it cannot be written."""
    try:
        yield
    except UnknownTerm as error:
        raise CannotBeApplied from error


def _writable(changes: list[RequestedChange]) -> Organisation:
    organisation = changes[0].organisation
    are_known = all(each.field in CODES for each in changes)
    # After a merger one of them may have stayed with the organisation that is no more.
    are_of_one = all(each.organisation_id == organisation.pk for each in changes)
    if organisation.state == State.MERGED or not (are_known and are_of_one):
        raise CannotBeApplied
    return organisation


def _check_unchanged(organisation: Organisation, applied: list[RequestedChange]) -> None:
    current = read_entry(organisation)
    conflicts = [
        Conflict(each.field, current[each.field], each.said_before)
        for each in applied
        if not same_value(each.field, current[each.field], each.new)
    ]
    if conflicts:
        raise ChangedMeanwhile(conflicts)


def _open_again(changes: list[RequestedChange], *, by: Any, now: dt.datetime) -> None:
    """Have changes wait again; what the organisation asked for later has taken their place."""
    for change in changes:
        later = RequestedChange.objects.filter(
            organisation=change.organisation, field=change.field, state=ChangeState.WAITING
        )
        change.said_before = change.origin_before = None
        if later.exists():
            decide([change], ChangeState.REPLACED, by=by, now=now)
        else:
            change.state, change.decided_by, change.decided_at = ChangeState.WAITING, None, None
            change.save()


def _done(
    verb: str,
    request: ChangeRequest,
    changes: list[RequestedChange],
    *,
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> None:
    if request.state == RequestState.WAITING:
        # Whoever decides looks into it.
        request.state, request.assignee = RequestState.IN_WORK, by
        request.save()
        keep_answer_clocks(request, by=by, now=now)
    record(verb, request, by=by, now=now, fields=sorted(each.field for each in changes))
    close_if_done(request, label_of=label_of, by=by, now=now)
