"""
Maps as pictures: places as dots on a base map that we ship, so nothing is fetched from anywhere.

Two base maps (made by scripts/basemaps): Europe in Lambert's azimuthal equal-area projection, the
world in Equal Earth (Šavrič, Patterson and Jenny, 2018). A map shows Europe if most of its places
lie there, and says how many lie outside; else it shows the world. It then comes as close as its
places allow. Positions are in units of the base map, from its upper left corner; sizes that should
look alike on every map are in points, of which each map is POINTS_ACROSS wide.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe

# A map beside a text is about this many pixels wide, so that a point is about a pixel.
POINTS_ACROSS = 360
# Points. Dots closer than this overlap, and are drawn as one.
MERGED_WITHIN = 13.0
# Of what lies at one spot so many are named.
MOST_NAMED = 25
# Points: radius of a dot that stands alone, and of one that must hold a count.
ALONE, SMALLEST_WITH_COUNT, LARGEST = 5.5, 8.5, 15.0
# How much closer than the whole base map a map may come; closer, the coasts look carved.
CLOSEST = 3.0
# Part of a map's width and height left free beyond its outermost places.
MARGIN = 0.14
# Units of the base map between neighbouring dots of a density map, and how large dots become.
GRID = 7.0
DENSITY_SIZES = (2.2, 3.2, 4.4, 5.8, 7.6, 9.8)
LARGEST_DENSITY = 18.0


@dataclass(frozen=True)
class Place:
    """A place to show; `lat` and `lon` in degrees, `weight` how much it counts for."""

    lat: float
    lon: float
    label: str
    url: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Dot:
    """One or several places at one spot of the picture."""

    x: float
    y: float
    radius: float
    label: str
    url: str
    count: int

    @property
    def drawing(self) -> SafeString:
        """The dot as SVG, a link; drawn here since dots are many and template tags slow."""
        label, at = escape(self.label), f'x="{self.x:g}" y="{self.y:g}"'
        number = f'<text class="map__count" {at} dy="0.36em">{self.count}</text>'
        return mark_safe(
            f'<a href="{escape(self.url)}" aria-label="{label}"><circle class="map__dot"'
            f' cx="{self.x:g}" cy="{self.y:g}" r="{self.radius:g}"><title>{label}</title></circle>'
            f"{number if self.count > 1 else ''}</a>"
        )


@dataclass(frozen=True)
class View:
    """The part of a base map that is shown, in its units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def point(self) -> float:
        """How many units make a point."""
        return round(self.width / POINTS_ACROSS, 3)

    @property
    def box(self) -> str:
        """The part as SVG's viewBox says it."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class Map:
    """
    A base map with dots, and lines between spots.

    :ivar outside: how many places lie beyond its edges
    :ivar layers: of a density map; for each size of dots its diameter, in units, and one path with
        a point a dot, because thousands of circles would weigh more than the rest of a page
    """

    name: str
    view: View
    dots: tuple[Dot, ...] = ()
    arcs: tuple[str, ...] = ()
    home: Dot | None = None
    outside: int = 0
    layers: tuple[tuple[float, str], ...] = ()

    @cached_property
    def drawn_dots(self) -> SafeString:
        """The dots as SVG, one after the other."""
        return SafeString("".join(dot.drawing for dot in self.dots))

    @property
    def base(self) -> str:
        """The static file of the base map."""
        return f"liaison/maps/{self.name}.svg"


@dataclass
class _Spot:
    x: float
    y: float
    places: list[Place] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(place.weight for place in self.places)


def results_map(places: Iterable[Place], *, are_many: bool = False) -> Map | None:
    """
    Return a map of these places, each a link of its own where it stands alone; None for none.

    :param are_many: whether a place stands for as many as its weight says
    """
    places = list(places)
    if not places:
        return None
    base = _base_for(places)
    inside = [place for place in places if _lies_in(place, base)]
    view = _view_of(inside, base)
    return Map(
        base[0],
        view,
        dots=_dots(inside, base[0], view.point, are_many=are_many),
        outside=_number(places, are_many) - _number(inside, are_many),
    )


def _number(places: Iterable[Place], are_many: bool) -> int:
    return round(sum(place.weight if are_many else 1 for place in places))


def partner_map(home: Place | None, partners: Iterable[Place | None]) -> Map | None:
    """Return a map with a line from an organisation to each partner; None without a home."""
    if home is None:
        return None
    placed = [partner for partner in partners if partner]
    # The organisation itself must be on its map.
    base = _base_for([home, *placed]) if _lies_in(home, _EUROPE) else _WORLD
    inside = [place for place in placed if _lies_in(place, base)]
    view = _view_of([home, *inside], base)
    x, y = _project(home, base[0])
    dots = _dots(inside, base[0], view.point)
    return Map(
        base[0],
        view,
        dots=dots,
        arcs=tuple(
            _arc(x, y, dot.x, dot.y)
            for dot in dots
            # A partner next door needs no line.
            if math.hypot(dot.x - x, dot.y - y) > MERGED_WITHIN * view.point
        ),
        home=Dot(round(x, 1), round(y, 1), round(ALONE * view.point, 1), home.label, home.url, 1),
        outside=len(placed) - len(inside),
    )


def density_map(coordinates: Sequence[tuple[float, float]]) -> Map:
    """Return a map of Europe that shows where many organisations are; `coordinates` in degrees."""
    name, width, height = _EUROPE
    counts: dict[tuple[float, float], int] = defaultdict(int)
    for lat, lon in coordinates:
        x, y = _project(Place(lat, lon, ""), name)
        if 0 <= x <= width and 0 <= y <= height:
            counts[_grid_point(x, y)] += 1
    most = max(counts.values(), default=1)
    # A few dots alone on a whole continent would hardly be seen.
    enlarged = min(max(math.sqrt(300 / max(len(counts), 1)), 1.0), 2.8)
    layers: dict[float, list[str]] = defaultdict(list)
    for (x, y), count in sorted(counts.items()):
        # By orders of magnitude: a capital holds hundreds of times as many as a town.
        share = math.log(count) / math.log(most) if most > 1 else 0.0
        step = min(int(share * len(DENSITY_SIZES)), len(DENSITY_SIZES) - 1)
        size = min(round(DENSITY_SIZES[step] * enlarged, 1), LARGEST_DENSITY)
        layers[size].append(f"M{x:g} {y:g}h0")
    return Map(
        name,
        View(0, 0, width, height),
        layers=tuple((size, "".join(layers[size])) for size in sorted(layers)),
    )


_EUROPE = ("europe", 720, 660)
_WORLD = ("world", 960, 468)


def _base_for(places: Sequence[Place]) -> tuple[str, int, int]:
    in_europe = sum(_lies_in(place, _EUROPE) for place in places)
    return _EUROPE if in_europe > len(places) / 2 else _WORLD


def _lies_in(place: Place, base: tuple[str, int, int]) -> bool:
    name, width, height = base
    x, y = _project(place, name)
    return 0 <= x <= width and 0 <= y <= height


def _view_of(places: Sequence[Place], base: tuple[str, int, int]) -> View:
    """Return the smallest part of the base map, in its proportions, that shows all the places."""
    name, width, height = base
    spots = [_project(place, name) for place in places]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    share = max((right - left) / width, (bottom - top) / height) / (1 - 2 * MARGIN)
    share = min(max(share, 1 / CLOSEST), 1.0)
    across, down = width * share, height * share
    x = min(max((left + right - across) / 2, 0), width - across)
    y = min(max((top + bottom - down) / 2, 0), height - down)
    return View(round(x, 1), round(y, 1), round(across, 1), round(down, 1))


def _grid_point(x: float, y: float) -> tuple[float, float]:
    """Return the nearest point of a grid whose rows are shifted in turn, like a honeycomb's."""
    row = round(y / (GRID * 0.866))
    shift = GRID / 2 if row % 2 else 0.0
    column = round((x - shift) / GRID)
    return round(column * GRID + shift, 1), round(row * GRID * 0.866, 1)


