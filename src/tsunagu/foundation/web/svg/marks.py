"""What stands for a value: a shape for each state, lines and zones that limit, and the key that names them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import escape
from django.utils.translation import gettext

from tsunagu.foundation.web.numbers import MINUS, number
from tsunagu.foundation.web.svg.axes import TICK, Box, Scale, spread
from tsunagu.foundation.web.svg.primitives import element, hue_class, joined, length, shorten, words
from tsunagu.foundation.web.times import language

State = Literal["", "ok", "warn", "stop"]
Shape = Literal["disc", "ring", "square", "frame", "diamond", "triangle"]
STATES: tuple[State, ...] = ("ok", "warn", "stop")
SERIES: tuple[Shape, ...] = ("disc", "square", "ring", "frame")
_SHAPES: dict[str, Shape] = {"warn": "diamond", "stop": "triangle"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A value to compare with, drawn as a line across; ``state`` says what lies beyond it."""

    value: float
    label: str = ""
    state: State = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of values that is shaded, such as what is accepted."""

    low: float
    high: float
    label: str = ""
    state: State = "ok"


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key under a picture: the drawn sign, and what it means."""

    sign: str
    meaning: str


def state_word(state: str, given: Mapping[State, str] | None = None) -> str:
    """Name a state in the caller's words or in ours; the empty state has no name."""
    usual = {"ok": gettext("Within limits"), "warn": gettext("Attention"), "stop": gettext("Needs review")}
    return next((word for key, word in (given or {}).items() if key == state), usual.get(state, ""))


def mark(x: float, y: float, state: str, size: float = 6.0, shape: Shape | None = None) -> str:
    """Draw the shape of a state at a place; without a state, of the series it belongs to."""
    drawn = _SHAPES.get(state) or shape or "disc"
    look = f"mark k-{state}" if state else "mark"
    hollow = " hollow" if drawn in ("ring", "frame") else ""
    return element("path", d=_outline(drawn, x, y, size), class_=look + hollow)


def limit_rows(
    box: Box, up: Scale, limits: Sequence[Limit], room: float, avoid: Sequence[tuple[float, float]] = ()
) -> tuple[str, str]:
    """Return limits as horizontal lines, and their names: in ``room`` on the right, or on the line.

    ``avoid`` are the places of marks that a name on its line should not cover.
    """
    shown = [limit for limit in limits if up.holds(limit.value)]
    places = spread([up.at(limit.value) for limit in shown], TICK + 2, box.top - 4, box.bottom - 4)
    lines = [
        element("path", d=f"M{box.left:.1f} {up.at(limit.value):.1f}H{box.right:.1f}", class_=_line(limit))
        for limit in shown
    ]
    parts = []
    for limit, y in zip(shown, places, strict=True):
        look = f"halo {_ink(limit)}"
        if room:
            parts.append(words(box.right + 6, y + 4, shorten(limit.label, room - 6, TICK), TICK, look))
        else:
            parts.append(_on_line(box, y, shorten(limit.label, box.width, TICK), look, avoid))
    return joined(lines), joined(parts)


def limit_columns(box: Box, across: Scale, limits: Sequence[Limit]) -> str:
    """Draw limits as vertical lines; their names stand above the box, in lines that don't touch."""
    lines, parts, ends = [], [], [-1e9, -1e9]
    for limit in sorted(limits, key=lambda limit: limit.value):
        if not across.holds(limit.value):
            continue
        x = across.at(limit.value)
        name = shorten(limit.label, box.right - 4, TICK)
        half = length(name, TICK) / 2
        middle = min(max(x, half + 1), box.right - half + 4)
        level = next((i for i, end in enumerate(ends) if end + 8 <= middle - half), 1)
        ends[level] = middle + half
        top = box.top - level * 15
        lines.append(element("path", d=f"M{x:.1f} {top:.1f}V{box.bottom:.1f}", class_=_line(limit)))
        parts.append(words(middle, top - 6, name, TICK, f"halo {_ink(limit)}", "middle"))
    return joined([*lines, *parts])


def room_above(limits: Sequence[Limit]) -> float:
    """Return the height that names of upright limits need above the box."""
    return 4.0 + 15.0 * min(len(limits), 2) if limits else 0.0


