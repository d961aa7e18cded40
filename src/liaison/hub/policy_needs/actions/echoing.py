"""Members say of a challenge that is open to them: "this hinders us too"."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.directory.models import Organisation
from liaison.hub.policy_needs import policies
from liaison.hub.policy_needs.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    hold,
    record_signal,
)
from liaison.hub.policy_needs.actions.telling import Told, usable
from liaison.hub.policy_needs.choices import OPEN, SignalState
from liaison.hub.policy_needs.models import Challenge, Signal


class AlreadySaid(Exception):
    """The organisation stands behind the challenge already."""


@transaction.atomic
def echo(
    challenge: Challenge, organisation: Organisation, told: Told, *, by: Any, now: dt.datetime
) -> Signal:
    """
    Say that a challenge hinders an organisation too; it counts from then on.

    :param told: with words or without; the theme is the challenge's
    :raises NotAllowed: if `by` does not act for it, or it is no member
    :raises NotUsable: if something of it cannot be kept
    :raises TooLate: if the challenge is closed, or not open to members any more
    :raises AlreadySaid: if the organisation said so, or its signal is part of the challenge
    """
    if not policies.can_tell(by, organisation, challenge.cluster):
        raise NotAllowed
    said = usable(told, is_needed=False) | {"theme": challenge.theme}
    hold(organisation)
    found = Challenge.objects.select_for_update().filter(pk=challenge.pk)
    kept = found.filter(is_open_to_members=True, state__in=OPEN).first()
    if kept is None:
        raise TooLate
    if Signal.objects.filter(challenge=kept, organisation=organisation).exists():
        raise AlreadySaid
    try:
        with transaction.atomic():
            signal = Signal.objects.create(
                cluster=challenge.cluster,
                organisation=organisation,
                told_by=by,
                told_at=now,
                state=SignalState.GATHERED,
                state_since=now,
                challenge=kept,
                is_echo=True,
                **said,
            )
    except IntegrityError as error:
        # The constraint decides, should anything write one without holding the challenge.
        raise AlreadySaid from error
    record_signal("echoed", signal, by=by, now=now)
    return signal


__all__ = ["AlreadySaid", "NotAllowed", "NotUsable", "Told", "TooLate", "echo"]
