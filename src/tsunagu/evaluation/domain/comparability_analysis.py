"""The analysis of a study as it is frozen: each criterion with its interval, its verdict in words, and the outcome."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tsunagu.evaluation.domain.comparability import Criterion, Lot, StudyPlan
from tsunagu.evaluation.domain.comparability_judging import Judged, judge
from tsunagu.evaluation.domain.comparability_plan import plan_data
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

STATISTICS_VERSION = "1 (TOST, Kenward-Roger, mean ± k·SD)"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """A lot with its values by characteristic; ``excluded`` is the reason why it isn't counted, empty if it is."""

    lot: Lot
    values: Mapping[str, Decimal]
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An analysis as it is kept, whether every deciding criterion is met, and the hash of what went in."""

    data: dict[str, Any]
    passed: bool
    input_hash: str


def missing(plan: StudyPlan, lots: Sequence[Measured]) -> list[tuple[str, Criterion]]:
    """Return the values that a counted lot lacks of a deciding characteristic: lot and criterion."""
    return [
        (one.lot.label, criterion)
        for one in lots
        if not one.excluded
        for criterion in plan.criteria
        if criterion.decides and criterion.key not in one.values
    ]


def check_complete(plan: StudyPlan, lots: Sequence[Measured]) -> None:
    """Refuse to analyse while a lot is silently missing: it is measured, or excluded with its reason."""
    if not any(one.values for one in lots if not one.excluded):
        raise Refused("no_values", _NO_VALUES)
    lacking = missing(plan, lots)
    if lacking:
        raise Refused("values_missing", _missing_text(lacking))
    if plan.design == "pairs":
        alone = _alone(lots)
        if alone:
            named = "、".join(alone[:MOST_NAMED])
            raise Refused(
                "pairs_broken",
                Text(
                    f"ドナー {named} は片方のロットしかありません。"
                    "もう一方を測定するか、理由を付けて除外してください。",
                    f"Donor {named} has a lot on one side only. Measure the other one, or exclude it with a reason.",
                ),
            )


def _alone(lots: Sequence[Measured]) -> list[str]:
    sides: dict[str, set[str]] = {}
    for one in lots:
        if not one.excluded:
            sides.setdefault(one.lot.block, set()).add(one.lot.side)
    return sorted(block for block, found in sides.items() if len(found) == 1)


def _missing_text(lacking: Sequence[tuple[str, Criterion]]) -> Text:
    ja = "、".join(f"{lot}の{one.name.ja}" for lot, one in lacking[:MOST_NAMED])
    en = ", ".join(f"{one.name.en} of {lot}" for lot, one in lacking[:MOST_NAMED])
    more = len(lacking) - MOST_NAMED
    ja_more, en_more = (f" ほか{more}件", f" and {more} more") if more > 0 else ("", "")
    return Text(
        f"値がありません：{ja}{ja_more}。入力するか、ロットを理由付きで除外してください。",
        f"Values are missing: {en}{en_more}. Enter them, or exclude the lot with a reason.",
    )


def freeze(plan: StudyPlan, lots: Sequence[Measured]) -> Frozen:
    """Analyse the lots by the plan and freeze the result; the outcome follows from the criteria alone."""
    check_complete(plan, lots)
    counted = [one for one in lots if not one.excluded]
    judged = [judge(one, plan, _values(one.key, counted)) for one in plan.criteria]
    passed = all(found.met for one, found in zip(plan.criteria, judged, strict=True) if one.decides)
    data = {
        "passed": passed,
        "criteria": [_kept(one, found) for one, found in zip(plan.criteria, judged, strict=True)],
        "lots": [_lot(one) for one in lots],
        "counts": {side: sum(one.lot.side == side for one in counted) for side in ("before", "after")},
        "excluded": sum(bool(one.excluded) for one in lots),
    }
    return Frozen(data, passed, input_hash(plan, lots))


def _values(key: str, lots: Sequence[Measured]) -> list[tuple[Lot, float]]:
    return [(one.lot, float(one.values[key])) for one in lots if key in one.values]


def _kept(one: Criterion, found: Judged) -> dict[str, Any]:
    return {
        "key": one.key, "met": found.met, "decides": one.decides,
        "reason_ja": found.reason.ja, "reason_en": found.reason.en,
        "before": found.before, "after": found.after,
        "estimate": _finite(found.estimate), "low": _finite(found.low), "high": _finite(found.high),
        "p": _finite(found.p), "method": found.method, "range": found.range,
        "cautions": [{"ja": text.ja, "en": text.en} for text in found.cautions],
    }  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _lot(one: Measured) -> dict[str, Any]:
    values = {key: str(value) for key, value in sorted(one.values.items())}
    return {
        "label": one.lot.label, "side": one.lot.side, "block": one.lot.block, "excluded": one.excluded,
        "values": values,
    }  # fmt: skip


def input_hash(plan: StudyPlan, lots: Sequence[Measured]) -> str:
    """Return the SHA-256 of the plan, the lots with their values and exclusions, and the version of the statistics."""
    ordered = sorted((_lot(one) for one in lots), key=lambda kept: kept["label"])
    said = {"plan": plan_data(plan), "lots": ordered, "version": STATISTICS_VERSION}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_NO_VALUES = Text(
    "まだ測定値がありません。ロットの値を入力してください。",
    "There are no values yet. Enter those of the lots.",
)
