"""The frozen analysis of a round arranged for its page: figures, pictures, the table."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.evaluation.domain.round_material import KINDS
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.rounds import RoundView
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import MINUS
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language

VERDICTS: Mapping[str, tuple[State, Text]] = {
    "satisfactory": ("ok", Text("満足", "Satisfactory")),
    "questionable": ("warn", Text("疑わしい", "Questionable")),
    "unsatisfactory": ("stop", Text("不満足", "Unsatisfactory")),
}
CONSISTENCY: Mapping[str | None, State] = {"straggler": "warn", "outlier": "stop"}
MOST_DECIMALS = 6
NOTHING = "―"


def verdict_word(verdict: str | None) -> Text:
    """Name what a score means."""
    known = VERDICTS.get(verdict or "")
    return known[1] if known else Text(NOTHING, "–")


def decimals(told: Mapping[str, Any]) -> int:
    """Return how many decimals the figures are shown with: the reproducibility to two significant digits."""
    sizes = [told["s_R"]["value"] if told["s_R"] else None, told["sigma_pt"], told["assigned"]["value"]]
    size = next((abs(one) for one in sizes if one), 1.0)
    return min(MOST_DECIMALS, max(0, 1 - math.floor(math.log10(size))))


def fixed(value: float | None, places: int, sign: str = "") -> str:
    """Write a number with its decimals, a real minus sign, and a plus where ``sign`` asks for one."""
    if value is None:
        return NOTHING
    text = f"{value:{sign},.{places}f}"
    return (text[1:] if text.lstrip("+-").strip("0.,") == "" and text[:1] in "+-" else text).replace(
        "-", MINUS
    )


def figures(told: Mapping[str, Any], unit: str) -> list[dict[str, str]]:
    """Return the figures of a method's performance with their intervals."""
    places, lang = decimals(told), language()
    assigned = told["assigned"]
    half = assigned["expanded"]
    found = [
        {
            "label": _("Assigned value"), "mark": "", "value": fixed(assigned["value"], places),
            "unit": shown_unit(unit).in_language(lang), "note": "" if half is None else f"±{fixed(half, places)}",
        }
    ]  # fmt: skip
    words = {
        "s_r": (_("Repeatability"), "r"), "s_L": (_("Between laboratories"), "L"), "s_R": (_("Reproducibility"), "R"),
    }  # fmt: skip
    for key, (label, mark) in words.items():
        one = told[key]
        ends = "" if one is None else f"{fixed(one['low'], places)}–{fixed(one['high'], places)}"
        value = NOTHING if one is None else fixed(one["value"], places)
        found.append(
            {"label": label, "mark": mark, "value": value, "unit": "", "note": f"95% {ends}" if ends else ""}
        )
    return found


MET: Mapping[str, tuple[State | str, Text]] = {
    "ok": ("ok", Text("基準を満たす", "Meets the criterion")),
    "allowed": (
        "ok",
        Text("測定のばらつきを考慮して満たす", "Meets it, allowing for the spread of measurement"),
    ),
    "not_met": ("warn", Text("基準を満たさない", "Doesn't meet the criterion")),
    "open": ("wait", Text("σptが決まってから判定", "Judged once σpt is known")),
}


def material_lines(judged: Mapping[str, Any], told: Mapping[str, Any], unit: str) -> list[dict[str, Any]]:
    """Return a line for what was found of the material: figure, interval, criterion, verdict."""
    lang, lines = language(), []
    for kind, one in ((kind, judged[kind]) for kind in KINDS if kind in judged):
        places = decimals(told) + 1 if told else _places(one)
        state, word = MET[one["verdict"]]
        lines.append(
            {
                "name": KINDS[kind].in_language(lang),
                "symbol": "s" if kind == "homogeneity" else "Δ",
                "value": fixed(one["value"], places, "+" if kind == "stability" else ""),
                "note": f"95% {fixed(one['low'], places)}–{fixed(one['high'], places)}",
                "criterion": "" if one["criterion"] is None else fixed(one["criterion"], places),
                "unit": shown_unit(unit).in_language(lang), "state": state, "word": word.in_language(lang),
                "items": one["items"],
            }
        )  # fmt: skip
    return lines


def _places(one: Mapping[str, Any]) -> int:
    size = next((abs(one[key]) for key in ("high", "value", "low") if one[key]), 1.0)
    return min(MOST_DECIMALS, max(0, 2 - math.floor(math.log10(size))))


def table(told: Mapping[str, Any], own: str, names: Mapping[str, Text]) -> list[dict[str, Any]]:
    """Return a line for each laboratory, in the order of the codes."""
    places = decimals(told)
    return [
        {
            "code": lab["code"], "is_own": lab["code"] == own, "name": names.get(lab["code"]),
            "readings": [one.replace("-", MINUS) for one in lab["readings"]],
            "mean": fixed(lab["mean"], places), "s": fixed(lab["s"], places), "h": fixed(lab["h"], 2, "+"),
            "k": fixed(lab["k"], 2), "z": fixed(lab["z"], 2, "+"), "badges": _badges(lab),
        }
        for lab in told["labs"]
    ]  # fmt: skip


