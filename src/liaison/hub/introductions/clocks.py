"""What waits in introductions: for the team, for an asking side and for an asked one."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.hub.clocks.kinds import Described, clock_kind
from liaison.hub.clocks.models import Clock
from liaison.hub.introductions import actions, messages
from liaison.hub.introductions.choices import (
    ANSWER,
    ANSWERED_WITHIN,
    CONFIRMATION,
    CONFIRMED_WITHIN,
    DECIDED_WITHIN,
    DECISION,
    EXPLAINED_WITHIN,
    QUESTION,
    Side,
    State,
)
from liaison.hub.introductions.models import Introduction
from liaison.hub.introductions.queries import (
    as_seen_by,
    introductions_in,
    introductions_of,
    still_speaks,
)

_Said = Mapping[uuid.UUID, Described]


def to_decide(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say which proposals wait, to the managers of their clusters."""
    found = introductions_in(for_user=for_user).filter(public_id__in=list(ids))
    return {
        each.public_id: Described(
            _("%(asking)s would like to meet %(asked)s")
            % {"asking": each.asking_side, "asked": each.asked_side},
            reverse("introductions:for-team", args=[each.public_id]),
        )
        for each in found
    }


def to_confirm(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say what was proposed for somebody, to their asking side; to the managers as well."""
    ids = list(ids)
    found = introductions_of(for_user=for_user).filter(public_id__in=ids, asking_person=for_user)
    return dict(to_decide(ids, for_user=for_user)) | {
        each.public_id: Described(
            _("May we introduce you to %(other)s?") % {"other": each.asked_side},
            reverse("introductions:introduction", args=[each.public_id]),
        )
        for each in found
    }


def to_answer(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say who would like to meet whom, to whoever was asked and to the managers of the cluster."""
    ids = list(ids)
    found = introductions_of(for_user=for_user).filter(public_id__in=ids, asked_person=for_user)
    # Nothing waits any more for whoever does not act for the asked organisation.
    found = found.filter(asked_organisation__in=for_user.organisation_roles.values("organisation"))
    return dict(to_decide(ids, for_user=for_user)) | {
        each.public_id: Described(
            _("Would you like to meet? %(other)s") % {"other": as_seen_by(each, Side.ASKED).other},
            reverse("introductions:answer-signed-in", args=[each.public_id]),
        )
        for each in found
    }


def to_explain(ids: Iterable[uuid.UUID], *, for_user: Any) -> _Said:
    """Say who asks something before they decide, to the asking side; to the managers as well."""
    ids = list(ids)
    found = introductions_of(for_user=for_user).filter(public_id__in=ids, asking_person=for_user)
    return dict(to_decide(ids, for_user=for_user)) | {
        each.public_id: Described(
            _("%(other)s asks you a question") % {"other": each.asked_side},
            reverse("introductions:introduction", args=[each.public_id]),
        )
        for each in found
    }


def hold(subject: uuid.UUID) -> None:
    """Lock an introduction until the transaction ends."""
    Introduction.objects.select_for_update().filter(public_id=subject).first()


def remind_asked(clock: Clock, *, now: dt.datetime) -> None:
    """Remind whoever was asked, with an account or without one, by the link of their letter."""
    introduction = _about(clock)
    # Whoever does not act for the asked organisation any more is not written to.
    if introduction.state == State.ASKED and still_speaks(introduction):
        messages.remind_asked(introduction, step=clock.step, now=now)


def end_silence(clock: Clock, *, now: dt.datetime) -> None:
    """Nobody answered: the asking side hears of it, and is led to others."""
    actions.expire(_about(clock), now=now)


def let_lapse(clock: Clock, *, now: dt.datetime) -> None:
    """The asking side did not say whether it wants to be introduced."""
    actions.let_lapse(_about(clock), now=now)


def let_question_rest(clock: Clock, *, now: dt.datetime) -> None:
    """The asking side did not answer a question: the asked side's time goes on."""
    actions.let_question_rest(_about(clock), now=now)


def _about(clock: Clock) -> Introduction:
    related = Introduction.objects.select_related(
        "cluster", "asking_person", "asking_organisation", "asked_person", "asked_organisation"
    )
    return related.get(public_id=clock.subject)


clock_kind(
    DECISION,
    words=gettext_lazy("A proposed introduction waits to be passed on"),
    working_days=DECIDED_WITHIN,
    reminders=(2,),
    escalates_after=4,
    describe=to_decide,
)
clock_kind(
    CONFIRMATION,
    words=gettext_lazy("An introduction that the team proposed waits for a yes"),
    working_days=CONFIRMED_WITHIN,
    reminders=(3, 7),
    describe=to_confirm,
    hold=hold,
    on_missed=let_lapse,
)
clock_kind(
    ANSWER,
    words=gettext_lazy("A wish to meet waits for an answer"),
    working_days=ANSWERED_WITHIN,
    reminders=(4, 8),
    describe=to_answer,
    waits_for=gettext_lazy("The asking side is to answer a question"),
    waits_outside=True,
    hold=hold,
    on_reminder=remind_asked,
    on_missed=end_silence,
)
clock_kind(
    QUESTION,
    words=gettext_lazy("A question before the other side decides waits for an answer"),
    working_days=EXPLAINED_WITHIN,
    reminders=(2, 4),
    describe=to_explain,
    hold=hold,
    on_missed=let_question_rest,
)
