"""A network as columns of circles and the currents between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.safestring import SafeString

from tsunagu.foundation.web.svg.primitives import (
    element,
    joined,
    length,
    linked,
    paint,
    picture,
    svg,
    title,
    words,
)

_COLUMN, _TOP = 60.0, 72.0
_EACH, _LOWEST, _HIGHEST = 46.0, 170.0, 440.0
"""The room of one circle in its column, and how low and high a picture may be."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the network: its key, its name as shown and its hue."""

    key: str
    label: str
    hue: str


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a column; ``size`` is how much is there now, ``state`` stop or warn rings it."""

    key: str
    column: str
    label: str
    size: float = 0
    state: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A current from one node to another; ``weight`` counts what goes along, ``moving`` what is on its way now."""

    start: str
    end: str
    weight: float = 1
    state: str = ""
    moving: int = 0


def flow(columns: Sequence[Column], nodes: Sequence[Node], edges: Sequence[Edge], label: str) -> SafeString:
    """Draw columns, circles sized by what is there, and currents as wide as what moves."""
    width = _COLUMN * len(columns) + 8
    places: dict[str, tuple[float, float, Node]] = {}
    parts: list[str] = []
    tallest = max((sum(1 for node in nodes if node.column == column.key) for column in columns), default=0)
    height = min(max(tallest * _EACH, _LOWEST), _HIGHEST)
    is_tight = any(length(column.label, 12.5) > _COLUMN - 6 for column in columns)
    for i, column in enumerate(columns):
        x = 4 + _COLUMN * (i + 0.5)
        here = [node for node in nodes if node.column == column.key]
        parts.append(_heading(column.label, x, width, 22 if is_tight and i % 2 == 0 else 40))
        parts.append(element("rect", x=x - 25, y=49, width=50, height=4, rx=2, fill=paint(column.hue)))
        for j, node in enumerate(here):
            places[node.key] = (x, _TOP + (j + 0.5) * height / len(here), node)
    hues = {column.key: column.hue for column in columns}
    most = max((edge.weight for edge in edges), default=1)
    currents = [
        _current(edge, places, hues, most) for edge in edges if edge.start in places and edge.end in places
    ]
    circles = [_circle(x, y, node, hues.get(node.column, "")) for x, y, node in places.values()]
    spoken = "; ".join(f"{node.label} {node.size:g}" for node in nodes)
    has_links = any(node.href for node in nodes)
    drawing = svg(
        width,
        _TOP + height + 4,
        joined(parts + currents + circles),
        label,
        has_links=has_links,
        about=spoken,
    )
    return picture(drawing)


def _heading(label: str, x: float, width: float, y: float) -> str:
    """A name is centred over its column, but never leaves the picture."""
    half = length(label, 12.5) / 2
    return words(min(max(x, half), width - half), y, label, 12.5, "t-muted", "middle")


def _current(
    edge: Edge, places: dict[str, tuple[float, float, Node]], hues: dict[str, str], most: float
) -> str:
    (x1, y1, start), (x2, y2, end) = places[edge.start], places[edge.end]
    bend = max(abs(x2 - x1) * 0.5, 24)
    towards = 1 if x2 > x1 else -1
    path = f"M{x1:.1f} {y1:.1f}C{x1 + towards * bend:.1f} {y1:.1f} {x2 - towards * bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    if x1 == x2:
        path = f"M{x1:.1f} {y1:.1f}C{x1 + 26:.1f} {y1:.1f} {x2 + 26:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    colour = paint(edge.state or hues.get(start.column, ""))
    thickness = 1.2 + 4 * sqrt(edge.weight / most)
    said = title(f"{start.label} → {end.label} {edge.weight:g}")
    drawn = element("path", said, d=path, fill="none", stroke=colour, stroke_width=thickness,
                    opacity=0.8 if edge.state or edge.moving else 0.3)  # fmt: skip
    return drawn + (_moving(edge, (x1 + x2) / 2, (y1 + y2) / 2, colour) if edge.moving else "")


def _moving(edge: Edge, x: float, y: float, colour: str) -> str:
    """How many are on their way now, on the middle of the current."""
    disc = element("circle", cx=x, cy=y, r=7.5, fill="var(--surface)", stroke=colour, stroke_width=1.5)
    return disc + words(x, y + 3.5, f"{edge.moving}", 10.5, "", "middle")


def _circle(x: float, y: float, node: Node, hue: str) -> str:
    radius = min(4.5 + 1.7 * sqrt(max(node.size, 0)), 12)
    drawn = title(f"{node.label} {node.size:g}")
    if node.state in ("stop", "warn"):
        drawn += element(
            "circle",
            cx=x,
            cy=y,
            r=radius + 6,
            fill="none",
            stroke=paint(node.state),
            stroke_width=2,
            stroke_dasharray="3 3",
        )
    filled = "var(--surface)"
    drawn += element(
        "circle", cx=x, cy=y, r=radius, fill=filled, stroke=paint(hue), stroke_width=3, class_="shape-line"
    )
    if node.size >= 2 and radius >= 8.5:
        drawn += words(x, y + 4, f"{node.size:g}", 10.5, "t-ink", "middle")
    hit = element("circle", cx=x, cy=y, r=13, fill="transparent") if node.href else ""
    return linked(element("g", drawn + hit), node.href, f"{node.label} {node.size:g}")