def _dots(
    places: Sequence[Place], name: str, point: float, *, are_many: bool = False
) -> tuple[Dot, ...]:
    spots: list[_Spot] = []
    for place in places:
        x, y = _project(place, name)
        near = (
            spot for spot in spots if math.hypot(spot.x - x, spot.y - y) < MERGED_WITHIN * point
        )
        spot = next(near, None)
        if spot is None:
            spots.append(spot := _Spot(x, y))
        spot.places.append(place)
    heaviest = max((spot.weight for spot in spots), default=1.0)
    return tuple(
        Dot(
            round(spot.x, 1),
            round(spot.y, 1),
            round(_radius(spot, heaviest) * point, 1),
            _label_of(spot.places),
            spot.places[0].url,
            _number(spot.places, are_many),
        )
        # Large ones first, so that small ones lie on top of them.
        for spot in sorted(spots, key=lambda spot: -spot.weight)
    )


def _label_of(places: Sequence[Place]) -> str:
    """Return what stands at a spot, so much of it as anybody reads."""
    label = " · ".join(place.label for place in places[:MOST_NAMED])
    return f"{label} · …" if len(places) > MOST_NAMED else label


def _radius(spot: _Spot, heaviest: float) -> float:
    """Return a radius, in points, whose circle's area grows with the weight."""
    if len(spot.places) == 1 and spot.weight <= 1:
        return ALONE
    return max(SMALLEST_WITH_COUNT, LARGEST * math.sqrt(spot.weight / heaviest) * 0.75)


