"""Results in their order against a centre and limits, with what was alarmed, phases, and what was in use."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import TICK, Axis, Box, Scale, margin_for, scale, spread, up_axis
from tsunagu.foundation.web.svg.labels import labels_under, shorten_middle
from tsunagu.foundation.web.svg.marks import Key, State, line_key, mark, state_keys, state_word
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, length, shorten, title, words

Pair = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """One result in order: its name (a date, a run), the centre and limits that held for it, the rule that alarmed."""

    label: str
    value: float
    centre: float | None = None
    limits: Pair = (None, None)
    warning: Pair = (None, None)
    state: State = ""
    rule: str = ""
    phase: str = ""
    version: str = ""


def control_chart(
    readings: Sequence[Reading],
    axis: Axis,
    label: str,
    *,
    across_label: str = "",
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw the results in order; limits may step, phases are parted, versions in use are named under the points."""
    shown = [reading for reading in readings if math.isfinite(reading.value)]
    if len(shown) < 2:
        return SafeString("")
    given = state_words or {}
    told = [_told(reading, given) for reading in shown]
    alarmed_first = [text for text, r in zip(told, shown, strict=True) if r.state] + told
    return plot(
        lambda size: _drawing(shown, axis, across_label, size, given),
        label, list(dict.fromkeys(alarmed_first)), _keys(shown, given), len(shown),
    )  # fmt: skip


def _drawing(
    readings: Sequence[Reading], axis: Axis, across_label: str, size: Size, given: Mapping[State, str]
) -> tuple[str, float]:
    height = 210.0 if size.is_phone else 250.0
    top = 30.0 + (22.0 if any(r.phase for r in readings) else 0.0)
    up = scale(_values(readings), axis, height, 0.0, 0.12)
    right = size.width - (4.0 if size.is_phone else 54.0)
    box = Box(margin_for(up, height), top, right, top + height)
    up = up.moved(box.bottom, box.top)
    step = box.width / len(readings)
    xs = [box.left + step * (i + 0.5) for i in range(len(readings))]
    line = " ".join(f"{x:.1f},{up.held(r.value):.1f}" for x, r in zip(xs, readings, strict=True))
    r = 4.2 if step > 10 else 3.2 if step > 5 else 2.4
    parts = [
        up_axis(box, up, axis.label),
        _levels(readings, box, up, step),
        _phases(readings, box, step),
        element("polyline", points=line, class_="trace run"),
        *(_point(reading, x, up, r, given) for x, reading in zip(xs, readings, strict=True)),
        _rules(readings, xs, box, up),
        "" if size.is_phone else _ends(readings[-1], box, up),
    ]
    names, deep = labels_under(box, xs, [reading.label for reading in readings])
    versions, more = _versions(readings, box, step, box.bottom + deep)
    name = words(
        (box.left + box.right) / 2, box.bottom + deep + more + 14, across_label, 13, "t-muted", "middle"
    )
    return joined([*parts, names, versions, name]), box.bottom + deep + more + (22.0 if across_label else 2.0)


def _values(readings: Sequence[Reading]) -> list[float]:
    found = [v for r in readings for v in (r.value, r.centre, *r.limits, *r.warning)]
    return [value for value in found if value is not None]


_LEVELS: tuple[tuple[str, Callable[[Reading], float | None]], ...] = (
    ("limit k-stop", lambda r: r.limits[0]),
    ("limit k-stop", lambda r: r.limits[1]),
    ("limit k-warn fine", lambda r: r.warning[0]),
    ("limit k-warn fine", lambda r: r.warning[1]),
    ("centre", lambda r: r.centre),
)


def _levels(readings: Sequence[Reading], box: Box, up: Scale, step: float) -> str:
    """Draw centre and limits as lines that step where they change and break where a phase ends."""
    parts = []
    for look, value_of in _LEVELS:
        path, before = "", None
        for i, reading in enumerate(readings):
            value = value_of(reading)
            if value is None or not math.isfinite(value) or not up.holds(value):
                before = None
                continue
            x, y = box.left + step * i, up.at(value)
            parted = before is None or (i > 0 and readings[i - 1].phase != reading.phase)
            path += f"M{x:.1f} {y:.1f}" if parted else "" if before == value else f"V{y:.1f}"
            last = (
                i + 1 == len(readings)
                or value_of(readings[i + 1]) != value
                or readings[i + 1].phase != reading.phase
            )
            path += f"H{x + step:.1f}" if last else ""
            before = value
        parts.append(element("path", d=path, class_=look) if path else "")
    return joined(parts)


