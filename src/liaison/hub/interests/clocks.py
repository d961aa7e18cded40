"""What of answers to needs and offers waits for people, and for how long."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.clocks.models import Clock
from liaison.hub.interests.actions import expire
from liaison.hub.interests.choices import ANSWER, MORE, SCREEN
from liaison.hub.interests.models import Interest
from liaison.hub.interests.queries import for_team, received, sent_by


def to_screen(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for the team, to those of it who may read it."""
    found = for_team(for_user).filter(public_id__in=list(ids))
    return _described(found, "interests:screen")


def to_answer(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for the side whose need or offer it is; to the team as well."""
    wanted = set(ids)
    found = (each for each in received(for_user=for_user) if each.public_id in wanted)
    return {**to_screen(wanted, for_user=for_user), **_described(found, "interests:received")}


def to_say_more(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for whoever was asked for more; to the team as well."""
    wanted = set(ids)
    found = (each for each in sent_by(for_user=for_user) if each.public_id in wanted)
    return {**to_screen(wanted, for_user=for_user), **_described(found, "interests:sent")}


def hold(subject: uuid.UUID) -> None:
    """Lock an answer until the transaction ends."""
    list(Interest.objects.select_for_update(of=("self",)).filter(public_id=subject))


def not_in_time(clock: Clock, *, now: dt.datetime) -> None:
    """Let an answer expire that nobody answered."""
    if interest := Interest.objects.filter(public_id=clock.subject).first():
        expire(interest, tells_owner=clock.kind == MORE, now=now)


def _described(interests: Iterable[Interest], page: str) -> dict[uuid.UUID, Described]:
    return {
        each.public_id: Described(
            each.listing.words_in(get_language())[1]["title"], reverse(page, args=[each.public_id])
        )
        for each in interests
    }


clock_kind(
    SCREEN,
    words=_("An answer to a need or an offer waits for the team to read it"),
    working_days=3,
    reminders=(2,),
    escalates_after=4,
    describe=to_screen,
)
clock_kind(
    ANSWER,
    words=_("An answer to a need or an offer waits for a decision"),
    working_days=10,
    reminders=(4, 8),
    escalates_after=9,
    waits_for=_("Whoever answered was asked for more"),
    describe=to_answer,
    hold=hold,
    on_missed=not_in_time,
)
clock_kind(
    MORE,
    words=_("A question about an answer to a need or an offer waits"),
    working_days=10,
    reminders=(4, 8),
    describe=to_say_more,
    hold=hold,
    on_missed=not_in_time,
)
