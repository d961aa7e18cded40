"""An organisation's projects over the years, as a picture."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.matching import Involvement

# Heights and y are in pixels; x and width in percent, so that the picture fits any screen while
# its letters stay as large as they are.
YEAR_LABELS = 30
ROW, BAR = 34, 9
COLUMNS = 150
NUMBERS = 20
# More projects than this are counted by year instead of being drawn one by one.
MOST_BARS = 14
# More years than this on one axis, and only every second or third is named.
MOST_YEARS_NAMED = 5
# Percent that a letter of a name takes on a phone at most; and letters.
LETTER = 2.2
LONGEST_NAME = 30


@dataclass(frozen=True)
class Bar:
    """A project from its first to its last day, or the projects of one year."""

    x: float
    y: float
    width: float
    height: float
    label: str
    name: str
    name_x: float
    name_y: float
    name_anchor: str
    leads: bool


@dataclass(frozen=True)
class Tick:
    """A year on the axis; not every one is named where there are many."""

    x: float
    year: int
    is_named: bool


@dataclass(frozen=True)
class Timeline:
    """Bars over years; see above for the units."""

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
    per_year = 100 / (last - first + 1)
    step = -(-(last - first + 1) // MOST_YEARS_NAMED)
    ticks = tuple(
        Tick(round((year - first) * per_year, 2), year, (year - first) % step == 0)
        for year in range(first, last + 1)
    )
    counts = tuple((year, _running(dated, year)) for year in range(first, last + 1))
    if len(dated) > MOST_BARS:
        bars, height = _columns(counts, per_year), YEAR_LABELS + NUMBERS + COLUMNS
    else:
        bars, height = _rows(dated, first, per_year), YEAR_LABELS + len(dated) * ROW
    return Timeline(height, bars, ticks, counts, len(dated) > MOST_BARS)


def _rows(dated: Sequence[Involvement], first: int, per_year: float) -> tuple[Bar, ...]:
    return tuple(_row(each, number, first, per_year) for number, each in enumerate(dated))


def _row(involvement: Involvement, number: int, first: int, per_year: float) -> Bar:
    project = involvement.project
    starts, ends = _span(involvement)
    left = _years(starts, first) * per_year
    # A project of a few days is still seen.
    right = min(max(_years(ends, first) * per_year, left + 0.5), 100)
    name = _shortened(project.acronym or project.title)
    name_x, name_anchor = _place_of_name(name, left, right)
    top = YEAR_LABELS + number * ROW
    return Bar(
        x=round(left, 2),
        y=top + ROW - BAR - 5,
        width=round(right - left, 2),
        height=BAR,
        label=f"{starts.year}–{ends.year}: {project.title}",
        name=name,
        name_x=round(name_x, 2),
        name_y=top + ROW - BAR - 9,
        name_anchor=name_anchor,
        leads=involvement.role == "coordinator",
    )


def _place_of_name(name: str, left: float, right: float) -> tuple[float, str]:
    """Return where a name starts or ends: with its bar, if it then fits on a phone's screen."""
    needed = len(name) * LETTER
    if left + needed <= 100:
        return left, "start"
    return (right, "end") if right >= needed else (0.0, "start")


def _columns(counts: Sequence[tuple[int, int]], per_year: float) -> tuple[Bar, ...]:
    most = max(count for _, count in counts)
    return tuple(
        _column(number, year, count, most, per_year) for number, (year, count) in enumerate(counts)
    )


def _column(number: int, year: int, count: int, most: int, per_year: float) -> Bar:
    height = round(COLUMNS * count / most, 1)
    top = YEAR_LABELS + NUMBERS + COLUMNS - height
    return Bar(
        x=round((number + 0.12) * per_year, 2),
        y=round(top, 1),
        width=round(0.76 * per_year, 2),
        height=height,
        label=f"{year}: {count}",
        name=str(count),
        name_x=round((number + 0.5) * per_year, 2),
        name_y=round(top - 5, 1),
        name_anchor="middle",
        leads=True,
    )


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


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
