"""The team reads an expression of interest before the other side does."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from liaison.hub.clocks.actions import meet_clocks, start_clock
from liaison.hub.interests import messages, policies
from liaison.hub.interests.actions.steps import (
    NotAllowed,
    NotUsable,
    TooLate,
    locked,
    move,
    record,
)
from liaison.hub.interests.choices import ANSWER, SCREEN, InterestState, NotPassedOn
from liaison.hub.interests.models import Interest
from liaison.hub.listings.choices import RUNNING


@transaction.atomic
def forward(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """
    Pass it on to the side whose need or offer it is.

    :raises NotAllowed: if `by` is not of the team, or too close to it
    :raises TooLate: if somebody decided, or the listing has ended
    """
    if not policies.can_screen(by, interest):
        raise NotAllowed
    passed_on = locked(interest, InterestState.SUBMITTED)
    listing = passed_on.listing
    ended = listing.valid_until is None or listing.valid_until < timezone.localdate(now)
    if listing.state not in RUNNING or ended:
        raise TooLate
    passed_on.screened_by, passed_on.screened_at = by, now
    passed_on.forwarded_at = now
    move(passed_on, InterestState.FORWARDED, now=now)
    record("forwarded", passed_on, by=by, now=now)
    meet_clocks(SCREEN, passed_on.public_id, by=by, now=now)
    start_clock(
        ANSWER,
        passed_on.public_id,
        cluster=listing.cluster,
        organisation=listing.organisation,
        by=by,
        now=now,
    )
    transaction.on_commit(partial(messages.pass_on, passed_on.pk, now=now))


@transaction.atomic
def turn_down(interest: Interest, reason: str, *, by: Any, now: dt.datetime) -> None:
    """
    Do not pass it on; its sender is told why, once that cannot be taken back any more.

    :raises NotAllowed: if `by` is not of the team, or too close to it
    :raises NotUsable: if there is no such reason
    :raises TooLate: if somebody decided
    """
    if not policies.can_screen(by, interest):
        raise NotAllowed
    if reason not in NotPassedOn.values:
        raise NotUsable("reason")
    turned_down = locked(interest, InterestState.SUBMITTED)
    turned_down.screened_by, turned_down.screened_at = by, now
    turned_down.not_passed_on = reason
    move(turned_down, InterestState.TURNED_DOWN, now=now)
    record("turned_down", turned_down, by=by, now=now, reason=reason)
    meet_clocks(SCREEN, turned_down.public_id, by=by, now=now)
