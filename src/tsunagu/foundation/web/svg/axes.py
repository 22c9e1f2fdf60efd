"""Where values are drawn: scales, linear or logarithmic, the box they fill, gridlines, numbers and names of axes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tsunagu.foundation.web.svg.primitives import element, joined, length, shorten, words
from tsunagu.foundation.web.svg.ticks import log_ticks, nice_ticks, tick_texts

TICK, NAME = 12.5, 13.0


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows: its name with the unit, its ends where the values should not choose them, log or not."""

    label: str = ""
    low: float | None = None
    high: float | None = None
    is_log: bool = False

    def shows(self, value: float) -> bool:
        """Tell whether a value can stand on this axis at all."""
        return math.isfinite(value) and (value > 0 or not self.is_log)


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a drawing that holds the marks, in the drawing's units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of values laid on a stretch of the drawing; ``start`` is where ``low`` is drawn."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def at(self, value: float) -> float:
        """Return where a value is drawn."""
        low, high, value = (self._laid(v) for v in (self.low, self.high, value))
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """Return where a value is drawn, at the end of the scale where it lies beyond."""
        return self.at(min(max(value, self.low), self.high))

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the scale."""
        return self.low <= value <= self.high

    def moved(self, start: float, end: float) -> "Scale":
        """Return the same values on another stretch of the drawing."""
        return Scale(self.low, self.high, start, end, self.is_log)

    def ticks(self, most: int) -> list[float]:
        """Return the round numbers to show."""
        most = max(most, 2)
        return log_ticks(self.low, self.high, most) if self.is_log else nice_ticks(self.low, self.high, most)

    def _laid(self, value: float) -> float:
        return math.log10(max(value, self.low / 1e6)) if self.is_log else value


def scale(values: Iterable[float], axis: Axis, start: float, end: float, margin: float = 0.06) -> Scale:
    """Fit a scale to values; ends that the axis names are kept, the others get a margin."""
    found = [value for value in values if axis.shows(value)]
    low, high = (min(found), max(found)) if found else (1.0, 10.0)
    if axis.low is not None and axis.shows(axis.low):
        low, high = axis.low, max(high, axis.low)
    if axis.high is not None and axis.shows(axis.high) and (axis.low is None or axis.high > axis.low):
        low, high = min(low, axis.high), axis.high
    if high - low <= 1e-9 * max(abs(low), abs(high)):  # no digits are left to tell them apart
        wide = 2.0 if axis.is_log else max(abs(low) * 0.05, 0.5)
        low, high = (low / wide, high * wide) if axis.is_log else (low - wide, high + wide)
    if axis.is_log:
        more = (high / low) ** margin
        kept_low, kept_high = low / more, high * more
    else:
        kept_low, kept_high = low - (high - low) * margin, high + (high - low) * margin
    return Scale(
        low if low == axis.low else kept_low,
        high if high == axis.high else kept_high,
        start,
        end,
        axis.is_log,
    )


def margin_for(up: Scale, height: float) -> float:
    """Return how much room the numbers of a vertical axis need on its left."""
    return max((length(text, TICK) for text in tick_texts(up.ticks(int(height / 34)))), default=10.0) + 10


def across_ticks(across: Scale) -> list[float]:
    """Return as many round numbers as can be written beside each other."""
    for most in range(min(max(int(abs(across.end - across.start) / 46), 2), 9), 2, -1):
        ticks = across.ticks(most)
        widest = max((length(text, TICK) for text in tick_texts(ticks)), default=0.0)
        places = [across.at(tick) for tick in ticks]
        if len(ticks) > 1 and all(abs(b - a) >= widest + 12 for a, b in pairwise(places)):
            return ticks
    ticks = across.ticks(5)
    return ticks if len(ticks) < 2 else [ticks[0], ticks[-1]]


def across_axis(box: Box, across: Scale, label: str, *, has_grid: bool = True, is_long: bool = False) -> str:
    """Draw a horizontal axis under the box: gridlines, numbers, its name; a long one has numbers above as well."""
    ticks = across_ticks(across)
    texts, places = tick_texts(ticks), [across.at(tick) for tick in ticks]
    lines = "".join(f"M{x:.1f} {box.top:.1f}V{box.bottom:.1f}" for x in places) if has_grid else ""
    lines += f"M{box.left:.1f} {box.bottom:.1f}H{box.right:.1f}"
    numbers = joined(
        words(x, y, text, TICK, "t-faint", "middle")
        for y in ((box.top - 6, box.bottom + 18) if is_long else (box.bottom + 18,))
        for x, text in zip(places, texts, strict=True)
    )
    name = shorten(label, box.right - 8, NAME)
    anchor = "middle" if length(name, NAME) < box.width else "end"
    x = (box.left + box.right) / 2 if anchor == "middle" else box.right
    return (
        element("path", d=lines, class_="grid")
        + numbers
        + words(x, box.bottom + 38, name, NAME, "t-muted", anchor)
    )


def up_axis(box: Box, up: Scale, label: str, ticks: Sequence[float] | None = None) -> str:
    """Draw a vertical axis at the left of the box: gridlines and numbers, its name above where it is read first."""
    ticks = up.ticks(int(box.height / 34)) if ticks is None else ticks
    lines = "".join(f"M{box.left:.1f} {up.at(tick):.1f}H{box.right:.1f}" for tick in ticks)
    numbers = joined(
        words(box.left - 8, up.at(tick) + 4.5, text, TICK, "t-faint", "end")
        for tick, text in zip(ticks, tick_texts(ticks), strict=True)
    )
    name = words(0.0, 13.0, shorten(label, box.right, NAME), NAME, "t-muted")
    return element("path", d=lines, class_="grid") + numbers + name


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart until they are ``gap`` from each other, in their order and between two ends where they fit."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    kept = list(places)
    for before, after in pairwise(order):
        kept[after] = max(kept[after], kept[before] + gap)
    ceiling = high
    for i in reversed(order):
        kept[i] = max(min(kept[i], ceiling), low)
        ceiling = kept[i] - gap
    return kept
