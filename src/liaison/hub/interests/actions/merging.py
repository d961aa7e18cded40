"""Answers of which both sides turn out to be one organisation."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from liaison.hub.clocks.actions import cancel_clocks, pause_clocks, start_clock
from liaison.hub.directory.actions import organisation_merger_undone, organisations_are_merged
from liaison.hub.interests.actions.steps import TooLate, locked, move, record
from liaison.hub.interests.choices import (
    ANSWER,
    MORE,
    SCREEN,
    TOLD_LATER,
    WAITING,
    InterestState,
)
from liaison.hub.interests.models import EndedByMerger, Interest
from liaison.hub.listings.queries import is_open

# What a state brings along, so that all of it can come back.
_BEFORE = (
    *("state", "state_since", "state_before", "told_at"),
    *("decline_reason", "tells_reason", "not_now_until"),
)


@receiver(organisations_are_merged)
def end_between(
    sender: Any,
    *,
    kept: uuid.UUID,
    absorbed: uuid.UUID,
    by: Any,
    now: dt.datetime,
    **signal: Any,
) -> None:
    """End what one of two organisations that become one answered to the other, and waits."""
    both = [kept, absorbed]
    between = Interest.objects.filter(
        organisation__public_id__in=both, listing__organisation__public_id__in=both
    )
    waiting = Q(state__in=WAITING) | Q(state__in=TOLD_LATER, told_at=None)
    for interest in between.filter(waiting).order_by("pk"):
        ended = locked(interest, *WAITING, *TOLD_LATER)
        before = {name: getattr(ended, name) for name in _BEFORE}
        move(ended, InterestState.ONE_SIDE, now=now)
        EndedByMerger.objects.create(interest=ended, kept=kept, absorbed=absorbed, before=before)
        for kind in (SCREEN, ANSWER, MORE):
            cancel_clocks(kind, ended.public_id, by=by, now=now)
        record("ended_by_merger", ended, by=by, now=now)


@receiver(organisation_merger_undone)
def bring_back(
    sender: Any,
    *,
    kept: uuid.UUID,
    absorbed: uuid.UUID,
    by: Any,
    now: dt.datetime,
    **signal: Any,
) -> None:
    """Let what a merger ended wait again, where the two are two again and it is open still."""
    for end in EndedByMerger.objects.filter(kept=kept, absorbed=absorbed).order_by("pk"):
        try:
            back = locked(end.interest, InterestState.ONE_SIDE)
        except TooLate:
            continue
        listing = back.listing
        is_between_two = back.organisation_id != listing.organisation_id
        if not (is_between_two and is_open(listing, now=timezone.localdate(now))):
            continue
        for name, value in end.before.items():
            setattr(back, name, Interest._meta.get_field(name).to_python(value))
        back.save()
        end.delete()
        _start_clocks(back, by=by, now=now)
        record("brought_back", back, by=by, now=now)


def _start_clocks(interest: Interest, *, by: Any, now: dt.datetime) -> None:
    """Have it wait for whom it waited before, with the whole time anew."""
    about, listing = interest.public_id, interest.listing
    anew: dict[str, Any] = {"cluster": listing.cluster, "by": by, "now": now}
    if interest.state == InterestState.SUBMITTED:
        start_clock(SCREEN, about, **anew)
    if interest.state in (InterestState.FORWARDED, InterestState.MORE_INFO):
        start_clock(ANSWER, about, organisation=listing.organisation, **anew)
    if interest.state == InterestState.MORE_INFO:
        pause_clocks(ANSWER, about, reason="more_info", by=by, now=now)
        start_clock(MORE, about, organisation=interest.organisation, **anew)
