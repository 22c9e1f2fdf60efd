"""Bars above and below zero against critical lines: several for each group, or one for each, put in order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import Axis, Box, Scale, margin_for, scale, up_axis
from tsunagu.foundation.web.svg.labels import labels_under
from tsunagu.foundation.web.svg.marks import (
    Limit,
    State,
    limit_rows,
    mark,
    room_for,
    state_keys,
    state_word,
)
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, title, words

_RANK = {"warn": 1, "stop": 2}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its value, what was judged of it, and what it is called within its group."""

    value: float
    state: State = "ok"
    label: str = ""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars of one group, side by side."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Score:
    """One score and what was judged of it."""

    label: str
    value: float
    state: State = "ok"


def bars_by_group(
    groups: Sequence[BarGroup],
    axis: Axis,
    label: str,
    *,
    limits: Sequence[Limit] = (),
    across_label: str = "",
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw the bars of each group beside each other from zero, with the critical lines of both signs as given."""
    shown = [BarGroup(g.label, [b for b in g.bars if math.isfinite(b.value)]) for g in groups]
    if not any(group.bars for group in shown):
        return SafeString("")
    given = state_words or {}
    told = [_told(group, bar, given) for group in shown for bar in group.bars]
    keys = state_keys((bar.state for group in shown for bar in group.bars), given, is_bar=True)
    return plot(
        lambda size: _drawing(shown, axis, limits, across_label, size, given),
        label, told, keys, sum(len(group.bars) for group in shown),
    )  # fmt: skip


def scores(
    items: Sequence[Score],
    axis: Axis,
    label: str,
    *,
    limits: Sequence[Limit] | None = None,
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw scores from low to high with lines at ±2 and ±3 (ISO 13528:2022, 9.4); beyond 6 a bar is cut."""
    finite = sorted((item for item in items if math.isfinite(item.value)), key=lambda item: item.value)
    lines = limits if limits is not None else [
        Limit(-3, "−3", "stop"), Limit(-2, "−2", "warn"), Limit(2, "2", "warn"), Limit(3, "3", "stop"),
    ]  # fmt: skip
    reach = min(max([3.6, *(abs(item.value) * 1.08 for item in finite)]), 6.0)
    low = -reach if axis.low is None else axis.low
    high = reach if axis.high is None else axis.high
    groups = [BarGroup(item.label, [Bar(item.value, item.state)]) for item in finite]
    return bars_by_group(groups, Axis(axis.label, low, high), label, limits=lines, state_words=state_words)


def _drawing(
    groups: Sequence[BarGroup],
    axis: Axis,
    limits: Sequence[Limit],
    across_label: str,
    size: Size,
    given: Mapping[State, str],
) -> tuple[str, float]:
    height = 220.0 if size.is_phone else 260.0
    values = [bar.value for group in groups for bar in group.bars] + [limit.value for limit in limits]
    up = scale([*values, 0.0], axis, height, 0.0, 0.1)
    room = room_for(limits, size.width)
    box = Box(margin_for(up, height), 30.0, size.width - room - 4, 30.0 + height)
    up = up.moved(box.bottom, box.top)
    step = box.width / len(groups)
    parts = [up_axis(box, up, axis.label)]
    signed = {1.0: -9.0, -1.0: -9.0}
    for i, group in enumerate(groups):
        parts.append(_group(group, box.left + step * i, step, up, given, signed))
    parts.append(element("path", d=f"M{box.left:.1f} {up.held(0.0):.1f}H{box.right:.1f}", class_="zero"))
    parts += limit_rows(box, up, limits, room)
    middles = [box.left + step * (i + 0.5) for i in range(len(groups))]
    wanted = [max((_RANK.get(bar.state, 0) for bar in group.bars), default=0) for group in groups]
    names, deep = labels_under(box, middles, [group.label for group in groups], across_label, wanted)
    return joined([*parts, names]), box.bottom + deep


def _group(
    group: BarGroup,
    left: float,
    step: float,
    up: Scale,
    given: Mapping[State, str],
    signed: dict[float, float],
) -> str:
    """Draw a group; ``signed`` remembers where the last sign stands above and below, so that signs don't touch."""
    count = max(len(group.bars), 1)
    width = min(step * 0.78 / count, 30.0)
    first = left + (step - width * count) / 2
    parts = []
    for i, bar in enumerate(group.bars):
        x, zero, end = first + width * i, up.held(0.0), up.held(bar.value)
        gap = 1.5 if width > 6 else 0.3
        drawn = element(
            "rect", x=x + gap / 2, y=min(zero, end), width=max(width - gap, 0.8), height=max(abs(end - zero), 1.0),
            class_=f"bar k-{bar.state}" if bar.state else "bar",
        )  # fmt: skip
        middle, side = x + width / 2, math.copysign(1.0, bar.value)
        if bar.state in _RANK and middle - signed[side] >= 10:
            drawn += _sign(bar, middle, end, up)
            signed[side] = middle
        parts.append(element("g", title(_told(group, bar, given)) + drawn + _beyond(bar, middle, end, up)))
    return joined(parts)


def _sign(bar: Bar, x: float, end: float, up: Scale) -> str:
    """Mark a bar that is not in order beyond its end; inside it, where the bar was cut."""
    outwards = -8.0 if bar.value >= 0 else 8.0
    return mark(x, end + (outwards if up.holds(bar.value) else -outwards), bar.state, 4.5)


def _beyond(bar: Bar, x: float, end: float, up: Scale) -> str:
    """Write the value of a bar that was cut."""
    if up.holds(bar.value):
        return ""
    return words(
        x, end + (-6.0 if bar.value >= 0 else 14.0), number(bar.value, 3), 12, "t-ink t-bold halo", "middle"
    )


def _told(group: BarGroup, bar: Bar, given: Mapping[State, str]) -> str:
    said = state_word(bar.state, given) if bar.state in ("warn", "stop") else ""
    return " ".join(part for part in (group.label, bar.label, number(bar.value), said) if part)
