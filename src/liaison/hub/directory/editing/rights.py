"""Who may edit which organisations, and in whose name they speak."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from liaison.hub.directory.choices import Teller
from liaison.hub.directory.models import Organisation
from liaison.hub.directory.visibility import acts_for, keys_kept_by, organisations_in, sight_of


def editable_by(person: Any) -> QuerySet[Organisation]:
    """
    Return the organisations that a person may edit; none that is merged into another.

    Those they act for; a cluster's team also what it sees, unless only other clusters keep it: on
    their maps, or as their member.
    """
    living = Organisation.objects.living()
    if not (person and person.is_authenticated and person.is_active):
        return living.none()
    if person.is_superuser:
        return living
    sight = sight_of(person)
    may = Q(pk__in=sight.own)
    if sight.team:
        seen = organisations_in(sight).filter(_kept_by(sight.team) | ~_kept_by(None))
        may |= Q(pk__in=seen.values("pk"))
    return living.filter(may)


def _kept_by(clusters: Iterable[int] | None) -> Q:
    kept = Q()
    for keys in keys_kept_by(clusters):
        kept |= Q(pk__in=keys)
    return kept


def get_editable(public_id: uuid.UUID, *, for_user: Any) -> Organisation:
    """Return an organisation; raises Organisation.DoesNotExist if `for_user` may not edit it."""
    return editable_by(for_user).get(public_id=public_id)


def teller_of(person: Any, organisation: Organisation) -> Teller:
    """Return in whose name a person says what they write of an organisation."""
    return Teller.ORGANISATION if acts_for(person, organisation) else Teller.TEAM
