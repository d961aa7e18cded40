"""What of the parts below may come of a contact: introductions, and needs and offers."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from liaison.hub.clusters.models import Cluster
from liaison.hub.interactions.links import OutcomeKind, register_outcome
from liaison.hub.introductions.queries import introductions_in
from liaison.hub.listings.queries import all_for_team, called_for_team

# So many of a kind can be chosen, the newest first.
_OFFERED = 100
INTRODUCTION = "introduction"


def register_outcomes() -> None:
    """Have contacts lead to introductions, and to needs and offers."""
    register_outcome(
        OutcomeKind(
            code=INTRODUCTION,
            words=pgettext_lazy("outcome of a contact", "Introduction"),
            titles=_introductions_called,
            open_in=_introductions_in,
            page="introductions:for-team",
        )
    )
    register_outcome(
        OutcomeKind(
            code="listing",
            words=pgettext_lazy("outcome of a contact", "Need or offer"),
            titles=_listings_called,
            open_in=_listings_in,
            page="listings:review",
        )
    )


def _introductions_called(public_ids: Iterable[uuid.UUID], user: Any) -> dict[uuid.UUID, str]:
    found = introductions_in(for_user=user).filter(public_id__in=list(public_ids))
    return {each.public_id: _between(each) for each in found}


def _introductions_in(cluster: Cluster, user: Any) -> list[tuple[uuid.UUID, str]]:
    found = introductions_in(for_user=user).filter(cluster=cluster).order_by("-pk")
    return [(each.public_id, _between(each)) for each in found[:_OFFERED]]


def _between(introduction: Any) -> str:
    sides = {"asking": introduction.asking_side, "asked": introduction.asked_side}
    return _("%(asking)s and %(asked)s") % sides


def _listings_called(public_ids: Iterable[uuid.UUID], user: Any) -> dict[uuid.UUID, str]:
    return {each.public_id: each.title for each in called_for_team(public_ids, for_user=user)}


def _listings_in(cluster: Cluster, user: Any) -> list[tuple[uuid.UUID, str]]:
    found = all_for_team(cluster, for_user=user)[:_OFFERED]
    return [(each.public_id, each.title) for each in found]
