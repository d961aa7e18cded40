"""What organisations are to each other, as far as the reader may see both; read at once."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from liaison.hub.directory.choices import HIERARCHY, RelationKind, RelationState, Side
from liaison.hub.directory.models import Organisation, Relation
from liaison.hub.directory.visibility import Sight, keys_kept_by, organisations_in

# Of one organisation; beyond that a picture of a group says nothing any more.
MOST_READ = 500
# All relations of one organisation, and those by which others stand above and below it. A ring ends
# where it began, since no row is taken twice.
_AROUND = """
WITH RECURSIVE above(id, top) AS (
    SELECT id, other_id FROM directory_relation WHERE organisation_id = %s AND kind IN (%s, %s)
    UNION
    SELECT one.id, one.other_id FROM directory_relation one JOIN above
    ON one.organisation_id = above.top WHERE one.kind IN (%s, %s)
), below(id, bottom) AS (
    SELECT id, organisation_id FROM directory_relation WHERE other_id = %s AND kind IN (%s, %s)
    UNION
    SELECT one.id, one.organisation_id FROM directory_relation one JOIN below
    ON one.other_id = below.bottom WHERE one.kind IN (%s, %s)
)
SELECT id FROM above UNION SELECT id FROM below
UNION SELECT id FROM directory_relation WHERE organisation_id = %s OR other_id = %s
"""


@dataclass(frozen=True)
class Related:
    """
    Another organisation, and what the one that is read about is to it.

    :ivar is_backwards: whether the other one is of this kind to it, instead
    :ivar through: the one between the two that leads there; None where they are related directly
    :ivar said_by: who says so, while the other side has not answered; "" once it is settled
    :ivar waits: whether it is the reader's side that has not answered
    """

    organisation: Organisation
    kind: RelationKind
    is_backwards: bool
    through: Organisation | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    source: str = ""
    said_by: str = ""
    waits: bool = False


def has_relations() -> Exists:
    """Return the condition that an organisation has to do with any other, as one side says."""
    told = Relation.objects.exclude(state=RelationState.CONTRADICTED)
    return Exists(told.filter(Q(organisation=OuterRef("pk")) | Q(other=OuterRef("pk"))))


def relations_shown(organisation: Organisation, sight: Sight) -> list[Related]:
    """
    Return what an organisation is to those others that whoever sees so much may see.

    What only the other side says stands on that one's page; here its own people and the team see
    it. What leads over an organisation that the reader may not see is not shown.
    """
    relations = list(_around(organisation, sight))
    near = [each for each in relations if organisation.pk in (each.organisation_id, each.other_id)]
    shown = [
        _direct(each, organisation)
        for each in near
        if _says(each, organisation) or each.reader_answers or organisation.pk in sight.own
    ]
    shown += _far(relations, organisation, is_up=True)
    shown += _far(relations, organisation, is_up=False)
    return shown


def _around(organisation: Organisation, sight: Sight) -> Iterable[Any]:
    kinds, key = [kind.value for kind in HIERARCHY], organisation.pk
    rows = RawSQL(_AROUND, [key, *kinds, *kinds, key, *kinds, *kinds, key, key])
    seen = organisations_in(sight).living().values("pk")
    relations = (
        Relation.objects.filter(pk__in=rows, organisation__in=seen, other__in=seen)
        .exclude(state=RelationState.CONTRADICTED)
        .annotate(reader_answers=_is_kept(organisation, sight))
    )
    both = relations.select_related("organisation", "other")
    return both.order_by("organisation__plain", "other__plain", "pk")[:MOST_READ]


def _is_kept(organisation: Organisation, sight: Sight) -> Any:
    """Return whether the reader is of the team of a cluster that keeps the organisation."""
    kept = Q(pk__in=[])
    for keys in keys_kept_by(sight.team) if sight.team else ():
        kept |= Q(pk__in=keys)
    return Exists(Organisation.objects.filter(kept, pk=organisation.pk))


def _says(relation: Any, organisation: Organisation) -> bool:
    """Say whether a relation is settled, or is this organisation's own word."""
    if relation.state == RelationState.CONFIRMED or relation.told_by == Side.TEAM:
        return True
    is_first = relation.organisation_id == organisation.pk
    return bool(relation.told_by == (Side.FIRST if is_first else Side.SECOND))


def _direct(relation: Any, organisation: Organisation) -> Related:
    is_backwards = relation.other_id == organisation.pk
    return Related(
        relation.organisation if is_backwards else relation.other,
        RelationKind(relation.kind),
        is_backwards,
        since=relation.since,
        until=relation.until,
        source=relation.source,
        said_by=_teller(relation),
        waits=not _says(relation, organisation),
    )


def _teller(relation: Any) -> str:
    if relation.state == RelationState.CONFIRMED:
        return ""
    if relation.told_by == Side.TEAM:
        return str(Side.TEAM.label)
    first = relation.told_by == Side.FIRST
    return str((relation.organisation if first else relation.other).name)


def _far(relations: list[Any], start: Organisation, *, is_up: bool) -> Iterator[Related]:
    """Yield who stands above or below by more than one step; near ones first."""
    steps: dict[int, list[Any]] = {}
    for each in relations:
        if each.kind in HIERARCHY and each.until is None:
            near = each.organisation if is_up else each.other
            if _says(each, near):
                steps.setdefault(near.pk, []).append(each)
    passed, row = {start.pk}, [start]
    while row:
        further = []
        for near in row:
            for step in steps.get(near.pk, ()):
                far = step.other if is_up else step.organisation
                if far.pk in passed:
                    continue
                passed.add(far.pk)
                further.append(far)
                if near.pk != start.pk:
                    yield Related(far, RelationKind(step.kind), not is_up, through=near)
        row = further
