"""What members told waits to be sorted, and what was answered to be told back."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.actions import start_clock
from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.directory.choices import State
from liaison.hub.policy_needs.choices import ANSWER, SORT, TELL, SignalState
from liaison.hub.policy_needs.describing import title_of
from liaison.hub.policy_needs.models import OfficialAnswer, Signal
from liaison.hub.policy_needs.queries.addressees import addressees_called, carried_called
from liaison.hub.policy_needs.queries.challenges import answers_called
from liaison.hub.policy_needs.queries.signals import signals_called
from liaison.hub.policy_needs.ways import title_of as title_of_signal


def to_sort(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Say what waits and whose it is, to the team."""
    page = reverse("policy_needs:desk")
    return {
        each.public_id: Described(title_of_signal(each), f"{page}?only={each.public_id}")
        for each in signals_called(ids, for_user=for_user)
    }


def not_sorted() -> Iterable[uuid.UUID]:
    """Return what waits to be sorted; what two said apart that turned out to be one does not."""
    waiting = Signal.objects.filter(state=SignalState.WAITING)
    return waiting.exclude(organisation__state=State.MERGED).values_list("public_id", flat=True)


def keep_sorting(subject: uuid.UUID, *, now: dt.datetime) -> None:
    """Start the clock of a signal that waits without one."""
    for signal in Signal.objects.select_for_update().filter(public_id=subject):
        start_clock(SORT, signal.public_id, cluster=signal.cluster, by=None, now=now)


def not_told() -> Iterable[uuid.UUID]:
    """Return the answers that wait to be told."""
    return OfficialAnswer.objects.filter(told_at=None).values_list("public_id", flat=True)


def keep_telling(subject: uuid.UUID, *, now: dt.datetime) -> None:
    """Start the clock of an answer that waits without one."""
    for answer in OfficialAnswer.objects.select_for_update().filter(public_id=subject):
        cluster = answer.addressee.challenge.cluster
        start_clock(TELL, answer.public_id, cluster=cluster, by=None, now=now)


def to_tell(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Say to which challenges answers came that wait to be told, to the team."""
    return {
        each.public_id: Described(
            title_of(each.addressee.challenge),
            reverse("policy_needs:challenge", args=[each.addressee.challenge.public_id]),
        )
        for each in answers_called(ids, for_user=for_user)
    }


def to_answer(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Describe what waits for an office, to its people; to the team as well, which may ask."""
    wanted = list(ids)
    seen = {
        each.public_id: Described(
            f"{title_of(each.challenge)} ({each.name})",
            reverse("policy_needs:challenge", args=[each.challenge.public_id]),
        )
        for each in addressees_called(wanted, for_user=for_user)
    }
    return seen | {
        each.public_id: Described(
            title_of(each.challenge),
            reverse("policy_needs:official", args=[each.public_id]),
        )
        for each in carried_called(wanted, for_user=for_user)
    }


clock_kind(
    SORT,
    words=_("What hinders a member waits for your team to sort it"),
    working_days=5,
    reminders=(3,),
    escalates_after=7,
    describe=to_sort,
    waiting=not_sorted,
    keep=keep_sorting,
)
clock_kind(
    TELL,
    words=_("An answer of a ministry or funder waits to be told to members"),
    working_days=3,
    reminders=(2,),
    escalates_after=4,
    describe=to_tell,
    waiting=not_told,
    keep=keep_telling,
)
clock_kind(
    ANSWER,
    words=_("Members wait for an answer to what was carried to you"),
    working_days=20,
    reminders=(10, 16),
    escalates_after=20,
    describe=to_answer,
)
