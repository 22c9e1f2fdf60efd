"""A comparability study arranged for its page: criteria, results with their pictures, lots with their values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.comparability import ACCEPTANCE, SIDES, Criterion, StudyPlan
from tsunagu.evaluation.domain.comparability_judging import plain
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.comparability import (
    AnalysisView,
    LotView,
    PlanView,
    StudyView,
    ValueView,
    plans_of,
)
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import MINUS
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language

LOW_POWER = 0.8
NOTHING = "―"


def criteria_lines(plan: PlanView) -> list[dict[str, Any]]:
    """Return what the plan asks of each characteristic, with the power it gives."""
    powers = {one["key"]: one["power"] for one in plan.data["criteria"]}
    return [
        {
            "name": one.name,
            "unit": shown_unit(one.unit),
            "how": ACCEPTANCE[one.acceptance],
            "limits": limits_of(one),
            "power": None if powers[one.key] is None else f"{powers[one.key]:.0%}",
            "is_weak": powers[one.key] is not None and powers[one.key] < LOW_POWER,
            "decides": one.decides,
        }
        for one in plan.plan.criteria
    ]


def limits_of(one: Criterion) -> str:
    """Write what is asked of a characteristic."""
    if one.acceptance == "equivalence" and one.lower is not None and one.upper is not None:
        word = _("ratio") if one.scale == "log" else _("difference")
        return f"{word} {_ends(float(one.lower), float(one.upper))}"
    if one.acceptance == "quality_range" and one.factor is not None and one.share is not None:
        return _("%(share)s of lots within mean ± %(k)s SD") % {
            "share": f"{float(one.share) * 100:g}%",
            "k": f"{float(one.factor):g}",
        }
    return NOTHING


def result_lines(study: StudyView, analysis: AnalysisView | None) -> list[dict[str, Any]]:
    """Return the verdict on each characteristic in words, with its pictures; nothing before the analysis."""
    if analysis is None:
        return []
    plan = next(one for one in plans_of(study.uuid) if one.version == analysis.plan_version).plan
    found = []
    for kept in analysis.data["criteria"]:
        one = plan.criterion(kept["key"])
        if one is None:
            continue
        found.append(
            {
                "criterion": one,
                "kept": kept,
                "unit": shown_unit(one.unit),
                "badge": _badge(kept),
                "reason": Text(kept["reason_ja"], kept["reason_en"]),
                "estimate": _estimate(one, kept),
                "ends": _ends(kept["low"], kept["high"]),
                "limits": _limits(one, kept),
                "cautions": [Text(each["ja"], each["en"]) for each in kept["cautions"]],
                "interval": _interval(one, kept, analysis.data["lots"]),
                "points": _points(one, kept, analysis.data["lots"]),
            }
        )
    return found


def _badge(kept: Mapping[str, Any]) -> tuple[State | str, str]:
    if kept["met"] is None:
        return "info", _("For information")
    if kept["met"]:
        return "ok", _("Met")
    return ("stop", _("Not met")) if kept["decides"] else ("warn", _("Not met (supporting)"))


def _estimate(one: Criterion, kept: Mapping[str, Any]) -> str:
    if kept["estimate"] is None:
        return NOTHING
    word = _("ratio") if one.scale == "log" else _("difference")
    return f"{word} {plain(kept['estimate'])}"


def _ends(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return NOTHING
    return f"{plain(low)}〜{plain(high)}" if language() == "ja" else f"{plain(low)} to {plain(high)}"


def _limits(one: Criterion, kept: Mapping[str, Any]) -> str:
    if kept["range"]:
        return _ends(kept["range"]["lower"], kept["range"]["upper"])
    if one.acceptance != "equivalence" or one.lower is None or one.upper is None:
        return NOTHING
    return _ends(float(one.lower), float(one.upper))


def _state(kept: Mapping[str, Any]) -> State:
    return "" if kept["met"] is None else "ok" if kept["met"] else "stop"


def _interval(one: Criterion, kept: Mapping[str, Any], lots: Sequence[Mapping[str, Any]]) -> SafeString:
    """Draw the interval against its margins; where donors were split, each donor's own difference beside it."""
    if kept["estimate"] is None or kept["low"] is None or kept["high"] is None:
        return SafeString("")
    label = _("After / before") if one.scale == "log" else _("After − before")
    name = label if one.scale == "log" else _with_unit(label, one)
    row = svg.Interval(
        _("90% interval"), kept["estimate"], kept["low"], kept["high"], _by_donor(one, lots), _state(kept)
    )
    zone = None
    if one.lower is not None and one.upper is not None:
        zone = svg.Zone(float(one.lower), float(one.upper), _("Equivalence margins"))
    reference = svg.Limit(1.0 if one.scale == "log" else 0.0, _("No difference"))
    title = f"{one.name.in_language(language())}: {label}"
    return svg.intervals([row], svg.Axis(name), title, zone=zone, reference=reference, state_words=_words())


