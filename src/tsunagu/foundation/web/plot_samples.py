"""Invented results for the plots of the style guide, in both languages."""

import math

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language

_MEANS: list[tuple[float, float, State]] = [
    (84.1, 1.0, "ok"), (86.8, 1.6, "ok"), (85.2, 1.2, "ok"), (79.6, 1.9, "stop"),
    (88.9, 3.4, "warn"), (85.9, 1.0, "ok"), (84.7, 1.3, "ok"), (86.1, 1.4, "ok"),
]  # fmt: skip


def plots() -> list[tuple[str, SafeString]]:
    """Return each plot with its heading."""
    return [
        (_("Values with their intervals"), _intervals()), (_("Shares of the variance"), _shares()),
        ("Mandel h", _mandel(-1.0)), ("Mandel k", _mandel(1.0)), (_("Scores in order"), _scores()),
        (_("Two places against each other"), _youden()), (_("Difference against mean"), _differences()),
        (_("Dose and response"), _doses()), (_("Change over time"), _stability()), (_("How often"), _histogram()),
    ]  # fmt: skip


def control_plot() -> SafeString:
    """Return a control chart of two phases with lots, alarms and a step in the limits."""
    readings = []
    for i in range(60):
        centre = 85.2 if i < 38 else 86.1
        wave = 1.1 * math.sin(i * 1.7) + 0.7 * math.cos(i * 2.9)
        value = centre + wave + {21: 4.4, 44: -2.9, 45: -2.8, 57: 3.9}.get(i, 0.0)
        rule = {21: "1-3s", 45: "2-2s", 57: "1-3s"}.get(i, "")
        state: State = "stop" if rule == "1-3s" else "warn" if rule else ""
        readings.append(
            svg.Reading(
                f"11/{i // 2 + 1:02d}", value, centre, (centre - 3.9, centre + 3.9), (centre - 2.6, centre + 2.6),
                state, rule, _in("基準期間", "Baseline") if i < 20 else _in("運用", "Routine"),
                _in("抗体ロット A17", "Antibody lot A17") if i < 38 else _in("抗体ロット A22", "Antibody lot A22"),
            )
        )  # fmt: skip
    return svg.control_chart(readings, svg.Axis(_in("生存率（%）", "Viability (%)")), _("Results in order"))


def _in(ja: str, en: str) -> str:
    return Text(ja, en).in_language(language())


def _intervals() -> SafeString:
    said = {"warn": _in("ばらつき大 k=2.1", "Large scatter k=2.1"), "stop": _in("要確認", "Needs review")}
    rows = [
        svg.Interval(
            f"L{i + 1}", mean, mean - 1.2 * s, mean + 1.2 * s,
            [mean - s, mean + s * math.sin(i * 2.0), mean + s * 0.8], state, said.get(state, ""),
        )
        for i, (mean, s, state) in enumerate(_MEANS)
    ]  # fmt: skip
    return svg.intervals(
        rows, svg.Axis(_in("生存率（%）", "Viability (%)")), _("Values with their intervals"),
        zone=svg.Zone(83.1, 87.3, _in("付与値 ±2σ", "Assigned value ±2σ")),
        reference=svg.Limit(85.2, _in("付与値", "Assigned value")),
    )  # fmt: skip


def _shares() -> SafeString:
    rows = [
        ("提供者", "Donor", 46, 31, 62, "procurement"), ("施設", "Laboratory", 22, 6, 58, "transport"),
        ("作業者", "Operator", 9, 3, 21, "processing"), ("日", "Day", 8, 4, 18, "storage"),
        ("試薬ロット", "Reagent lot", 5, 1, 16, "manufacturing"), ("残り", "Residual", 10, 7, 15, "supply"),
    ]  # fmt: skip
    parts = [svg.Share(_in(ja, en), value, low, high, hue) for ja, en, value, low, high, hue in rows]
    return svg.shares(parts, _("Shares of the variance"))


def _mandel(sign: float) -> SafeString:
    groups = []
    for i in range(8):
        values = [1.3 * math.sin(i * 1.9 + j) + (0.9 if i == 3 else 0.0) for j in range(3)]
        values = [value if sign < 0 else abs(value) + 0.3 for value in values]
        states: list[State] = ["stop" if abs(v) > 2.06 else "warn" if abs(v) > 1.75 else "ok" for v in values]
        names = [_in(f"水準 {j + 1}", f"Level {j + 1}") for j in range(3)]
        bars = [svg.Bar(v, s, n) for v, s, n in zip(values, states, names, strict=True)]
        groups.append(svg.BarGroup(f"L{i + 1}", bars))
    lines = [svg.Limit(1.75, "5 %", "warn"), svg.Limit(2.06, "1 %", "stop")]
    lines += [svg.Limit(-line.value, line.label, line.state) for line in lines] if sign < 0 else []
    axis = svg.Axis("h") if sign < 0 else svg.Axis("k", low=0.0)
    return svg.bars_by_group(groups, axis, "Mandel h" if sign < 0 else "Mandel k", limits=lines)


