"""The split of variation arranged for its page: bars of shares, the table, who reads high or low, the CSV."""

import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.varies import Level, Part, Variation
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.subjects import Subject
from tsunagu.journeys.queries.variation import Found, points_by_level
from tsunagu.statistics.estimates import Estimate

HUES = {
    "donor": "procurement",
    "site": "manufacturing",
    "operator": "transport",
    "instrument": "evaluation",
    "reagent_lot": "processing",
    "day": "storage",
    "error": "supply",
}
MOST_LEVELS = 20
"""More levels than these are cut to the highest and the lowest; all of them are in the CSV."""
MOST_POINTS = 60
DIGITS = 3


def _named(text: Text) -> str:
    return text.in_language(language())


def shares(variation: Variation) -> SafeString:
    """Draw each factor's share of the variance with its interval."""
    parts = [
        svg.Share(
            _named(part.factor.name),
            100 * part.share.value,
            100 * part.share.interval.lower,
            100 * part.share.interval.upper,
            HUES[part.factor.key],
        )
        for part in variation.parts
    ]
    return svg.shares(parts, _("Share of each factor in the variance"))


def cut(variation: Variation) -> list[dict[str, Any]]:
    """Return a line of the table for each estimated factor."""
    return [_line(part) for part in variation.parts]


def _line(part: Part) -> dict[str, Any]:
    return {
        "name": part.factor.name,
        "levels": part.levels or None,
        "sd": number(part.sd.value, DIGITS),
        "sd_range": ends(part.sd),
        "share": f"{100 * part.share.value:.0f} %",
        "share_range": f"{100 * part.share.interval.lower:.0f}–{100 * part.share.interval.upper:.0f}",
    }


def ends(estimate: Estimate) -> str:
    """Write an interval; an open end as infinity."""
    low, high = estimate.interval.lower, estimate.interval.upper
    return f"{_end(low)}–{_end(high)}"


def _end(value: float) -> str:
    return "∞" if math.isinf(value) else number(value, DIGITS)


def who_reads(variation: Variation, found: Found, factor: str, unit: str) -> dict[str, Any]:
    """Return the picture and the table of a factor's levels, the highest first, cut in the middle where many."""
    levels = variation.levels[factor]
    shown = (
        levels if len(levels) <= MOST_LEVELS else (*levels[: MOST_LEVELS // 2], *levels[-MOST_LEVELS // 2 :])
    )
    points = points_by_level(found.observations, factor)
    name = next(one.name for one in variation.factors if one.key == factor)
    rows = [
        svg.Interval(
            level_name(found, factor, one.key),
            one.effect.value,
            one.effect.interval.lower,
            one.effect.interval.upper,
            _deviations(variation, points.get(one.key, [])),
            "warn" if _stands_out(one) else "ok",
            _reads(one),
        )
        for one in shown
    ]
    label = _("Deviation from the mean of all")
    reach = 1.3 * max((abs(value) for row in rows for value in (row.value, *row.replicates)), default=0.0)
    named = f"{label}（{unit}）" if language() == "ja" else f"{label} ({unit})"
    ends_ = (-reach, reach) if reach else (None, None)  # an interval that goes beyond is drawn with an arrow
    axis = svg.Axis(named if unit else label, *ends_)
    title = _("%(factor)s: who reads high or low") % {"factor": _named(name)}
    words: dict[State, str] = {"ok": _("Within its uncertainty"), "warn": _("Stands out")}
    return {
        "key": factor,
        "name": name,
        "picture": svg.intervals(
            rows, axis, title, reference=svg.Limit(0.0, _("Mean of all")), state_words=words
        ),
        "lines": [_level_line(one, found, factor) for one in shown],
        "hidden": len(levels) - len(shown),
    }


def _deviations(variation: Variation, points: list[float]) -> list[float]:
    """Return single results as deviations from the mean of all, thinned where there are very many."""
    if variation.mean is None:
        return []
    middle, step = variation.mean.value, max(1, math.ceil(len(points) / MOST_POINTS))
    chosen = sorted(points)[::step]
    return [100 * (one / middle - 1) if variation.is_log else one - middle for one in chosen]


def _stands_out(level: Level) -> bool:
    return not level.effect.interval.covers(0.0)


def _reads(level: Level) -> str:
    if not _stands_out(level):
        return ""
    return _("reads high") if level.effect.value > 0 else _("reads low")


def _level_line(level: Level, found: Found, factor: str) -> dict[str, Any]:
    sign = "+" if level.effect.value > 0 else ""
    return {
        "name": level_name(found, factor, level.key),
        "count": level.count,
        "effect": sign + number(level.effect.value, DIGITS),
        "range": ends(level.effect),
        "word": _reads(level),
    }


def level_name(found: Found, factor: str, key: str) -> str:
    """Return the name of a level as the reader may know it."""
    known = found.names.get((factor, key))
    return _("not recorded") if not key or known is None else _named(known)


def table(variation: Variation, found: Found, unit: str) -> Iterator[list[Any]]:
    """Yield the lines of the CSV: components, then levels with their effects, unrounded."""
    head = [_("Factor"), _("Level"), _("Levels"), _("Results"), _("Value"), _("Lower 95%"), _("Upper 95%")]
    yield [*head, _("Unit"), _("Share"), _("Share, lower 95%"), _("Share, upper 95%")]
    for part in variation.parts:
        ends_ = (part.share.value, part.share.interval.lower, part.share.interval.upper)
        yield [
            _named(part.factor.name),
            "SD",
            part.levels or "",
            variation.results,
            *_three(part.sd),
            unit,
            *ends_,
        ]
    if variation.repeatability is not None:
        name = _("Repeatability (readings of one result)")
        yield [name, "SD", "", variation.readings, *_three(variation.repeatability), unit]
    for factor in variation.factors:
        for one in variation.levels.get(factor.key, ()):
            name = level_name(found, factor.key, one.key)
            yield [_named(factor.name), name, "", one.count, *_three(one.effect), unit]


def _three(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.interval.lower, estimate.interval.upper


def qualify_link(subject: Subject, variation: Variation) -> str:
    """Return the form that qualifies the method, with these figures as what it rests on."""
    figures = "、".join(
        f"{part.factor.name.ja} {100 * part.share.value:.0f} %（{100 * part.share.interval.lower:.0f}–"
        f"{100 * part.share.interval.upper:.0f}）"
        for part in variation.parts
    )
    basis = f"ばらつきの要因（結果{variation.results}件、分散の内訳と95%区間）：{figures}"
    said = {"subject": subject.key, "basis_kind": "variation", "basis": basis[:1000]}
    return f"{reverse('laboratory:qualify')}?{urlencode(said)}"
