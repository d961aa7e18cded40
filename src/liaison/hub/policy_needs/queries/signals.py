"""What hinders organisations: to those who told it, and to the team."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.models import Organisation
from liaison.hub.membership.models import Membership
from liaison.hub.membership.models.applications import in_teams_of
from liaison.hub.policy_needs.models import Signal

NoSignal = Signal.DoesNotExist


def own_signals(cluster: Cluster, *, for_user: Any) -> list[Signal]:
    """Return what hinders those for whom the user acts; first what they have yet to take up."""
    own = _own(for_user).filter(cluster=cluster).order_by("-told_at", "-pk")
    return sorted(own, key=lambda signal: not signal.waits_to_be_taken_up)


def get_own(public_id: uuid.UUID, *, for_user: Any) -> Signal:
    """Return a signal of an organisation for which the user acts; raises NoSignal."""
    return _own(for_user).get(public_id=public_id)


def get_for_team(public_id: uuid.UUID, *, for_user: Any) -> Signal:
    """Return a signal to the team of its cluster; raises NoSignal."""
    found = signals_for_team(for_user=for_user)
    return found.select_related("challenge", "told_by", "noted_by").get(public_id=public_id)


def signals_for_team(*, for_user: Any) -> QuerySet[Signal]:
    """Return the signals of the clusters in whose teams the user is; to others none."""
    return in_teams_of(Signal.objects.select_related("cluster", "organisation"), for_user)


def signals_called(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Signal]:
    """Return those of some signals that the reader, of the team, may see."""
    return list(signals_for_team(for_user=for_user).filter(public_id__in=list(public_ids)))


def members_one_acts_for(cluster: Cluster, *, for_user: Any) -> list[Organisation]:
    """Return the members of a cluster for which the user acts, by name."""
    if not (for_user.is_authenticated and for_user.is_active):
        return []
    members = Membership.objects.giving_rights().filter(cluster=cluster).values("organisation")
    own = Organisation.objects.living().filter(roles__person=for_user, pk__in=members)
    return list(own.distinct().order_by("name", "pk"))


def _own(user: Any) -> QuerySet[Signal]:
    every = Signal.objects.select_related(
        "cluster", "organisation", "challenge__cluster", "told_by", "noted_by"
    )
    if not (user.is_authenticated and user.is_active):
        return every.none()
    return every.filter(organisation__in=user.organisation_roles.values("organisation"))
