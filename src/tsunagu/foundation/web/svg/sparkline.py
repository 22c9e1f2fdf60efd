"""A small line of recent values beside a figure."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT = 92, 34


def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """Draw the values from old to new, the last one marked; with a label it is read aloud."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    size = (high - low) or 1
    spots = [
        (i * (_WIDTH - 6) / (len(values) - 1) + 3, _HEIGHT - 3 - (value - low) / size * (_HEIGHT - 6))
        for i, value in enumerate(values)
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    x, y = (f"{part:.1f}" for part in spots[-1])
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" {}>'
        '<polygon points="3,{} {} {},{}"/><polyline points="{}"/><circle cx="{}" cy="{}" r="3"/></svg>',
        _WIDTH, _HEIGHT, _WIDTH, _HEIGHT,
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        _HEIGHT, points, x, _HEIGHT, points, x, y,
    )  # fmt: skip
