"""Points, lines and bands on two axes: what pictures of pairs and of curves share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import (
    TICK,
    Axis,
    Box,
    Scale,
    across_axis,
    across_ticks,
    margin_for,
    scale,
    up_axis,
)
from tsunagu.foundation.web.svg.marks import (
    Limit,
    Shape,
    State,
    limit_columns,
    limit_rows,
    mark,
    room_above,
    room_for,
    state_word,
)
from tsunagu.foundation.web.svg.plot import Size
from tsunagu.foundation.web.svg.primitives import element, hue_class, joined, length, shorten, title, words

Look = Literal["solid", "dashed", "dotted"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point; without a state it is drawn as its series is."""

    x: float
    y: float
    label: str = ""
    state: State = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A line through points that the caller worked out: a fit, a limit that bends, an ellipse."""

    points: Sequence[tuple[float, float]]
    label: str = ""
    look: Look = "solid"
    hue: str = "accent"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band along a line: ``(x, low, high)`` from left to right; its name stands in the key."""

    points: Sequence[tuple[float, float, float]]
    label: str = ""
    hue: str = "accent"


@dataclass(frozen=True, slots=True)
class Plane:
    """Everything that two axes hold; ``rows`` are limits of the vertical axis, ``columns`` of the horizontal one.

    ``equality`` names the line on which both axes show the same.
    """

    x: Axis
    y: Axis
    spots: Sequence[tuple[Spot, Shape, str]] = ()
    traces: Sequence[Trace] = ()
    ribbons: Sequence[Ribbon] = ()
    rows: Sequence[Limit] = ()
    columns: Sequence[Limit] = ()
    pins: Sequence[tuple[Spot, str]] = ()
    is_square: bool = False
    equality: str = ""


def plane(content: Plane, size: Size, given: Mapping[State, str]) -> tuple[str, float]:
    """Draw a plane for a width; return its content and its height."""
    height = _height(content, size)
    room = room_for(content.rows, size.width)
    xs, ys = _reach(content)
    up = scale(ys, content.y, height, 0.0)
    left, top = margin_for(up, height), 30.0 + room_above(content.columns)
    right = left + height if content.is_square else size.width - room - 10
    box = Box(left, top, right, top + height)
    across, up = scale(xs, content.x, box.left, box.right), up.moved(box.bottom, box.top)
    places = [(across.held(spot.x), up.held(spot.y)) for spot, _, _ in content.spots]
    lines, names = limit_rows(box, up, content.rows, room, places)
    r = 4.5 if len(content.spots) <= 60 else 3.5
    parts = [
        up_axis(box, up, content.y.label, across_ticks(across) if content.is_square else None),
        across_axis(box, across, content.x.label),
        _clipped(box, _lines(content, across, up)),
        lines,
        limit_columns(box, across, content.columns),
        *(_pin(pin, hue, box, across, up) for pin, hue in content.pins),
        *(
            _spot(spot, shape, hue, across, up, r, given)
            for spot, shape, hue in sorted(content.spots, key=_is_asked)
        ),
        *(_name(spot, box, across, up) for spot, _, _ in filter(_is_asked, content.spots)),
        names,
    ]
    return joined(parts), box.bottom + (48.0 if content.x.label else 26.0)


def spot_told(spot: Spot, given: Mapping[State, str]) -> str:
    """Say a point in words."""
    said = state_word(spot.state, given) if spot.state in ("warn", "stop") else ""
    return " ".join(part for part in (spot.label, f"({number(spot.x)}, {number(spot.y)})", said) if part)


def _height(content: Plane, size: Size) -> float:
    if content.is_square:
        return min(size.width - (52.0 if size.is_phone else 130.0), 420.0)
    return 230.0 if size.is_phone else 300.0


