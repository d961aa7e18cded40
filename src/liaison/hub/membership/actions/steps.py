"""What actions on applications have in common: taking turns, noting what was done."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from liaison.hub.audit.actions import record_event
from liaison.hub.membership.choices import LONGEST_MESSAGE, ApplicationState, StepKind
from liaison.hub.membership.models import Application, Step


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
    return step


def record(verb: str, subject: Any, *, by: Any, now: dt.datetime, **details: str) -> None:
    """Write into the history what was done to an application or a membership of a cluster."""
    record_event(
        verb=verb,
        subject=str(subject.public_id),
        actor=str(by.public_id),
        at=now,
        cluster=subject.cluster.slug,
        details={name: str(value) for name, value in details.items()},
    )


def usable(text: str, *, is_needed: bool) -> str:
    """Return what somebody says, trimmed; raises NotSaid."""
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE or (is_needed and not text):
        raise NotSaid
    return text
