"""What happens to relations of organisations: said, confirmed, contradicted, taken back."""

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from liaison.hub.audit.actions import record_done
from liaison.hub.directory import policies
from liaison.hub.directory.actions import organisation_is_edited
from liaison.hub.directory.choices import HIERARCHY, RelationKind, RelationState, Side
from liaison.hub.directory.models import Organisation, Relation
from liaison.hub.directory.relations.queries import can_answer, can_remove, closes_ring
from liaison.hub.directory.relations.values import (
    RELATIONS,
    RelationValue,
    relation_of,
    restored,
    same_relation,
    value_of,
)
from liaison.hub.directory.visibility import acts_for, organisations_visible_to


class NotAllowed(PermissionDenied):
    """This person may not say this of these organisations."""


class WithItself(ValueError):
    """An organisation is nothing to itself."""


class AlreadyTold(Exception):
    """The two organisations have this relation already."""


class ClosesRing(Exception):
    """An organisation would stand above itself."""


class EndsBeforeItBegan(ValueError):
    """The last day lies before the first."""


class SaysOtherwise(Exception):
    """The relation says something else by now, or is no more."""


def plan_relation(
    organisation: Organisation,
    kind: RelationKind,
    other: Organisation,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    source: str = "",
    by: Any,
    now: dt.datetime,
) -> Relation:
    """
    Return what `relate` would write, without writing it; raises what it does.
    """
    if organisation == other:
        raise WithItself
    if since and until and until < since:
        raise EndsBeforeItBegan
    sides = _sides(organisation, other, by=by)
    relation = Relation(
        organisation=organisation,
        other=other,
        kind=kind,
        since=since,
        until=until,
        source=source,
        told_by=sides[0],
        state=RelationState.CONFIRMED if len(sides) > 1 else RelationState.TOLD,
        verified_on=now.date(),
        verified_by=by,
    )
    if closes_ring(relation):
        raise ClosesRing
    if relation_of(value_of(relation)):
        raise AlreadyTold
    return relation


def relate(
    organisation: Organisation,
    kind: RelationKind,
    other: Organisation,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    source: str = "",
    said_by: Any = None,
    by: Any,
    now: dt.datetime,
) -> Relation:
    """
    Say what one organisation is to another; settled at once where who says so acts for both.

    Parts above may stop it by what they raise on `organisation_is_edited`.

    :param said_by: whose word `by` writes down; None for their own
    :raises NotAllowed: if who says so may edit neither of them, or does not see both
    :raises WithItself: if they are one
    :raises EndsBeforeItBegan: if the days are the wrong way round
    :raises ClosesRing: if one of the two would stand above itself
    :raises AlreadyTold: if the two have this relation already
    """
    said = {"since": since, "until": until, "source": source}
    relation = plan_relation(organisation, kind, other, **said, by=said_by or by, now=now)
    _announce(relation, by=by)
    try:
        with transaction.atomic():
            _check_no_ring(relation)
            relation.save()
            _record("told", relation, by=by, now=now)
    except IntegrityError as error:
        raise AlreadyTold from error
    return relation


@transaction.atomic
def answer(
    relation: Relation, *, confirms: bool, said_by: Any = None, by: Any, now: dt.datetime
) -> None:
    """
    Confirm or contradict what the other side, or the team, says; either can be changed later.

    :param said_by: whose word `by` writes down; None for their own
    :raises NotAllowed: if it is not for who says so to answer
    :raises ClosesRing: if others said in the meantime what does not go with it
    """
    answered = Relation.objects.select_for_update().get(pk=relation.pk)
    if not can_answer(said_by or by, answered):
        raise NotAllowed
    _announce(answered, by=by)
    if confirms:
        _check_no_ring(answered)
    answered.state = RelationState.CONFIRMED if confirms else RelationState.CONTRADICTED
    answered.verified_on, answered.verified_by = now.date(), said_by or by
    answered.save()
    _record(answered.state, answered, by=by, now=now)


@transaction.atomic
def take_back(relation: Relation, *, said_by: Any = None, by: Any, now: dt.datetime) -> None:
    """
    Take back what one's side, or the team, said.

    :param said_by: whose word `by` writes down; None for their own
    :raises NotAllowed: if who says so may not
    """
    if not can_remove(said_by or by, relation):
        raise NotAllowed
    _announce(relation, by=by)
    _record("taken_back", relation, by=by, now=now)
    relation.delete()


@transaction.atomic
def put_relation_back(
    written: RelationValue | None,
    before: RelationValue | None,
    *,
    by: Any,
    now: dt.datetime,
) -> None:
    """
    Make a relation again what it was before something was written of it.

    :param written: what it says since, None for no relation
    :param before: what it said until then, None for no relation
    :raises SaysOtherwise: if it says something else by now, or one of the two is no more
    :raises ClosesRing: if it does not go any more with what others said since
    """
    known = written or before
    relation = relation_of(known, for_update=True) if known else None
    if not same_relation(value_of(relation) if relation else None, written):
        raise SaysOtherwise
    if before is None:
        if relation:
            _record("put_back", relation, by=by, now=now)
            relation.delete()
        return
    again = restored(before, relation)
    if again is None:
        raise SaysOtherwise
    if again.state != RelationState.CONTRADICTED:
        _check_no_ring(again)
    again.save()
    _record("put_back", again, by=by, now=now)


def _announce(relation: Relation, *, by: Any) -> None:
    for each in (relation.organisation, relation.other):
        organisation_is_edited.send(Organisation, organisation=each, codes=[RELATIONS], by=by)


def _sides(organisation: Organisation, other: Organisation, *, by: Any) -> list[Side]:
    """Return for whom a person speaks of two organisations: one of them, both, or the team."""
    both = [organisation.pk, other.pk]
    if organisations_visible_to(by).living().filter(pk__in=both).count() < len(both):
        raise NotAllowed
    pairs = ((Side.FIRST, organisation), (Side.SECOND, other))
    sides = [side for side, each in pairs if acts_for(by, each)]
    if not sides and not any(policies.can_edit(by, each) for _side, each in pairs):
        raise NotAllowed
    return sides or [Side.TEAM]


def _check_no_ring(relation: Relation) -> None:
    if relation.kind not in HIERARCHY:
        return
    # One at a time: two people who each add a part of a ring would not see the other's part. Any
    # row that is always there does.
    ContentType.objects.select_for_update().get(app_label="directory", model="relation")
    if closes_ring(relation):
        raise ClosesRing


def _record(what: str, relation: Relation, *, by: Any, now: dt.datetime) -> None:
    record_done(
        f"relation.{what}",
        relation.organisation.public_id,
        by=by,
        now=now,
        kind=relation.kind,
        other=relation.other.public_id,
    )
