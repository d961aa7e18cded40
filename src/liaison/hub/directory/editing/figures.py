"""Figures of an organisation as rows of its entry: when, how many, whether estimated, source."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from liaison.hub.directory.choices import FigureKind, SizeClass
from liaison.hub.directory.models import Figure, Organisation
from liaison.hub.directory.models.figures import read_when


def figure_rows(organisation: Organisation) -> dict[str, list[list[Any]]]:
    """Return the rows of all kinds, the newest first."""
    rows: dict[str, list[list[Any]]] = {kind: [] for kind in FigureKind.values}
    for figure in organisation.figures.order_by("-on", "source", "pk"):
        rows[figure.kind].append([figure.when, figure.value, figure.is_estimated, figure.source])
    return rows


def write_figures(
    organisation: Organisation,
    kind: str,
    rows: Sequence[Sequence[Any]],
    *,
    by: Any,
    on: dt.date,
) -> None:
    """
    Have the organisation have these figures of a kind; rows that say the same stay as they are.

    :param by: who saw that what is new is so
    :param on: the day of that
    """
    kept = {(each.on, each.source): each for each in organisation.figures.filter(kind=kind)}
    for when, value, is_estimated, source in rows:
        day, precision = read_when(when)
        row = kept.pop((day, source), None) or Figure(
            organisation=organisation, kind=kind, on=day, source=source
        )
        if row.pk and (row.when, row.value, row.is_estimated) == (when, value, is_estimated):
            continue
        row.precision, row.value, row.is_estimated = precision, value, is_estimated
        row.verified_on, row.verified_by = on, by
        row.save()
    Figure.objects.filter(pk__in=[each.pk for each in kept.values()]).delete()


def confirm_figures(
    organisation: Organisation, kinds: Sequence[str], *, by: Any, on: dt.date
) -> None:
    """Note that the figures of these kinds are still so."""
    kinds = [kind for kind in kinds if kind in FigureKind.values]
    if kinds:
        organisation.figures.filter(kind__in=kinds).update(verified_on=on, verified_by=by)


def size_class_told(rows: Sequence[Sequence[Any]]) -> SizeClass | None:
    """Return the size class that the newest head-count means; None where there is none."""
    if not rows:
        return None
    _when, value, *_others = max(rows, key=newness)
    return SizeClass.of(value)


def newness(row: Sequence[Any]) -> tuple[dt.date, bool]:
    """Return by what rows are compared to find the newest; what is counted beats an estimate."""
    when, _value, is_estimated, _source = row
    return read_when(when)[0], not is_estimated
