"""Whom a clock waits for, and whom of them a letter reaches: those who may see it now."""

from dataclasses import dataclass
from typing import Any

from liaison.hub.accounts.choices import TEAM, Role
from liaison.hub.accounts.models import User
from liaison.hub.clocks.kinds import known_kind
from liaison.hub.clocks.models import Clock
from liaison.hub.clusters.models import Cluster
from liaison.hub.clusters.policies import is_of_the_team
from liaison.hub.directory.visibility import people_acting_for


@dataclass(frozen=True)
class Reader:
    """
    Somebody who is written to about a clock.

    :ivar person: as whom they see things; of a team's address one of the team
    :ivar address: that of the person, or of the team
    """

    person: Any
    address: str
    language: str


def owners_of(clock: Clock) -> list[Reader]:
    """Return who is reminded: the person, the organisation's people, or the cluster's team."""
    if clock.person_id is not None and _is_still_theirs(clock):
        return [_own(clock.person)] if clock.person.is_active else []
    if clock.organisation_id is not None:
        return [_own(person) for person in people_acting_for(clock.organisation_id)]
    taken_by = clock.assignee
    # Whoever has left the team since reads nothing more of its work.
    if taken_by is not None and is_of_the_team(taken_by, clock.cluster):
        return [_own(taken_by)]
    return _team(clock.cluster)


def _is_still_theirs(clock: Clock) -> bool:
    kind = known_kind(clock.kind)
    is_team_work = kind is not None and kind.is_team_work
    return not is_team_work or is_of_the_team(clock.person, clock.cluster)


def managers_of(cluster: Cluster) -> list[Reader]:
    """Return who is accountable for a cluster."""
    people = _people_of(cluster, Role.CLUSTER_MANAGER)
    return [_own(person) for person in people]


def _team(cluster: Cluster) -> list[Reader]:
    """Return the team's own address; where it has none, its people."""
    if not cluster.contact_email:
        return [_own(person) for person in _people_of(cluster, *TEAM)]
    language = cluster.main_language
    # As a manager, where there is one: officers may see less.
    people = _people_of(cluster, Role.CLUSTER_MANAGER) or _people_of(cluster, *TEAM)
    return [Reader(person, cluster.contact_email, language) for person in people[:1]]


def _people_of(cluster: Cluster, *roles: Role) -> list[User]:
    people = User.objects.filter(
        cluster_roles__cluster=cluster, cluster_roles__role__in=roles, is_active=True
    )
    return list(people.distinct().order_by("pk"))


def _own(person: Any) -> Reader:
    return Reader(person, person.email, person.language)
