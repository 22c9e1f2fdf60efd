"""Westgard's multirules: may the results of a run be reported, judged by its quality control samples."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, numbers
from tsunagu.statistics.estimates import StatisticsRefused, refuse

WestgardRule = Literal[
    "1_2s", "1_3s", "2_2s", "2of3_2s", "R_4s", "3_1s", "4_1s", "6_x", "8_x", "9_x", "10_x", "12_x", "7_T"
]
TWO_MATERIALS: tuple[WestgardRule, ...] = ("1_2s", "1_3s", "2_2s", "R_4s", "4_1s", "10_x")
"""Westgard, Barry, Hunt and Groth (Clin Chem 1981; 27:493-501); 1_2s warns, the others reject."""
THREE_MATERIALS: tuple[WestgardRule, ...] = ("1_2s", "1_3s", "2of3_2s", "R_4s", "3_1s", "12_x")
"""As Westgard gives them where three materials are measured (Basic QC Practices; also 6_x or 9_x)."""
_RUNS: dict[str, tuple[int, float]] = {
    "2_2s": (2, 2.0), "3_1s": (3, 1.0), "4_1s": (4, 1.0), "6_x": (6, 0.0), "8_x": (8, 0.0), "9_x": (9, 0.0),
    "10_x": (10, 0.0), "12_x": (12, 0.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that holds at a run (numbered from 1).

    Attributes
    ----------
    error : ``random`` (1_3s, R_4s), ``systematic`` (the others) or ``warning`` (1_2s).
    material : number from 1 where within one material over runs, None where over the materials of runs.
    """

    run: int
    rule: str
    error: Literal["random", "systematic", "warning"]
    material: int | None


@dataclass(frozen=True, slots=True)
class Westgard:
    """What the rules say of each run.

    Attributes
    ----------
    hits : every rule that holds, by run.
    rejected : runs whose results are not to be reported.
    warned : runs with a warning alone.
    """

    runs: int
    hits: tuple[RuleHit, ...]
    rejected: tuple[int, ...]
    warned: tuple[int, ...]

    @property
    def accepted(self) -> bool:
        """Return whether the last run's results may be reported."""
        return self.runs not in self.rejected


def westgard(
    z: ArrayLike, *, rules: tuple[WestgardRule, ...] = TWO_MATERIALS, warning_first: bool = False
) -> Westgard:
    """Apply multirules to quality control samples.

    Parameters
    ----------
    z : (result - mean) / standard deviation of each material's frozen limits, shape (runs,) or (runs, materials).
    rules : which rules; a rule over n results looks within each material over n runs, and over all materials of the
        last runs in their order where that makes n.
    warning_first : True judges the other rules only in runs with a 1_2s warning, as by hand (Westgard 1981); False
        judges every run, as a computer does.

    R_4s is one result above +2 and another below -2 in the same run. Refuses values that are missing or not numbers.
    """
    table = _table(z)
    hits: list[RuleHit] = []
    for run in range(1, table.shape[0] + 1):
        found = [hit for rule in rules for hit in _hits(rule, table[:run])]
        if warning_first and not np.any(np.abs(table[run - 1]) > 2):
            found = []
        hits += found
    rejected = {hit.run for hit in hits if hit.error != "warning"}
    warned = {hit.run for hit in hits} - rejected
    return Westgard(table.shape[0], tuple(hits), tuple(sorted(rejected)), tuple(sorted(warned)))


def _table(z: ArrayLike) -> Vector:
    try:
        table = numbers(z)
    except StatisticsRefused:
        table = np.empty(0)
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2 or table.size == 0 or not np.all(np.isfinite(table)):
        refuse(
            "not_runs",
            "精度管理試料のzスコアを、測定回ごとに同じ数だけ数値で指定してください。",
            "Give the z-scores of the quality control samples as numbers, equally many for each run.",
        )
    return table


def _hits(rule: str, table: Vector) -> list[RuleHit]:
    """Hits of a rule at the last run of the table."""
    run, materials = table.shape
    last = table[-1]
    if rule in ("1_2s", "1_3s"):
        error: Literal["warning", "random"] = "warning" if rule == "1_2s" else "random"
        return [RuleHit(run, rule, error, int(m) + 1) for m in np.flatnonzero(np.abs(last) > float(rule[2]))]
    if rule == "R_4s":
        return [RuleHit(run, rule, "random", None)] if last.max() > 2 and last.min() < -2 else []
    if rule == "2of3_2s":
        holds = materials >= 3 and max((last > 2).sum(), (last < -2).sum()) >= 2
        return [RuleHit(run, rule, "systematic", None)] if holds else []
    if rule == "7_T":
        return [
            RuleHit(run, rule, "systematic", m + 1) for m in range(materials) if _is_trend(table[-7:, m], 7)
        ]
    if rule not in _RUNS:
        refuse("unknown_rule", f"ルール{rule}はありません。", f"There is no rule {rule}.")
    needed, distance = _RUNS[rule]
    within = [m for m in range(materials) if _one_side(table[-needed:, m], needed, distance)]
    found = [RuleHit(run, rule, "systematic", m + 1) for m in within]
    over = table.ravel()[-needed:]
    if materials > 1 and _one_side(over, needed, distance):
        found.append(RuleHit(run, rule, "systematic", None))
    return found


def _one_side(values: Vector, needed: int, distance: float) -> bool:
    return values.size == needed and bool(np.all(values > distance) or np.all(values < -distance))


def _is_trend(values: Vector, needed: int) -> bool:
    steps = np.diff(values)
    return values.size == needed and bool(np.all(steps > 0) or np.all(steps < 0))
