"""Setting up a cluster from a description."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.actions.steps import NotAllowed
from liaison.hub.clusters.models import Cluster, FocusArea

_FACTS = ("name", "managing_body", "languages", "contact_email")
_MORE_FACTS = ("summary_en", "summary_fr", "summary_de", "accent", "is_draft")


class AlreadySetUp(Exception):
    """There is a cluster of this name in addresses already."""


@transaction.atomic
def set_up_cluster(spec: Mapping[str, Any], *, by: User | None, now: dt.datetime) -> Cluster:
    """
    Make a cluster and its focus areas as described, or bring them to what is described.

    Once its people have changed it, it is left as they have made it.

    :param spec: as in `starting_sets`; focus areas that it no longer holds are removed
    :param by: who sets it up; None when the software does
    :raises NotAllowed: if `by` does not run the installation
    """
    if by is not None and not by.is_superuser:
        raise NotAllowed
    kept = Cluster.objects.select_for_update().filter(slug=spec["slug"]).first()
    if kept and kept.changed_at:
        return kept
    facts = {name: spec[name] for name in _FACTS}
    facts |= {name: spec[name] for name in _MORE_FACTS if name in spec}
    cluster, is_new = Cluster.objects.update_or_create(
        slug=spec["slug"], defaults=facts, create_defaults=facts | {"set_up_at": now}
    )
    for position, area in enumerate(spec["focus_areas"], start=1):
        _set_up_focus_area(cluster, area, position=position)
    codes = [area["code"] for area in spec["focus_areas"]]
    cluster.focus_areas.exclude(code__in=codes).delete()
    if is_new:
        record_done("cluster.set_up", cluster.slug, cluster=cluster.slug, by=by, now=now)
    return cluster


def set_up_new_cluster(spec: Mapping[str, Any], *, by: User | None, now: dt.datetime) -> Cluster:
    """
    Make a cluster that is not there yet.

    :raises NotAllowed: if `by` does not run the installation
    :raises AlreadySetUp: if there is one under this name in addresses
    """
    try:
        with transaction.atomic():
            if Cluster.objects.filter(slug=spec["slug"]).exists():
                raise AlreadySetUp(spec["slug"])
            return set_up_cluster(spec, by=by, now=now)
    except IntegrityError as error:
        raise AlreadySetUp(spec["slug"]) from error


def _set_up_focus_area(cluster: Cluster, area: Mapping[str, Any], *, position: int) -> None:
    FocusArea.objects.update_or_create(
        cluster=cluster,
        code=area["code"],
        defaults={
            "position": position,
            "name_en": area["name"]["en"],
            "name_fr": area["name"]["fr"],
            "name_de": area["name"]["de"],
            "terms": sorted({term for terms in area["terms"].values() for term in terms}),
        },
    )