def _by_donor(one: Criterion, lots: Sequence[Mapping[str, Any]]) -> list[float]:
    sides: dict[str, dict[str, list[float]]] = {}
    for lot in lots:
        if not lot["excluded"] and lot["block"] and one.key in lot["values"]:
            of_donor = sides.setdefault(lot["block"], {"before": [], "after": []})
            of_donor[lot["side"]].append(float(lot["values"][one.key]))
    found = []
    for both in sides.values():
        if both["before"] and both["after"]:
            before, after = (sum(both[side]) / len(both[side]) for side in ("before", "after"))
            found.append(after / before if one.scale == "log" and before else after - before)
    return found


def _points(one: Criterion, kept: Mapping[str, Any], lots: Sequence[Mapping[str, Any]]) -> SafeString:
    """Draw the lots before and after; against the quality range where there is one."""
    rows = []
    for side, name in SIDES.items():
        values = [
            float(lot["values"][one.key])
            for lot in lots
            if lot["side"] == side and not lot["excluded"] and one.key in lot["values"]
        ]
        if values:
            mean = sum(values) / len(values)
            state = _state(kept) if side == "after" else ""
            rows.append(svg.Interval(name.in_language(language()), mean, None, None, values, state))
    name_of = one.name.in_language(language())
    zone = None
    if kept["range"]:
        zone = svg.Zone(kept["range"]["lower"], kept["range"]["upper"], _("Quality range"))
    axis = svg.Axis(_with_unit(name_of, one))
    title = _("%(name)s of the lots before and after") % {"name": name_of}
    return svg.intervals(rows, axis, title, zone=zone, state_words=_words())


def _with_unit(label: str, one: Criterion) -> str:
    unit = shown_unit(one.unit).in_language(language())
    if not unit:
        return label
    return f"{label}（{unit}）" if language() == "ja" else f"{label} ({unit})"


def _words() -> dict[State, str]:
    return {"ok": _("Met"), "stop": _("Not met")}


def lot_lines(
    plan: StudyPlan, lots: Sequence[LotView], values: Sequence[ValueView], planned_at: datetime
) -> list[dict[str, Any]]:
    """Return a line for each lot with its values in the order of the plan; what was known before it is marked."""
    by_lot = {(one.lot, one.characteristic): one for one in values}
    lines = []
    for lot in lots:
        own = [by_lot.get((lot.uuid, one.key)) for one in plan.criteria]
        sources = list(dict.fromkeys(one.source for one in own if one is not None))
        is_early = lot.side == "after" and any(
            one is not None and one.dated is not None and one.dated < planned_at for one in own
        )
        lines.append(
            {
                "lot": lot,
                "side": SIDES[lot.side],
                "values": [NOTHING if one is None else one.number.replace("-", MINUS) for one in own],
                "sources": sources,
                "is_early": is_early,
            }
        )
    return lines
