"""Who takes part in which introduction, and which of them the team sees."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Value, When

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.queries import current_id
from liaison.hub.introductions.choices import OPEN, RELEASED, Side, State
from liaison.hub.introductions.models import Introduction, IntroductionStep

NoIntroduction = Introduction.DoesNotExist
RELATED = (
    "cluster",
    "asking_person",
    "asking_organisation",
    "asked_person",
    "asked_organisation",
)


def introductions_of(*, for_user: Any) -> Any:
    """Return those in which a person takes part, those that moved last first."""
    own = Introduction.objects.of_person(for_user).select_related(*RELATED)
    return own.order_by("-state_since", "-pk")


def open_data_ids_asked(*, for_user: Any) -> set[str]:
    """Return the ids in open data of those whom a person has asked to meet, whatever came of it."""
    asked = Introduction.objects.filter(asking_person=for_user)
    kept = asked.values_list("asked_open_data_id", "asked_organisation__open_data_id")
    return {current_id(id_) for pair in kept for id_ in pair if id_}


def side_of(introduction: Introduction, *, for_user: Any) -> Side | None:
    """Return on which side a person is; None for somebody who takes no part."""
    if not for_user.is_authenticated:
        return None
    if introduction.asking_person_id == for_user.pk:
        return Side.ASKING
    if introduction.asked_person_id == for_user.pk and introduction.asked_at:
        return Side.ASKED
    return None


def get_own(public_id: uuid.UUID, *, for_user: Any) -> Introduction:
    """Return one in which a person takes part; raises NoIntroduction."""
    return introductions_of(for_user=for_user).get(public_id=public_id)


def introductions_in(*, for_user: Any, states: Iterable[str] = ()) -> Any:
    """
    Return those of the clusters that the user manages; what waits for the team comes first.

    :param states: only of these; all if empty
    """
    kept = Introduction.objects.for_the_team_of(for_user).select_related(*RELATED)
    if states := list(states):
        kept = kept.filter(state__in=states)
    urgency = Case(
        When(state=State.PROPOSED, then=Value(0)),
        When(state__in=OPEN, then=Value(1)),
        When(state__in=RELEASED, then=Value(2)),
        default=Value(3),
    )
    return kept.order_by(urgency, "state_since", "pk")


def get_for_team(public_id: uuid.UUID, *, for_user: Any) -> Introduction:
    """Return one to the managers of its cluster; raises NoIntroduction."""
    return introductions_in(for_user=for_user).get(public_id=public_id)


def steps_of(introduction: Introduction, *, for_user: Any) -> Any:
    """Return all that happened, the oldest first; to the managers of its cluster."""
    if not Cluster.objects.managed_by(for_user).filter(pk=introduction.cluster_id).exists():
        return IntroductionStep.objects.none()
    return introduction.steps.select_related("by").order_by("at", "pk")


def messages_of(introduction: Introduction, *, for_user: Any) -> Any:
    """Return what both sides wrote, the oldest first; to the managers of its cluster."""
    if not Cluster.objects.managed_by(for_user).filter(pk=introduction.cluster_id).exists():
        return introduction.relayed.none()
    return introduction.relayed.order_by("at", "pk")
