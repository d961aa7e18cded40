"""
What a relation says, as a value that can be kept as JSON and compared; None for no relation.

Organisations stand in it by their public ids, so that they are found again after a merger.
"""

import datetime as dt
import hashlib
from typing import Any

from django.db.models import Q

from liaison.hub.directory.choices import RelationKind
from liaison.hub.directory.models import Organisation, Relation

# What an edit of relations is called on `organisation_is_edited`.
RELATIONS = "relations"
_PREFIX = "relation:"
# Of 30 that the code of a field may have.
_LETTERS_OF_DIGEST = 20

RelationValue = dict[str, Any]
_SAID = ("kind", "since", "until", "source", "state")


def value_of(relation: Relation) -> RelationValue:
    """Return what a relation says."""
    return {
        "organisation": str(relation.organisation.public_id),
        "other": str(relation.other.public_id),
        "kind": str(relation.kind),
        "since": relation.since.isoformat() if relation.since else None,
        "until": relation.until.isoformat() if relation.until else None,
        "source": relation.source,
        "state": str(relation.state),
        "told_by": str(relation.told_by),
        "verified_on": relation.verified_on.isoformat(),
    }


def code_of(value: RelationValue) -> str:
    """Return under which code, of 30 letters at most, changes of this relation are kept."""
    two = [value["organisation"], value["other"]]
    if RelationKind(value["kind"]).is_symmetric:
        two.sort()
    text = " ".join([value["kind"], *two])
    return _PREFIX + hashlib.sha256(text.encode()).hexdigest()[:_LETTERS_OF_DIGEST]


def is_of_relation(code: str) -> bool:
    """Say whether a change that is kept under this code is one of a relation."""
    return code.startswith(_PREFIX)


def same_relation(one: RelationValue | None, other: RelationValue | None) -> bool:
    """Say whether two values say the same of two organisations, whoever said so and when."""
    if one is None or other is None:
        return one is other
    return all(one[part] == other[part] for part in _SAID)


def organisations_in(value: RelationValue) -> tuple[Organisation, Organisation] | None:
    """Return the two of a relation, each as what it has merged into; None if one is no more."""
    ids = (value["organisation"], value["other"])
    found = Organisation.objects.filter(public_id__in=ids).select_related("merged_into")
    named = {str(each.public_id): each.merged_into or each for each in found}
    if any(id_ not in named for id_ in ids):
        return None
    first, second = (named[id_] for id_ in ids)
    return None if first == second else (first, second)


def relation_of(value: RelationValue, *, for_update: bool = False) -> Relation | None:
    """Return the relation of this kind that the two have now; None if they have none."""
    two = organisations_in(value)
    if two is None:
        return None
    ways = Q(organisation=two[0], other=two[1])
    if RelationKind(value["kind"]).is_symmetric:
        ways |= Q(organisation=two[1], other=two[0])
    relations = Relation.objects.filter(ways, kind=value["kind"])
    if for_update:
        relations = relations.select_for_update(of=("self",))
    return relations.select_related("organisation", "other").first()


def restored(value: RelationValue, relation: Relation | None) -> Relation | None:
    """Return a relation, this one or a new one, that says this; None if one of two is no more."""
    two = organisations_in(value)
    if two is None:
        return None
    again = relation or Relation(organisation=two[0], other=two[1])
    again.kind, again.state = value["kind"], value["state"]
    again.since, again.until = _day(value["since"]), _day(value["until"])
    again.source, again.told_by = value["source"], value["told_by"]
    again.verified_on = dt.date.fromisoformat(value["verified_on"])
    again.verified_by = None
    return again


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
