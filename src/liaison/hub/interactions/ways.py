"""What of the parts below may come of a contact: introductions, and needs and offers."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from liaison.hub.clusters.models import Cluster
from liaison.hub.interactions.choices import LISTING
from liaison.hub.interactions.links import OutcomeKind, register_outcome
from liaison.hub.introductions.queries import introductions_in
from liaison.hub.listings.queries import all_for_team, called_for_team, noted_for_team

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
            code=LISTING,
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
    wanted = list(public_ids)
    handed_in = called_for_team(wanted, for_user=user)
    noted = noted_for_team(wanted, for_user=user)
    return {each.public_id: each.title for each in handed_in} | {
        each.public_id: _title_of_noted(each) for each in noted
    }


def _title_of_noted(listing: Any) -> str:
    """Return the title of what the team wrote down; once it is taken up, only with whom it is."""
    said = {"title": listing.title, "organisation": listing.organisation.name}
    if listing.waits_to_be_taken_up:
        return _("%(title)s (waits for %(organisation)s)") % said
    return _("a draft that %(organisation)s has taken up") % said


def _listings_in(cluster: Cluster, user: Any) -> list[tuple[uuid.UUID, str]]:
    found = all_for_team(cluster, for_user=user)[:_OFFERED]
    return [(each.public_id, each.title) for each in found]
