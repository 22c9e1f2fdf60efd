"""The whole pipeline as a picture: stages as columns, or years as an axis; a row for each product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tsunagu.coordination.domain.pipeline.moves import Place
from tsunagu.coordination.domain.pipeline.spells import Spell, spells
from tsunagu.coordination.domain.pipeline.stages import COLUMNS, PHASES, RESTS, STAGES, Track, planned_name
from tsunagu.coordination.queries.pipeline import ProductView
from tsunagu.coordination.web.pipeline.shown import age_short, age_text, said
from tsunagu.foundation.web.svg.primitives import (
    element,
    joined,
    linked,
    paint,
    shorten,
    svg,
    title,
    words,
)

WIDTH, NAMES = 1300.0, 330.0
HUES: dict[Track, str] = {"base": "storage", "safety_act": "procurement", "pmd_act": "manufacturing"}
"""Colours of the tracks; the columns and the words say the same."""
REST_MARKS = {"paused": "Ⅱ", "stopped": "▲", "ended": "■"}
MOST_YEARS_AHEAD = 6


def stage_picture(views: Sequence[ProductView], counts: dict[str, int], today: date) -> SafeString:
    """Draw a column for each stage with its count, and a row for each product: its way, where it is, how long."""
    head, row = 62.0, 30.0
    height = head + row * len(views) + 8
    step = (WIDTH - NAMES) / len(COLUMNS)
    parts = [_heads(counts, step, height)]
    for number, view in enumerate(views):
        parts.append(_stage_row(view, head + number * row, row, step, today, is_shaded=number % 2 == 0))
    about = _("Each row is a product. Dots are stages it passed; the box is where it is and for how long.")
    return _frame(svg(WIDTH, height, joined(parts), _("Products by stage"), has_links=True, about=about))


def _frame(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - every part is escaped where it is drawn


def _heads(counts: dict[str, int], step: float, height: float) -> str:
    parts = []
    for number, column in enumerate(COLUMNS):
        x = NAMES + number * step
        stage = STAGES[column]
        parts.append(element("path", d=f"M{x:.1f} 4V{height:.1f}", stroke="var(--line)"))
        parts.append(
            element("rect", x=x + 6, y=52, width=step - 12, height=4, rx=2, fill=paint(HUES[stage.track]))
        )
        parts.append(
            words(x + step / 2, 22, shorten(said(stage.short), step - 8, 13), 13, "t-ink t-bold", "middle")
        )
        parts.append(words(x + step / 2, 44, str(counts.get(column, 0)), 17, "t-ink num", "middle"))
    return joined(parts)


def _stage_row(view: ProductView, y: float, row: float, step: float, today: date, *, is_shaded: bool) -> str:
    ground = element("rect", x=0, y=y, width=WIDTH, height=row, fill="var(--sunken)") if is_shaded else ""
    middle = y + row / 2
    name = words(4, middle + 5, shorten(said(view.name), NAMES - 30, 13.5), 13.5, "t-ink")
    lock = "" if view.is_open else words(NAMES - 8, middle + 5, "◇", 12, "t-muted", "end")
    places = [view.standing.main, *(one for one in view.standing.others if not one.is_over)]
    drawn = [_way(view, places, middle, step), *(_box(one, middle, step, today) for one in reversed(places))]
    told = _("%(name)s: %(stage)s, %(age)s") % {
        "name": said(view.name), "stage": said(view.standing.main.name),
        "age": age_text(view.standing.main.since, today),
    }  # fmt: skip
    inner = title(told) + name + lock + joined(drawn)
    return ground + linked(inner, reverse("pipeline:product", args=[view.uuid]), told)


def _centre(column: str, step: float) -> float:
    return NAMES + (COLUMNS.index(column) + 0.5) * step


def _way(view: ProductView, places: Sequence[Place], middle: float, step: float) -> str:
    """Draw the stages that a product passed as dots on a line that ends where it is."""
    passed = {STAGES[move.state].column for move in view.moves if move.state in STAGES}
    now = {STAGES[place.stage].column for place in places}
    xs = [_centre(column, step) for column in COLUMNS if column in passed | now]
    line = element(
        "path", d=f"M{xs[0]:.1f} {middle:.1f}H{xs[-1]:.1f}", stroke="var(--edge)", stroke_width=1.5
    )
    dots = [
        element("circle", cx=_centre(column, step), cy=middle, r=4, fill=paint(HUES[STAGES[column].track]))
        for column in COLUMNS
        if column in passed - now
    ]
    return (line if len(xs) > 1 else "") + joined(dots)


def _rect(
    x: float, y: float, width: float, height: float, radius: float, colour: str, *, is_empty: bool
) -> str:
    """Return a box: full, or empty with a dashed edge for what rests."""
    edge = {"stroke": colour, "stroke_width": "1.5", "stroke_dasharray": "4 3"} if is_empty else {}
    fill = "var(--surface)" if is_empty else colour
    return element("rect", x=x, y=y, width=width, height=height, rx=radius, fill=fill, **edge)


def _box(place: Place, middle: float, step: float, today: date) -> str:
    """Draw where a product is on a track; at rest the box is empty and says so."""
    x, colour = _centre(STAGES[place.stage].column, step) - step / 2 + 4, paint(HUES[place.track])
    text = _box_words(place, today)
    box = _rect(x, middle - 11, step - 8, 22, 5, colour, is_empty=bool(place.rest))
    look = "t-ink" if place.rest else "t-hue"
    return box + words(x + (step - 8) / 2, middle + 4.5, shorten(text, step - 14, 12), 12, look, "middle")


def _box_words(place: Place, today: date) -> str:
    age = age_short(place.rest_since or place.since, today)
    if place.is_over and place.rest_since is not None:
        return f"{REST_MARKS[place.rest]} {said(RESTS[place.rest])} {place.rest_since:%Y/%m}"
    if place.rest:
        return f"{REST_MARKS[place.rest]} {said(RESTS[place.rest])} {age}"
    if place.stage == "conditional_filed":
        return f"{said(STAGES['filed'].short)} {age}"
    phase = said(PHASES[place.phase]) if place.phase in PHASES and place.phase != "investigator" else ""
    return f"{phase} {age}".strip()


@dataclass(frozen=True, slots=True)
class _Axis:
    """Years laid on the width of the drawing."""

    first: date
    last: date
    names: float

    def at(self, day: date) -> float:
        share = (min(max(day, self.first), self.last) - self.first).days / max(
            (self.last - self.first).days, 1
        )
        return self.names + share * (WIDTH - self.names - 8)


def time_picture(views: Sequence[ProductView], today: date, *, names: float = NAMES) -> SafeString:
    """Draw what each product did when, with the days planned and the ends of conditional approvals."""
    axis = _axis(views, today, names)
    head, row = 34.0, 40.0
    height = head + row * len(views) + 8
    parts = [_years(axis, height)]
    for number, view in enumerate(views):
        parts.append(_time_row(view, head + number * row, row, axis, today, is_shaded=number % 2 == 0))
    x = axis.at(today)
    parts.append(
        element(
            "path", title(_("Today")), d=f"M{x:.1f} 26V{height:.1f}", stroke="var(--stop)", stroke_width=2
        )
    )
    about = _("Bars are stages, hollow diamonds days planned, a flag the end of a conditional approval.")
    return _frame(
        svg(WIDTH, height, joined(parts), _("Products over the years"), has_links=True, about=about)
    )


def _axis(views: Sequence[ProductView], today: date, names: float) -> _Axis:
    first = min((move.on for view in views for move in view.moves), default=today)
    ends = [
        day for view in views for day in (*view.planned.values(), *(m.until for m in view.moves if m.until))
    ]
    last = max([today, *ends])
    return _Axis(date(first.year, 1, 1), date(min(last.year, today.year + MOST_YEARS_AHEAD), 12, 31), names)


def _years(axis: _Axis, height: float) -> str:
    years = range(axis.first.year, axis.last.year + 1)
    every = -(-len(years) // 14)
    parts = []
    for year in years:
        x = axis.at(date(year, 1, 1))
        parts.append(element("path", d=f"M{x:.1f} 26V{height:.1f}", stroke="var(--line)"))
        if (year - axis.first.year) % every == 0:
            parts.append(words(x + 4, 20, str(year), 12.5, "t-faint"))
    return joined(parts)


def _time_row(view: ProductView, y: float, row: float, axis: _Axis, today: date, *, is_shaded: bool) -> str:
    ground = element("rect", x=0, y=y, width=WIDTH, height=row, fill="var(--sunken)") if is_shaded else ""
    name = (
        words(4, y + row / 2 + 5, shorten(said(view.name), axis.names - 14, 13.5), 13.5, "t-ink")
        if axis.names
        else ""
    )
    has_two = len({move.track for move in view.moves} - {"base"}) > 1
    bars = [_bar(one, y, row, axis, today, has_two=has_two) for one in spells(view.moves)]
    marks = [_planned(stage, day, y + row / 2, axis) for stage, day in view.planned.items() if day > today]
    marks += [_flag(move.until, y, row, axis) for move in view.moves if move.until is not None]
    told = f"{said(view.name)}: {said(view.standing.main.name)}"
    inner = name + joined(bars) + joined(marks)
    return ground + (
        linked(inner, reverse("pipeline:product", args=[view.uuid]), told) if axis.names else inner
    )


def _bar(spell: Spell, y: float, row: float, axis: _Axis, today: date, *, has_two: bool) -> str:
    """Draw a stretch; a product on two tracks has two lanes, the PMD Act's above."""
    x, (lane, high) = axis.at(spell.since), _lane(spell, row, has_two=has_two)
    if spell.rest in ("stopped", "ended"):
        mark = words(x + 2, y + lane + high / 2 + 4.5, REST_MARKS[spell.rest], 12, "t-muted")
        return element("g", title(f"{said(RESTS[spell.rest])} {spell.since}") + mark)
    width = max(axis.at(spell.until or today) - x - 1, 3.0)
    rect = _rect(x, y + lane, width, high, 3, paint(HUES[spell.track]), is_empty=bool(spell.rest))
    text, look = _spell_name(spell), "t-ink" if spell.rest else "t-hue"
    shown = shorten(text, width - 6, 12) if width > 34 else ""
    written = words(x + 4, y + lane + high / 2 + 4.5, shown, 12, look)
    return element("g", title(f"{text} {spell.since}–{spell.until or ''}") + rect + written)


