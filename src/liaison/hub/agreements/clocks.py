"""What of agreements waits for people, and for how long."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.agreements import messages
from liaison.hub.agreements.choices import DONE_WITHIN, OF_A_SIDE, OF_THE_TEAM
from liaison.hub.agreements.models import Agreement
from liaison.hub.agreements.queries import agreements_in, name_of
from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.clocks.models import Clock
from liaison.hub.introductions.choices import Side
from liaison.hub.introductions.queries import introductions_of

_Said = Mapping[uuid.UUID, Described]


def of_the_team(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say between whom an agreement waits, to the managers of its cluster."""
    found = agreements_in(for_user=for_user).filter(public_id__in=list(ids))
    return _described(found, "agreements:for-team")


def of_a_side(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say the same, to the side for which it waits and to the managers of the cluster."""
    ids = list(ids)
    # Nothing waits any more for whoever does not act for the organisation of their side.
    acted_for = for_user.organisation_roles.values("organisation")
    speaks = Q(asking_person=for_user) & (
        Q(asking_organisation=None) | Q(asking_organisation__in=acted_for)
    )
    speaks |= Q(asked_person=for_user, asked_organisation__in=acted_for)
    own = introductions_of(for_user=for_user).filter(speaks).order_by().values("pk")
    found = Agreement.objects.filter(public_id__in=ids, introduction__in=own)
    related = ("introduction__asking_organisation", "introduction__asked_organisation")
    found = found.select_related(*related, "introduction__asking_person")
    return dict(of_the_team(ids, for_user=for_user)) | _described(found, "agreements:agreement")


def hold(subject: uuid.UUID) -> None:
    """Lock an agreement until the transaction ends."""
    Agreement.objects.select_for_update(of=("self",)).filter(public_id=subject).first()


def remind_side(clock: Clock, *, now: dt.datetime) -> None:
    """Remind whoever is to bring or to sign the document, with an account or without one."""
    agreement = Agreement.objects.select_related(
        *("introduction__cluster", "introduction__asking_person"),
        *("introduction__asking_organisation", "introduction__asked_person"),
        "introduction__asked_organisation",
    ).get(public_id=clock.subject)
    is_asking = clock.person_id == agreement.introduction.asking_person_id and clock.person_id
    side = Side.ASKING if is_asking else Side.ASKED
    messages.remind(agreement, side, step=clock.step, now=now)


def _described(agreements: QuerySet[Agreement], page: str) -> dict[uuid.UUID, Described]:
    return {
        each.public_id: Described(
            _("Non-disclosure agreement: %(asking)s and %(asked)s")
            % {
                "asking": name_of(each.introduction, Side.ASKING),
                "asked": name_of(each.introduction, Side.ASKED),
            },
            reverse(page, args=[each.public_id]),
        )
        for each in agreements
    }


clock_kind(
    OF_A_SIDE,
    words=gettext_lazy("A non-disclosure agreement waits for one of the two sides"),
    working_days=DONE_WITHIN,
    reminders=(4, 8),
    escalates_after=9,
    describe=of_a_side,
    waits_outside=True,
    hold=hold,
    on_reminder=remind_side,
)
clock_kind(
    OF_THE_TEAM,
    words=gettext_lazy("A non-disclosure agreement waits for the team"),
    working_days=DONE_WITHIN,
    reminders=(4, 8),
    escalates_after=9,
    describe=of_the_team,
    hold=hold,
)
