"""Needs that people hand over wait for the team of the cluster."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.partner_search.actions.hand_overs import follow_clock, keep_hand_over_clock
from liaison.hub.partner_search.choices import HAND_OVER_CLOCK, HandOverKind
from liaison.hub.partner_search.models import HandOver


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say who asks for what, to the managers it was handed to; never the need itself."""
    found = HandOver.objects.for_the_team_of(for_user).filter(public_id__in=list(ids))
    return {
        public_id: Described(
            _title(kind, person), reverse("hand_overs:hand-over", args=[public_id])
        )
        for public_id, kind, person in found.values_list("public_id", "kind", "person__full_name")
    }


def hold(subject: uuid.UUID) -> None:
    """Lock what was handed over until the transaction ends."""
    HandOver.objects.select_for_update().filter(public_id=subject).first()


def waiting() -> Iterable[uuid.UUID]:
    return HandOver.objects.waiting().values_list("public_id", flat=True)


def keep(subject: uuid.UUID, *, now: dt.datetime) -> None:
    for hand_over in HandOver.objects.waiting().filter(public_id=subject).select_for_update():
        keep_hand_over_clock(hand_over, by=None, now=now)


def _title(kind: str, name: str | None) -> str:
    words = {"person": name or ""}
    if kind == HandOverKind.INTRODUCTION:
        return _("%(person)s asks for an introduction") % words
    if words["person"]:
        return _("%(person)s found nobody who fits, and asks for help") % words
    return _("Somebody without an account found nobody who fits, and asks for help")


clock_kind(
    HAND_OVER_CLOCK,
    words=gettext_lazy("A need that was handed over"),
    working_days=5,
    reminders=(2, 4),
    escalates_after=6,
    describe=described,
    hold=hold,
    on_assigned=follow_clock,
    waiting=waiting,
    keep=keep,
)
