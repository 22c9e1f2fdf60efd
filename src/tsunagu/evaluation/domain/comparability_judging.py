"""One criterion of a study judged: the interval or the range, and the verdict in one sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tsunagu.evaluation.domain.comparability import Criterion, Lot, StudyPlan
from tsunagu.evaluation.domain.shown import decimal_text
from tsunagu.foundation.text import Text
from tsunagu.statistics.comparability.equivalence import Equivalence, blocked, two_samples
from tsunagu.statistics.comparability.margins import Margins
from tsunagu.statistics.comparability.mixed import mixed
from tsunagu.statistics.comparability.quality_range import QualityRange, quality_range
from tsunagu.statistics.estimates import StatisticsRefused

Values = Sequence[tuple[Lot, float]]
WIDEST = 1e100
"""Margins that no interval reaches, where only the interval is asked for."""
LARGEST_LOG = 700.0
ABOUT_MARGINS = "differs_within_margins"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one criterion; ``met`` is None where none was asked for.

    Attributes
    ----------
    before, after : numbers of lots. estimate, low, high : after - before, or after / before on the scale ``log``.
    range : lower, upper, within, required, and the labels of lots outside.
    """

    met: bool | None
    reason: Text
    before: int
    after: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    method: str = ""
    range: dict[str, Any] | None = None
    cautions: tuple[Text, ...] = ()


def judge(one: Criterion, plan: StudyPlan, values: Values) -> Judged:
    """Judge one criterion by the plan; what the statistics can't answer isn't met, and says why."""
    before = sum(lot.side == "before" for lot, _ in values)
    after = len(values) - before
    try:
        found = _judged(one, plan, values, before, after)
    except StatisticsRefused as refused:
        met = None if one.acceptance == "informative" else False
        found = Judged(met, Text(refused.ja, refused.en), before, after)
    few = _too_few(plan, before, after)
    if few is None or one.acceptance == "informative":
        return found
    return Judged(
        False, few, before, after, found.estimate, found.low, found.high, found.p, found.method, found.range,
        found.cautions,
    )  # fmt: skip


def _judged(one: Criterion, plan: StudyPlan, values: Values, before: int, after: int) -> Judged:
    if one.acceptance == "quality_range":
        return _range(one, values, before, after)
    return _interval(one, plan, values, before, after)


def _too_few(plan: StudyPlan, before: int, after: int) -> Text | None:
    sides = (("変更前", "before", before, plan.least_before), ("変更後", "after", after, plan.least_after))
    for ja, en, count, least in sides:
        if count < least:
            return Text(
                f"{ja}のロットが{count}で、計画の{least}ロットに足りません",
                f"{count} lots {en} the change, fewer than the {least} of the plan",
            )
    return None


def _interval(one: Criterion, plan: StudyPlan, values: Values, before: int, after: int) -> Judged:
    found = _compared(one, plan, values)
    chosen = found.ratio if one.scale == "log" and found.ratio is not None else found.difference
    low, high = chosen.interval.lower, chosen.interval.upper
    said = [each for each in found.cautions if one.acceptance == "equivalence" or each.code != ABOUT_MARGINS]
    cautions = tuple(Text(each.ja, each.en) for each in said)
    shown = f"{plain(low)}〜{plain(high)}", f"{plain(low)} to {plain(high)}"
    if one.acceptance == "informative" or one.lower is None or one.upper is None:
        reason = Text(f"90%信頼区間 {shown[0]}（参考）", f"90% interval {shown[1]}, for information")
        return Judged(
            None, reason, before, after, chosen.value, low, high, None, found.method, None, cautions
        )
    met, reason = found.equivalent, _verdict(found.equivalent, shown, one.lower, one.upper)
    return Judged(met, reason, before, after, chosen.value, low, high, found.p, found.method, None, cautions)


def _verdict(met: bool, shown: tuple[str, str], lower: Decimal, upper: Decimal) -> Text:
    low, high = plain(float(lower)), plain(float(upper))
    ja = "内側です" if met else "内側に収まらず、同等性は示されていません"
    en = "lies within" if met else "isn't within"
    return Text(
        f"90%信頼区間 {shown[0]} は許容限界 {low}〜{high} の{ja}",
        f"The 90% interval {shown[1]} {en} the margins {low} to {high}"
        + ("" if met else ": equivalence isn't shown"),
    )


def _compared(one: Criterion, plan: StudyPlan, values: Values) -> Equivalence:
    margins, scale = _margins(one), "ratio" if one.scale == "log" else "difference"
    numbers, is_test = [value for _, value in values], [lot.side == "after" for lot, _ in values]
    blocks = [lot.block for lot, _ in values]
    if plan.design == "pairs":
        return blocked(numbers, is_test, blocks, margins, scale=scale)  # type: ignore[arg-type]
    if plan.design == "mixed":
        found = mixed(numbers, is_test, margins, random={"donor": blocks}, scale=scale)  # type: ignore[arg-type]
        return found.equivalence
    test = [value for lot, value in values if lot.side == "after"]
    reference = [value for lot, value in values if lot.side == "before"]
    return two_samples(test, reference, margins, scale=scale)  # type: ignore[arg-type]


def _margins(one: Criterion) -> Margins:
    kind = "ratio" if one.scale == "log" else "absolute"
    if one.acceptance == "informative" or one.lower is None or one.upper is None:
        return Margins(1 / WIDEST if kind == "ratio" else -WIDEST, WIDEST, kind)  # type: ignore[arg-type]
    return Margins(float(one.lower), float(one.upper), kind)  # type: ignore[arg-type]


def _range(one: Criterion, values: Values, before: int, after: int) -> Judged:
    def scaled(value: float) -> float:
        if one.scale == "plain":
            return value
        if value <= 0:
            raise StatisticsRefused("not_positive", *_NOT_POSITIVE)
        return math.log(value)

    test = [(lot, scaled(value)) for lot, value in values if lot.side == "after"]
    reference = [scaled(value) for lot, value in values if lot.side == "before"]
    factor, required = float(one.factor or 3), float(one.share or Decimal("0.9"))
    found = quality_range(reference, [value for _, value in test], factor=factor, required=required)
    outside = [test[number - 1][0].label for number in found.outside]
    return _told(one, found, outside, required, before, after)


def _told(
    one: Criterion, found: QualityRange, outside: list[str], required: float, before: int, after: int
) -> Judged:
    ends = (found.lower, found.upper)
    lower, upper = (math.exp(min(v, LARGEST_LOG)) if one.scale == "log" else v for v in ends)
    wanted = f"{required * 100:g}%"
    low, high = plain(lower), plain(upper)
    ja = f"変更後の{after}ロット中{found.within}ロットが範囲 {low}〜{high} の内側です（必要 {wanted}）"
    en = f"{found.within} of {after} lots after the change lie within {low} to {high} ({wanted} needed)"
    kept = {"lower": lower, "upper": upper, "within": found.within, "required": required, "outside": outside}
    cautions = tuple(Text(each.ja, each.en) for each in found.cautions)
    method = "quality_range"
    return Judged(found.met, Text(ja, en), before, after, None, None, None, None, method, kept, cautions)


def plain(value: float) -> str:
    """Write a calculated number to four significant figures."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    return decimal_text(Decimal(f"{value:.4g}")).replace("-", "−", 1)


_NOT_POSITIVE = (
    "対数で比べるには、すべての値が正の数である必要があります。",
    "A logarithmic scale needs positive values throughout.",
)
