"""Reading relations to answer and correct them; what a profile shows is in `listing.relations`."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.directory.choices import HIERARCHY, RelationState, Side
from liaison.hub.directory.models import Organisation, Relation
from liaison.hub.directory.policies import can_edit
from liaison.hub.directory.relations.values import RelationValue, organisations_in
from liaison.hub.directory.visibility import acts_for, organisations_visible_to

NoRelation = Relation.DoesNotExist


def relations_of(organisation: Organisation, *, for_user: Any) -> QuerySet[Relation]:
    """
    Return all relations of an organisation, those contradicted too, to who may edit it.

    Only where they may see the other organisation as well.
    """
    if not can_edit(for_user, organisation):
        return Relation.objects.none()
    seen = organisations_visible_to(for_user).living().values("pk")
    first = Q(organisation=organisation, other__in=seen)
    second = Q(other=organisation, organisation__in=seen)
    both = Relation.objects.filter(first | second).select_related("organisation", "other")
    return both.order_by("kind", "pk")


def get_relation(public_id: uuid.UUID, organisation: Organisation, *, for_user: Any) -> Relation:
    """Return one of `relations_of` an organisation; raises NoRelation."""
    return relations_of(organisation, for_user=for_user).get(public_id=public_id)


def can_answer(user: Any, relation: Relation) -> bool:
    """Say whether a person may confirm or contradict what the other side, or the team, says."""
    if relation.told_by == Side.TEAM:
        return acts_for(user, relation.organisation) or acts_for(user, relation.other)
    told_first = relation.told_by == Side.FIRST
    return can_edit(user, relation.other if told_first else relation.organisation)


def can_remove(user: Any, relation: Relation) -> bool:
    """Say whether a person may take back what their side, or the team, said."""
    if relation.told_by == Side.TEAM:
        return can_edit(user, relation.organisation) or can_edit(user, relation.other)
    told_first = relation.told_by == Side.FIRST
    return can_edit(user, relation.organisation if told_first else relation.other)


def names_in(value: RelationValue, *, for_user: Any) -> dict[str, str]:
    """Return what the two of a relation are called, those that a person sees, by public ids."""
    two = organisations_in(value)
    if two is None:
        return {}
    seen = organisations_visible_to(for_user).living().filter(pk__in=[each.pk for each in two])
    visible = set(seen.values_list("pk", flat=True))
    ids = (value["organisation"], value["other"])
    return {id_: each.name for id_, each in zip(ids, two, strict=True) if each.pk in visible}


def closes_ring(relation: Relation) -> bool:
    """
    Say whether an organisation would stand above itself by this relation, by however many steps.

    The relation need not be written; where it is, it does not count by itself.
    """
    if relation.kind not in HIERARCHY:
        return False
    told = Relation.objects.filter(kind__in=HIERARCHY, until=None).exclude(pk=relation.pk)
    told = told.exclude(state=RelationState.CONTRADICTED)
    above, passed = {relation.other_id}, set[int]()
    while above:
        if relation.organisation_id in above:
            return True
        passed |= above
        above = set(told.filter(organisation__in=above).values_list("other", flat=True)) - passed
    return False
