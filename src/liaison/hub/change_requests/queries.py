"""Reading change requests and rules; every question names who asks it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q

from liaison.hub.accounts.choices import TEAM
from liaison.hub.change_requests.choices import (
    CLOSED,
    ChangeState,
    NoteKind,
    Scope,
)
from liaison.hub.change_requests.models import (
    ChangeRequest,
    RequestedChange,
    RequestNote,
    ReviewRule,
)
from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.choices import State
from liaison.hub.directory.editing import CODES, Entry, read_entry, same_value
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.relations.queries import names_in
from liaison.hub.directory.relations.values import (
    is_of_relation,
    organisations_in,
    relation_of,
    same_relation,
    value_of,
)
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.membership.models import Membership
from liaison.hub.membership.models.applications import clusters_where_held

NoRequest = ChangeRequest.DoesNotExist
NoChange = RequestedChange.DoesNotExist

_RELATED = ("organisation", "organisation__merged_into", "asked_by", "assignee")


@dataclass(frozen=True)
class Compared:
    """
    A change that was asked for, and what the entry says now.

    :ivar now: what the field says now; None for one that is no more, or of an entry that the
        reader does not see (any more)
    :ivar is_fresh: whether it still says what it said when the change was asked for
    :ivar is_done: whether it says already what it was to say
    :ivar can_be_applied: whether there still is such a field of a living organisation
    :ivar is_seen: whether the reader sees the entry, and of a relation both organisations
    :ivar names: of the organisations that stand in a relation, by their public ids
    """

    change: RequestedChange
    now: Any
    is_fresh: bool
    is_done: bool
    can_be_applied: bool
    is_seen: bool = True
    names: Mapping[str, str] = field(default_factory=dict)


def rule_of(cluster: Cluster) -> ReviewRule:
    """Return what a cluster looks at; of one that has not said, that it looks at nothing."""
    return ReviewRule.objects.filter(cluster=cluster).first() or ReviewRule(cluster=cluster)


def reviewing(cluster: Cluster) -> Any:
    """Return the rule of a cluster as a query that is empty where it looks at nothing."""
    return ReviewRule.objects.filter(cluster=cluster).exclude(scope=Scope.NONE)


def rules_for(organisation: Organisation) -> list[ReviewRule]:
    """Return the rules of the clusters of which an organisation is a member and that look."""
    running = Membership.objects.running().filter(organisation=organisation)
    rules = ReviewRule.objects.exclude(scope=Scope.NONE).filter(
        cluster__in=running.values("cluster")
    )
    return list(rules.select_related("cluster").order_by("cluster"))


def waiting_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the requests that wait for the user's team in a cluster."""
    found = ChangeRequest.objects.for_the_team_of(for_user).decided_in([cluster.pk])
    return found.with_the_team()


def requests_in(cluster: Cluster, *, for_user: Any) -> Any:
    """Return the requests on which a cluster decides, to its team; the most urgent first."""
    found = ChangeRequest.objects.for_the_team_of(for_user).decided_in([cluster.pk])
    return found.most_urgent_first().select_related(*_RELATED).prefetch_related("changes")


def counts_in(cluster: Cluster, *, for_user: Any) -> dict[str, int]:
    """Return how many requests are open, how many of these are the user's, and all there are."""
    found = ChangeRequest.objects.for_the_team_of(for_user).decided_in([cluster.pk])
    is_open = ~Q(state__in=CLOSED)
    counted: dict[str, int] = found.aggregate(
        open=Count("pk", filter=is_open),
        mine=Count("pk", filter=is_open & Q(assignee=for_user)),
        all=Count("pk"),
    )
    return counted


def get_request(public_id: uuid.UUID, *, for_user: Any) -> ChangeRequest:
    """Return a request on which the user's team decides; raises NoRequest."""
    found = ChangeRequest.objects.for_the_team_of(for_user).with_clock()
    return found.select_related(*_RELATED).get(public_id=public_id)


def own_requests(*, for_user: Any) -> Any:
    """Return the requests of the organisations for which the user acts, the open ones first."""
    own = ChangeRequest.objects.of_those_acting_for(for_user).most_urgent_first()
    return own.select_related(*_RELATED).prefetch_related("changes", "clusters")


