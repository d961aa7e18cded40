"""
What those who act for a member say of relations, and what the team does with it.

A change of a relation is one change of one request: kept under the code of the relation, its old
and its new value as in `directory.relations.values`.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from liaison.hub.change_requests import policies
from liaison.hub.change_requests.actions.asking import ask, replace
from liaison.hub.change_requests.actions.steps import CannotBeApplied
from liaison.hub.change_requests.messages import LabelOf
from liaison.hub.change_requests.models import ChangeRequest, RequestedChange
from liaison.hub.directory.actions import ChangedMeanwhile, Conflict
from liaison.hub.directory.choices import RelationKind, RelationState
from liaison.hub.directory.models import Organisation, Relation
from liaison.hub.directory.relations import actions as relations
from liaison.hub.directory.relations.queries import can_answer, can_remove, names_in
from liaison.hub.directory.relations.values import (
    RELATIONS,
    RelationValue,
    code_of,
    organisations_in,
    relation_of,
    same_relation,
    value_of,
)


@transaction.atomic
def relate(
    organisation: Organisation,
    kind: RelationKind,
    other: Organisation,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    source: str = "",
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> ChangeRequest | None:
    """
    Say what one organisation is to another, or ask the teams that look at it first.

    :returns: what waits; None where it shows at once
    :raises TooManyRequests: if `by` asked for as much as anybody may within a day
    :raises NotAllowed: and further refusals, as `relations.relate` does
    """
    said = {"since": since, "until": until, "source": source}
    planned = relations.plan_relation(organisation, kind, other, **said, by=by, now=now)
    if clusters := _deciding(planned, by):
        return _ask(planned, clusters, None, value_of(planned), label_of=label_of, by=by, now=now)
    relations.relate(organisation, kind, other, **said, by=by, now=now)
    return None


@transaction.atomic
def answer_relation(
    relation: Relation, *, confirms: bool, label_of: LabelOf, by: Any, now: dt.datetime
) -> ChangeRequest | None:
    """
    Confirm or contradict a relation, or ask the teams that look at it first.

    :returns: what waits; None where it shows at once
    :raises TooManyRequests: if `by` asked for as much as anybody may within a day
    :raises NotAllowed, ClosesRing: as `relations.answer`
    """
    clusters = _deciding(relation, by)
    if not clusters:
        relations.answer(relation, confirms=confirms, by=by, now=now)
        return None
    if not can_answer(by, relation):
        raise relations.NotAllowed
    before = value_of(relation)
    state = RelationState.CONFIRMED if confirms else RelationState.CONTRADICTED
    after = before | {"state": str(state)}
    return _ask(relation, clusters, before, after, label_of=label_of, by=by, now=now)


@transaction.atomic
def take_relation_back(
    relation: Relation, *, label_of: LabelOf, by: Any, now: dt.datetime
) -> ChangeRequest | None:
    """
    Take a relation back, or ask the teams that look at it first.

    :returns: what waits; None where it is taken back at once
    :raises TooManyRequests: if `by` asked for as much as anybody may within a day
    :raises NotAllowed: if `by` may not
    """
    clusters = _deciding(relation, by)
    if not clusters:
        relations.take_back(relation, by=by, now=now)
        return None
    if not can_remove(by, relation):
        raise relations.NotAllowed
    before = value_of(relation)
    return _ask(relation, clusters, before, None, label_of=label_of, by=by, now=now)


def apply_relation(
    change: RequestedChange, seen: RelationValue | None, *, by: Any, now: dt.datetime
) -> None:
    """
    Write what was asked for of a relation, in the name of who asked; its request is locked.

    :param seen: what the relation said when `by` decided
    :raises ChangedMeanwhile: if it says something else by now
    :raises CannotBeApplied: if there is nothing to write it to, `by` does not see both
        organisations, or who asked may not say it any more
    :raises ClosesRing: if an organisation would stand above itself by it
    """
    value = change.new or change.old
    two = organisations_in(value)
    if two is None or len(names_in(value, for_user=by)) < len(two):
        raise CannotBeApplied
    relation = relation_of(value, for_update=True)
    current = value_of(relation) if relation else None
    if not same_relation(current, seen):
        raise ChangedMeanwhile([Conflict(change.field, current, change.new)])
    change.said_before = current
    if same_relation(current, change.new):
        return
    said_by = change.request.asked_by
    try:
        _write(change, two, relation, said_by=said_by, by=by, now=now)
    except (relations.NotAllowed, relations.AlreadyTold) as error:
        raise CannotBeApplied from error


def put_relation_back(change: RequestedChange, *, by: Any, now: dt.datetime) -> None:
    """
    Make a relation again what it was before a change was taken over.

    :raises ChangedMeanwhile: if it says something else since
    """
    try:
        relations.put_relation_back(change.new, change.said_before, by=by, now=now)
    except relations.SaysOtherwise as error:
        found = relation_of(change.new or change.old)
        current = value_of(found) if found else None
        conflict = Conflict(change.field, current, change.said_before)
        raise ChangedMeanwhile([conflict]) from error


def _write(
    change: RequestedChange,
    two: tuple[Organisation, Organisation],
    relation: Relation | None,
    **who: Any,
) -> None:
    new = change.new
    if new is None:
        if relation:
            relations.take_back(relation, **who)
    elif relation:
        confirms = new["state"] == RelationState.CONFIRMED
        relations.answer(relation, confirms=confirms, **who)
    elif change.old is None:
        said = {name: _day(new[name]) for name in ("since", "until")}
        kind = RelationKind(new["kind"])
        written = relations.relate(two[0], kind, two[1], **said, source=new["source"], **who)
        # Whether both sides say so is decided by whom the person acts for now.
        change.new = value_of(written)
    else:
        raise CannotBeApplied


def _deciding(relation: Relation, by: Any) -> frozenset[int]:
    """Return the clusters that look at what `by` says of the two; none where it shows at once."""
    found: frozenset[int] = frozenset()
    for each in (relation.organisation, relation.other):
        found |= policies.to_review(by, each, [RELATIONS]).get(RELATIONS, frozenset())
    return found


def _ask(
    relation: Relation,
    clusters: frozenset[int],
    old: RelationValue | None,
    new: RelationValue | None,
    *,
    label_of: LabelOf,
    by: Any,
    now: dt.datetime,
) -> ChangeRequest:
    two = (relation.organisation, relation.other)
    # Where both are reviewed, either team decides, and whoever acts for the first sees it.
    about = next(each for each in two if policies.to_review(by, each, [RELATIONS]))
    Organisation.objects.select_for_update().filter(pk=about.pk).first()
    code = code_of(value_of(relation))
    replace(about, [code], label_of=label_of, by=by, now=now)
    return ask(about, clusters, {code: (old, new)}, by=by, now=now)


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
