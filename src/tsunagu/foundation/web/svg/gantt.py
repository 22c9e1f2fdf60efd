"""Rows of bars over a window of time: who holds what when, at the scale of a quarter, of weeks, a week or a day.

Two drawings are made, of which the style sheet shows one: labels beside the rows, and above them for narrow screens,
where nobody points at a bar to read its words.
Only what lies within the window is given and drawn, so that thousands of bars elsewhere cost nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.primitives import joined, length, paint, picture, shorten, svg, words
from tsunagu.foundation.web.times import day_text, language

Scale = Literal["quarter", "weeks", "week", "day"]
BarLook = Literal["solid", "pale", "outline"]
_HEAD, _SECTION, _LETTER = 30.0, 30.0, 12.0
_HALF_YEAR = 26 * 7 * 24


@dataclass(frozen=True, slots=True)
class GanttBar:
    """A bar in hours from the start of the window; ``tail`` is the hour until which a grey part follows it."""

    start: float
    end: float
    hue: str
    label: str
    told: str
    tail: float = 0
    look: BarLook = "solid"


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One lane with its bars; ``heading`` begins a group of rows."""

    label: str
    bars: Sequence[GanttBar]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The hours that are drawn, from a midnight on; ``now`` in hours from there, where it is known."""

    begin: datetime
    hours: int
    scale: Scale
    now: float | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Measures of one drawing."""

    width: float
    left: float
    row: float
    bar: float
    drop: float
    is_narrow: bool


_WIDE = _Sheet(1320, 258, 32, 23, 4, is_narrow=False)
_NARROW = _Sheet(360, 4, 44, 21, 18, is_narrow=True)


def gantt(rows: Sequence[GanttRow], window: Window, label: str, about: str = "") -> SafeString:
    """Draw the rows; both drawings say the same."""
    return picture(_drawn(rows, window, label, about, _WIDE), _drawn(rows, window, label, about, _NARROW))


def _drawn(rows: Sequence[GanttRow], window: Window, label: str, about: str, sheet: _Sheet) -> str:
    height = _HEAD + sum(sheet.row + (_SECTION if row.heading else 0) for row in rows) + 4
    scale = (sheet.width - sheet.left - 4) / window.hours
    parts = [*_weekends(window, sheet, scale, height), *_grid(window, sheet, scale, height)]
    y = _HEAD
    for row in rows:
        if row.heading:
            parts.append(words(0 if sheet.is_narrow else 4, y + 20, row.heading, 13, "t-ink t-bold"))
            y += _SECTION
        parts.append(_labelled(row.label, y, sheet))
        for bar in row.bars:
            parts.append(_bar(bar, y + sheet.drop, window, sheet, scale))
        y += sheet.row
    if window.now is not None and 0 <= window.now <= window.hours:
        x = sheet.left + window.now * scale
        told = f"<title>{escape(gettext('Now'))}</title>"
        parts.append(
            f'<path d="M{x:.1f} {_HEAD - 6:.1f}V{height:.1f}" stroke="var(--stop)" stroke-width="2">{told}</path>'
        )
    return svg(sheet.width, height, joined(parts), label, about=about, has_links=True, look="gantt")


def _labelled(label: str, y: float, sheet: _Sheet) -> str:
    if sheet.is_narrow:
        return words(sheet.left, y + 13, _cut(label, sheet.width - 8, 12), 12, "t-muted")
    return words(sheet.left - 10, y + 20, _cut(label, sheet.left - 16, 13), 13, "t-ink", "end")


def _cut(label: str, width: float, size: float) -> str:
    """Cut a label that is too long; a number at its end stays, for it tells lanes apart."""
    number = re.search(r"[\s\u3000]\S{0,3}[\s\u3000]?\d+$", label)
    if number is None or length(label, size) <= width:
        return shorten(label, width, size)
    tail = number.group()
    return shorten(label[: number.start()], width - length(tail, size), size) + tail


