"""Rows of a value with its interval and single results on one scale (a forest plot)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import TICK, Axis, Box, Scale, across_axis, scale
from tsunagu.foundation.web.svg.labels import row_names
from tsunagu.foundation.web.svg.marks import (
    Limit,
    State,
    Zone,
    limit_columns,
    line_key,
    mark,
    range_text,
    state_keys,
    state_word,
    zone_area,
    zone_key,
)
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, length, shorten, title, words

_LONG = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """One row: a value, its interval, the single results behind it; ``word`` says a state more exactly."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    replicates: Sequence[float] = ()
    state: State = "ok"
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Forest:
    rows: Sequence[Interval]
    axis: Axis
    zone: Zone | None
    reference: Limit | None
    given: Mapping[State, str]


def intervals(
    rows: Sequence[Interval],
    axis: Axis,
    label: str,
    *,
    zone: Zone | None = None,
    reference: Limit | None = None,
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw one row for each value, in the order given, with a shaded zone and a dashed line to compare with."""
    shown = [row for row in rows if axis.shows(row.value)]
    if not shown:
        return SafeString("")
    forest = _Forest(shown, axis, zone, reference, state_words or {})
    keys = state_keys((row.state for row in shown), forest.given)
    keys += [zone_key(zone)] if zone else []
    keys += [line_key(reference.label, "limit k-ok")] if reference else []
    return plot(
        lambda size: _drawing(forest, size),
        label,
        [_told(row, forest.given) for row in shown],
        keys,
        6 * len(shown),  # a row is a name, an interval, its single results and a value
    )


def _drawing(forest: _Forest, size: Size) -> tuple[str, float]:
    rows = forest.rows
    pitch = 38.0 if len(rows) <= 12 else 28.0 if len(rows) <= 40 else 16.0
    type_size = 14.0 if pitch > 16 else 12.0
    room, words_room = _rooms(forest, size, type_size)
    top = 26.0 if forest.reference or len(rows) > _LONG else 8.0
    box = Box(room, top, size.width - words_room - 10, top + pitch * len(rows))
    across = scale(_values(forest), forest.axis, box.left, box.right)
    parts = [_ground(forest, box, across)]
    names = row_names([row.label for row in rows], room - 12, type_size)
    for i, row in enumerate(rows):
        y = box.top + pitch * (i + 0.5)
        lies_under = bool(row.word) and size.is_phone and pitch > 20
        drawn = [
            title(_told(row, forest.given)),
            words(0.0, y + (-2 if lies_under else 5), names[i], type_size, "t-ink"),
            _marks(row, across, y, min(6.0, pitch * 0.32)),
        ]
        if row.word and words_room:
            drawn.append(
                words(box.right + 14, y + 5, shorten(row.word, words_room - 8, TICK), TICK, _ink(row))
            )
        elif lies_under:
            drawn.append(words(0.0, y + 14, shorten(row.word, room - 12, 12), 12, _ink(row)))
        parts.append(element("g", joined(drawn), class_=f"k-{row.state}" if row.state else None))
    return joined(parts), box.bottom + (46.0 if forest.axis.label else 24.0)


def _rooms(forest: _Forest, size: Size, type_size: float) -> tuple[float, float]:
    """Return the room for the names on the left and for the words of states on the right."""
    longest = max(length(row.label, type_size) for row in forest.rows)
    said = max(length(row.word, TICK) for row in forest.rows)
    if size.is_phone:
        return min(max(longest, said) + 14, 104.0), 0.0
    return min(longest + 18, size.width * 0.3), min(said + 12, size.width * 0.28) if said else 0.0


def _values(forest: _Forest) -> list[float]:
    ends = [value for row in forest.rows for value in (row.value, row.low, row.high, *row.replicates)]
    compared = [forest.zone.low, forest.zone.high] if forest.zone else []
    compared += [forest.reference.value] if forest.reference else []
    return [value for value in [*ends, *compared] if value is not None]


def _ground(forest: _Forest, box: Box, across: Scale) -> str:
    is_long = len(forest.rows) > _LONG
    parts = [across_axis(box, across, forest.axis.label, is_long=is_long)]
    if forest.zone:
        left, right = across.held(forest.zone.low), across.held(forest.zone.high)
        parts.insert(0, zone_area(forest.zone, left, box.top, right - left, box.height))
    if forest.reference:
        written = Limit(forest.reference.value, "" if is_long else number(forest.reference.value), "ok")
        parts.append(limit_columns(box, across, [written]))
    return joined(parts)


def _marks(row: Interval, across: Scale, y: float, r: float) -> str:
    parts = []
    if row.low is not None and row.high is not None and not (math.isnan(row.low) or math.isnan(row.high)):
        line = f"M{across.held(row.low):.1f} {y:.1f}H{across.held(row.high):.1f}"
        parts.append(element("path", d=line + _arrows(row.low, row.high, across, y), class_="whisker"))
    single = "".join(
        f"M{across.at(v):.1f} {y:.1f}h0" for v in row.replicates if math.isfinite(v) and across.holds(v)
    )
    parts.append(element("path", d=single, class_="dots") if single else "")
    return joined(parts) + mark(across.held(row.value), y, row.state, r)


def _arrows(low: float, high: float, across: Scale, y: float) -> str:
    """Point onwards where an interval goes beyond the scale."""
    left = f"M{across.start + 6:.1f} {y - 5:.1f}l-6 5l6 5" if low < across.low else ""
    return left + (f"M{across.end - 6:.1f} {y - 5:.1f}l6 5l-6 5" if high > across.high else "")


def _ink(row: Interval) -> str:
    return {"warn": "t-warn t-bold", "stop": "t-stop t-bold"}.get(row.state, "t-muted")


def _told(row: Interval, given: Mapping[State, str]) -> str:
    said = row.word or (state_word(row.state, given) if row.state in ("warn", "stop") else "")
    return f"{row.label} {number(row.value)}{range_text(row.low, row.high)} {said}".strip()
