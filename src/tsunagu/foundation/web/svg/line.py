"""One line from the first step to the last: what is done, what goes on now, what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.primitives import (
    element,
    hue_class,
    joined,
    length,
    linked,
    paint,
    picture,
    svg,
    title,
    words,
    wrap,
)  # fmt: skip

WIDTH, EDGE = 1300.0, 78.0
State = Literal["done", "now", "ahead", "failed", "skipped"]
_STATES: tuple[str, ...] = ("done", "now", "ahead", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: name, hue, state, when (as shown), and a second line (who) for the list on a phone."""

    label: str
    hue: str
    state: State = "ahead"
    when: str = ""
    sub: str = ""
    href: str = ""


def position(index: float, count: int) -> float:
    """Return where step ``index`` of ``count`` stands; bands and temperature share this scale."""
    if count < 2:
        return WIDTH / 2
    return EDGE + index * (WIDTH - 2 * EDGE) / (count - 1)


def state_words(state: str) -> str:
    """Name a state for those who hear the picture."""
    return {
        "done": gettext("done"),
        "now": gettext("in progress"),
        "ahead": gettext("planned"),
        "failed": gettext("failed"),
        "skipped": gettext("skipped"),
    }[state]


def steps_line(steps: Sequence[Step], label: str) -> SafeString:
    """Draw the steps as one line; on a phone as a list from top to bottom."""
    spoken = "; ".join(
        f"{step.label} ({state_words(step.state)}{' ' + step.when if step.when else ''})" for step in steps
    )
    content, height = _drawing(steps)
    drawing = svg(WIDTH, height, content, label, has_links=any(s.href for s in steps), about=spoken)
    return picture(f'<div class="pan">{drawing}</div>', _list(steps, label))


def _drawing(steps: Sequence[Step]) -> tuple[str, float]:
    count = len(steps)
    gap = WIDTH if count < 2 else position(1, count) - position(0, count)
    size, levels, rows = _layout([step.label for step in steps], gap)
    level_height = rows * (size + 4) + 4
    y = levels * level_height + 24
    parts = [
        _segment(position(i - 1, count), position(i, count), y, step) for i, step in enumerate(steps) if i
    ]
    when_levels = 2 if max((length(s.when, 13) for s in steps), default=0) > gap - 6 else 1
    for i, step in enumerate(steps):
        x, level = position(i, count), i % levels
        lines = wrap(step.label, _room(x, gap * levels), size, rows)
        top = y - 24 - level * level_height - (len(lines) - 1) * (size + 4)
        look = "t-ink t-bold" if step.state == "now" else "t-muted" if step.state == "skipped" else "t-ink"
        shown = [words(x, top + n * (size + 4), line, size, look, "middle") for n, line in enumerate(lines)]
        if level:
            shown.append(
                element(
                    "line", x1=x, x2=x, y1=y - 16, y2=y - 18 - level * level_height + 2, stroke="var(--line)"
                )
            )
        when = words(x, y + 38 + (i % when_levels) * 17, step.when, 13, "t-muted", "middle")
        told = title(f"{step.label} – {state_words(step.state)}")
        node = element("g", told + _node(x, y, step), data_now="yes" if step.state == "now" else None)
        parts.append(
            linked(node + joined(shown) + when, step.href, f"{step.label} {state_words(step.state)}")
        )
    return joined(parts), y + 46 + (when_levels - 1) * 17


def _segment(left: float, right: float, y: float, step: Step) -> str:
    dashes = "2 7" if step.state in ("ahead", "skipped") else None
    return element(
        "line", x1=left, x2=right, y1=y, y2=y, stroke=paint(step.hue), stroke_width=8, stroke_dasharray=dashes
    )


def _room(x: float, width: float) -> float:
    """A label is centred on its step, so near an edge it has less room."""
    return min(width - 10, 2 * min(x, WIDTH - x) - 2)


def _layout(labels: Sequence[str], gap: float) -> tuple[float, int, int]:
    """Choose the size of type, how many levels labels alternate between, and how many lines each has."""
    longest = max((length(label, 1) for label in labels), default=0)
    for size, levels, rows in ((15, 1, 1), (15, 2, 1), (14, 2, 2), (13, 2, 2), (13, 3, 2), (13, 3, 3)):
        if longest * size * (1.1 if rows > 1 else 1) <= (gap * levels - 10) * rows:
            return size, levels, rows
    return 12, 4, 3


def _node(x: float, y: float, step: Step) -> str:
    colour = paint("stop" if step.state == "failed" else step.hue)
    if step.state == "done":
        tick = element(
            "path", d=f"M{x - 5:.1f} {y:.1f}l4 4 7-8", fill="none", stroke="var(--on-hue)", stroke_width=2.6
        )
        return (
            element(
                "circle", cx=x, cy=y, r=11, fill=colour, stroke=colour, stroke_width=4, class_="shape-line"
            )
            + tick
        )
    if step.state == "failed":
        cross = f"M{x - 5:.1f} {y - 5:.1f}l10 10m0-10l-10 10"
        return element(
            "circle", cx=x, cy=y, r=13, fill="var(--surface)", stroke=colour, stroke_width=4
        ) + element("path", d=cross, stroke=colour, stroke_width=3, fill="none")
    if step.state == "now":
        return element(
            "circle", cx=x, cy=y, r=15, fill="var(--surface)", stroke=colour, stroke_width=5
        ) + element("circle", cx=x, cy=y, r=5.5, fill=colour)
    ring = element("circle", cx=x, cy=y, r=10.5, fill="var(--surface)", stroke=colour, stroke_width=3)
    if step.state == "skipped":
        ring += element("line", x1=x - 5, x2=x + 5, y1=y, y2=y, stroke=colour, stroke_width=3)
    return ring


def _list(steps: Sequence[Step], label: str) -> str:
    items = []
    for i, step in enumerate(steps):
        towards = steps[min(i + 1, len(steps) - 1)]  # the line below a dot belongs to the step it leads to
        dot = f'<svg class="dot" viewBox="-20 -20 40 40" aria-hidden="true">{_node(0, 0, step)}</svg>'
        name = linked(escape(step.label), step.href, step.label)
        sub = f'<span class="sub">{escape(step.sub)}</span>' if step.sub else ""
        spoken = f'<span class="sr"> {escape(state_words(step.state))}</span>'
        when = f'<span class="when">{escape(step.when)}</span>'
        items.append(
            f'<li class="{hue_class(towards.hue)} {step.state} to-{towards.state}">{dot}'
            f'<span class="name">{name}{spoken}{sub}</span>{when}</li>'
        )
    return f'<ol class="steps" aria-label="{escape(label)}">{joined(items)}</ol>'
