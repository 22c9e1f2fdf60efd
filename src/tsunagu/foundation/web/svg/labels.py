"""Names under marks that stand side by side: all of them where they fit, cut or thinned where they don't."""

import math
from collections.abc import Sequence

from tsunagu.foundation.web.svg.axes import NAME, TICK, Box
from tsunagu.foundation.web.svg.primitives import joined, length, shorten, words


def shorten_middle(name: str, width: float, size: float) -> str:
    """Cut a name that is too long, keeping its beginning and, in a little more than half of the room, its end."""
    if length(name, size) <= width:
        return name
    tail = name[-1:]
    while len(tail) < len(name) and length(name[-len(tail) - 1 :], size) <= width * 0.55:
        tail = name[-len(tail) - 1 :]
    head = shorten(name, width - length(tail, size), size)
    return (head if head.endswith("…") else head + "…") + tail.lstrip()


def row_names(names: Sequence[str], width: float, size: float) -> list[str]:
    """Cut names that stand below each other to a width; where their ends tell them apart, in the middle."""
    cut = [shorten(name, width, size) for name in names]
    if len(set(cut)) == len(set(names)):
        return cut
    return [shorten_middle(name, width, size) for name in names]


def labels_under(
    box: Box, places: Sequence[float], names: Sequence[str], axis_name: str = "", wanted: Sequence[int] = ()
) -> tuple[str, float]:
    """Write names under the box, the most ``wanted`` first, and return them with the height they take."""
    step = box.width / max(len(places), 1)
    widest = max((length(name, TICK) for name in names), default=0.0)
    deep = 24.0
    if widest + 6 <= step:
        parts = [
            words(x, box.bottom + 18, name, TICK, "t-ink", "middle")
            for x, name in zip(places, names, strict=True)
        ]
    elif widest + 10 <= 2 * step and len(places) > 2:
        parts = [
            words(x, box.bottom + 18 + (i % 2) * 16, name, TICK, "t-ink", "middle")
            for i, (x, name) in enumerate(zip(places, names, strict=True))
        ]
        deep += 16
    elif step >= 58:
        parts = [
            words(x, box.bottom + 18, shorten(name, step - 6, TICK), TICK, "t-ink", "middle")
            for x, name in zip(places, names, strict=True)
        ]
    else:
        parts = _thinned(box, places, names, wanted)
    if axis_name:
        deep += 22
        parts.append(
            words((box.left + box.right) / 2, box.bottom + deep - 6, axis_name, NAME, "t-muted", "middle")
        )
    return joined(parts), deep


def _thinned(box: Box, places: Sequence[float], names: Sequence[str], wanted: Sequence[int]) -> list[str]:
    """Write what has room: the wanted names, and of the others every second, third and so on."""
    middle_place = (len(places) - 1) / 2
    asked = sorted(
        (i for i, rank in enumerate(wanted) if rank), key=lambda i: (-wanted[i], -abs(i - middle_place))
    )
    step = box.width / len(places)
    widest = min(max(length(name, TICK) for name in names), 84.0)
    order = dict.fromkeys([*asked, *range(0, len(places), max(math.ceil((widest + 10) / step), 1))])
    taken: list[tuple[float, float]] = []
    parts = []
    for i in order:
        name = shorten(names[i], 84.0, TICK)
        half = length(name, TICK) / 2
        middle = min(max(places[i], half), box.right - half + 4)
        if abs(middle - places[i]) > 14 or any(
            middle - half < end + 10 and start < middle + half + 10 for start, end in taken
        ):
            continue
        taken.append((middle - half, middle + half))
        parts.append(
            words(middle, box.bottom + 18, name, TICK, "t-ink" if i in asked else "t-muted", "middle")
        )
    return parts
