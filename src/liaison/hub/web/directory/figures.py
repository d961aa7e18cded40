"""Figures of an organisation on its profile: the newest in words, how they changed, all of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.hub.directory.choices import FigureKind, Teller
from liaison.hub.directory.provenance import Provenance
from liaison.hub.web.components.figures import (
    Dated,
    Series,
    dated_in_words,
    draw_series,
    number,
    when_in_words,
)


@dataclass(frozen=True)
class ShownRow:
    """One figure in the table."""

    when: str
    value: str
    is_estimated: bool
    source: str


@dataclass(frozen=True)
class ShownFigures:
    """
    The figures of one kind.

    :ivar newest: the newest in words, with its day and whether it is estimated
    :ivar origin: from where that is, and who saw when that it is so
    :ivar series: None where there are too few to draw
    """

    id: str
    label: str
    newest: str
    origin: str
    series: Series | None
    rows: list[ShownRow]
    has_estimates: bool


def show_figures(figures: Sequence[Any], provenance: Provenance) -> list[ShownFigures]:
    """Return the figures of a profile, kind by kind; they come by kind, the oldest first."""
    by_kind = {kind: list(some) for kind, some in groupby(figures, key=lambda each: each.kind)}
    return [_show(kind, by_kind[kind], provenance) for kind in FigureKind if kind in by_kind]


def _show(kind: FigureKind, figures: list[Any], provenance: Provenance) -> ShownFigures:
    by_day = {on: max(some, key=_trust) for on, some in groupby(figures, key=lambda each: each.on)}
    newest = by_day[max(by_day)]
    dated = [Dated(each.on, each.value, each.is_estimated) for each in by_day.values()]
    return ShownFigures(
        id=f"figures-{kind.value}",
        label=str(kind.label),
        newest=dated_in_words(
            kind, newest.value, newest.on, newest.precision, is_estimated=newest.is_estimated
        ),
        origin=_origin(newest, provenance),
        series=draw_series(dated),
        rows=[_row(each) for each in reversed(figures)],
        has_estimates=any(each.is_estimated for each in by_day.values()),
    )


def _trust(figure: Any) -> tuple[bool, dt.date]:
    """What is counted beats an estimate; then what somebody saw last."""
    return not figure.is_estimated, figure.verified_on or dt.date.min


def _row(figure: Any) -> ShownRow:
    when = when_in_words(figure.on, figure.precision)
    return ShownRow(when, number(figure.value), figure.is_estimated, figure.source)


def _origin(figure: Any, provenance: Provenance) -> str:
    noted = provenance.of(figure.kind)
    source = figure.source or (_teller(noted.source) if noted else "")
    if figure.verified_on is None:
        return source
    told = {"source": source, "day": date_format(figure.verified_on, "DATE_FORMAT")}
    if not source:
        return _("seen on %(day)s") % told
    if figure.verified_by_id:
        return _("%(source)s, checked by a person on %(day)s") % told
    return _("%(source)s, read on %(day)s") % told


def _teller(source: str) -> str:
    return str(Teller(source).label) if source in Teller.values else source
