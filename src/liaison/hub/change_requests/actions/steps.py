"""What actions on change requests have in common: taking turns, closing, noting what was done."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from liaison.hub.audit.actions import record_event
from liaison.hub.change_requests import messages
from liaison.hub.change_requests.choices import (
    ANSWER_CLOCK,
    BY_THE_TEAM,
    LONGEST_MESSAGE,
    OPEN,
    ChangeState,
    RequestState,
)
from liaison.hub.change_requests.messages import LabelOf
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange, ReviewRule
from liaison.hub.clocks.actions import keep_clock
from liaison.hub.clocks.choices import ClockState
from liaison.hub.clocks.working_days import due_after
from liaison.hub.directory.editing import LOGO
from liaison.hub.directory.models import Organisation
from liaison.hub.jobs.actions import enqueue

_CLOCK_STATES = {
    RequestState.WAITING: ClockState.RUNNING,
    RequestState.IN_WORK: ClockState.RUNNING,
    RequestState.ASKED_BACK: ClockState.PAUSED,
    RequestState.DECIDED: ClockState.MET,
    RequestState.WITHDRAWN: ClockState.CANCELLED,
}


class NotAllowed(PermissionDenied):
    """This person may not do this to this change request."""


class TooLate(Exception):
    """Somebody was faster: it is no longer in a state in which this can be done."""


class CannotBeApplied(Exception):
    """
    There is no such field any more, or no such term, or the organisation has merged into another.
    """


class NotSaid(ValueError):
    """Words are missing where others wait for them, or there are more than LONGEST_MESSAGE."""


def locked(request: ChangeRequest, *states: RequestState) -> ChangeRequest:
    """
    Return it as it is now, to be changed by nobody else until the transaction ends.

    :param states: one of which it must be in; of none given, any in which it is open
    :raises TooLate: if it is in none of them (any more)
    """
    # The organisation comes first, as when changes are asked for: nobody waits for one another.
    Organisation.objects.select_for_update().filter(pk=request.organisation_id).first()
    found = ChangeRequest.objects.select_for_update().filter(pk=request.pk).first()
    if found is None or found.state not in (states or OPEN):
        raise TooLate
    return found


def decide(
    changes: list[RequestedChange],
    state: ChangeState,
    *,
    reason: str = "",
    by: Any,
    now: dt.datetime,
) -> None:
    """Write down what became of changes of a locked request."""
    for change in changes:
        change.state, change.reason = state, reason
        change.decided_by, change.decided_at = by, now
        change.save()
    given_up = (ChangeState.REFUSED, ChangeState.WITHDRAWN, ChangeState.REPLACED)
    if state in given_up and any(change.field == LOGO and change.new for change in changes):
        # Its picture was seen by few, and nothing leads to it any more.
        enqueue("logos.forget", arguments={}, key="logos.forget", by=None, now=now)


def close_if_done(
    request: ChangeRequest, *, label_of: LabelOf | None, by: Any, now: dt.datetime
) -> None:
    """Close a locked request of which no change waits; the member is told what the team decided."""
    states = set(request.changes.values_list("state", flat=True))
    if ChangeState.WAITING in states:
        return
    is_decided = bool(states.intersection(BY_THE_TEAM))
    request.state = RequestState.DECIDED if is_decided else RequestState.WITHDRAWN
    request.closed_at = now
    request.save()
    record(f"change_request.{request.state}", request, by=by, now=now)
    keep_answer_clocks(request, by=by, now=now)
    if is_decided and label_of is not None:
        messages.tell_decision(request.pk, label_of=label_of, now=now)


def keep_answer_clocks(
    request: ChangeRequest, *, due_on: dt.date | None = None, by: Any, now: dt.datetime
) -> None:
    """
    Have the clocks of a request stand as it does: still, while the member is asked something.

    :param due_on: the last day of clocks that start or go on; None: as promised when it was asked
    """
    clusters = list(request.clusters.order_by("pk"))
    day = due_on or promised_day([each.pk for each in clusters], request.asked_at)
    for cluster in clusters:
        keep_clock(
            ANSWER_CLOCK,
            request.public_id,
            _CLOCK_STATES[RequestState(request.state)],
            cluster=cluster,
            due_on=day,
            assignee=request.assignee,
            by=by,
            now=now,
        )


def promised_day(clusters: Any, now: dt.datetime) -> dt.date:
    """Return the day by which the strictest of some clusters answers what is asked now."""
    rules = ReviewRule.objects.filter(cluster__in=clusters)
    days = rules.order_by("answers_within_days").values_list("answers_within_days", flat=True)
    default = int(ReviewRule._meta.get_field("answers_within_days").default)
    return due_after(timezone.localdate(now), days.first() or default)


def usable(text: str) -> str:
    """Return what somebody says, trimmed; raises NotSaid."""
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_MESSAGE:
        raise NotSaid
    return text


def record(verb: str, request: ChangeRequest, *, by: Any, now: dt.datetime, **details: Any) -> None:
    """Write into the history of each cluster that decides what was done to a request."""
    for slug in request.clusters.order_by("pk").values_list("slug", flat=True):
        record_event(
            verb=verb,
            subject=str(request.public_id),
            actor=str(by.public_id) if by else "",
            at=now,
            cluster=slug,
            details=details,
        )
