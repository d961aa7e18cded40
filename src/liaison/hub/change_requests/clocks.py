"""Changes that members ask for wait for the teams that decide."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from liaison.hub.change_requests.actions.steps import keep_answer_clocks
from liaison.hub.change_requests.actions.talking import follow_clock
from liaison.hub.change_requests.choices import ANSWER_CLOCK
from liaison.hub.change_requests.models import ChangeRequest
from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.directory.models import Organisation


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say who asks for how many changes, to the teams that decide."""
    seen = ChangeRequest.objects.for_the_team_of(for_user).filter(public_id__in=list(ids))
    found = seen.values_list("public_id", "organisation__name", Count("changes"))
    return {
        public_id: Described(
            _title(organisation, number), reverse("change_requests:request", args=[public_id])
        )
        for public_id, organisation, number in found
    }


def hold(subject: uuid.UUID) -> None:
    """Lock a request until the transaction ends, after its organisation, as `steps.locked` does."""
    asked = ChangeRequest.objects.filter(public_id=subject)
    organisations = Organisation.objects.filter(pk__in=asked.values("organisation"))
    organisations.select_for_update().first()
    asked.select_for_update().first()


def waiting() -> Iterable[uuid.UUID]:
    return ChangeRequest.objects.open().values_list("public_id", flat=True)


def keep(subject: uuid.UUID, *, now: dt.datetime) -> None:
    for request in ChangeRequest.objects.open().filter(public_id=subject).select_for_update():
        keep_answer_clocks(request, by=None, now=now)


def _title(organisation: str, number: int) -> str:
    return ngettext(
        "%(organisation)s asks for a change of its entry",
        "%(organisation)s asks for %(number)d changes of its entry",
        number,
    ) % {"organisation": organisation, "number": number}


clock_kind(
    ANSWER_CLOCK,
    words=gettext_lazy("Changes asked for"),
    working_days=5,
    reminders=(3, 5),
    escalates_after=6,
    waits_for=gettext_lazy("The member was asked something"),
    describe=described,
    hold=hold,
    on_assigned=follow_clock,
    waiting=waiting,
    keep=keep,
)
