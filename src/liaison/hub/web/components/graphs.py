"""
Graphs as pictures: who is tied to whom, drawn here as SVG, so that nothing is needed but the page.

Nodes push each other off and ties pull them together (Fruchterman and Reingold, 1991), from a
spiral on which the most connected lie in the middle: the same graph gives the same picture each
time. What a node is shows in its shape as well as in its colour. Positions are in units of the
picture, from its upper left corner.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, MARGIN = 960, 640, 40
_ROUNDS = 70
_GOLDEN = math.pi * (3 - math.sqrt(5))
# So many of the most connected are named in the picture; all are when pointed at, and in the table.
NAMED = 14
LONGEST_NAME = 24
# Units that a letter of a name is wide, and a line of them high.
_LETTER, _LINE = 7.5, 20.0
SMALLEST, LARGEST = 5.0, 15.0
# Radius of a mark; how far along their line those of one pair stand; how strongly they pull.
_MARK = 7.0
_WHERE_MARKED = (0.5, 0.3, 0.7)
_PULL_OF_MARKED = 2
THINNEST, THICKEST = 0.7, 5.0
# By what stands in a node's `kind`: corners of its shape, 0 for a circle, and how it is turned.
SHAPES = {
    "company": (0, 0.0),
    "service_provider": (0, 0.0),
    "investor": (0, 0.0),
    "university": (4, 45.0),
    "research": (4, 0.0),
    "hospital": (6, 0.0),
    "public": (3, 0.0),
}
_OTHERS = (5, 0.0)


@dataclass(frozen=True)
class Point:
    """What is drawn as a node; `kind` chooses its shape and colour, `label` is read out."""

    name: str
    label: str
    kind: str
    url: str


@dataclass(frozen=True)
class Line:
    """A tie between two points, by their places; the thicker, the larger its weight."""

    one: int
    other: int
    weight: int
    label: str


@dataclass(frozen=True)
class MarkedLine:
    """
    What one point is to another: a line with a mark that says what, by their places.

    :ivar mark: a letter or a digit; the key of the picture says what it stands for
    :ivar points_to_other: whether it is read from one to the other only
    :ivar is_settled: drawn through; else broken
    """

    one: int
    other: int
    mark: str
    points_to_other: bool
    is_settled: bool
    label: str


def draw_graph(
    points: Sequence[Point], lines: Sequence[Line], marked: Sequence[MarkedLine] = ()
) -> str:
    """Return the inside of a picture WIDTH by HEIGHT units large; whatever is not ours escaped."""
    pulls = [Line(each.one, each.other, _PULL_OF_MARKED, "") for each in marked]
    positions = lay_out(len(points), [*pulls, *lines])
    weights = [0] * len(points)
    for line in lines:
        weights[line.one] += line.weight
        weights[line.other] += line.weight
    for each in marked:
        weights[each.one] += 1
        weights[each.other] += 1
    heaviest = max(weights, default=1) or 1
    thickest = max((line.weight for line in lines), default=1)
    # The strongest ties last, so that they lie on top.
    drawn = [_line(line, positions, thickest) for line in reversed(lines)]
    drawn += _marked_lines(marked, positions)
    largest_last = sorted(range(len(points)), key=lambda at: (weights[at], -at))
    named = _named(points, positions, weights)
    drawn += [
        _point(at, points[at], positions[at], weights[at] / heaviest, is_named=at in named)
        for at in largest_last
    ]
    return "".join(drawn)


def shape(kind: str, x: float, y: float, radius: float) -> str:
    """Return the shape of a kind as SVG, around a point."""
    corners, turned = SHAPES.get(kind, _OTHERS)
    look = f'class="graph__shape graph__shape--{kind if kind in SHAPES else "other"}"'
    if not corners:
        return f'<circle {look} cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'
    # A shape with few corners looks smaller than a circle of the same radius.
    far = radius * (1 + 0.6 / corners)
    angles = (math.radians(turned + 360 * corner / corners - 90) for corner in range(corners))
    spots = (f"{x + far * math.cos(each):.1f},{y + far * math.sin(each):.1f}" for each in angles)
    return f'<polygon {look} points="{" ".join(spots)}"/>'


def lay_out(count: int, lines: Sequence[Line]) -> NDArray[np.float64]:
    """
    Return where points lie so that ties are short and nothing overlaps much.

    :returns: shape (count, 2); units of the picture, within its margins
    """
    if count == 0:
        return np.zeros((0, 2))
    order = np.arange(count)
    spiral = np.sqrt((order + 0.5) / count)
    places = np.stack([spiral * np.cos(order * _GOLDEN), spiral * np.sin(order * _GOLDEN)], axis=1)
    pulls = np.zeros((count, count))
    for line in lines:
        pulls[line.one, line.other] = pulls[line.other, line.one] = 1 + math.log(line.weight)
    apart = math.sqrt(math.pi / count)
    for step in np.linspace(0.12, 0.004, _ROUNDS):
        squares = (places**2).sum(axis=1)
        # Distances from products: whole matrices at once, a tenth of the time.
        far = squares[:, None] + squares[None, :] - 2 * places @ places.T
        far = np.maximum(far, 1e-6)
        # Off each other by the square of how near they are; together by how strong their tie is.
        forces = apart**2 / far - pulls * np.sqrt(far) / (apart * 4)
        moves = places * forces.sum(axis=1)[:, None] - forces @ places - places * 0.3
        lengths = np.maximum(np.sqrt((moves**2).sum(axis=1, keepdims=True)), 1e-9)
        places = places + moves / lengths * np.minimum(lengths, step)
    return _fitted(places)


def _named(
    points: Sequence[Point], positions: NDArray[np.float64], weights: Sequence[int]
) -> set[int]:
    """Return which points are named: the most connected whose names do not lie on each other."""
    found: list[int] = []
    for at in sorted(range(len(points)), key=lambda at: (-weights[at], at)):
        if not any(_names_meet(points, positions, at, other) for other in found):
            found.append(at)
        if len(found) == NAMED:
            break
    return set(found)


def _names_meet(
    points: Sequence[Point], positions: NDArray[np.float64], one: int, other: int
) -> bool:
    across, down = np.abs(positions[one] - positions[other]).tolist()
    return bool(down < _LINE and across < (_width(points[one]) + _width(points[other])) / 2)


def _width(point: Point) -> float:
    return _LETTER * min(len(point.name), LONGEST_NAME)


def _fitted(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread places over the whole picture: by rank half, so that no far one squeezes the rest."""
    sizes = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN], np.float64)
    low, high = places.min(axis=0), places.max(axis=0)
    shares = (places - low) / np.maximum(high - low, 1e-9)
    ranks = np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0) / max(len(places) - 1, 1)
    if len(places) == 1:
        shares = ranks = np.array([[0.5, 0.5]])
    fitted: NDArray[np.float64] = MARGIN + (shares + ranks) / 2 * sizes
    return fitted.round(1)


