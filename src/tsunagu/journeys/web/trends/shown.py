"""A chart in figures and lines: what stands beside the picture, in the table and in the CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.trend_judging import Judged, evaluation_of, lines_of, ranges_of
from tsunagu.evaluation.domain.trend_rules import FAMILIES, rule_meaning, rule_name
from tsunagu.evaluation.domain.trends import Limits
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.trends import AlarmView
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.times import TOKYO, language, moment_text, this_year
from tsunagu.journeys.web.trends.chart import Chart
from tsunagu.statistics.estimates import Estimate, Interval, StatisticsRefused
from tsunagu.statistics.monitoring.capability import capability
from tsunagu.statistics.monitoring.charts import Evaluation
from tsunagu.statistics.monitoring.tolerance import tolerance_interval

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval or note; ``refused`` says why there is none."""

    label: str
    value: str = ""
    unit: str = ""
    note: str = ""
    refused: Text | None = None


def figures(chart: Chart) -> list[Figure]:
    """Return center and spread with their intervals, and capability and tolerance where the process is stable."""
    limits = chart.limits
    if limits is None:
        return []
    unit = shown_unit(chart.unit).in_language(language())
    center, sigma, lines = limits.frozen.center, limits.frozen.sigma, lines_of(limits)
    found = [Figure(_("Centre line"), number(center.value), unit, _between(center.interval))]
    if sigma is not None:
        found.append(
            Figure(_("Standard deviation"), number(sigma.value, 3), unit, _between(sigma.interval, 3))
        )
    found.append(Figure(_("Action limits (±3 SD)"), f"{number(lines.lower)}–{number(lines.upper)}", unit))
    if limits.is_trial:
        return found
    low, high = chart.specification
    if low is not None or high is not None:
        found.append(_stable("Cpk", chart, limits, lambda one, spread: _cpk(chart, one, spread)))
    label = _("Tolerance interval (95% of values)")
    found.append(_stable(label, chart, limits, lambda one, spread: _tolerance(label, unit, one, spread)))
    return found


def _stable(
    label: str, chart: Chart, limits: Limits, calculated: Callable[[Evaluation, Evaluation], Figure]
) -> Figure:
    """Return what may be said of a stable process alone, or the sentence that refuses it."""
    if chart.calls:
        return Figure(label, refused=_UNSTABLE)
    try:
        return calculated(evaluation_of(chart.present, limits), ranges_of(chart.present, limits))
    except StatisticsRefused as refused:
        return Figure(label, refused=Text(refused.ja, refused.en))


def _cpk(chart: Chart, location: Evaluation, dispersion: Evaluation) -> Figure:
    low, high = chart.specification
    found: Estimate = capability(location, lower=low, upper=high, dispersion=dispersion).cpk
    return Figure("Cpk", number(found.value, 3), "", _between(found.interval, 3))


def _tolerance(label: str, unit: str, location: Evaluation, dispersion: Evaluation) -> Figure:
    ends = tolerance_interval(location, dispersion=dispersion).interval
    shown = f"{number(ends.lower)}–{number(ends.upper)}"
    return Figure(label, shown, unit, _("95% confidence"))


def _between(ends: Interval, digits: int = 4) -> str:
    between = f"{number(ends.lower, digits)}–{number(ends.upper, digits)}"
    return _("95%% CI %(between)s") % {"between": between}


def limits_lines(chart: Chart, names: dict[UUID, Text]) -> list[dict[str, Any]]:
    """Return a line for each version of the limits, the newest first."""
    return [
        {
            "version": one.limits.version, "family": FAMILIES[one.limits.rules], "at": one.limits.frozen_at,
            "by": names.get(one.frozen_by), "count": len(one.limits.used), "excluded": len(one.limits.excluded),
            "lines": lines_of(one.limits),
            "cautions": [Text(caution.ja, caution.en) for caution in one.limits.frozen.cautions],
        }
        for one in reversed(chart.versions)
    ]  # fmt: skip