def qualifying_basis(told: Mapping[str, Any], own: str, found: RoundView) -> str:
    """Return the round with one's own score, as what a method's qualification may rest on; empty without a score."""
    lab = next((lab for lab in told["labs"] if lab["code"] == own), None)
    if lab is None or lab["z"] is None:
        return ""
    name, verdict = "z′" if told["score"] == "z_prime" else "z", verdict_word(lab["verdict"]).ja
    score = f"{name} = {fixed(lab['z'], 2, '+')}（{verdict}）"
    return f"試験所間比較 {found.number}（{found.name.ja}、{found.method}）：{score}"


def _badges(lab: Mapping[str, Any]) -> list[tuple[str, str]]:
    lang, found = language(), list[tuple[str, str]]()
    if lab["verdict"] in VERDICTS:
        state, word = VERDICTS[lab["verdict"]]
        found.append((state, word.in_language(lang)))
    if lab["k_verdict"] in CONSISTENCY:
        found.append((CONSISTENCY[lab["k_verdict"]], _scatter(lab)))
    return found


def _scatter(lab: Mapping[str, Any]) -> str:
    return _("Large scatter k=%(k)s") % {"k": fixed(lab["k"], 1)}


def pictures(told: Mapping[str, Any], found: RoundView, own: str) -> dict[str, SafeString]:
    """Return the plots: who reads high or low, scores in order, h and k."""
    unit, name = shown_unit(found.unit).in_language(language()), found.name.in_language(language())
    axis = svg.Axis(
        f"{name}（{unit}）" if unit and language() == "ja" else f"{name} ({unit})" if unit else name
    )
    return {
        "high_low": _high_low(told, axis, own),
        "scores": _scores(told, own),
        "h": _mandel(told, own, "h"),
        "k": _mandel(told, own, "k"),
    }


def _label(code: str, own: str) -> str:
    return _("%(code)s (ours)") % {"code": code} if code == own else code


def _starred(code: str, own: str) -> str:
    """Mark our own code where there is no room for a word."""
    return f"{code}★" if code == own else code


def _high_low(told: Mapping[str, Any], axis: svg.Axis, own: str) -> SafeString:
    rows, lang = [], language()
    for lab in told["labs"]:
        state, word = VERDICTS.get(lab["verdict"] or "", ("ok", Text("", "")))
        if state == "ok" and lab["k_verdict"] in CONSISTENCY:
            said, state = _("Large scatter"), "warn"
        else:
            said = "" if state == "ok" else word.in_language(lang)
        numbers = [float(one) for one in lab["readings"]]
        rows.append(
            svg.Interval(_label(lab["code"], own), lab["mean"], lab["low"], lab["high"], numbers, state, said)
        )
    value, sigma = told["assigned"]["value"], told["sigma_pt"]
    zone = reference = None
    if value is not None:
        reference = svg.Limit(round(value, decimals(told)), _("Assigned value"))
        if sigma is not None:
            zone = svg.Zone(value - 2 * sigma, value + 2 * sigma, _("Assigned value ± 2σpt"))
    return svg.intervals(
        rows,
        axis,
        _("Which laboratory reads high or low"),
        zone=zone,
        reference=reference,
        state_words=_words(),
    )


def _scores(told: Mapping[str, Any], own: str) -> SafeString:
    items = [
        svg.Score(_starred(lab["code"], own), lab["z"], VERDICTS[lab["verdict"]][0])
        for lab in told["labs"]
        if lab["z"] is not None
    ]
    name = "z′" if told["score"] == "z_prime" else "z"
    return svg.scores(items, svg.Axis(name), _("Scores in order"), state_words=_words())


def _words() -> dict[State, str]:
    return {state: word.in_language(language()) for state, word in VERDICTS.values()}


def _mandel(told: Mapping[str, Any], own: str, name: str) -> SafeString:
    groups = [
        svg.BarGroup(
            _starred(lab["code"], own), [svg.Bar(lab[name], CONSISTENCY.get(lab[f"{name}_verdict"], "ok"))]
        )
        for lab in told["labs"]
        if lab[name] is not None
    ]
    levels: tuple[tuple[str, State], ...] = (("5%", "warn"), ("1%", "stop"))
    critical = zip(told["critical"][name], levels, strict=False)
    limits = [svg.Limit(value, level, state) for value, (level, state) in critical]
    is_two_sided = name == "h"
    limits += [svg.Limit(-one.value, one.label, one.state) for one in limits] if is_two_sided else []
    axis = svg.Axis(name) if is_two_sided else svg.Axis(name, low=0.0)
    said: dict[State, str] = {"ok": _("Consistent"), "warn": _("Beyond 5%"), "stop": _("Beyond 1%")}
    return svg.bars_by_group(groups, axis, f"Mandel {name}", limits=limits, state_words=said)