def _arc(x: float, y: float, to_x: float, to_y: float) -> str:
    """Return the path of a line that bows to one side, so that crossing ones stay apart."""
    bow_x = (x + to_x) / 2 + (to_y - y) * 0.15
    bow_y = (y + to_y) / 2 - (to_x - x) * 0.15
    return f"M{x:.1f} {y:.1f}Q{bow_x:.1f} {bow_y:.1f} {to_x:.1f} {to_y:.1f}"


def _project(place: Place, name: str) -> tuple[float, float]:
    """Return where a place lies in a picture, with the numbers of scripts/basemaps/build.js."""
    if name == "europe":
        return _azimuthal_equal_area(
            place, center_lat=52.0, center_lon=10.0, scale=1000.0, x=345.0, y=330.0
        )
    return _equal_earth(place, center_lon=10.0, scale=174.0, x=480.0, y=234.0)


def _azimuthal_equal_area(
    place: Place, *, center_lat: float, center_lon: float, scale: float, x: float, y: float
) -> tuple[float, float]:
    lat, lon = math.radians(place.lat), math.radians(place.lon - center_lon)
    middle = math.radians(center_lat)
    cosine = math.sin(middle) * math.sin(lat) + math.cos(middle) * math.cos(lat) * math.cos(lon)
    # The far side of the earth has no place in the picture.
    stretch = scale * math.sqrt(2 / max(1 + cosine, 1e-9))
    up = math.cos(middle) * math.sin(lat) - math.sin(middle) * math.cos(lat) * math.cos(lon)
    return x + stretch * math.cos(lat) * math.sin(lon), y - stretch * up


def _equal_earth(
    place: Place, *, center_lon: float, scale: float, x: float, y: float
) -> tuple[float, float]:
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    lon = math.radians((place.lon - center_lon + 180) % 360 - 180)
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(place.lat)))
    across = lon * math.cos(t)
    across /= math.sqrt(3) / 2 * (a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2))
    up = t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))
    return x + scale * across, y - scale * up