def zone_area(zone: Zone, x: float, y: float, width: float, height: float) -> str:
    """Shade a zone."""
    return element(
        "rect", x=x, y=y, width=max(width, 1.0), height=max(height, 1.0), class_=f"zone k-{zone.state}"
    )


def room_for(limits: Sequence[Limit], width: float) -> float:
    """Return the room that names of limits need on the right; long ones stand on their lines on a phone."""
    widest = max((length(limit.label, TICK) for limit in limits), default=0.0)
    return min(widest + 12, width * 0.28) if widest and (width > 400 or widest < 36) else 0.0


def state_keys(
    states: Iterable[str], given: Mapping[State, str] | None = None, *, is_bar: bool = False
) -> list[Key]:
    """Return the keys of the states that occur; where all are fine, none. Bars carry a sign only if they aren't."""
    found = set(states) & set(STATES)
    if found <= {"ok"}:
        return []
    swatch = element("rect", x=-7, y=-6, width=14, height=12, class_="bar k-ok")
    signs = {state: swatch if is_bar and state == "ok" else mark(0, 0, state) for state in STATES}
    return [Key(signs[state], state_word(state, given)) for state in STATES if state in found]


def zone_key(zone: Zone) -> Key:
    """Return the key of a zone."""
    return Key(element("rect", x=-8, y=-6, width=16, height=12, class_=f"zone k-{zone.state}"), zone.label)


def line_key(meaning: str, look: str = "limit", hue: str = "") -> Key:
    """Return the key of a kind of line."""
    return Key(element("path", d="M-10 0H10", class_=f"{look} {hue_class(hue)}".strip()), meaning)


def ribbon_key(meaning: str, hue: str) -> Key:
    """Return the key of a band along a line."""
    return Key(
        element("rect", x=-8, y=-6, width=16, height=12, class_=f"ribbon {hue_class(hue)}".strip()), meaning
    )


def key_list(keys: Sequence[Key]) -> str:
    """Write the key as a list under the picture."""
    items = joined(
        f'<li><svg viewBox="-10 -8 20 16" width="20" height="16" aria-hidden="true">{key.sign}</svg>'
        f"{escape(key.meaning)}</li>"
        for key in keys
        if key.meaning
    )
    return f'<ul class="keys">{items}</ul>' if items else ""


def range_text(low: float | None, high: float | None, digits: int = 4) -> str:
    """Write an interval as it follows a number: ``（31〜62）`` or `` (31–62)``; an open end is ∞."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    one, other = (
        number(end, digits) if math.isfinite(end) else f"{MINUS if end < 0 else ''}∞" for end in (low, high)
    )
    return f" ({one}–{other})" if language() == "en" else f"（{one}〜{other}）"


def _on_line(box: Box, y: float, name: str, look: str, avoid: Sequence[tuple[float, float]]) -> str:
    """Write a name above or below its line, at the end where it covers the fewest marks."""
    wide = length(name, TICK)

    def covered(place: tuple[float, float]) -> int:
        left, base = place
        return sum(left - 5 < x < left + wide + 5 and base - 15 < at < base + 6 for x, at in avoid)

    lefts = (box.right - 4 - wide, box.left + 4, (box.left + box.right - wide) / 2)
    left, base = min(((left, base) for base in (y - 5, y + 14) for left in lefts), key=covered)
    return words(left + wide, base, name, TICK, look, "end")


def _line(limit: Limit) -> str:
    return f"limit k-{limit.state}" if limit.state else "limit"


def _ink(limit: Limit) -> str:
    return {"warn": "t-warn", "stop": "t-stop"}.get(limit.state, "t-muted")


def _outline(shape: Shape, x: float, y: float, r: float) -> str:
    if shape == "diamond":
        q = r * 1.25
        return f"M{x:.1f} {y - q:.1f}l{q:.1f} {q:.1f}l{-q:.1f} {q:.1f}l{-q:.1f} {-q:.1f}z"
    if shape == "triangle":
        q = r * 1.2
        return f"M{x:.1f} {y - q:.1f}l{q * 1.1:.1f} {q * 1.9:.1f}h{-q * 2.2:.1f}z"
    if shape in ("square", "frame"):
        q = r * 0.88
        return f"M{x - q:.1f} {y - q:.1f}h{2 * q:.1f}v{2 * q:.1f}h{-2 * q:.1f}z"
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
