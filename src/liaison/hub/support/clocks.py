"""What waits for a cluster's team to answer: reminders on the promised day and after it."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.support.actions.working import follow_clock
from liaison.hub.support.choices import CASE_ANSWER
from liaison.hub.support.models import Case


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> Mapping[uuid.UUID, Described]:
    """Return the cases that the user's team answers, by their subjects."""
    seen = Case.objects.for_the_team_of(for_user).filter(public_id__in=list(ids))
    return {
        public_id: Described(subject, reverse("support:answer", args=[public_id]))
        for public_id, subject in seen.exclude(subject="").values_list("public_id", "subject")
    }


def hold(subject: uuid.UUID) -> None:
    """Lock a case until the transaction ends."""
    Case.objects.select_for_update(of=("self",)).filter(public_id=subject).first()


clock_kind(
    CASE_ANSWER,
    words=_("A question of a member waits for your answer"),
    # Of the usual promise; with another one the reminders keep their distance to the last day.
    working_days=3,
    reminders=(3, 5),
    escalates_after=5,
    describe=described,
    hold=hold,
    on_assigned=follow_clock,
)
