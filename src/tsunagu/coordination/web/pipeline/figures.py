"""Figures of the pipeline as pictures and tables: stages over time, years in a stage, funding by kind."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tsunagu.coordination.domain.pipeline.funding import KINDS
from tsunagu.coordination.domain.pipeline.spells import Stay, counts_on, quarters, stays
from tsunagu.coordination.domain.pipeline.stages import COLUMNS, STAGES
from tsunagu.coordination.queries.pipeline import ProductView
from tsunagu.coordination.web.pipeline.pictures import HUES
from tsunagu.coordination.web.pipeline.shown import said, yen_text
from tsunagu.foundation.web.svg.primitives import element, joined, paint, svg, title, words

WIDTH, LEFT, END, ROW = 900.0, 150.0, 30.0, 46.0
MOST_QUARTERS = 24


def over_time(views: Sequence[ProductView], today: date) -> dict[str, Any]:
    """Return products by stage at the beginning of each quarter: rows of bars, and the same as a table."""
    if not views:
        return {}
    courses = [view.moves for view in views]
    first = min(move.on for moves in courses for move in moves)
    days = quarters(first, today)[-MOST_QUARTERS:]
    counts = [counts_on(courses, day) for day in days]
    shown = [day for number, day in enumerate(days) if (len(days) - 1 - number) % 4 == 0]
    table = [
        {"name": STAGES[column].name, "cells": [counts[days.index(day)][column] for day in shown]}
        for column in COLUMNS
    ]
    return {"picture": _rows(days, counts), "days": shown, "table": table}


def _rows(days: Sequence[date], counts: Sequence[Mapping[str, int]]) -> SafeString:
    most = max((count for one in counts for count in one.values()), default=1) or 1
    step, height = (WIDTH - LEFT - END) / len(days), ROW * len(COLUMNS) + 26
    parts = []
    for number, column in enumerate(COLUMNS):
        base = (number + 1) * ROW
        parts.append(words(LEFT - 10, base - 10, said(STAGES[column].short), 13, "t-ink", "end"))
        parts.append(element("path", d=f"M{LEFT:.0f} {base:.0f}H{WIDTH:.0f}", stroke="var(--line)"))
        for place, (day, one) in enumerate(zip(days, counts, strict=True)):
            if count := one[column]:
                parts.append(_bar(LEFT + place * step, base, step, count / most, column, f"{day}: {count}"))
        parts.append(words(WIDTH - 2, base - 8, str(counts[-1][column]), 13, "t-ink t-bold", "end"))
    for place, day in enumerate(days):
        if day.month <= 3 or place == 0:
            parts.append(words(LEFT + place * step, height - 6, str(day.year), 12, "t-faint"))
    drawn = svg(WIDTH, height, joined(parts), _("Products by stage over time"))
    return mark_safe(drawn)  # noqa: S308 - every part is escaped where it is drawn


def _bar(x: float, base: float, step: float, share: float, column: str, told: str) -> str:
    high = max(share * (ROW - 16), 2.0)
    return element(
        "rect", title(told), x=x + 1, y=base - high, width=max(step - 2, 2), height=high, rx=1.5,
        fill=paint(HUES[STAGES[column].track]),
    )  # fmt: skip


def stays_shown(views: Sequence[ProductView], today: date) -> list[dict[str, Any]]:
    """Return how long products stay in each stage."""
    return [
        {"name": STAGES[one.column].name, "stay": one, "years": _years_text(one.median_years)}
        for one in stays([view.moves for view in views], today)
    ]  # fmt: skip


def _years_text(years: float | None) -> str:
    return "―" if years is None else f"{years:.1f}"


def stay_picture(views: Sequence[ProductView], today: date) -> SafeString:
    """Draw the median years in each stage, end to end along the way to patients on each track."""
    found = {one.column: one for one in stays([view.moves for view in views], today)}
    ways = (
        ("safety_act", ("seed", "non_clinical", "research")),
        ("pmd_act", ("seed", "non_clinical", "trial", "filed", "conditional")),
    )
    longest = max((sum(_years(found[column]) for column in columns) for _track, columns in ways), default=0.0)
    if longest <= 0:
        return SafeString("")
    scale, parts = (WIDTH - LEFT) / longest, []
    for number, (track, columns) in enumerate(ways):
        x, y = LEFT, 8 + number * 44.0
        name = _("Safety Act") if track == "safety_act" else _("PMD Act")
        parts.append(words(LEFT - 10, y + 22, name, 13, "t-ink", "end"))
        for column in columns:
            if (years := _years(found[column])) > 0:
                parts.append(_stretch(x, y, years * scale, column, years))
                x += years * scale
    drawn = svg(WIDTH, 100, joined(parts), _("Median years in each stage, one after another"))
    return mark_safe(drawn)  # noqa: S308 - every part is escaped where it is drawn


def _years(stay: Stay) -> float:
    return stay.median_years or 0.0


def _stretch(x: float, y: float, width: float, column: str, years: float) -> str:
    stage = STAGES[column]
    box = element("rect", x=x, y=y, width=max(width - 2, 2), height=34, rx=3, fill=paint(HUES[stage.track]))
    text = f"{said(stage.short)} {years:.1f}"
    shown = words(x + 6, y + 22, text, 12.5, "t-hue") if width > 13 * len(text) * 0.75 else ""
    return element("g", title(text) + box + shown)


def funded(by_kind: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """Return what each kind of programme gave, with its share of the most for a bar."""
    most = max((yen for yen, _n in by_kind.values()), default=0) or 1
    return [
        {"name": KINDS[kind], "yen": yen_text(yen), "awards": n, "percent": round(100 * yen / most)}
        for kind, (yen, n) in by_kind.items()
    ]
