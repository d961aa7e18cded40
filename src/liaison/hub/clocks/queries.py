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
from liaison.hub.clocks.models import FOR_OTHERS, FOR_THE_TEAM, Clock, DigestWish, Move
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.core.counting import Counted

_RELATED = ("cluster", "assignee", "person", "organisation")
_OWN = [field.name for field in Clock._meta.concrete_fields]
# What a row of a desk says of them.
_NAMES = ("assignee__full_name", "person__full_name", "organisation__name")


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


@dataclass(frozen=True)
class Desk:
    """
    The desk of a person's teams; made by `desk_of` alone.

    :ivar clusters: those in whose teams the person works, by name; none: no desk
    """

    person: Any
    clusters: tuple[Cluster, ...]


def desk_of(*, for_user: Any) -> Desk:
    """Return the desk of somebody's teams."""
    return Desk(for_user, tuple(desk_clusters(for_user=for_user)))


def desk_clusters(*, for_user: Any) -> list[Cluster]:
    """Return the clusters in whose teams somebody works, by name."""
    if not (for_user.is_authenticated and for_user.is_active):
        return []
    if for_user.is_superuser:
        return list(Cluster.objects.order_by("name", "pk"))
    held = ClusterRole.objects.filter(person=for_user, role__in=TEAM)
    return list(Cluster.objects.filter(pk__in=held.values("cluster")).order_by("name", "pk"))


def clocks_on_desk(chosen: Chosen, *, desk: Desk, today: dt.date, now: dt.datetime) -> Any:
    """Return what somebody chose of the desk of their teams, what is due first first."""
    which = _sections(today=today, now=now)[chosen.section]
    found = _narrowed(chosen, desk).filter(which)
    return found.order_by(*_order_of(chosen.section))


def with_related(clocks: Any, *, desk: Desk) -> list[Clock]:
    """Return a page of a desk's clocks with what stands in their rows, in the same order."""
    # The page is found by an index alone; what belongs to it is joined to these few.
    keys = list(clocks.values_list("pk", flat=True))
    related = Clock.objects.select_related("assignee", "person", "organisation")
    found = related.only(*_OWN, *_NAMES).in_bulk(keys)
    clusters = {each.pk: each for each in desk.clusters}
    for clock in found.values():
        clock.cluster = clusters[clock.cluster_id]
    return [found[key] for key in keys if key in found]


def counts_on_desk(
    chosen: Chosen, *, desk: Desk, today: dt.date, now: dt.datetime
) -> dict[Section, int]:
    """
    Return how many there are in each section of what was chosen otherwise, in one question.

    Of each MOST_COUNTED of `core.counting` at most.
    """
    found = _narrowed(chosen, desk)
    counted = {
        section.value: Counted(found.filter(which), in_order_of=_order_of(section)[0])
        for section, which in _sections(today=today, now=now).items()
    }
    numbers = User.objects.filter(pk=desk.person.pk).values(**counted).get()
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
    return list(people.only("public_id", "full_name", "email").order_by("full_name", "pk"))


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


def _narrowed(chosen: Chosen, desk: Desk) -> Any:
    keys = [each.pk for each in desk.clusters if chosen.cluster in ("", each.slug)]
    found = Clock.objects.open().filter(cluster__in=keys)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.whose == Whose.MINE:
        return found.filter(assignee=desk.person)
    return found.filter(assignee=None) if chosen.whose == Whose.NOBODYS else found


def _order_of(section: Section) -> tuple[str, str]:
    return ("-started_at", "-pk") if section == Section.NEW else ("due_on", "pk")


def _sections(*, today: dt.date, now: dt.datetime) -> dict[Section, Q]:
    # The week ends on Sunday; what is due on a day is due by its evening.
    sunday = today + dt.timedelta(days=6 - today.weekday())
    return {
        Section.TO_DO: FOR_THE_TEAM,
        Section.LATE: FOR_THE_TEAM & Q(due_on__lt=today),
        Section.TODAY: FOR_THE_TEAM & Q(due_on=today),
        Section.THIS_WEEK: FOR_THE_TEAM & Q(due_on__gt=today, due_on__lte=sunday),
        Section.OTHERS: FOR_OTHERS,
        Section.NEW: FOR_THE_TEAM & Q(started_at__gt=now - NEW_FOR),
    }
