"""Shares of a whole as horizontal bars, each with its interval, the numbers in one column on the right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tsunagu.foundation.web.numbers import MINUS
from tsunagu.foundation.web.svg.labels import row_names
from tsunagu.foundation.web.svg.plot import Size, plot
from tsunagu.foundation.web.svg.primitives import element, joined, length, paint, title, words
from tsunagu.foundation.web.times import language

_TEXT = 13.5


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the whole in percent, with its interval where there is one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    hue: str = "storage"


def shares(parts: Sequence[Share], label: str, *, digits: int = 0) -> SafeString:
    """Draw one bar for each part, in the order given; ``digits`` is how many decimals are written."""
    shown = [part for part in parts if math.isfinite(part.value)]
    if not shown:
        return SafeString("")
    told = [f"{part.label} {_written(part, digits)}" for part in shown]
    return plot(lambda size: _drawing(shown, digits, size), label, told, [], len(shown))


def _drawing(parts: Sequence[Share], digits: int, size: Size) -> tuple[str, float]:
    many = len(parts) > 12
    pitch = (52.0 if size.is_phone else 44.0) if not many else (38.0 if size.is_phone else 24.0)
    thick = 12.0 if many else 22.0 if not size.is_phone else 16.0
    column = max(length(_written(part, digits), _TEXT) for part in parts) + 14
    names = 0.0 if size.is_phone else min(max(length(p.label, 14) for p in parts) + 20, size.width * 0.3)
    right = size.width - (4.0 if size.is_phone else column)
    ends = [value for part in parts for value in (part.value, part.high) if value is not None]
    most = max(max((value for value in ends if math.isfinite(value)), default=1.0), 1e-9)
    unit = (right - names) / most
    drawn = []
    room = size.width - column if size.is_phone else names - 12
    written = row_names([part.label for part in parts], room, 14)
    for i, part in enumerate(parts):
        top = pitch * i + 4
        bar = top + (20.0 if size.is_phone else (pitch - thick) / 2)
        line = top + 13.0 if size.is_phone else bar + thick / 2 + 5
        pieces = [
            title(f"{part.label} {_written(part, digits)}"),
            words(0.0, line, written[i], 14, "t-ink"),
            _bar(part, names, bar, unit, thick),
            words(size.width, line, _written(part, digits), _TEXT, "t-muted", "end"),
        ]
        drawn.append(element("g", joined(pieces)))
    axis = element("path", d=f"M{names:.1f} 4V{pitch * len(parts) + 4:.1f}", class_="grid")
    return joined([*drawn, axis]), pitch * len(parts) + 8


def _bar(part: Share, left: float, top: float, unit: float, thick: float) -> str:
    width = max(part.value, 0.0) * unit
    bar = element(
        "rect", x=left, y=top, width=max(width, 1.5), height=thick, rx=3, fill=paint(part.hue), class_="share"
    )
    if part.low is None or part.high is None or not (math.isfinite(part.low) and math.isfinite(part.high)):
        return bar
    y, one, other = top + thick / 2, left + max(part.low, 0.0) * unit, left + part.high * unit
    reach = min(thick / 2 - 2, 6.0)
    ends = "".join(f"M{x:.1f} {y - reach:.1f}v{2 * reach:.1f}" for x in (one, other))
    d = f"M{one:.1f} {y:.1f}H{other:.1f}{ends}"
    return bar + element("path", d=d, class_="whisker-under") + element("path", d=d, class_="whisker-ink")


def _written(part: Share, digits: int) -> str:
    value, low, high = (
        "" if v is None or not math.isfinite(v) else f"{v:.{digits}f}".replace("-", MINUS)
        for v in (part.value, part.low, part.high)
    )
    if not low or not high:
        return f"{value} %"
    return f"{value} % ({low}–{high})" if language() == "en" else f"{value} %（{low}〜{high}）"
