"""Applications wait for the team of the cluster."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.membership.actions.steps import keep_review_clock
from liaison.hub.membership.choices import REVIEW_CLOCK
from liaison.hub.membership.models import Application


def described(ids: Iterable[uuid.UUID], *, for_user: Any) -> dict[uuid.UUID, Described]:
    """Say who applies, to the team and to the committee once it decides."""
    ids = set(ids)
    asked = Application.objects.filter(public_id__in=ids)
    names = _names(asked.for_the_team_of(for_user))
    others = asked.exclude(public_id__in=names)
    # Only those of whom the team's way says nothing.
    names |= _names(others.for_the_committee_of(for_user)) if len(names) < len(ids) else {}
    return {
        public_id: Described(
            _("%(organisation)s applies for membership") % {"organisation": name},
            reverse("membership:application", args=[public_id]),
        )
        for public_id, name in names.items()
    }


def _names(applications: Any) -> dict[uuid.UUID, str]:
    named = applications.values_list("public_id", "organisation__name", "name")
    return {public_id: name or asked_as for public_id, name, asked_as in named}


def waiting() -> Iterable[uuid.UUID]:
    return Application.objects.running().values_list("public_id", flat=True)


def keep(subject: uuid.UUID, *, now: dt.datetime) -> None:
    for application in Application.objects.running().filter(public_id=subject).select_for_update():
        keep_review_clock(application, by=None, now=now)


clock_kind(
    REVIEW_CLOCK,
    words=gettext_lazy("An application for membership"),
    # Each cluster promises an answer by a day of its own; a week and a day before it.
    working_days=15,
    reminders=(10, 14),
    escalates_after=16,
    waits_for=gettext_lazy("The applicant is to complete it"),
    describe=described,
    waiting=waiting,
    keep=keep,
)
