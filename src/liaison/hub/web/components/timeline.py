"""An organisation's projects over the years, as a picture."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.matching import Involvement

WIDTH = 720
YEAR_LABELS = 34
ROW = 18
COLUMNS = 150
# More projects than this are counted by year instead of being drawn one by one.
MOST_BARS = 14
# More years than this on one axis, and only every second or third is named.
MOST_YEARS_NAMED = 8


@dataclass(frozen=True)
class Bar:
    """A project from its first to its last day, or the projects of one year."""

    x: float
    y: float
    width: float
    height: float
    label: str
    leads: bool


@dataclass(frozen=True)
class Tick:
    """A year on the axis; not every one is named where there are many."""

    x: float
    year: int
    is_named: bool


@dataclass(frozen=True)
class Timeline:
    """Bars over years; lengths in units of the picture."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    counts_by_year: tuple[tuple[int, int], ...]
    is_counted: bool


def project_timeline(involvements: Sequence[Involvement]) -> Timeline | None:
    """Return the picture of these projects, newest first; None if none has a date."""
    dated = [each for each in involvements if each.project.starts]
    if not dated:
        return None
    first = min(_span(each)[0].year for each in dated)
    last = max(_span(each)[1].year for each in dated)
    per_year = WIDTH / (last - first + 1)
    step = -(-(last - first + 1) // MOST_YEARS_NAMED)
    ticks = tuple(
        Tick(round((year - first) * per_year, 1), year, (year - first) % step == 0)
        for year in range(first, last + 1)
    )
    counts = tuple((year, _running(dated, year)) for year in range(first, last + 1))
    if len(dated) > MOST_BARS:
        bars, height = _columns(counts, per_year), COLUMNS + YEAR_LABELS
    else:
        bars, height = _rows(dated, first, per_year), len(dated) * ROW + YEAR_LABELS
    return Timeline(WIDTH, height, bars, ticks, counts, len(dated) > MOST_BARS)


def _rows(dated: Sequence[Involvement], first: int, per_year: float) -> tuple[Bar, ...]:
    bars = []
    for number, each in enumerate(dated):
        starts, ends = _span(each)
        left = _years(starts, first) * per_year
        width = max(_years(ends, first) * per_year - left, 3)
        bars.append(
            Bar(
                round(left, 1),
                YEAR_LABELS + number * ROW + 4,
                round(min(width, WIDTH - left), 1),
                ROW - 8,
                f"{starts.year}–{ends.year}: {each.project.title}",
                each.role == "coordinator",
            )
        )
    return tuple(bars)


def _columns(counts: Sequence[tuple[int, int]], per_year: float) -> tuple[Bar, ...]:
    most = max(count for _, count in counts)
    return tuple(
        Bar(
            round(number * per_year + per_year * 0.15, 1),
            round(YEAR_LABELS + COLUMNS * (1 - count / most), 1),
            round(per_year * 0.7, 1),
            round(COLUMNS * count / most, 1),
            f"{year}: {count}",
            False,
        )
        for number, (year, count) in enumerate(counts)
    )


def _span(involvement: Involvement) -> tuple[dt.date, dt.date]:
    """Return first and last day; a project without an end is drawn to the end of its first year."""
    starts = involvement.project.starts
    assert starts is not None
    ends = involvement.project.ends
    return starts, ends if ends and ends >= starts else dt.date(starts.year, 12, 31)


def _running(dated: Sequence[Involvement], year: int) -> int:
    return sum(starts.year <= year <= ends.year for starts, ends in map(_span, dated))


def _years(day: dt.date, first: int) -> float:
    return day.year - first + (day.timetuple().tm_yday - 1) / 366
