"""What managers do with the focus areas of their cluster."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils.text import slugify

from liaison.hub.accounts.models import User
from liaison.hub.audit.actions import record_done
from liaison.hub.clusters.actions.changes import changes_to
from liaison.hub.clusters.actions.steps import lock_to_change
from liaison.hub.clusters.choices import AREA_FACTS, MOST_FOCUS_AREAS
from liaison.hub.clusters.models import Cluster, FocusArea

# Sent in the transaction in which a focus area is removed, with `area` and `heir` (or None), for
# those above who keep what hangs on it.
focus_area_given_up = Signal()
# Sent in the transaction in which anything of a cluster's focus areas changes.
focus_areas_changed = Signal()


class TooManyFocusAreas(Exception):
    """A cluster that concentrates on everything concentrates on nothing."""


class FocusAreaGone(Exception):
    """Somebody else removed it meanwhile."""


@transaction.atomic
def add_focus_area(
    cluster: Cluster, facts: Mapping[str, Any], *, by: User, now: dt.datetime
) -> FocusArea:
    """
    Let a cluster concentrate on one more thing, the last in its order.

    :param facts: AREA_FACTS; its code, which addresses keep, is made of its English name
    :raises NotAllowed: if `by` does not manage the cluster
    :raises TooManyFocusAreas: if there are MOST_FOCUS_AREAS already
    """
    current = lock_to_change(cluster, by=by)
    areas = _areas_of(current)
    if len(areas) >= MOST_FOCUS_AREAS:
        raise TooManyFocusAreas
    area = FocusArea.objects.create(
        cluster=current,
        code=_new_code(facts["name_en"], {each.code for each in areas}),
        position=len(areas) + 1,
        **{code: facts[code] for code in AREA_FACTS},
    )
    _renumber([*areas, area])
    _note("focus_area.added", area, current, by=by, now=now)
    return area


@transaction.atomic
def change_focus_area(
    area: FocusArea,
    *,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any],
    by: User,
    now: dt.datetime,
) -> list[str]:
    """
    Rename a focus area or change its terms.

    :param seen: AREA_FACTS as they were shown, `wanted`: as they are to be
    :returns: which of them changed
    :raises NotAllowed: if `by` does not manage the cluster
    :raises ChangedMeanwhile: if somebody else changed one of the same facts otherwise
    :raises FocusAreaGone: if somebody else removed it
    """
    cluster = lock_to_change(area.cluster, by=by)
    current = _still_there(area)
    before = {code: getattr(current, code) for code in wanted}
    changes = changes_to(before, seen=seen, wanted=wanted)
    if changes:
        for code, value in changes.items():
            setattr(current, code, value)
        current.save(update_fields=list(changes))
        fields = ", ".join(changes)
        _note(
            *("focus_area.changed", current, cluster),
            by=by,
            now=now,
            fields=fields,
            was=before.get("name_en", current.name_en),
        )
    return list(changes)


@transaction.atomic
def move_focus_area(area: FocusArea, *, up: bool, by: User, now: dt.datetime) -> None:
    """
    Let a focus area change places with the one before it, or after it; the ends stay.

    :raises NotAllowed: if `by` does not manage the cluster
    """
    cluster = lock_to_change(area.cluster, by=by)
    areas = _areas_of(cluster)
    place = next((at for at, each in enumerate(areas) if each.pk == area.pk), None)
    if place is None:
        return
    other = place + (-1 if up else 1)
    if 0 <= other < len(areas):
        areas[place], areas[other] = areas[other], areas[place]
        _renumber(areas)
        _note("focus_area.moved", area, cluster, by=by, now=now)


@transaction.atomic
def remove_focus_area(
    area: FocusArea, *, heir: FocusArea | None, by: User, now: dt.datetime
) -> None:
    """
    Give up a focus area.

    :param heir: the focus area of the same cluster that gets its terms, so that evidence found by
        them still counts; None to give them up too
    :raises NotAllowed: if `by` does not manage the cluster
    :raises FocusAreaGone: if somebody else removed it, or the heir
    """
    cluster = lock_to_change(area.cluster, by=by)
    current = _still_there(area)
    told: dict[str, str] = {}
    inherits = None
    if heir is not None:
        inherits = _still_there(heir)
        if inherits.cluster_id != cluster.pk or inherits.pk == current.pk:
            raise FocusAreaGone
        inherits.terms = sorted({*inherits.terms, *current.terms})
        inherits.save(update_fields=["terms"])
        told = {"heir": inherits.name_en}
    focus_area_given_up.send(FocusArea, area=current, heir=inherits)
    _note("focus_area.removed", current, cluster, by=by, now=now, **told)
    current.delete()
    _renumber(_areas_of(cluster))


def _areas_of(cluster: Cluster) -> list[FocusArea]:
    return list(FocusArea.objects.filter(cluster=cluster).order_by("position", "pk"))


def _still_there(area: FocusArea) -> FocusArea:
    current = FocusArea.objects.filter(pk=area.pk).first()
    if current is None:
        raise FocusAreaGone
    return current


def _renumber(areas: Sequence[FocusArea]) -> None:
    for position, each in enumerate(areas, start=1):
        each.position = position
    FocusArea.objects.bulk_update(areas, ["position"])


def _new_code(name: str, taken: set[str]) -> str:
    stem = slugify(name)[:40].strip("-") or "focus"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, MOST_FOCUS_AREAS + 2)))
    return next(code for code in candidates if code not in taken)


def _note(
    verb: str, area: FocusArea, cluster: Cluster, *, by: User, now: dt.datetime, **told: str
) -> None:
    cluster.is_draft, cluster.changed_at = False, now
    cluster.save(update_fields=["is_draft", "changed_at"])
    focus_areas_changed.send(FocusArea)
    record_done(verb, area.code, cluster=cluster.slug, by=by, now=now, area=area.name_en, **told)
