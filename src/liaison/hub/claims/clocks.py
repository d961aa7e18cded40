"""Claims wait for whoever answers for an organisation, else for the cluster's team."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.claims.actions import start_decision_clock
from liaison.hub.claims.choices import DECISION_CLOCK
from liaison.hub.claims.models import Claim
from liaison.hub.clocks.kinds import Described, clock_kind


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say who wants to act for which organisation, to those who decide."""
    asked = Claim.objects.waiting().filter(public_id__in=list(ids))
    found = asked.for_those_who_decide(for_user)
    return {
        public_id: Described(
            _("%(person)s asks to act for %(organisation)s")
            % {"person": person or _("Somebody"), "organisation": organisation},
            reverse("claims:claim", args=[public_id]),
        )
        for public_id, person, organisation in found.values_list(
            "public_id", "person__full_name", "organisation__name"
        )
    }


def waiting() -> Iterable[uuid.UUID]:
    return Claim.objects.waiting().values_list("public_id", flat=True)


def keep(subject: uuid.UUID, *, now: dt.datetime) -> None:
    for claim in Claim.objects.waiting().filter(public_id=subject).select_for_update():
        start_decision_clock(claim, by=None, now=now)


clock_kind(
    DECISION_CLOCK,
    words=gettext_lazy("Somebody asks to act for an organisation"),
    working_days=5,
    reminders=(2, 4),
    escalates_after=6,
    describe=described,
    waiting=waiting,
    keep=keep,
)
