"""A number that grows over months, in layers that add up, with figures known from elsewhere as points of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from tsunagu.foundation.web.svg.axes import TICK, Axis, Box, margin_for, scale, up_axis
from tsunagu.foundation.web.svg.marks import Key
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, length, paint, title, words

_GAP = 14.0


@dataclass(frozen=True, slots=True)
class Growing:
    """One layer: its name, its value in each month, its hue."""

    label: str
    values: Sequence[int]
    hue: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure that is known from elsewhere, on its day."""

    day: date
    value: int
    label: str


def growth(
    days: Sequence[date], layers: Sequence[Growing], label: str, *, axis: str = "", seen: Sequence[Seen] = ()
) -> SafeString:
    """Draw the layers on top of each other over the days (one for each month), and the figures seen elsewhere."""
    if len(days) < 2 or not layers:
        return SafeString("")
    totals = [sum(layer.values[at] for layer in layers) for at in range(len(days))]
    told = [f"{one.label} {one.value}" for one in seen]
    told += [
        f"{day:%Y-%m} {total}" for day, total in zip(days, totals, strict=True) if day.month == days[0].month
    ]
    keys = [Key(_square(layer.hue), layer.label) for layer in layers]
    keys += [Key(_ring(0, 0, 5), " / ".join(one.label for one in seen))] if seen else []
    return plot(lambda size: _drawing(days, layers, totals, axis, seen, size), label, told, keys, len(days))


def _square(hue: str) -> str:
    return element("rect", x=-8, y=-6, width=16, height=12, fill=paint(hue), class_="share")


def _ring(x: float, y: float, size: float) -> str:
    return element("circle", cx=x, cy=y, r=size, fill="var(--surface)", stroke="var(--ink)", stroke_width=2.5)


def _drawing(
    days: Sequence[date],
    layers: Sequence[Growing],
    totals: Sequence[int],
    axis: str,
    seen: Sequence[Seen],
    size: Size,
) -> tuple[str, float]:
    height = 220.0 if size.is_phone else 280.0
    up = scale([*totals, *(one.value for one in seen)], Axis(axis, low=0.0), height, 0.0, 0.1)
    box = Box(margin_for(up, height), 26.0, size.width - 10, 26.0 + height)
    up = up.moved(box.bottom, box.top)
    first = min([days[0], *(one.day for one in seen)])
    last = max([days[-1], *(one.day for one in seen)])
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return box.left + (day - first).days / span * box.width

    parts = [up_axis(box, up, axis), _years(box, first, last, across)]
    below = [0] * len(days)
    for layer in layers:
        above = [low + value for low, value in zip(below, layer.values, strict=True)]
        edge = [(across(day), up.at(value)) for day, value in zip(days, above, strict=True)]
        floor = [(across(day), up.at(value)) for day, value in zip(days, below, strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*edge, *reversed(floor)])
        parts.append(
            element("polygon", title(layer.label), points=points, fill=paint(layer.hue), class_="share")
        )
        below = above
    parts += [_seen(one, across(one.day), up.at(one.value), box) for one in seen]
    return joined(parts), box.bottom + 30


def _seen(one: Seen, x: float, y: float, box: Box) -> str:
    text = f"{one.value}"
    at = min(max(x, box.left + length(text, 15) / 2 + 2), box.right - length(text, 15) / 2)
    name = words(at, y - _GAP, text, 15, "t-ink t-bold halo", "middle")
    return element("g", title(f"{one.label} {one.value}") + _ring(x, y, 6) + name)


def _years(box: Box, first: date, last: date, across: Callable[[date], float]) -> str:
    """Write the years under the box, as many as have room, with a line at the beginning of each."""
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)] or [first]
    room = length("2026", TICK) + 12
    every = next((n for n in (1, 2, 5, 10) if box.width / max(len(years), 1) * n >= room), 20)
    shown = [day for day in years if day.year % every == 0] or years[:1]
    lines = "".join(f"M{across(day):.1f} {box.top:.1f}V{box.bottom:.1f}" for day in shown)
    names = joined(
        words(across(day), box.bottom + 18, f"{day.year}", TICK, "t-faint", "middle") for day in shown
    )
    return (
        element("path", d=f"{lines}M{box.left:.1f} {box.bottom:.1f}H{box.right:.1f}", class_="grid") + names
    )
