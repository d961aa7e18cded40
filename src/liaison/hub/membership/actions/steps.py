"""What actions on applications have in common: taking turns, noting what was done."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from liaison.hub.audit.actions import record_done
from liaison.hub.clocks.actions import keep_clock
from liaison.hub.clocks.choices import ClockState
from liaison.hub.membership.choices import (
    LONGEST_MESSAGE,
    REVIEW_CLOCK,
    ApplicationState,
    StepKind,
)
from liaison.hub.membership.models import Application, Step

_CLOCK_STATES = {
    ApplicationState.DRAFT: ClockState.CANCELLED,
    ApplicationState.SUBMITTED: ClockState.RUNNING,
    ApplicationState.UNDER_REVIEW: ClockState.RUNNING,
    ApplicationState.RECOMMENDED: ClockState.RUNNING,
    ApplicationState.RETURNED: ClockState.PAUSED,
    ApplicationState.APPROVED: ClockState.MET,
    ApplicationState.REFUSED: ClockState.MET,
    ApplicationState.WITHDRAWN: ClockState.CANCELLED,
}


class NotAllowed(PermissionDenied):
    """This person may not do this to this application or membership."""


class AlreadyMember(Exception):
    """The organisation is a member of this cluster already."""


class TooLate(Exception):
    """Somebody was faster: it is no longer in a state in which this can be done."""


class NotSaid(ValueError):
    """Words are missing where others wait for them, or there are more than LONGEST_MESSAGE."""


def locked(application: Application, *states: ApplicationState) -> Application:
    """
    Return it as it is now, to be changed by nobody else until the transaction ends.

    :raises TooLate: if it is in none of these states (any more), or gone
    """
    now = Application.objects.select_for_update().filter(pk=application.pk).first()
    if now is None or now.state not in states:
        raise TooLate
    return now


def move(
    application: Application,
    state: ApplicationState,
    kind: StepKind,
    *,
    said: str = "",
    by: Any,
    now: dt.datetime,
) -> Step:
    """Bring a locked application into a state, and write down who did that and what was said."""
    application.state, application.state_since = state, now
    application.save()
    step = application.steps.create(kind=kind, at=now, by=by, said=said)
    record(f"membership_application.{kind}", application, by=by, now=now)
    keep_review_clock(application, by=by, now=now)
    return step


def keep_review_clock(application: Application, *, by: Any, now: dt.datetime) -> None:
    """Have the clock of an application stand as it does: still, while it was returned."""
    promised = application.answer_due_on
    keep_clock(
        REVIEW_CLOCK,
        application.public_id,
        _CLOCK_STATES[ApplicationState(application.state)],
        cluster=application.cluster,
        # A promise of long ago, of a decision that is reopened, is none any more.
        due_on=promised if promised and promised >= timezone.localdate(now) else None,
        by=by,
        now=now,
    )


def record(verb: str, subject: Any, *, by: Any, now: dt.datetime, **details: str) -> None:
    """Write into the history what was done to an application or a membership of a cluster."""
    record_done(verb, subject.public_id, cluster=subject.cluster.slug, by=by, now=now, **details)


def usable(text: str, *, is_needed: bool) -> str:
    """Return what somebody says, trimmed; raises NotSaid."""
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE or (is_needed and not text):
        raise NotSaid
    return text
