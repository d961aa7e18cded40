"""What came of an answer, on its own page or on that of the introduction it led to."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from liaison.hub.interests import policies
from liaison.hub.interests.actions.steps import NotAllowed, NotUsable, locked, move, record
from liaison.hub.interests.choices import (
    AGREED,
    FOR_THE_INTRODUCTION,
    OF_THE_INTRODUCTION,
    InterestOutcome,
    InterestState,
)
from liaison.hub.interests.models import Interest
from liaison.hub.introductions import actions as introductions
from liaison.hub.introductions.choices import RELEASED, Side
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import side_of
from liaison.hub.partner_search.choices import Outcome


@transaction.atomic
def say_outcome(interest: Interest, outcome: str, *, by: Any, now: dt.datetime) -> None:
    """
    Say what came of it; each side may, and whoever says it last is right.

    The introduction that it led to hears of it, so that nobody is asked for it once more.

    :raises NotAllowed: if `by` is of neither side
    :raises NotUsable: if there is no such outcome
    :raises TooLate: if the two were not brought together
    """
    is_owner = policies.is_owner(by, interest)
    if not (is_owner or policies.is_sender(by, interest)):
        raise NotAllowed
    if outcome not in InterestOutcome.values:
        raise NotUsable("outcome")
    # Before the answer, as where it is said on the page of the introduction.
    rows = Introduction.objects.select_for_update(of=("self",)).filter(state__in=RELEASED)
    led_to = Interest.objects.filter(pk=interest.pk).values("introduction")
    introduction = rows.filter(public_id__in=led_to).first()
    _close(interest, InterestOutcome(outcome), by=by, now=now)
    said = FOR_THE_INTRODUCTION.get(InterestOutcome(outcome))
    if introduction is not None and said is not None:
        side = Side.ASKED if is_owner else Side.ASKING
        # A colleague speaks for the side too, without being the one who is introduced.
        person = by if side_of(introduction, for_user=by) == side else None
        introductions.say_outcome(introduction, side=side, outcome=said, by=person, now=now)


@receiver(introductions.outcome_said)
def follow_introduction(
    sender: Any, *, introduction: Introduction, outcome: str, by: Any, now: dt.datetime, **more: Any
) -> None:
    """Note of an answer what was said of the introduction that it led to."""
    led_to = Interest.objects.filter(introduction=introduction.public_id, state__in=AGREED)
    interest = led_to.first()
    if interest is None:
        return
    # What was said on its own page may say more.
    said = FOR_THE_INTRODUCTION.get(InterestOutcome(interest.outcome)) if interest.outcome else None
    if said != outcome:
        _close(interest, OF_THE_INTRODUCTION[Outcome(outcome)], by=by, now=now)


def _close(interest: Interest, outcome: InterestOutcome, *, by: Any, now: dt.datetime) -> None:
    met = locked(interest, *AGREED)
    met.outcome = outcome
    move(met, InterestState.CLOSED, now=now)
    record("outcome_said", met, by=by, now=now, outcome=outcome)
