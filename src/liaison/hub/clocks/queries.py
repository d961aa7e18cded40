"""What lies on the desk of a team, and what waits for a person; every question names who asks."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from liaison.hub.accounts.choices import TEAM
from liaison.hub.accounts.models import User
from liaison.hub.clocks.choices import (
    MOST_AT_ONCE,
    NEW_FOR,
    UNDONE_WITHIN,
    ClockState,
    HowOften,
    Section,
    Whose,
)
from liaison.hub.clocks.kinds import kinds_outside
from liaison.hub.clocks.models import Clock, DigestWish, Move
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.core.counting import Counted

_RELATED = ("cluster", "assignee", "person", "organisation")


@dataclass(frozen=True)
class Chosen:
    """
    What somebody chose to see of a desk.

    :ivar kind: a code of `clocks.kinds`; empty: all
    :ivar cluster: a slug; empty: all clusters of the team
    """

    section: Section = Section.TO_DO
    kind: str = ""
    whose: Whose = Whose.ALL
    cluster: str = ""


def desk_clusters(*, for_user: Any) -> list[Cluster]:
    """Return the clusters in whose teams somebody works, by name."""
    if not (for_user.is_authenticated and for_user.is_active):
        return []
    if for_user.is_superuser:
        return list(Cluster.objects.order_by("name", "pk"))
    held = ClusterRole.objects.filter(person=for_user, role__in=TEAM)
    return list(Cluster.objects.filter(pk__in=held.values("cluster")).order_by("name", "pk"))


def clocks_on_desk(chosen: Chosen, *, today: dt.date, now: dt.datetime, for_user: Any) -> Any:
    """Return what somebody chose of the desk of their teams, what is due first first."""
    found = _narrowed(chosen, for_user=for_user).filter(
        _sections(today=today, now=now)[chosen.section]
    )
    order = ("-started_at", "-pk") if chosen.section == Section.NEW else ("due_on", "pk")
    return found.order_by(*order)


def with_related(clocks: Any) -> list[Clock]:
    """Return a page of clocks with what stands in their rows, in the same order."""
    # The page is found by an index alone; what belongs to it is joined to these few.
    keys = list(clocks.values_list("pk", flat=True))
    found = Clock.objects.select_related(*_RELATED).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def counts_on_desk(
    chosen: Chosen, *, today: dt.date, now: dt.datetime, for_user: Any
) -> dict[Section, int]:
    """
    Return how many there are in each section of what was chosen otherwise, in one question.

    Of each MOST_COUNTED of `core.counting` at most.
    """
    found = _narrowed(chosen, for_user=for_user)
    counted = {
        section.value: Counted(found.filter(which))
        for section, which in _sections(today=today, now=now).items()
    }
    numbers = User.objects.filter(pk=for_user.pk).values(**counted).get()
    return {section: numbers[section.value] for section in Section}


def clocks_for(*, for_user: Any) -> Any:
    """Return what waits for a person or their organisations, what is due first first."""
    running = Clock.objects.filter(state=ClockState.RUNNING).for_person(for_user)
    return running.select_related(*_RELATED).order_by("due_on", "pk")


def colleagues(*, for_user: Any) -> list[Any]:
    """Return who works in the teams in which somebody works, by name."""
    own = ClusterRole.objects.filter(role__in=TEAM)
    if not for_user.is_superuser:
        clusters = own.filter(person=for_user).values("cluster")
        own = own.filter(cluster__in=clusters)
    people = User.objects.filter(pk__in=own.values("person"), is_active=True)
    return list(people.order_by("full_name", "pk"))


def clocks_among(public_ids: Iterable[uuid.UUID], *, for_user: Any) -> list[Clock]:
    """Return those of some open clocks that are of one's teams; MOST_AT_ONCE at most."""
    found = Clock.objects.open().for_the_team_of(for_user).filter(public_id__in=list(public_ids))
    return list(found.select_related(*_RELATED).order_by("pk")[:MOST_AT_ONCE])


def how_often(*, for_user: Any) -> HowOften:
    """Return how often somebody is written to about what waits for them."""
    wish = DigestWish.objects.filter(person=for_user).first()
    return HowOften(wish.how_often) if wish else HowOften.EACH


def with_digests(people: Iterable[Any]) -> set[int]:
    """Return the keys of those of some people who want no single reminders."""
    wishes = DigestWish.objects.filter(person__in=list(people))
    return set(wishes.values_list("person", flat=True))


def move_to_undo(*, now: dt.datetime, for_user: Any) -> Move | None:
    """Return what somebody did last to several clocks, as long as it can be undone."""
    recent = Move.objects.filter(by=for_user, at__gt=now - UNDONE_WITHIN, undone_at=None)
    return recent.order_by("-at", "-pk").first()


def _narrowed(chosen: Chosen, *, for_user: Any) -> Any:
    found = Clock.objects.open().for_the_team_of(for_user)
    if chosen.cluster:
        found = found.filter(cluster__slug=chosen.cluster)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.whose == Whose.MINE:
        return found.filter(assignee=for_user)
    return found.filter(assignee=None) if chosen.whose == Whose.NOBODYS else found


def _sections(*, today: dt.date, now: dt.datetime) -> dict[Section, Q]:
    outside = Q(kind__in=kinds_outside(), person=None, organisation=None)
    to_do = Q(state=ClockState.RUNNING, person=None, organisation=None) & ~outside
    # The week ends on Sunday; what is due on a day is due by its evening.
    sunday = today + dt.timedelta(days=6 - today.weekday())
    return {
        Section.TO_DO: to_do,
        Section.LATE: to_do & Q(due_on__lt=today),
        Section.TODAY: to_do & Q(due_on=today),
        Section.THIS_WEEK: to_do & Q(due_on__gt=today, due_on__lte=sunday),
        Section.OTHERS: Q(state=ClockState.PAUSED)
        | Q(person__isnull=False)
        | Q(organisation__isnull=False)
        | outside,
        Section.NEW: to_do & Q(started_at__gt=now - NEW_FOR),
    }
