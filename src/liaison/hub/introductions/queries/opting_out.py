"""Who does not want to be asked."""

import uuid
from typing import Any

from django.db.models import Q

from liaison.hub.clusters.models import Cluster
from liaison.hub.directory.visibility import organisations_visible_to
from liaison.hub.introductions.models import Introduction, OptOut
from liaison.hub.introductions.queries.asked import Asked, known_as

NoOptOut = OptOut.DoesNotExist


def has_opted_out(asked: Asked) -> bool:
    """Say whether an organisation does not want to be asked."""
    return _opt_outs_of(asked).exists()


def opt_outs(*, for_user: Any) -> Any:
    """Return who does not want to be asked, the latest first; to those who manage a cluster."""
    if not Cluster.objects.managed_by(for_user).exists():
        return OptOut.objects.none()
    seen = organisations_visible_to(for_user).values("pk")
    visible = Q(organisation=None) | Q(organisation__in=seen)
    return (
        OptOut.objects.filter(visible)
        .select_related("organisation", "noted_by")
        .order_by("-since", "-pk")
    )


def get_opt_out(public_id: uuid.UUID, *, for_user: Any) -> OptOut:
    """Return one of `opt_outs`; raises NoOptOut."""
    return opt_outs(for_user=for_user).get(public_id=public_id)


def own_opt_outs(*, for_user: Any) -> list[OptOut]:
    """Return that organisations for which a person acts do not want to be asked."""
    if not for_user.is_authenticated:
        return []
    own = OptOut.objects.filter(organisation__roles__person=for_user)
    return list(own.select_related("organisation").distinct().order_by("name", "pk"))


def get_own_opt_out(public_id: uuid.UUID, *, for_user: Any) -> OptOut:
    """Return one of `own_opt_outs`; raises NoOptOut."""
    own = OptOut.objects.filter(organisation__roles__person=for_user)
    return own.distinct().get(public_id=public_id)


def opt_out_by(introduction: Introduction) -> OptOut | None:
    """Return what its asked side said by the link of this introduction; None if nothing."""
    return OptOut.objects.filter(introduction=introduction).first()


def _opt_outs_of(asked: Asked) -> Any:
    """Return the wishes of an organisation, under its entry or under its id in open data."""
    return OptOut.objects.filter(known_as(asked))
