"""Pairs against each other: two places, two methods, a difference against a mean."""

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.axes import Axis
from tsunagu.foundation.web.svg.marks import Limit, Shape, State, line_key, ribbon_key, state_keys
from tsunagu.foundation.web.svg.plane import Plane, Ribbon, Spot, Trace, plane, spot_told
from tsunagu.foundation.web.svg.plot import plot


def scatter(
    spots: Sequence[Spot],
    x: Axis,
    y: Axis,
    label: str,
    *,
    traces: Sequence[Trace] = (),
    ribbons: Sequence[Ribbon] = (),
    rows: Sequence[Limit] = (),
    columns: Sequence[Limit] = (),
    is_square: bool = False,
    has_identity: bool = False,
    state_words: Mapping[State, str] | None = None,
) -> SafeString:
    """Draw the pairs; square with one range for both axes where they measure the same, with the line of equality."""
    shown = [spot for spot in spots if x.shows(spot.x) and y.shows(spot.y)]
    if len(shown) < 2:
        return SafeString("")
    given = state_words or {}
    equality = gettext("Line of equality") if has_identity else ""
    marked: list[tuple[Spot, Shape, str]] = [(spot, "disc", "accent") for spot in shown]
    content = Plane(
        x, y, marked, traces, ribbons, rows=rows, columns=columns, is_square=is_square, equality=equality
    )
    keys = state_keys((spot.state for spot in shown), given)
    keys += [line_key(trace.label, f"trace {trace.look}", trace.hue) for trace in traces]
    keys += [ribbon_key(ribbon.label, ribbon.hue) for ribbon in ribbons]
    keys += [line_key(equality)] if equality else []
    return plot(
        lambda size: plane(content, size, given),
        label,
        [spot_told(s, given) for s in shown],
        keys,
        len(shown),
    )