def _line(line: Line, positions: NDArray[np.float64], thickest: int) -> str:
    (x, y), (to_x, to_y) = positions[line.one].tolist(), positions[line.other].tolist()
    share = math.sqrt(line.weight / thickest)
    width = round(THINNEST + (THICKEST - THINNEST) * share, 1)
    return (
        f'<line class="graph__tie" data-one="{line.one}" data-other="{line.other}"'
        f' x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" stroke-width="{width:g}">'
        f"<title>{escape(line.label)}</title></line>"
    )


def mark(words: str, x: float, y: float) -> str:
    """Return a mark of a line as SVG, around a point."""
    return (
        f'<circle class="graph__mark" cx="{x:g}" cy="{y:g}" r="{_MARK:g}"/>'
        f'<text class="graph__letter" x="{x:g}" y="{y + 3.5:g}" text-anchor="middle"'
        f' aria-hidden="true">{escape(words)}</text>'
    )


def dash(*, is_settled: bool) -> str:
    """Return a piece of a marked line as SVG, for a key 16 units large."""
    look = _look_of_marked(is_settled)
    return f'<line class="{look}" x1="0" y1="8" x2="16" y2="8"/>'


def _marked_lines(marked: Sequence[MarkedLine], positions: NDArray[np.float64]) -> list[str]:
    """Return lines with their marks; of several between two points each mark has its own place."""
    passed: Counter[frozenset[int]] = Counter()
    drawn = []
    for line in marked:
        pair = frozenset((line.one, line.other))
        drawn.append(_marked_line(line, positions, _WHERE_MARKED[passed[pair] % 3]))
        passed[pair] += 1
    return drawn


def _marked_line(line: MarkedLine, positions: NDArray[np.float64], where: float) -> str:
    # From the same end for both directions, so that marks of one pair do not meet.
    share = where if line.one < line.other else 1 - where
    start, end = positions[line.one], positions[line.other]
    (x, y), (to_x, to_y) = start.tolist(), end.tolist()
    at = start + (end - start) * share
    arrow = _arrow(at, end - start) if line.points_to_other else ""
    return (
        f'<g class="graph__tie graph__tie--marked" data-one="{line.one}" data-other="{line.other}">'
        f"<title>{escape(line.label)}</title>"
        f'<line class="{_look_of_marked(line.is_settled)}"'
        f' x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}"/>'
        f"{arrow}{mark(line.mark, *at.round(1).tolist())}</g>"
    )


def _arrow(at: NDArray[np.float64], towards: NDArray[np.float64]) -> str:
    """Return a point beside a mark that shows where its line leads."""
    ahead = towards / max(float(np.hypot(*towards)), 1e-9)
    aside = np.array([-ahead[1], ahead[0]])
    foot = at + ahead * (_MARK - 1)
    corners = (foot + aside * 5, foot - aside * 5, foot + ahead * 8)
    spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in (each.tolist() for each in corners))
    return f'<polygon class="graph__arrow" points="{spots}"/>'


def _look_of_marked(is_settled: bool) -> str:
    return "graph__relation" if is_settled else "graph__relation graph__relation--said"


def _point(
    at: int, point: Point, position: NDArray[np.float64], share: float, *, is_named: bool
) -> str:
    x, y = position.tolist()
    radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share), 1)
    label = escape(point.label)
    look = "graph__name" if is_named else "graph__name graph__name--quiet"
    anchor = "start" if x < MARGIN * 3 else "end" if x > WIDTH - MARGIN * 3 else "middle"
    name = point.name
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 1].rstrip()}…"
    return (
        f'<a class="graph__node" href="{escape(point.url)}" aria-label="{label}" data-node="{at}">'
        f"<title>{label}</title>{shape(point.kind, x, y, radius)}"
        f'<text class="{look}" x="{x:g}" y="{y - radius - 4:g}" text-anchor="{anchor}"'
        f' aria-hidden="true">{escape(name)}</text></a>'
    )