def _weekends(window: Window, sheet: _Sheet, scale: float, height: float) -> Iterator[str]:
    for day in range(0, -(-window.hours // 24)):
        if (window.begin + timedelta(days=day)).weekday() >= 5:
            x = sheet.left + day * 24 * scale
            yield (
                f'<rect x="{x:.1f}" y="{_HEAD:.0f}" width="{24 * scale:.1f}" height="{height - _HEAD:.0f}"'
                ' fill="var(--sunken)"/>'
            )


def _grid(window: Window, sheet: _Sheet, scale: float, height: float) -> Iterator[str]:
    """Return the lines of the window with their labels: hours of a day, else days with their Mondays."""
    if window.scale == "day":
        step = 4 if sheet.is_narrow else 1
        for hour in range(0, window.hours + 1, step):
            yield _line(sheet.left + hour * scale, height, is_strong=hour % 24 == 0)
            if hour < window.hours and (sheet.is_narrow or hour % 2 == 0):
                yield words(sheet.left + hour * scale + 3, 20, f"{hour % 24}:00", 12, "t-faint")
        return
    for day in range(0, window.hours // 24 + 1):
        on = window.begin + timedelta(days=day)
        x, is_monday = sheet.left + day * 24 * scale, on.weekday() == 0
        if is_monday or (window.scale != "quarter" and not (sheet.is_narrow and window.scale == "weeks")):
            yield _line(x, height, is_strong=is_monday)
        if day * 24 < window.hours and _is_named(day, window, sheet, is_monday=is_monday):
            yield words(x + 3, 20, _day_name(on, window, sheet), 12, "t-faint")


def _is_named(day: int, window: Window, sheet: _Sheet, *, is_monday: bool) -> bool:
    if window.scale == "week":
        return True
    if window.scale == "quarter":
        every = (3 if sheet.is_narrow else 1) * -(-window.hours // _HALF_YEAR)
        return is_monday and (day // 7) % every == 0
    return is_monday


def _day_name(on: datetime, window: Window, sheet: _Sheet) -> str:
    if window.scale == "week" and sheet.is_narrow:
        return str(on.day)
    return day_text(on.date(), on.year, language(), weekday=window.scale == "week")


def _line(x: float, height: float, *, is_strong: bool) -> str:
    colour = "var(--edge)" if is_strong else "var(--line)"
    opacity = ' stroke-opacity=".45"' if is_strong else ""
    return f'<path d="M{x:.1f} {_HEAD - 4:.0f}V{height:.0f}" stroke="{colour}"{opacity}/>'


def _bar(bar: GanttBar, y: float, window: Window, sheet: _Sheet, scale: float) -> str:
    """Draw one bar, cut at the edges of the window."""
    left, right = max(bar.start, 0.0), min(bar.end, float(window.hours))
    x, width = sheet.left + left * scale, max((right - left) * scale - 1, 2.0)
    tail = min(bar.tail, float(window.hours))
    drawn = "" if sheet.is_narrow else f"<title>{escape(bar.told)}</title>"
    if tail > max(bar.end, 0):
        begin = sheet.left + max(bar.end, 0.0) * scale
        drawn += _box(
            begin, y, (tail - max(bar.end, 0.0)) * scale - 1, sheet.bar, "var(--edge)", ' opacity=".45"'
        )
    if right > left:
        drawn += _body(bar, x, y, width, sheet)
    return drawn if sheet.is_narrow else f'<g role="img">{drawn}</g>'


def _body(bar: GanttBar, x: float, y: float, width: float, sheet: _Sheet) -> str:
    colour, room = paint(bar.hue), width - 8
    if bar.look == "outline":
        edge = f' stroke="{colour}" stroke-width="1.5" stroke-dasharray="4 3"'
        return _box(x, y - 2, width, sheet.bar + 4, "none", edge)
    drawn = _box(x, y, width, sheet.bar, colour, ' opacity=".28"' if bar.look == "pale" else "")
    if bar.label and room > length(bar.label[:3], _LETTER):
        look, gap = ("t-ink", 13.0) if bar.look == "pale" else ("t-hue", 5.0)
        said = shorten(bar.label, room + 5 - gap, _LETTER)
        drawn += words(x + gap, y + sheet.bar - 7, said, _LETTER, look)
    return drawn


def _box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.0):.1f}" height="{height:.0f}"'
    return f'<rect {size} rx="3" fill="{fill}"{more}/>'
