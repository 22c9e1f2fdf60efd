"""The pictures of a chart: values against limits, moving ranges, EWMA, CUSUM."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.trend_judging import Judged, evaluation_of, lines_of, ranges_of
from tsunagu.evaluation.domain.trend_rules import rule_name
from tsunagu.evaluation.domain.trends import Limits
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language
from tsunagu.journeys.web.trends.chart import Chart
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.cusum import cusum
from tsunagu.statistics.monitoring.ewma import ewma

MOST = 120
"""Points that a picture shows, the newest; all of them stand in the CSV."""


def views() -> dict[str, str]:
    """Return the views of a chart by their key in the address."""
    return {"": _("Single values"), "range": _("Moving range"), "ewma": "EWMA", "cusum": "CUSUM"}


def picture(chart: Chart, view: str) -> SafeString:
    """Draw a view of the chart; empty where the points don't suffice."""
    try:
        return _DRAWN.get(view, _values)(chart)
    except StatisticsRefused:
        return SafeString("")


def axis_of(chart: Chart, name: str = "") -> svg.Axis:
    """Return the upright axis with its unit."""
    said, unit = (
        name or chart.name.in_language(language()),
        shown_unit(chart.unit).in_language(language()),
    )
    return svg.Axis(said if not unit else f"{said}（{unit}）" if language() == "ja" else f"{said} ({unit})")


def _values(chart: Chart) -> SafeString:
    readings = [_reading(chart, one) for one in chart.judged[-MOST:]]
    return svg.control_chart(
        readings, axis_of(chart), _("Results in order"), state_words=_words(chart.is_trial)
    )


def _reading(chart: Chart, one: Judged) -> svg.Reading:
    rules = chart.trial_rules.get(one.point.uuid, ()) if chart.is_trial else one.rules
    state: State = "stop" if one.alarms else "warn" if rules else ""
    limits, uuid = _limits_shown(chart, one), one.point.uuid
    told = [rule for rule in rules if rule in one.alarms] or list(rules)
    reading = svg.Reading(
        chart.labels[uuid], one.point.value, state=state, rule=rule_name(told[0]) if told else "",
        phase=_phase(chart, one), version=chart.in_use.get(uuid, ""),
    )  # fmt: skip
    if limits is None:
        return reading
    lines = lines_of(limits)
    near = (lines.center - 2 * lines.sd, lines.center + 2 * lines.sd)
    warning = near if limits.rules == "westgard" else (None, None)
    return replace(reading, centre=lines.center, limits=(lines.lower, lines.upper), warning=warning)


def _limits_shown(chart: Chart, one: Judged) -> Limits | None:
    """Return the limits drawn at a point: those in force, or the first ones over the points they rest on."""
    return one.limits or (chart.versions[0].limits if chart.versions else chart.limits)


def _phase(chart: Chart, one: Judged) -> str:
    if chart.is_trial:
        return _("Trial limits, not frozen")
    if one.limits is None:
        return _("Baseline of v1")
    return _("Limits v%(version)s") % {"version": one.limits.version}


def _words(is_trial: bool) -> Mapping[State, str]:
    return {"stop": _("Alarm"), "warn": _("Beyond trial limits") if is_trial else _("Warning")}


def _ranges(chart: Chart) -> SafeString:
    limits = _needed(chart)
    points = chart.present[-MOST:]
    found = ranges_of(points, limits)
    beyond = set(found.signalled())
    readings = [
        svg.Reading(
            chart.labels[points[one.number - 1].uuid], one.value, one.center, (None, one.upper),
            state="warn" if one.number in beyond else "",
        )
        for one in found.points
    ]  # fmt: skip
    return svg.control_chart(readings, axis_of(chart, _("Moving range")), _("Moving range"))


def _ewma(chart: Chart) -> SafeString:
    limits = _needed(chart)
    points = chart.present
    found = ewma(evaluation_of(points, limits))
    readings = [
        svg.Reading(
            chart.labels[points[one.number - 1].uuid], one.value, found.center, (one.lower, one.upper),
            state="warn" if one.number in found.signalled else "",
        )
        for one in found.points
    ]  # fmt: skip
    return svg.control_chart(readings[-MOST:], axis_of(chart, "EWMA"), "EWMA")


def _cusum(chart: Chart) -> SafeString:
    limits = _needed(chart)
    points = chart.present
    found = cusum(evaluation_of(points, limits))
    series = {"C+": [one.up for one in found.points], "C−": [-one.down for one in found.points]}
    spots: list[svg.Series] = []
    for (name, values), hue in zip(series.items(), ("accent", "evaluation"), strict=True):
        placed = [(one.number, value) for one, value in zip(found.points, values, strict=True)]
        states: list[State] = ["warn" if abs(value) > found.decision else "" for _x, value in placed]
        marks = [svg.Spot(x, y, state=state) for (x, y), state in zip(placed, states, strict=True)]
        spots.append(svg.Series(name, marks[-MOST:], placed[-MOST:], hue=hue))
    ends = [svg.Limit(found.decision, "h"), svg.Limit(-found.decision, "−h")]
    return svg.curve(
        spots, svg.Axis(_("Point number")), svg.Axis(_("Cumulative sum (SD)")), "CUSUM", rows=ends
    )


def _needed(chart: Chart) -> Limits:
    if chart.limits is None:
        raise StatisticsRefused("too_few", "点が足りません。", "There are too few points.")
    return chart.limits


_DRAWN: Mapping[str, Callable[[Chart], SafeString]] = {"range": _ranges, "ewma": _ewma, "cusum": _cusum}
