"""Phase II: new points held against frozen limits, by the rules chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.checking import Vector, vector
from tsunagu.statistics.estimates import Caution, refuse
from tsunagu.statistics.monitoring.limits import ATTRIBUTES, Exclusion, FrozenLimits, used_points
from tsunagu.statistics.monitoring.phase_one import checked_counts
from tsunagu.statistics.monitoring.rules import BEYOND_LIMITS, Rule, Violation, signals
from tsunagu.statistics.monitoring.sigma import deviation

Observed = Sequence[Any] | NDArray[np.float64]
"""Single values or counts, shape (n,), or groups of values."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A plotted point, its number from 1, its limits, and its distance ``z`` from the center in standard deviations."""

    number: int
    value: float
    size: float
    center: float
    lower: float
    upper: float
    z: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Points against frozen limits.

    Attributes
    ----------
    limits : the limits used, with their version.
    points : every plotted point that counts.
    violations : what the rules found, by point.
    values : the single values behind the points that count, in order, for capability and tolerance intervals; empty
        for counts and moving ranges.
    excluded : points left out, with the reason.
    """

    limits: FrozenLimits
    points: tuple[ChartPoint, ...]
    violations: tuple[Violation, ...]
    values: tuple[float, ...]
    excluded: tuple[Exclusion, ...]
    cautions: tuple[Caution, ...]

    @property
    def stable(self) -> bool:
        """Return whether no rule holds at any point."""
        return not self.violations

    def signalled(self, rule: str | None = None) -> tuple[int, ...]:
        """Return the numbers of the points at which a rule (or the named rule) holds."""
        return tuple(sorted({v.point for v in self.violations if rule in (None, v.rule)}))


def evaluate(
    limits: FrozenLimits,
    observed: Observed,
    sizes: ArrayLike | None = None,
    *,
    rules: tuple[Rule, ...] = BEYOND_LIMITS,
    excluded: tuple[Exclusion, ...] = (),
    first: int = 1,
) -> Evaluation:
    """Hold points against frozen limits.

    Parameters
    ----------
    limits : from phase I; these are used as they are, whatever the new points say.
    observed : single values (individuals, moving_range), groups of values (xbar, range, sd) or counts (p, np, c, u).
    sizes : units inspected or areas of opportunity of counts.
    rules : a family of ``rules``, or a choice of single ones. Zones are thirds of the distance to the control limits.
    excluded : points of ``observed``, numbered from ``first``, that are left out, each with its reason; runs close up
        over them.
    first : number of the first point, where these continue others.
    """
    shifted = tuple(Exclusion(one.point - first + 1, one.reason) for one in excluded)
    values, weights, plain = _plotted(limits, observed, sizes)
    lag = (limits.size or 1) - 1 if limits.chart == "moving_range" else 0
    used = [number for number in used_points(values.size + lag, shifted) if number > lag]
    if lag:
        gone = {one.point for one in shifted}
        used = [number for number in used if not gone & set(range(number - lag, number))]
    points = tuple(
        _point(limits, number + first - 1, float(values[number - lag - 1]), float(weights[number - lag - 1]))
        for number in used
    )
    single = tuple(float(value) for number in used for value in plain[number - lag - 1]) if plain else ()
    return Evaluation(
        limits, points, _violations(limits, points, rules), single, excluded, _cautions(limits, rules)
    )


def _plotted(
    limits: FrozenLimits, observed: Observed, sizes: ArrayLike | None
) -> tuple[Vector, Vector, list[Vector]]:
    """Return what is plotted, the size of each group, and the single values by point."""
    if limits.chart in ATTRIBUTES:
        x, n = checked_counts(vector(observed), sizes, limits.chart)
        return (x if limits.chart in ("np", "c") else x / n), n, []
    if limits.chart in ("individuals", "moving_range"):
        x = vector(observed)
        if limits.chart == "individuals":
            return x, np.ones_like(x), [x[i : i + 1] for i in range(x.size)]
        span = limits.size or 2
        vector(x, span)
        ranges = np.array([np.ptp(x[i : i + span]) for i in range(x.size - span + 1)])
        return ranges, np.full(ranges.size, float(span)), []
    groups = [vector(group, 1 if limits.chart == "xbar" else 2) for group in observed]
    if not groups:
        refuse("too_few", "点がありません。", "There are no points.")
    statistic = [_statistic(limits.chart, group) for group in groups]
    return np.array(statistic), np.array([float(g.size) for g in groups]), groups


def _statistic(chart: str, group: Vector) -> float:
    if chart == "xbar":
        return float(group[0] + (group - group[0]).mean())
    return float(np.ptp(group)) if chart == "range" else deviation(group)


def _point(limits: FrozenLimits, number: int, value: float, size: float) -> ChartPoint:
    lines = limits.at(size)
    z = (value - lines.center) / lines.sd
    return ChartPoint(number, value, size, lines.center, lines.lower, lines.upper, z)


def _violations(
    limits: FrozenLimits, points: tuple[ChartPoint, ...], rules: tuple[Rule, ...]
) -> tuple[Violation, ...]:
    z = np.array([point.z for point in points]) * 3 / limits.width
    beyond = np.array([not point.lower <= point.value <= point.upper for point in points], dtype=bool)
    found = [
        Violation(rule.name, points[members[-1]].number, tuple(points[member].number for member in members))
        for rule in rules
        for members in signals(rule, z, beyond)
    ]
    return tuple(sorted(found, key=lambda violation: (violation.point, violation.rule)))


def _cautions(limits: FrozenLimits, rules: tuple[Rule, ...]) -> tuple[Caution, ...]:
    if limits.chart in ("individuals", "xbar") or all(rule.kind == "beyond" for rule in rules):
        return limits.cautions
    return (
        *limits.cautions,
        Caution(
            "skewed_statistic",
            "範囲・標準偏差・個数の分布は左右対称ではないため、連や領域のルールの誤警報率は表示どおりになりません。",
            "Ranges, deviations and counts aren't symmetric, so zone and run rules give false alarms at other rates.",
        ),
    )