def _reach(content: Plane) -> tuple[list[float], list[float]]:
    """Return all values that the axes must reach; on a square both axes reach the same."""
    pairs = [(spot.x, spot.y) for spot, _, _ in content.spots]
    pairs += [(pin.x, pin.y) for pin, _ in content.pins]
    pairs += [pair for trace in content.traces for pair in trace.points]
    xs = [x for x, _ in pairs] + [limit.value for limit in content.columns]
    ys = [y for _, y in pairs] + [limit.value for limit in content.rows]
    for ribbon in content.ribbons:
        xs += [x for x, _, _ in ribbon.points]
        ys += [end for _, low, high in ribbon.points for end in (low, high)]
    return ([*xs, *ys],) * 2 if content.is_square else (xs, ys)


def _lines(content: Plane, across: Scale, up: Scale) -> str:
    parts = [_equality(content, across, up)]
    for ribbon in content.ribbons:
        held = [p for p in ribbon.points if content.x.shows(p[0]) and all(content.y.shows(v) for v in p[1:])]
        edge = [(x, high) for x, _, high in held] + [(x, low) for x, low, _ in reversed(held)]
        points, look = _places(edge, across, up), f"ribbon {hue_class(ribbon.hue)}"
        parts.append(element("g", title(ribbon.label) + element("polygon", points=points, class_=look)))
    for trace in content.traces:
        pairs = [(x, y) for x, y in trace.points if content.x.shows(x) and content.y.shows(y)]
        if len(pairs) > 1:
            points, look = _places(pairs, across, up), f"trace {trace.look} {hue_class(trace.hue)}"
            parts.append(element("g", title(trace.label) + element("polyline", points=points, class_=look)))
    return joined(parts)


def _equality(content: Plane, across: Scale, up: Scale) -> str:
    low, high = max(across.low, up.low), min(across.high, up.high)
    if not content.equality or high <= low:
        return ""
    points = _places([(low, low), (high, high)], across, up)
    return element("g", title(content.equality) + element("polyline", points=points, class_="limit"))


def _places(pairs: Sequence[tuple[float, float]], across: Scale, up: Scale) -> str:
    return " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in pairs)


def _clipped(box: Box, content: str) -> str:
    """Keep lines within the box: an inner drawing with the same units cuts what goes beyond."""
    view = f"{box.left:.1f} {box.top:.1f} {box.width:.1f} {box.height:.1f}"
    return (
        element("svg", content, x=box.left, y=box.top, width=box.width, height=box.height, viewBox=view)
        if content
        else ""
    )


def _pin(pin: Spot, hue: str, box: Box, across: Scale, up: Scale) -> str:
    """Mark a point that was worked out: a line down to the axis and an open mark."""
    if not (across.holds(pin.x) and up.holds(pin.y)):
        return ""
    x, y = across.at(pin.x), up.at(pin.y)
    line = element("path", d=f"M{x:.1f} {box.bottom:.1f}V{y:.1f}", class_="limit")
    told = title(f"{pin.label} {number(pin.x)}")
    return element("g", told + line + mark(x, y, "", 5.5, "ring"), class_=hue_class(hue))


def _is_asked(drawn: tuple[Spot, Shape, str]) -> bool:
    """Points that ask to be looked at are drawn over the others."""
    return drawn[0].state in ("warn", "stop")


def _spot(
    spot: Spot, shape: Shape, hue: str, across: Scale, up: Scale, r: float, given: Mapping[State, str]
) -> str:
    r = max(r, 4.5) if spot.state in ("warn", "stop") else r
    drawn = mark(across.held(spot.x), up.held(spot.y), spot.state, r, shape)
    return element("g", title(spot_told(spot, given)) + drawn, class_=hue_class(hue))


def _name(spot: Spot, box: Box, across: Scale, up: Scale) -> str:
    """Write the name of a point that asks to be looked at beside it, on the side where there is room."""
    x, name = across.held(spot.x), shorten(spot.label, 90.0, TICK)
    is_left = x + 10 + length(name, TICK) > box.right
    place, anchor = (x - 9, "end") if is_left else (x + 9, "start")
    return words(place, up.held(spot.y) + 4.5, name, TICK, f"halo t-bold t-{spot.state}", anchor)