def _ends(last: Reading, box: Box, up: Scale) -> str:
    """Write the centre and limits in force at the end beside their lines."""
    looks = {"limit k-stop": "t-stop", "limit k-warn fine": "t-warn", "centre": "t-muted"}
    found = [(looks[look], value_of(last)) for look, value_of in _LEVELS]
    held = [
        (look, value)
        for look, value in found
        if value is not None and math.isfinite(value) and up.holds(value)
    ]
    places = spread([up.at(value) for _, value in held], TICK + 1, box.top, box.bottom)
    return joined(
        words(box.right + 6, y + 4, number(value), TICK, look)
        for (look, value), y in zip(held, places, strict=True)
    )


def _phases(readings: Sequence[Reading], box: Box, step: float) -> str:
    parts, i = [], 0
    for phase, group in groupby(readings, key=lambda reading: reading.phase):
        count, x = len(list(group)), box.left + step * i
        if i:
            parts.append(element("path", d=f"M{x:.1f} {box.top - 20:.1f}V{box.bottom:.1f}", class_="parting"))
        name = shorten(phase, step * count - 8, 12.5)
        parts.append(words(x + (6 if i else 0), box.top - 8, name if len(name) > 1 else "", 12.5, "t-ink"))
        i += count
    return joined(parts) if len(parts) > 1 or readings[0].phase else ""


def _versions(readings: Sequence[Reading], box: Box, step: float, top: float) -> tuple[str, float]:
    """Draw what was in use as brackets under the points, named where there is room."""
    if not any(reading.version for reading in readings):
        return "", 0.0
    parts, i = [], 0
    for version, group in groupby(readings, key=lambda reading: reading.version):
        count, x = len(list(group)), box.left + step * i
        end, name = x + step * count, shorten_middle(version, step * count - 4, 12)
        d = f"M{x + 2:.1f} {top + 10:.1f}v-5H{end - 2:.1f}v5"
        drawn = element("path", d=d, class_="bracket") if version else ""
        is_told = name == version or len(name) > 5
        drawn += words((x + end) / 2, top + 20, name if is_told else "", 12, "t-muted", "middle")
        parts.append(element("g", title(version) + drawn))
        i += count
    return joined(parts), 26.0


def _point(reading: Reading, x: float, up: Scale, r: float, given: Mapping[State, str]) -> str:
    size = max(r, 4.5) if reading.state in ("warn", "stop") else r
    drawn = mark(x, up.held(reading.value), reading.state, size)
    return element("g", title(_told(reading, given)) + drawn)


def _rules(readings: Sequence[Reading], xs: Sequence[float], box: Box, up: Scale) -> str:
    """Name the rule at each alarm, outwards from the centre, where no other name stands."""
    taken: list[tuple[float, float, float]] = []
    parts = []
    for x, reading in zip(xs, readings, strict=True):
        half = length(reading.rule, 12) / 2
        is_low = reading.centre is not None and reading.value < reading.centre
        y = up.held(reading.value) + (20.0 if is_low else -11.0)
        middle = min(max(x, box.left + half), box.right - half)
        clashes = any(
            abs(y - b) < 13 and middle - half < right + 6 and left < middle + half + 6
            for left, right, b in taken
        )
        if not reading.rule or clashes:
            continue
        taken.append((middle - half, middle + half, y))
        look = "t-stop t-bold halo" if reading.state == "stop" else "t-warn t-bold halo"
        parts.append(words(middle, y, reading.rule, 12, look, "middle"))
    return joined(parts)


def _keys(readings: Sequence[Reading], given: Mapping[State, str]) -> list[Key]:
    keys = state_keys((reading.state for reading in readings), given)
    keys += (
        [line_key(gettext("Centre line"), "centre")] if any(r.centre is not None for r in readings) else []
    )
    if any(end is not None for r in readings for end in r.limits):
        keys.append(line_key(gettext("Action limits"), "limit k-stop"))
    if any(end is not None for r in readings for end in r.warning):
        keys.append(line_key(gettext("Warning limits"), "limit k-warn fine"))
    return keys


def _told(reading: Reading, given: Mapping[State, str]) -> str:
    said = state_word(reading.state, given) if reading.state in ("warn", "stop") else ""
    parts = (reading.label, number(reading.value), said, reading.rule, reading.version)
    return " ".join(part for part in parts if part)