def _lane(spell: Spell, row: float, *, has_two: bool) -> tuple[float, float]:
    """Return how far below the top of its row a bar begins, and its height."""
    if not has_two or spell.track == "base":
        return 4.0, row - 8
    return (4.0, 15.0) if spell.track == "pmd_act" else (21.0, 15.0)


def _spell_name(spell: Spell) -> str:
    text = said(RESTS["paused"] if spell.rest else STAGES[spell.stage].short)
    if spell.phase in PHASES and not spell.rest and spell.phase != "investigator":
        return f"{text} {said(PHASES[spell.phase])}"
    return text


def _planned(stage: str, day: date, middle: float, axis: _Axis) -> str:
    x, colour = axis.at(day), paint(HUES[STAGES[stage].track])
    diamond = element(
        "path",
        d=f"M{x:.1f} {middle - 7:.1f}l7 7l-7 7l-7 -7z",
        fill="var(--surface)",
        stroke=colour,
        stroke_width=2,
    )
    return element(
        "g",
        title(_("Planned: %(stage)s %(day)s") % {"stage": said(planned_name(stage)), "day": day}) + diamond,
    )


def _flag(until: date, y: float, row: float, axis: _Axis) -> str:
    x = axis.at(until)
    pole = element(
        "path", d=f"M{x:.1f} {y + 3:.1f}V{y + row - 3:.1f}", stroke="var(--stop)", stroke_width=1.5
    )
    cloth = element("path", d=f"M{x:.1f} {y + 3:.1f}l9 5l-9 5z", fill="var(--stop)")
    return element("g", title(_("The conditional approval ends on %(day)s") % {"day": until}) + pole + cloth)