def table(chart: Chart) -> list[dict[str, Any]]:
    """Return a line for each of the newest points, the newest first."""
    by_point = _alarms_by_point(chart)
    return [
        _line(chart, one, by_point.get(one.point.uuid, {})) for one in reversed(chart.judged[-MOST_LINES:])
    ]


def _line(chart: Chart, one: Judged, alarms: dict[str, AlarmView]) -> dict[str, Any]:
    rules = chart.trial_rules.get(one.point.uuid, ()) if chart.is_trial else one.rules
    return {
        "number": one.number, "point": one.point, "subject": chart.subjects.get(one.point.uuid, ""),
        "z": "" if one.z is None else f"{one.z:+.2f}".replace("-", "−"),
        "version": one.limits.version if one.limits else None,
        "rules": [_badge(rule, rule in one.alarms, alarms.get(rule)) for rule in rules],
        "cells": chart.cells.get(one.point.uuid, ()),
    }  # fmt: skip


def _badge(rule: str, calls: bool, alarm: AlarmView | None) -> tuple[str, str]:
    if not calls:
        return "warn", rule_name(rule)
    if alarm is not None and not alarm.is_open:
        return "ok", _("%(rule)s, assessed") % {"rule": rule_name(rule)}
    return "stop", rule_name(rule)


def _alarms_by_point(chart: Chart) -> dict[UUID, dict[str, AlarmView]]:
    found: dict[UUID, dict[str, AlarmView]] = {}
    for one in chart.alarms:
        found.setdefault(one.point, {})[one.rule] = one
    return found


def alarm_points(chart: Chart) -> dict[UUID, str]:
    """Return the points with open alarms, each said in one line: when, of what, the value, the rules."""
    found: dict[UUID, list[AlarmView]] = {}
    for one in chart.open_alarms:
        found.setdefault(one.point, []).append(one)
    return {point: _alarm_text(chart, alarms) for point, alarms in found.items()}


def _rule(rule: str) -> Text:
    return Text(rule_name(rule), rule_name(rule)).with_note(rule_meaning(rule))


def _alarm_text(chart: Chart, alarms: list[AlarmView]) -> str:
    first, lang = alarms[0], language()
    unit = shown_unit(chart.unit).in_language(lang)
    rules = listed((_rule(one.rule).in_language(lang) for one in alarms), lang)
    parts = [moment_text(first.at, this_year(), lang), chart.subjects.get(first.point, "")]
    parts += [f"{number(first.value)} {unit}".strip(), rules]
    if first.point not in chart.labels:
        parts.append(_("replaced or corrected since"))
    return "　".join(part for part in parts if part)


def assessed(chart: Chart, names: dict[UUID, Text]) -> list[dict[str, Any]]:
    """Return the alarms that were assessed, the newest first, with cause and action."""
    return [
        {
            "alarm": one,
            "rule": rule_name(one.rule),
            "by": names.get(one.assessed_by) if one.assessed_by else None,
        }
        for one in chart.alarms
        if not one.is_open
    ]


def csv_rows(chart: Chart) -> list[list[Any]]:
    """Return headings, and every point with the limits it was judged by, unrounded."""
    rows: list[list[Any]] = [
        [_("Number"), _("Measured at"), _("Case or lot"), _("Value"), _("Unit"), *chart.heads, _("Control limits"),
         _("Centre line"), _("Lower limit"), _("Upper limit"), "z", _("Rules")]
    ]  # fmt: skip
    for one in chart.judged:
        lines = lines_of(one.limits) if one.limits else None
        at = one.point.at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")
        rows.append(
            [one.number, at, chart.subjects.get(one.point.uuid, ""), one.point.value, chart.unit,
             *chart.cells.get(one.point.uuid, ()), one.limits.version if one.limits else "",
             *((lines.center, lines.lower, lines.upper) if lines else ("", "", "")),
             one.z, " ".join(rule_name(rule) for rule in one.rules)]
        )  # fmt: skip
    return rows


_UNSTABLE = Text(
    "ルールに該当する点があり、工程が安定しているとはいえないため計算しません。原因を調べ、限界を確定し直してください。",
    "A rule is broken, so the process isn't known to be stable: look into the cause and freeze the limits anew.",
)
