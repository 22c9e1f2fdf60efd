"""Readings over time against limits: one curve, two axes, excursions marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from tsunagu.foundation.web.svg.primitives import element, joined, paint, picture, svg, words
from tsunagu.foundation.web.times import TOKYO, day_text, language

_LEFT, _BOTTOM, _TOP = 56.0, 34.0, 14.0


@dataclass(frozen=True, slots=True)
class Point:
    """A reading at a time."""

    at: datetime
    value: float


def chart(
    points: Sequence[Point],
    low: float | None,
    high: float | None,
    unit: str,
    label: str,
    hue: str = "transport",
) -> SafeString:
    """Draw the readings with the permitted band shaded; drawn twice, for a wide screen and for a phone."""
    if len(points) < 2:
        return SafeString("")
    return picture(
        *(_drawing(_Frame(points, low, high, *size), unit, label, hue) for size in ((1240, 260), (360, 220)))
    )


class _Frame:
    """Where a time and a value are drawn."""

    def __init__(
        self, points: Sequence[Point], low: float | None, high: float | None, width: float, height: float
    ) -> None:
        self.points, self.low, self.high, self.width, self.height = points, low, high, width, height
        self.limits = [limit for limit in (low, high) if limit is not None]
        values = [point.value for point in points] + self.limits
        margin = max((max(values) - min(values)) * 0.12, 0.5)
        self.bottom, self.top = min(values) - margin, max(values) + margin
        self.first, self.last = points[0].at, points[-1].at
        self.seconds = max((self.last - self.first).total_seconds(), 1)

    def across(self, at: datetime) -> float:
        return _LEFT + (at - self.first).total_seconds() / self.seconds * (self.width - _LEFT - 8)

    def up(self, value: float) -> float:
        return _TOP + (self.top - value) / (self.top - self.bottom) * (self.height - _TOP - _BOTTOM)

    def is_outside(self, value: float) -> bool:
        return (self.high is not None and value > self.high) or (self.low is not None and value < self.low)


def _drawing(frame: _Frame, unit: str, label: str, hue: str) -> str:
    right = frame.width - 8
    roof = frame.up(frame.top if frame.high is None else frame.high)
    floor = frame.up(frame.bottom if frame.low is None else frame.low)
    band = element(
        "rect", x=_LEFT, y=roof, width=right - _LEFT, height=floor - roof, fill="var(--ok)", opacity=0.12
    )
    parts = [band, words(0, 11, unit, 12, "t-muted")]
    for limit in frame.limits:
        y = frame.up(limit)
        parts.append(
            element("line", x1=_LEFT, x2=right, y1=y, y2=y, stroke="var(--ok)", stroke_dasharray="4 4")
        )
        parts.append(words(_LEFT - 8, y + 4, f"{limit:g}".replace("-", "−"), 12, "t-muted", "end"))
    line = " ".join(f"{frame.across(p.at):.1f},{frame.up(p.value):.1f}" for p in _thinned(frame))
    parts.append(
        element(
            "polyline", points=line, fill="none", stroke=paint(hue), stroke_width=2, stroke_linejoin="round"
        )
    )
    return svg(frame.width, frame.height, joined([*parts, *_breaches(frame), *_ticks(frame)]), label)


def _thinned(frame: _Frame, most: int = 600) -> Sequence[Point]:
    """Leave out points that no screen could show, never one outside the limits."""
    step = max(len(frame.points) // most, 1)
    last = len(frame.points) - 1
    return [p for i, p in enumerate(frame.points) if i % step == 0 or i == last or frame.is_outside(p.value)][
        :4000
    ]


def _breaches(frame: _Frame) -> list[str]:
    outside = [p for p in frame.points if frame.is_outside(p.value)]
    shown = outside[:: max(len(outside) // 60, 1)]
    return [
        element("circle", cx=frame.across(p.at), cy=frame.up(p.value), r=3, fill="var(--stop)") for p in shown
    ]


def _ticks(frame: _Frame) -> list[str]:
    count, parts = 3 if frame.width < 500 else 6, []
    for i in range(count):
        at = (frame.first + (frame.last - frame.first) * i / (count - 1)).astimezone(TOKYO)
        anchor = "start" if i == 0 else "end" if i == count - 1 else "middle"
        shown = f"{day_text(at.date(), at.year, language())} {at:%H:%M}"
        parts.append(words(frame.across(at), frame.height - 10, shown, 12, "t-faint", anchor))
    return parts