def get_own_request(public_id: uuid.UUID, *, for_user: Any) -> ChangeRequest:
    """Return one of `own_requests`; raises NoRequest."""
    own = ChangeRequest.objects.of_those_acting_for(for_user).with_clock()
    return own.select_related(*_RELATED).get(public_id=public_id)


def get_readable_request(public_id: uuid.UUID, *, for_user: Any) -> ChangeRequest:
    """Return a request to the team that decides and to those who asked; raises NoRequest."""
    objects = ChangeRequest.objects
    own, decided = objects.of_those_acting_for(for_user), objects.for_the_team_of(for_user)
    readable = Q(pk__in=own.values("pk")) | Q(pk__in=decided.values("pk"))
    return objects.filter(readable).get(public_id=public_id)


def waiting_changes_of(organisation: Organisation, *, for_user: Any) -> list[RequestedChange]:
    """Return the changes of an entry that wait, to those who act for it or decide on them."""
    objects = ChangeRequest.objects
    own, decided = objects.of_those_acting_for(for_user), objects.for_the_team_of(for_user)
    waiting = RequestedChange.objects.filter(state=ChangeState.WAITING, organisation=organisation)
    readable = waiting.filter(Q(request__in=own.values("pk")) | Q(request__in=decided.values("pk")))
    return list(readable.select_related("request"))


def compared(request: ChangeRequest, *, for_user: Any) -> list[Compared]:
    """
    Return what was asked for beside what the entry says now, in the order of the form.

    What it says now only to those who still see the entry: requests are read for longer.
    """
    changes = list(request.changes.select_related("organisation", "decided_by"))
    named = {each.organisation_id: each.organisation for each in changes}
    seen = organisations_visible_to(for_user).filter(pk__in=named).values_list("pk", flat=True)
    entries = {key: read_entry(named[key]) for key in seen}
    found = [_compared_for(each, entries, for_user) for each in changes]
    place = {code: number for number, code in enumerate(CODES)}
    return sorted(found, key=lambda each: place.get(each.change.field, len(place)))


def compare(change: RequestedChange, entry: Entry) -> Compared:
    """Return a change beside what its entry says."""
    code = change.field
    if is_of_relation(code):
        return _compare_relation(change)
    if code not in CODES:
        return Compared(change, None, is_fresh=False, is_done=False, can_be_applied=False)
    return Compared(
        change,
        entry[code],
        is_fresh=same_value(code, entry[code], change.old),
        is_done=same_value(code, entry[code], change.new),
        can_be_applied=change.organisation.state != State.MERGED,
    )


def _compared_for(change: RequestedChange, entries: Mapping[int, Entry], user: Any) -> Compared:
    if change.organisation_id not in entries:
        return _unseen(change)
    if not is_of_relation(change.field):
        return compare(change, entries[change.organisation_id])
    names = names_in(change.new or change.old, for_user=user)
    return replace(_compare_relation(change), names=names) if len(names) > 1 else _unseen(change)


def _compare_relation(change: RequestedChange) -> Compared:
    value = change.new or change.old
    relation = relation_of(value)
    now = value_of(relation) if relation else None
    two = organisations_in(value)
    is_missed = bool(change.old and change.new and relation is None)
    return Compared(
        change,
        now,
        is_fresh=same_relation(now, change.old),
        is_done=same_relation(now, change.new),
        can_be_applied=two is not None and not is_missed,
    )


def _unseen(change: RequestedChange) -> Compared:
    return Compared(
        change, None, is_fresh=False, is_done=False, can_be_applied=False, is_seen=False
    )


def thread_of(request: ChangeRequest, *, for_user: Any) -> list[RequestNote]:
    """
    Return what was said about a request, the oldest first.

    Internal notes only to the team of the cluster in which they were written.

    :raises NoRequest: if the user neither acts for the organisation nor decides
    """
    objects = ChangeRequest.objects
    is_team = objects.for_the_team_of(for_user).filter(pk=request.pk).exists()
    if not is_team and not objects.of_those_acting_for(for_user).filter(pk=request.pk).exists():
        raise NoRequest
    notes = request.notes.select_related("by")
    if is_team and for_user.is_superuser:
        return list(notes)
    teams = clusters_where_held(for_user, *TEAM)
    return list(notes.filter(~Q(kind=NoteKind.INTERNAL) | Q(cluster__in=teams)))


def clusters_of(request: ChangeRequest) -> list[Cluster]:
    """Return the clusters that decide."""
    return list(request.clusters.order_by("pk"))
