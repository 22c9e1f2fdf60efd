"""Whether the material of a round was the same in all items and stayed so: what was measured, how it is judged."""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from tsunagu.evaluation.domain.rounds import TRANSITIONS, read_reading
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.statistics.between_laboratories.homogeneity import homogeneity, stability
from tsunagu.statistics.estimates import Caution, Estimate

Kind = Literal["homogeneity", "stability"]
Items = tuple[tuple[Decimal, ...], ...]
KINDS: Mapping[str, Text] = {
    "homogeneity": Text("均質性（送付前）", "Homogeneity (before sending)"),
    "stability": Text("安定性（回の終わり）", "Stability (at the end of the round)"),
}
MOST_ITEMS, MOST_REPEATS = 100, 12
_BETWEEN = re.compile(r"[\s、;；]+")


def read_items(typed: str, unit: str) -> Items:
    """Return the readings of items, one item a line, its repeats apart by blanks; each item as often as the others."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not 2 <= len(lines) <= MOST_ITEMS:
        raise BadInput("items", _HOW_MANY, "items")
    items = tuple(
        tuple(read_reading(text, unit, "items") for text in _BETWEEN.split(line) if text) for line in lines
    )
    sizes = {len(item) for item in items}
    if len(sizes) > 1 or not 2 <= max(sizes) <= MOST_REPEATS:
        raise BadInput("items", _SAME, "items")
    return items


def check_may_record(kind: str, state: str, has_homogeneity: bool) -> None:
    """Refuse measurements of a kind that isn't known, after the analysis, and a change from nothing."""
    if kind not in KINDS:
        raise BadInput("kind", _KIND, "kind")
    if "analysed" not in TRANSITIONS[state] and state != "preparing":
        raise Refused("analysed_already", _FROZEN)
    if kind == "stability" and not (state == "sent" and has_homogeneity):
        raise Refused("nothing_before", _BEFORE)


def judge_material(measured: Mapping[str, Items], sigma_pt: float | None) -> dict[str, Any]:
    """Judge what was measured by sigma_pt (ISO 13528:2015 B.2 to B.5); without it the figures stand unjudged.

    Returns for each kind its figures as plain values: ``value``, ``low`` and ``high`` of s_s or of the change,
    ``criterion`` and ``expanded`` (None without sigma_pt), ``verdict`` (ok, allowed, not_met, open).
    """
    if "homogeneity" not in measured:
        return {}
    items = [[float(one) for one in item] for item in measured["homogeneity"]]
    by = sigma_pt if sigma_pt else None
    alike = homogeneity(items, by or 1.0)
    found = {"homogeneity": _judged(alike.s_s, alike, by) | {"items": len(items), "repeats": len(items[0])}}
    if "stability" in measured:
        after = [math.fsum(map(float, item)) / len(item) for item in measured["stability"]]
        before = [math.fsum(item) / len(item) for item in items]
        stayed = stability(before, after, by or 1.0)
        found["stability"] = _judged(stayed.change, stayed, by) | {"items": len(after)}
    return found


def cautions_of(judged: Mapping[str, Any]) -> tuple[Caution, ...]:
    """Return what the reader of scores must know of the material."""
    if not judged:
        return (_NOT_RECORDED,)
    return tuple(_NOT_MET[kind] for kind, one in judged.items() if one["verdict"] == "not_met")


def _judged(estimate: Estimate, found: Any, sigma_pt: float | None) -> dict[str, Any]:
    verdict = "ok" if found.passes else "allowed" if found.passes_expanded else "not_met"
    return {
        "value": estimate.value,
        "low": _finite(estimate.interval.lower),
        "high": _finite(estimate.interval.upper),
        "criterion": found.criterion if sigma_pt else None,
        "expanded": found.expanded if sigma_pt else None,
        "verdict": verdict if sigma_pt else "open",
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def as_texts(items: Items) -> list[list[str]]:
    """Return readings as they are kept."""
    return [[str(one) for one in item] for item in items]


def as_items(kept: Sequence[Sequence[str]]) -> Items:
    """Return kept readings as exact numbers."""
    return tuple(tuple(Decimal(one) for one in item) for item in kept)


_HOW_MANY = Text(
    f"試料を2〜{MOST_ITEMS}個、1行に1個ずつ入力してください（10個以上が望まれます）。",
    f"Type 2 to {MOST_ITEMS} items, one a line; at least 10 are wanted.",
)
_SAME = Text(
    f"どの試料にも同じ回数（2〜{MOST_REPEATS}回）の測定値を、空白で区切って入力してください。",
    f"Every item needs the same number of readings (2 to {MOST_REPEATS}), with blanks between.",
)
_KIND = Text("均質性か安定性を選んでください。", "Choose homogeneity or stability.")
_FROZEN = Text(
    "解析が終わっているため、試料の測定値は変更できません。",
    "The round has been analysed; measurements of its material can't be changed.",
)
_BEFORE = Text(
    "安定性は、均質性の測定値を記録し、試料を送付してから入力してください。",
    "Stability is compared with the homogeneity measurements: record those, and send the material, first.",
)
_NOT_RECORDED = Caution(
    "material_not_recorded",
    "試料の均質性の測定値は記録されていません。",
    "No measurements of the material's homogeneity are on record.",
)
_NOT_MET = {
    "homogeneity": Caution(
        "not_homogeneous",
        "試料の均質性が基準を満たしていません。試料の違いがスコアに含まれます。",
        "The material doesn't meet the criterion of homogeneity: scores contain differences between items.",
    ),
    "stability": Caution(
        "not_stable",
        "回の間に試料が基準を超えて変化しました。測定の時期の違いがスコアに含まれます。",
        "The material changed beyond the criterion during the round: scores contain when it was measured.",
    ),
}
