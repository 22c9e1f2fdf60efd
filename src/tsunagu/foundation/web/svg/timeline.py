"""The coming hours as one strip: what begins when, packed into as few lanes as it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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
    shorten,
    svg,
    title,
    words,
)  # fmt: skip
from tsunagu.foundation.web.times import TOKYO, clock_text, day_text, language

_WIDTH, _LEFT, _LANE, _TOP, _MOST_LANES = 1300.0, 8.0, 32.0, 46.0, 7


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that begins at a time; ``hours`` is how long it takes, where that matters."""

    at: datetime
    label: str
    hue: str
    hours: float = 0
    state: str = ""
    href: str = ""
    sub: str = ""


def timeline(
    moments: Sequence[Moment], now: datetime, label: str, hours: int = 48, step: int = 4
) -> SafeString:
    """Draw the hours from the full hour before ``now``; on a phone, a list of times."""
    local = now.astimezone(TOKYO)
    begin = local.replace(minute=0, second=0, microsecond=0)
    shown = sorted(
        (m for m in moments if begin <= m.at <= begin + timedelta(hours=hours)), key=lambda m: m.at
    )
    scale = (_WIDTH - 2 * _LEFT) / hours
    placed, lanes, left_out = _pack(shown, begin, scale)
    height = _TOP + max(lanes, 1) * _LANE + 4
    parts = [
        _hour(begin + timedelta(hours=h), h, scale, height, is_first=h == 0)
        for h in range(0, hours + 1, step)
    ]
    x = _LEFT + (local - begin).total_seconds() / 3600 * scale
    parts.append(
        element(
            "line", title(gettext("Now")), x1=x, x2=x, y1=26, y2=height, stroke="var(--stop)", stroke_width=2
        )
    )
    parts += [_box(moment, x, y, width) for moment, x, y, width in placed]
    has_links = any(moment.href for moment in shown)
    spoken = "; ".join(f"{clock_text(m.at)} {m.label}" for m in shown)
    drawing = f'<div class="pan">{svg(_WIDTH, height, joined(parts), label, has_links=has_links, about=spoken)}</div>'
    more = gettext("and %(count)s more") % {"count": left_out} if left_out else ""
    return picture(drawing, _list(shown, label), more)


def _pack(
    shown: Sequence[Moment], begin: datetime, scale: float
) -> tuple[list[tuple[Moment, float, float, float]], int, int]:
    ends: list[float] = []
    placed, left_out = [], 0
    for moment in shown:
        x = _LEFT + (moment.at - begin).total_seconds() / 3600 * scale
        width = min(max(length(_named(moment), 13) + 28, moment.hours * scale), 300.0)
        x = min(x, _WIDTH - width - 1)
        lane = next((i for i, end in enumerate(ends) if end + 6 <= x), len(ends))
        if lane >= _MOST_LANES:
            left_out += 1
            continue
        ends[lane : lane + 1] = [x + width]
        placed.append((moment, x, _TOP + lane * _LANE, width))
    return placed, len(ends), left_out


def _hour(at: datetime, h: int, scale: float, height: float, *, is_first: bool) -> str:
    x = _LEFT + h * scale
    day = day_text(at.date(), at.year, language()) if is_first or at.hour < 4 else ""
    anchor = "end" if x > _WIDTH - 40 else "start"
    return (
        element("line", x1=x, x2=x, y1=38, y2=height, stroke="var(--line)")
        + words(x, 14, day if anchor == "start" else "", 12.5, "t-ink t-bold", anchor)
        + words(x, 32, f"{at:%H:%M}", 12, "t-faint", anchor)
    )


def _box(moment: Moment, x: float, y: float, width: float) -> str:
    colour = paint(moment.hue)
    edge = paint(moment.state) if moment.state in ("stop", "warn") else colour
    thick = 2 if moment.state else 1
    frame: dict[str, Any] = {"x": x, "y": y, "height": 25}
    drawn = title(f"{clock_text(moment.at)} {moment.label} {moment.sub}".strip())
    drawn += element(
        "rect",
        **frame,
        width=width,
        rx=6,
        fill="var(--surface)",
        stroke=edge,
        stroke_width=thick,
        class_="shape-line",
    )
    drawn += element("rect", **frame, width=5, rx=2, fill=colour)
    drawn += words(x + 12, y + 17, shorten(_named(moment), width - 18, 13), 13)
    return linked(element("g", drawn), moment.href, f"{clock_text(moment.at)} {moment.label}")


def _named(moment: Moment) -> str:
    return {"stop": "▲ ", "warn": "◆ "}.get(moment.state, "") + moment.label


def _list(shown: Sequence[Moment], label: str) -> str:
    rows = []
    for moment in shown:
        local = moment.at.astimezone(TOKYO)
        when = f"{day_text(local.date(), local.year, language())} {local:%H:%M}"
        sub = f'<br/><span class="sub">{escape(moment.sub)}</span>' if moment.sub else ""
        rows.append(
            f'<li class="{hue_class(moment.hue)}"><time class="when" datetime="{moment.at.isoformat()}">{when}</time>'
            f"<span>{linked(escape(moment.label), moment.href, moment.label)}{sub}</span></li>"
        )
    return f'<ol class="agenda" aria-label="{escape(label)}">{joined(rows)}</ol>'
