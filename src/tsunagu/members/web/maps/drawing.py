"""Sites on the map: projected, gathered into circles where they would overlap, the mouth of the Tama enlarged.

Plane coordinates are those of the drawing, in pixels of its ``viewBox``; the projection is equirectangular with the
parallel of 38.5° kept true, good enough for a schematic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians, sqrt

from tsunagu.foundation.text import Text
from tsunagu.members.web.maps.outlines import BAY_LAND, BAY_RIVER, PREFECTURES, Point, outline

WEST, NORTH, EAST, SOUTH = 135.8, 45.7, 146.0, 33.6


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the map: degrees at its left and top edge, its size and place in pixels, and pixels for a degree."""

    west: float
    north: float
    width: int
    height: int
    scale: float
    left: int = 0
    top: int = 0

    def at(self, point: Point) -> tuple[float, float]:
        """Return where a longitude and latitude are drawn."""
        x = (point[0] - self.west) * cos(radians(38.5)) * self.scale + self.left
        return round(x, 1), round((self.north - point[1]) * self.scale + self.top, 1)

    def holds(self, point: Point) -> bool:
        """Say whether the point lies in the frame."""
        x, y = self.at(point)
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


WHOLE = Frame(WEST, NORTH, 408, 614, 50.7)
BAY = Frame(139.694, 35.5625, 182, 132, 3000.0, left=224, top=458)
"""Haneda, Tonomachi and Kawasaki, where a pixel of the whole map would hold them all; drawn in the Pacific."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with sites: its name (the Japanese one is its key), where it is, and how many there are."""

    name: Text
    prefecture: str
    longitude: float
    latitude: float
    sites: int


@dataclass(frozen=True, slots=True)
class Circle:
    """Places drawn as one circle, its surface in proportion to the sites; a finger still meets the smallest."""

    x: float
    y: float
    sites: int
    radius: float
    places: tuple[Place, ...]


def circle(x: float, y: float, places: Iterable[Place]) -> Circle:
    """Return the circle of places around a point."""
    known = tuple(sorted(places, key=lambda one: -one.sites))
    sites = sum(one.sites for one in known)
    return Circle(x, y, sites, round(min(7 + 1.9 * sqrt(sites), 26), 1), known)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the template draws: outlines as paths, circles of the whole map and of the inset, places off the map."""

    prefectures: Sequence[tuple[str, str]]
    circles: tuple[Circle, ...]
    bay: tuple[Circle, ...]
    beyond: tuple[Place, ...]


def draw(places: Iterable[Place]) -> Drawn:
    """Return the map with these places."""
    known = sorted(places, key=lambda one: (-one.sites, one.name.ja))
    inside = [one for one in known if WHOLE.holds((one.longitude, one.latitude))]
    return Drawn(
        prefectures(),
        gathered(_circles(inside, WHOLE)),
        gathered(_circles([one for one in inside if BAY.holds((one.longitude, one.latitude))], BAY)),
        tuple(one for one in known if one not in inside),
    )


def _circles(places: Iterable[Place], frame: Frame) -> list[Circle]:
    return [circle(*frame.at((one.longitude, one.latitude)), (one,)) for one in places]


def gathered(circles: Iterable[Circle]) -> tuple[Circle, ...]:
    """Return the circles, with those that would overlap made one, until none do; the largest first."""
    ahead, apart = list(circles)[::-1], list[Circle]()
    while ahead:
        one = ahead.pop()
        other = next((each for each in apart if _overlap(one, each)), None)
        if other is None:
            apart.append(one)
        else:
            apart.remove(other)
            ahead.append(_joined(one, other))
    return tuple(sorted(apart, key=lambda one: (-one.sites, one.x, one.y)))


def _overlap(one: Circle, other: Circle) -> bool:
    return hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius


def _joined(first: Circle, second: Circle) -> Circle:
    """Return one circle at the middle of all sites."""
    total = first.sites + second.sites
    x, y = (
        round((a * first.sites + b * second.sites) / total, 1)
        for a, b in ((first.x, second.x), (first.y, second.y))
    )
    return circle(x, y, (*first.places, *second.places))


@cache
def prefectures() -> tuple[tuple[str, str], ...]:
    """Return the name and the path of each prefecture."""
    return tuple((name, "".join(path(line, WHOLE) + "Z" for line in outline(name))) for name in PREFECTURES)


def path(line: Iterable[Point], frame: Frame) -> str:
    """Return a line as the data of an SVG path."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in map(frame.at, line))


@cache
def bay_lines() -> dict[str, str]:
    """Return the land and the river of the inset."""
    return {"land": path(BAY_LAND, BAY) + "Z", "river": path(BAY_RIVER, BAY)}
