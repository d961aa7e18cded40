"""Moving an introduction on: one of those who try at the same moment does, the others are late."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from liaison.hub.audit.actions import record_event
from liaison.hub.introductions.choices import Side, State, Step
from liaison.hub.introductions.models import Introduction, IntroductionStep


class NotAllowed(PermissionDenied):
    """This person may not do this to this introduction."""


class TooLate(Exception):
    """Somebody has moved it on meanwhile, or it has come to an end."""


def lock(introduction: Introduction) -> Introduction:
    """Return it as it is now, to be moved by nobody else meanwhile; raises TooLate if gone."""
    rows = Introduction.objects.select_for_update(of=("self",)).select_related(
        *("cluster", "asking_person", "asking_organisation", "asked_person", "asked_organisation")
    )
    locked = rows.filter(pk=introduction.pk).first()
    if locked is None:
        raise TooLate
    return locked


def move(
    locked: Introduction,
    step: Step,
    to: State,
    *,
    from_: tuple[State, ...],
    side: Side,
    by: Any,
    now: dt.datetime,
    **fields: Any,
) -> None:
    """
    Move an introduction on and write it into its history, in the transaction of the caller.

    :param from_: the states that lead there
    :param fields: what else is to be written with the state
    :raises TooLate: if it is in none of these states any more
    """
    if to != State.DECLINED:
        fields.setdefault("decline_reason", "")
    if to != State.NOT_NOW:
        fields.setdefault("not_now_until", None)
    fields |= {"state": to, "state_since": now}
    before = locked.state
    # The database decides, not what was read: without locks of rows two might have read the same.
    rows = Introduction.objects.filter(pk=locked.pk, state=before)
    if before not in from_ or not rows.update(**fields):
        raise TooLate
    for name, value in fields.items():
        setattr(locked, name, value)
    note(locked, step, before=before, side=side, by=by, now=now)


def note(
    introduction: Introduction, step: Step, *, before: str, side: Side, by: Any, now: dt.datetime
) -> None:
    """Write one step into the history of an introduction, and of its cluster."""
    IntroductionStep.objects.create(
        introduction=introduction,
        step=step,
        before=before,
        after=introduction.state,
        side=side,
        by=by,
        at=now,
    )
    record_event(
        verb=f"introduction.{step}",
        subject=str(introduction.public_id),
        actor=str(by.public_id) if by else "",
        at=now,
        cluster=introduction.cluster.slug,
        details={"side": str(side)},
    )
