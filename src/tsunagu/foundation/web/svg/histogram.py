"""How often values fall into each stretch, against limits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import Axis, Box, across_axis, margin_for, scale, up_axis
from tsunagu.foundation.web.svg.marks import (
    Limit,
    State,
    limit_columns,
    mark,
    room_above,
    state_keys,
    state_word,
)
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, title


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie from ``low`` to ``high``."""

    low: float
    high: float
    count: int
    state: State = ""


def histogram(
    bins: Sequence[Bin],
    axis: Axis,
    label: str,
    *,
    count_label: str = "",
    limits: Sequence[Limit] = (),
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw the bins as given, with limits as upright lines named above."""
    shown = [one for one in bins if math.isfinite(one.low) and math.isfinite(one.high) and one.high > one.low]
    if not any(one.count > 0 for one in shown):
        return SafeString("")
    given = state_words or {}
    told = [_told(one, given) for one in shown]
    keys = state_keys((one.state for one in shown if one.count), given, is_bar=True)
    return plot(
        lambda size: _drawing(shown, axis, Axis(count_label, low=0.0), limits, size, given),
        label, told, keys, len(shown),
    )  # fmt: skip


def _drawing(
    bins: Sequence[Bin],
    axis: Axis,
    counts: Axis,
    limits: Sequence[Limit],
    size: Size,
    given: Mapping[State, str],
) -> tuple[str, float]:
    height, top = 200.0 if size.is_phone else 240.0, 30.0 + room_above(limits)
    up = scale([0.0, *(float(one.count) for one in bins)], counts, height, 0.0)
    box = Box(margin_for(up, height), top, size.width - 10, top + height)
    up = up.moved(box.bottom, box.top)
    ends = [end for one in bins for end in (one.low, one.high)]
    across = scale([*ends, *(limit.value for limit in limits)], axis, box.left, box.right, 0.03)
    parts = [up_axis(box, up, counts.label), across_axis(box, across, axis.label, has_grid=False)]
    for one in bins:
        x, right, y = across.held(one.low), across.held(one.high), up.at(one.count)
        drawn = element(
            "rect", x=x + 0.75, y=y, width=max(right - x - 1.5, 0.8), height=max(box.bottom - y, 0.0),
            class_=f"bar k-{one.state}" if one.state else "bar",
        )  # fmt: skip
        if one.state in ("warn", "stop"):
            drawn += mark((x + right) / 2, y - 8, one.state, 4.5)
        parts.append(element("g", title(_told(one, given)) + drawn) if one.count > 0 else "")
    parts.append(limit_columns(box, across, limits))
    return joined(parts), box.bottom + (48.0 if axis.label else 26.0)


def _told(one: Bin, given: Mapping[State, str]) -> str:
    said = state_word(one.state, given) if one.state in ("warn", "stop") else ""
    return f"{number(one.low)}–{number(one.high)}: {one.count} {said}".strip()
