"""Series of points with the lines fitted to them: dose and response, change over time, dilution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.axes import Axis
from tsunagu.foundation.web.svg.marks import SERIES, Key, Limit, State, line_key, mark, ribbon_key, state_keys
from tsunagu.foundation.web.svg.plane import Look, Plane, Ribbon, Spot, Trace, plane, spot_told
from tsunagu.foundation.web.svg.plot import plot
from tsunagu.foundation.web.svg.primitives import element, hue_class, joined

_LOOKS: tuple[Look, ...] = ("solid", "dashed", "dotted", "solid")


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured, the line fitted to it, the named band around it, and a point worked out from it (EC50)."""

    label: str
    spots: Sequence[Spot] = ()
    line: Sequence[tuple[float, float]] = ()
    ribbon: Sequence[tuple[float, float, float]] = ()
    ribbon_label: str = ""
    hue: str = "accent"
    pin: Spot | None = None


def curve(
    series: Sequence[Series],
    x: Axis,
    y: Axis,
    label: str,
    *,
    rows: Sequence[Limit] = (),
    columns: Sequence[Limit] = (),
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw each series with its own shape, line and colour; ``rows`` and ``columns`` are limits across and upright."""
    shown = [_kept(one, x, y) for one in series]
    if not any(len(one.spots) > 1 or len(one.line) > 1 for one in shown):
        return SafeString("")
    given = state_words or {}
    content = Plane(
        x, y,
        [(spot, SERIES[i % len(SERIES)], one.hue) for i, one in enumerate(shown) for spot in one.spots],
        [Trace(one.line, one.label, _LOOKS[i % len(_LOOKS)], one.hue) for i, one in enumerate(shown) if one.line],
        [Ribbon(one.ribbon, one.ribbon_label, one.hue) for one in shown if one.ribbon],
        rows, columns, [(one.pin, one.hue) for one in shown if one.pin],
    )  # fmt: skip
    told = [f"{one.label} {spot_told(spot, given)}" for one in shown for spot in one.spots]
    states = (spot.state for one in shown for spot in one.spots)
    keys = [_key(i, one) for i, one in enumerate(shown)] + state_keys(states, given)
    keys += [ribbon_key(ribbon.label, ribbon.hue) for ribbon in content.ribbons]
    return plot(lambda size: plane(content, size, given), label, told, keys, len(content.spots))


def _kept(one: Series, x: Axis, y: Axis) -> Series:
    """Return a series without the points that its axes cannot show."""
    spots = [spot for spot in one.spots if x.shows(spot.x) and y.shows(spot.y)]
    pin = one.pin if one.pin and x.shows(one.pin.x) and y.shows(one.pin.y) else None
    return replace(one, spots=spots, pin=pin)


def _key(i: int, one: Series) -> Key:
    """Name a series by its line and shape; where a point was worked out, the key says it."""
    line = line_key(one.label, f"trace {_LOOKS[i % len(_LOOKS)]}", one.hue).sign if one.line else ""
    shape = mark(0, 0, "", 4.5, SERIES[i % len(SERIES)]) if one.spots else ""
    said = f" {one.pin.label} {number(one.pin.x)}" if one.pin else ""
    return Key(element("g", joined([line, shape]), class_=hue_class(one.hue)), f"{one.label}{said}")
