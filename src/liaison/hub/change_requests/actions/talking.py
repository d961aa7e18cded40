"""Looking into a change request, and what is said about it in between."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from liaison.hub.change_requests import messages, policies
from liaison.hub.change_requests.actions.steps import (
    NotAllowed,
    TooLate,
    keep_answer_clocks,
    locked,
    record,
    usable,
)
from liaison.hub.change_requests.choices import (
    MOST_NOTES,
    WITH_THE_TEAM,
    NoteKind,
    RequestState,
)
from liaison.hub.change_requests.models import ChangeRequest, RequestNote
from liaison.hub.clocks.working_days import due_after
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team


class TooManyNotes(Exception):
    """As much was said about this request as anybody will read."""


@transaction.atomic
def take(request: ChangeRequest, *, by: Any, now: dt.datetime) -> None:
    """
    Say that one looks into a request, so that nobody of the team does so twice.

    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if a colleague has taken it, or it is closed
    """
    _check_decides(by, request)
    taken = locked(request, RequestState.WAITING)
    taken.state, taken.assignee = RequestState.IN_WORK, by
    taken.save()
    record("change_request.taken", taken, by=by, now=now)
    keep_answer_clocks(taken, by=by, now=now)


@transaction.atomic
def give_back(request: ChangeRequest, *, by: Any, now: dt.datetime) -> None:
    """
    Let a colleague look into a request; whoever of the team may do so, as people are away.

    :raises NotAllowed: if `by` is of no team that decides
    :raises TooLate: if nobody looks into it
    """
    _check_decides(by, request)
    given_back = locked(request, RequestState.IN_WORK)
    given_back.state, given_back.assignee = RequestState.WAITING, None
    given_back.save()
    record("change_request.given_back", given_back, by=by, now=now)
    keep_answer_clocks(given_back, by=by, now=now)


def follow_clock(subject: uuid.UUID, *, to: Any, by: Any, now: dt.datetime) -> None:
    """Have whoever took the clock of a request over, which is held, look into it; None: nobody."""
    request = ChangeRequest.objects.open().filter(public_id=subject).first()
    if request is None or request.assignee_id == (to.pk if to else None):
        return
    request.assignee = to
    if request.state in WITH_THE_TEAM:
        request.state = RequestState.IN_WORK if to else RequestState.WAITING
    request.save()
    verb = "given_back" if to is None else "taken" if to == by else "given"
    record(f"change_request.{verb}", request, by=by, now=now)
    # Of each cluster that decides.
    keep_answer_clocks(request, by=by, now=now)


@transaction.atomic
def ask_back(request: ChangeRequest, *, said: str, by: Any, now: dt.datetime) -> None:
    """
    Ask the member something, by e-mail too; the clock stands still until it answers.

    :raises NotAllowed: if `by` is of no team that decides
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is closed
    :raises TooManyNotes: if the thread is full
    """
    _check_decides(by, request)
    asked = locked(request)
    note = _note(asked, NoteKind.QUESTION, said, by=by, now=now)
    asked.state = RequestState.ASKED_BACK
    asked.assignee = asked.assignee or by
    asked.save()
    record("change_request.asked_back", asked, by=by, now=now)
    keep_answer_clocks(asked, by=by, now=now)
    messages.ask_member(note.pk, now=now)


@transaction.atomic
def answer(request: ChangeRequest, *, said: str, by: Any, now: dt.datetime) -> None:
    """
    Say something about one's organisation's request; where the team asked, its clock goes on.

    :raises NotAllowed: if `by` does not act for the organisation
    :raises NotSaid: if nothing is said, or too much
    :raises TooLate: if it is closed
    :raises TooManyNotes: if the thread is full
    """
    if not policies.can_take_back(by, request):
        raise NotAllowed
    answered = locked(request)
    note = _note(answered, NoteKind.ANSWER, said, by=by, now=now)
    due_on = None
    if answered.state == RequestState.ASKED_BACK:
        due_on = due_after(timezone.localdate(now), answered.days_left or 1)
        answered.state = RequestState.IN_WORK if answered.assignee else RequestState.WAITING
        answered.save()
    record("change_request.answered", answered, by=by, now=now)
    keep_answer_clocks(answered, due_on=due_on, by=by, now=now)
    messages.tell_answer(note.pk, now=now)


@transaction.atomic
def note_internally(
    request: ChangeRequest, *, said: str, cluster: Cluster, by: Any, now: dt.datetime
) -> None:
    """
    Note something for one's own team; members and other clusters never read it.

    :raises NotAllowed: if `by` is not of the team of `cluster`, or that does not decide
    :raises NotSaid: if nothing is said, or too much
    :raises TooManyNotes: if the thread is full
    """
    _check_decides(by, request)
    deciding = request.clusters.filter(pk=cluster.pk).exists()
    if not deciding or not is_of_the_team(by, cluster):
        raise NotAllowed
    noted = ChangeRequest.objects.select_for_update().filter(pk=request.pk).first()
    if noted is None:
        raise TooLate
    _note(noted, NoteKind.INTERNAL, said, cluster=cluster, by=by, now=now)
    record("change_request.noted", noted, by=by, now=now)


def _check_decides(by: Any, request: ChangeRequest) -> None:
    if not policies.can_decide(by, request):
        raise NotAllowed


def _note(
    request: ChangeRequest,
    kind: NoteKind,
    said: str,
    *,
    cluster: Cluster | None = None,
    by: Any,
    now: dt.datetime,
) -> RequestNote:
    said = usable(said)
    if request.notes.count() >= MOST_NOTES:
        raise TooManyNotes
    note: RequestNote = request.notes.create(kind=kind, said=said, cluster=cluster, by=by, at=now)
    return note
