"""Whole weeks of days as small bars: how much there is on each day, how much of it is used, which days are closed.

The picture has no text of its own, so that it may be as narrow as a phone: the weeks are dated in HTML underneath, and
what a mark means is said once for all pictures of a page (``day_bar_keys``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.primitives import element, hue_class, joined, svg, title
from tsunagu.foundation.web.times import day_text, language

_PITCH, _BAR, _GAP, _HEIGHT, _TOP, _LEAST = 10.0, 7.6, 4.0, 56.0, 10.0, 2.5


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day: what there is, what of it is used (None: nobody knows), and in words for who points at it.

    ``expected`` is what else will be used, drawn on top of what is. ``is_closed`` marks a day that something closes,
    ``is_changed`` one that is otherwise than its week.
    """

    day: date
    value: float
    told: str
    used: float | None = None
    is_closed: bool = False
    is_changed: bool = False
    expected: float = 0.0


def day_bars(
    bars: Sequence[DayBar], label: str, *, hue: str = "accent", today: date | None = None, about: str = ""
) -> SafeString:
    """Draw the days, which follow each other, week by week; the highest is what there is on the fullest day."""
    if not bars:
        return SafeString("")
    most = max([bar.value for bar in bars] + [(bar.used or 0) + bar.expected for bar in bars]) or 1.0
    drawn = [_day(bar, _left(place), most) for place, bar in enumerate(bars)]
    width = _left(len(bars) - 1) + _PITCH
    drawn.append(element("path", d=f"M0 {_HEIGHT - 0.5:.1f}H{width:.1f}", class_="zero"))
    if today is not None and bars[0].day <= today <= bars[-1].day:
        x = _left((today - bars[0].day).days) + _BAR / 2
        drawn.append(element("path", title(gettext("Today")), d=f"M{x - 3.5:.1f} 0h7l-3.5 5z", class_="now"))
    weeks = joined(f"<li>{escape(_dated(bar.day))}</li>" for bar in bars[::7])
    inner = svg(width, _HEIGHT, joined(drawn), label, about=about)
    inner += f'<ol class="weeks" aria-hidden="true">{weeks}</ol>'
    return mark_safe(f'<figure class="picture days {hue_class(hue)}">{inner}</figure>')  # noqa: S308 - escaped above


def day_bar_keys(*, is_used: bool = False, expected: str = "") -> SafeString:
    """Return what the marks mean; ``is_used`` adds the part that is used, ``expected`` names what else will be."""
    free = element("rect", x=3, y=2, width=8, height=12, class_="free")
    over = element("rect", x=3, y=2, width=8, height=12, class_="used over") + _too_much(7.0, 12.0)
    keys = [(free, gettext("Published"))]
    if is_used:
        keys.append((element("rect", x=3, y=6, width=8, height=8, class_="used"), gettext("Booked")))
        keys.append((over, gettext("More booked than published")))
    if expected:
        keys.append((element("rect", x=3, y=4, width=8, height=9, class_="expected"), expected))
    keys += [(_cross(4.0, 12.0), gettext("Closed day")), (_ring(7.0, 8.0), gettext("Other than in its week"))]
    parts = joined(
        f'<li><svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">{key[0]}</svg>{escape(key[1])}</li>'
        for key in keys
    )
    return mark_safe(f'<ul class="keys day-keys hue-storage">{parts}</ul>')  # noqa: S308 - escaped above


def _left(place: int) -> float:
    return place * _PITCH + (place // 7) * _GAP + (_PITCH - _BAR) / 2


def _day(bar: DayBar, x: float, most: float) -> str:
    room = _HEIGHT - _TOP - 1
    high = max(bar.value / most * room, _LEAST) if bar.value else 0.0
    parts = [title(bar.told)]
    parts.append(element("rect", x=x, y=_TOP, width=_BAR, height=room, class_="ground"))
    if high:
        parts.append(element("rect", x=x, y=_HEIGHT - 1 - high, width=_BAR, height=high, class_="free"))
    used = max(bar.used / most * room, _LEAST) if bar.used else 0.0
    if bar.expected:
        more = max(bar.expected / most * room, _LEAST)
        y = _HEIGHT - 1 - used - more
        parts.append(element("rect", x=x, y=y, width=_BAR, height=more, class_="expected"))
    if bar.used:
        is_over = bar.used > bar.value
        look = "used over" if is_over else "used"
        parts.append(element("rect", x=x, y=_HEIGHT - 1 - used, width=_BAR, height=used, class_=look))
        parts.append(_too_much(x + _BAR / 2, _HEIGHT - 3) if is_over else "")
    if bar.is_closed:
        parts.append(_cross(x + _BAR / 2 - 3, _HEIGHT - 5))
    elif bar.is_changed:
        parts.append(_ring(x + _BAR / 2, max(_HEIGHT - high - 5, _TOP - 3)))
    return element("g", joined(parts))


def _cross(x: float, y: float) -> str:
    return element("path", d=f"M{x:.1f} {y:.1f}l6 -6m-6 0l6 6", class_="closed")


def _too_much(x: float, y: float) -> str:
    return element("path", d=f"M{x - 2.8:.1f} {y:.1f}h5.6l-2.8 -5z", class_="mark-over")


def _ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=2.3, class_="ring")


def _dated(day: date) -> str:
    return day_text(day, day.year, language())