def _scores() -> SafeString:
    items = []
    for i in range(14):
        value = 8.4 if i == 9 else 2.6 * math.sin(i * 2.3) - 0.2
        state: State = "stop" if abs(value) >= 3 else "warn" if abs(value) > 2 else "ok"
        items.append(svg.Score(f"L{i + 1}", value, state))
    said: dict[State, str] = {
        "ok": _in("満足", "Satisfactory"), "warn": _in("疑わしい", "Questionable"),
        "stop": _in("不満足", "Unsatisfactory"),
    }  # fmt: skip
    return svg.scores(items, svg.Axis("z"), _("Scores in order"), state_words=said)


def _youden() -> SafeString:
    spots = [
        svg.Spot(mean, mean - 0.6 + 1.3 * math.sin(i * 2.1), f"L{i + 1}", "" if state == "ok" else state)
        for i, (mean, _s, state) in enumerate(_MEANS)
    ]
    ring = [(85.2 + 3 * math.cos(a / 20), 84.6 + 3 * math.sin(a / 20)) for a in range(127)]
    return svg.scatter(
        spots, svg.Axis(_in("試料 A（%）", "Sample A (%)")), svg.Axis(_in("試料 B（%）", "Sample B (%)")),
        _("Two places against each other"), traces=[svg.Trace(ring, _in("95% の範囲", "95 % region"))],
        is_square=True, has_identity=True,
    )  # fmt: skip


def _differences() -> SafeString:
    spots = [svg.Spot(60 + i * 0.62, 1.1 + 2.2 * math.sin(i * 1.3), f"S{i + 1}") for i in range(52)]
    lines = [
        svg.Limit(5.4, "+1.96 s  5.4"), svg.Limit(1.1, _in("平均の差  1.1", "Mean difference  1.1"), "ok"),
        svg.Limit(-3.2, "−1.96 s  −3.2"),
    ]  # fmt: skip
    mean, gap = _in("2 法の平均（%）", "Mean of both methods (%)"), _in("差（%）", "Difference (%)")
    return svg.scatter(spots, svg.Axis(mean), svg.Axis(gap), _("Difference against mean"), rows=lines)


def _doses() -> SafeString:
    def at(dose: float, half: float) -> float:
        return 4 + 92 / (1 + math.pow(half / dose, 1.3))

    doses = [0.05 * 3**i for i in range(9)]
    series = []
    for name, half, hue in (
        (_in("標準品", "Reference"), 4.2, "storage"),
        (_in("検体 031", "Sample 031"), 9.7, "accent"),
    ):
        spots = [
            svg.Spot(d, at(d, half) + 4 * math.sin(d * 7 + half + j), name) for d in doses for j in range(2)
        ]
        line = [(0.04 * 1.2**i, at(0.04 * 1.2**i, half)) for i in range(50)]
        series.append(svg.Series(name, spots, line, hue=hue, pin=svg.Spot(half, at(half, half), "EC50")))
    x, y = (
        svg.Axis(_in("濃度（ng/mL）", "Concentration (ng/mL)"), is_log=True),
        svg.Axis(_in("応答（%）", "Response (%)")),
    )
    return svg.curve(series, x, y, _("Dose and response"))


def _stability() -> SafeString:
    months = [0, 3, 6, 9, 12, 18, 24]
    spots = [
        svg.Spot(m, 91 - 0.42 * m + 1.1 * math.sin(m + j), f"M26-03{j}") for m in months for j in range(3)
    ]
    line = [(m, 91 - 0.42 * m) for m in range(0, 37)]
    ribbon = [(m, y - 0.8 - 0.06 * abs(m - 11), y + 0.8 + 0.06 * abs(m - 11)) for m, y in line]
    series = [
        svg.Series(
            _in("3 ロットの共通直線", "Common line of 3 lots"),
            spots,
            line,
            ribbon,
            _in("95% 信頼帯", "95 % confidence band"),
        )
    ]
    return svg.curve(
        series, svg.Axis(_in("保管（月）", "Storage (months)"), low=0), svg.Axis(_in("生存率（%）", "Viability (%)")),
        _("Change over time"), rows=[svg.Limit(80, _in("規格下限 80", "Lower limit 80"), "stop")],
        columns=[svg.Limit(22.4, _in("有効期間 22 か月", "Shelf life 22 months"), "warn")],
    )  # fmt: skip


def _histogram() -> SafeString:
    bins = [
        svg.Bin(
            60 + 2 * i, 62 + 2 * i, round(46 * math.exp(-(((i - 12) / 4.2) ** 2))), "" if i > 4 else "stop"
        )
        for i in range(20)
    ]
    return svg.histogram(
        bins, svg.Axis(_in("生存率（%）", "Viability (%)")), _("How often"), count_label=_in("件数", "Lots"),
        limits=[
            svg.Limit(70, _in("規格 ≥ 70", "Limit ≥ 70"), "stop"),
            svg.Limit(74.5, _in("警戒 74.5", "Alert 74.5"), "warn"),
        ],
        state_words={"stop": _in("規格外", "Out of specification")},
    )  # fmt: skip
