"""
Maps as pictures: places as dots on a base map that we ship, so nothing is fetched from anywhere.

Two base maps (made by scripts/basemaps): Europe in Lambert's azimuthal equal-area projection, the
world in Equal Earth (Šavrič, Patterson and Jenny, 2018). A map shows Europe if most of its places
lie there, and says how many lie outside; else it shows the world. Positions are in units of the
picture, from its upper left corner.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# Dots closer than this overlap, and are drawn as one.
MERGED_WITHIN = 9.0
SMALLEST_DOT, LARGEST_DOT = 4.5, 16.0


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


@dataclass(frozen=True)
class Map:
    """
    A base map with dots, and lines between spots; all lengths in units of the picture.

    :ivar outside: how many places lie beyond its edges
    """

    name: str
    width: int
    height: int
    dots: tuple[Dot, ...] = ()
    arcs: tuple[str, ...] = ()
    home: Dot | None = None
    outside: int = 0

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


def results_map(places: Iterable[Place]) -> Map | None:
    """Return a map of these places, each a link of its own where it stands alone; None for none."""
    places = list(places)
    if not places:
        return None
    base = _base_for(places)
    inside = [place for place in places if _lies_in(place, base)]
    return Map(*base, dots=_dots(inside, base[0]), outside=len(places) - len(inside))


def partner_map(home: Place | None, partners: Iterable[Place | None]) -> Map | None:
    """Return a map with a line from an organisation to each partner; None without a home."""
    if home is None:
        return None
    placed = [partner for partner in partners if partner]
    # The organisation itself must be on its map.
    base = _base_for([home, *placed]) if _lies_in(home, _EUROPE) else _WORLD
    inside = [place for place in placed if _lies_in(place, base)]
    x, y = _project(home, base[0])
    dots = _dots(inside, base[0])
    return Map(
        *base,
        dots=dots,
        arcs=tuple(_arc(x, y, dot.x, dot.y) for dot in dots),
        home=Dot(round(x, 1), round(y, 1), SMALLEST_DOT * 1.5, home.label, home.url, 1),
        outside=len(placed) - len(inside),
    )


def density_map(coordinates: Sequence[tuple[float, float]]) -> Map:
    """Return a map of Europe that shows where many organisations are; `coordinates` in degrees."""
    places = [Place(lat, lon, "") for lat, lon in coordinates]
    cells: dict[tuple[int, int], _Spot] = {}
    _, width, height = _EUROPE
    for place in places:
        x, y = _project(place, "europe")
        if 0 <= x <= width and 0 <= y <= height:
            cell = (round(x / 7), round(y / 7))
            cells.setdefault(cell, _Spot(cell[0] * 7.0, cell[1] * 7.0)).places.append(place)
    largest = max((len(spot.places) for spot in cells.values()), default=1)
    dots = [
        Dot(
            spot.x,
            spot.y,
            round(1.2 + 8.0 * math.sqrt(len(spot.places) / largest), 1),
            "",
            "",
            len(spot.places),
        )
        for spot in cells.values()
    ]
    return Map(*_EUROPE, dots=tuple(sorted(dots, key=lambda dot: -dot.count)))


_EUROPE = ("europe", 720, 660)
_WORLD = ("world", 960, 468)


def _base_for(places: Sequence[Place]) -> tuple[str, int, int]:
    in_europe = sum(_lies_in(place, _EUROPE) for place in places)
    return _EUROPE if in_europe > len(places) / 2 else _WORLD


def _lies_in(place: Place, base: tuple[str, int, int]) -> bool:
    name, width, height = base
    x, y = _project(place, name)
    return 0 <= x <= width and 0 <= y <= height


def _dots(places: Sequence[Place], name: str) -> tuple[Dot, ...]:
    spots: list[_Spot] = []
    for place in places:
        x, y = _project(place, name)
        near = (spot for spot in spots if math.hypot(spot.x - x, spot.y - y) < MERGED_WITHIN)
        spot = next(near, None)
        if spot is None:
            spots.append(spot := _Spot(x, y))
        spot.places.append(place)
    heaviest = max((spot.weight for spot in spots), default=1.0)
    return tuple(
        Dot(
            round(spot.x, 1),
            round(spot.y, 1),
            round(_radius(spot.weight / heaviest), 1),
            " · ".join(place.label for place in spot.places),
            spot.places[0].url,
            len(spot.places),
        )
        # Large ones first, so that small ones lie on top of them.
        for spot in sorted(spots, key=lambda spot: -spot.weight)
    )


def _radius(share: float) -> float:
    """Return a radius whose circle's area grows with the share (0 to 1)."""
    return SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * math.sqrt(share) / 2


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
