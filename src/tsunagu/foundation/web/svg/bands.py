"""What lies under the line of steps, on its scale: who has it from when to when, and how warm it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.line import WIDTH, position
from tsunagu.foundation.web.svg.primitives import (
    element,
    hue_class,
    joined,
    length,
    paint,
    picture,
    shorten,
    svg,
    title,
    words,
    wrap,
)  # fmt: skip

_BAND_TOP, _BAND_HEIGHT, _LINE = 24.0, 30.0, 17


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the line, in steps counted from 0: ``Band(2.5, 8.6, "Plant", "manufacturing")``."""

    start: float
    end: float
    label: str
    hue: str
    is_planned: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch with readings against limits; ``low`` or ``high`` is None where there is no such limit."""

    start: float
    end: float
    readings: Sequence[float]
    low: float | None
    high: float | None
    label: str
    note: str = ""
    state: str = "ok"
    hue: str = "transport"


def bands(items: Sequence[Band], count: int, label: str) -> SafeString:
    """Draw bands under a line of ``count`` steps; on a phone, a list in the same order."""
    parts = [words(0, 24, label, 12, "t-muted")]
    for band in items:
        x, right = max(0.0, position(band.start, count)), min(WIDTH, position(band.end, count))
        wide = max(right - x - 4, 6)
        colour, look = paint(band.hue), "t-ink" if band.is_planned else "t-hue"
        box = element(
            "rect", x=x, y=5, width=wide, height=28, rx=6, stroke=colour, stroke_width=1.5,
            fill="var(--surface)" if band.is_planned else colour, stroke_dasharray="4 3" if band.is_planned else None,
        )  # fmt: skip
        shown = shorten(band.label, wide - 18, 13)
        name = words(x + 10, 24, shown if len(shown) > 2 or shown == band.label else "", 13, look)
        parts.append(element("g", title(_told(band)) + box + name))
    spoken = "; ".join(_told(band) for band in items)
    return picture(svg(WIDTH, 38, joined(parts), label, about=spoken), _band_list(items, label))


def temperature(legs: Sequence[Leg], count: int, label: str) -> SafeString:
    """Draw each leg's readings against its limits; its note (time over the limit, what is left) stands above, or
    below where there is no room."""
    parts = [words(0, _BAND_TOP + 24, label, 12, "t-muted")]
    below = 0
    for i, leg in enumerate(legs):
        x, right = position(leg.start, count), position(leg.end, count)
        until = position(legs[i + 1].start, count) if i + 1 < len(legs) else WIDTH
        look = {"stop": "t-stop t-bold", "warn": "t-warn t-bold"}.get(leg.state, "t-muted")
        after = length(leg.label, 12) + 10
        has_room = after + length(leg.note, 13) <= until - x - 8
        lines = [] if has_room or not leg.note else wrap(leg.note, max(until - x - 12, 96), 13, 3)
        below = max(below, len(lines))
        parts += [
            words(x, 13, shorten(leg.label, until - x - 8, 12), 12, "t-faint"),
            words(x + after, 13, leg.note, 13, look) if has_room else "",
            _readings(leg, x, right - 4),
        ]
        parts += [words(x, _BAND_TOP + 62 + n * _LINE, line, 13, look) for n, line in enumerate(lines)]
    height = _BAND_TOP + 48 + (below * _LINE + 2 if below else 0)
    spoken = "; ".join(f"{leg.label} {leg.note}" for leg in legs)
    return picture(svg(WIDTH, height, joined(parts), label, about=spoken), _leg_list(legs, label))


def _scale(leg: Leg) -> tuple[float, float]:
    """Return the temperature at the top and the bottom of the shaded band."""
    reach = [*leg.readings] or [0.0]
    high = leg.high if leg.high is not None else max(*reach, (leg.low or 0) + 6)
    low = leg.low if leg.low is not None else min(*reach, high - 20)
    return (high, low) if high > low else (high, high - 1)


def _readings(leg: Leg, x: float, right: float, top: float = _BAND_TOP + 4) -> str:
    high, low = _scale(leg)
    fill = paint(leg.state if leg.state in ("ok", "warn", "stop") else "ok")
    parts = [
        element(
            "rect", x=x, y=top, width=max(right - x, 4), height=_BAND_HEIGHT, rx=3, fill=fill, opacity=0.14
        )
    ]
    for limit, y in ((leg.high, top), (leg.low, top + _BAND_HEIGHT)):
        if limit is not None:
            parts.append(
                element(
                    "line", x1=x, x2=right, y1=y, y2=y, stroke=fill, stroke_width=1, stroke_dasharray="3 3"
                )
            )
    values = _thinned(leg.readings)
    if len(values) > 1:
        points = " ".join(
            f"{x + i * (right - x) / (len(values) - 1):.1f},"
            f"{min(max(top + (high - value) / (high - low) * _BAND_HEIGHT, top - 12), top + _BAND_HEIGHT + 12):.1f}"
            for i, value in enumerate(values)
        )
        parts.append(element("polyline", points=points, fill="none", stroke=paint(leg.hue), stroke_width=2))
    return joined(parts)


def _thinned(values: Sequence[float], most: int = 160) -> list[float]:
    """Keep the extremes: of each run the value farthest from the middle stays."""
    if len(values) <= most:
        return list(values)
    middle = sorted(values)[len(values) // 2]
    step = len(values) / most
    runs = (values[int(i * step) : int((i + 1) * step)] for i in range(most))
    return [max(run, key=lambda value: abs(value - middle)) for run in runs]


def _told(band: Band) -> str:
    planned = f" ({gettext('planned')})" if band.is_planned else ""
    return f"{band.label} {band.when}".strip() + planned


def _band_list(items: Sequence[Band], label: str) -> str:
    rows = []
    for band in items:
        when = band.when or (gettext("planned") if band.is_planned else "")
        rows.append(
            f'<li class="{hue_class(band.hue)}"><span class="when">{escape(when)}</span>'
            f"<span>{escape(band.label)}</span></li>"
        )
    return f'<p class="sub">{escape(label)}</p><ol class="agenda" aria-label="{escape(label)}">{joined(rows)}</ol>'


def _leg_list(legs: Sequence[Leg], label: str) -> str:
    rows = []
    for leg in legs:
        drawing = svg(320, 64, _readings(leg, 0, 320, 16), f"{label} {leg.label}")
        badge = f'<p class="small">{escape(leg.note)}</p>' if leg.note else ""
        rows.append(f'<p class="sub">{escape(leg.label)}</p>{drawing}{badge}')
    return f'<p class="sub">{escape(label)}</p>{joined(rows)}'
