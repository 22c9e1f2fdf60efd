"""Straight lines through batches: common or own slopes and intercepts, with confidence bounds of their mean."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import Estimate, Interval, refuse
from tsunagu.statistics.stability.design import Study

Model = Literal["cics", "dics", "dids"]
"""Common intercept and slope; different intercepts, common slope; different intercepts and slopes."""
Residual = Literal["pooled", "own"]
ROUNDING = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a batch (or of all), written around its centre so that large offsets cost no digits.

    Attributes
    ----------
    name : batch, empty for the line of all.
    time, value : the centre (mean time, mean value).
    slope : change of value per time.
    rest : what the rounding of ``value`` took, so that differences from it keep all their digits.
    count : results whose mean is the centre.
    spread : sum of squares of time behind the slope.
    variance, degrees : residual variance and its degrees of freedom.
    """

    name: str
    time: float
    value: float
    slope: float
    count: int
    spread: float
    variance: float
    degrees: int
    rest: float = 0.0

    def above(self, value: float, time: float) -> float:
        """Return how far a value lies above the line at a time."""
        return (value - self.value) - self.rest - self.slope * (time - self.time)

    def mean(self, time: float) -> float:
        """Return the mean of the line at a time."""
        return self.value + self.slope * (time - self.time)

    def standard_error(self, time: float, new_results: float = 0.0) -> float:
        """Return the standard error of the mean at a time; of one new result with ``new_results`` 1."""
        leverage = 1 / self.count + (time - self.time) ** 2 / self.spread
        return math.sqrt(self.variance * (leverage + new_results))

    def intercept(self, level: float) -> Estimate:
        """Return the mean at time 0 with its two-sided interval."""
        return self._estimate(self.mean(0.0), self.standard_error(0.0), level)

    def slope_estimate(self, level: float) -> Estimate:
        """Return the slope with its two-sided interval."""
        return self._estimate(self.slope, math.sqrt(self.variance / self.spread), level)

    def _estimate(self, value: float, error: float, level: float) -> Estimate:
        half = float(scipy.stats.t.ppf((1 + level) / 2, self.degrees)) * error
        return Estimate(value, Interval(value - half, value + half, level), self.degrees, "t")


@dataclass(frozen=True, slots=True)
class Fit:
    """Lines of one model, one for each batch (``cics``: one for all), with the model's residual sum of squares."""

    model: Model
    lines: tuple[Line, ...]
    residual_squares: float
    degrees: int


@dataclass(frozen=True, slots=True)
class _Centred:
    """A group of results around its centre: the sums of squares and products of what is left."""

    time: float
    value: float
    count: int
    tt: float
    ty: float
    times: Vector
    values: Vector
    rest: float


def _centred(time: Vector, value: Vector) -> _Centred:
    first = value[0]
    shifted = value - first
    t, y = time - time.mean(), shifted - shifted.mean()
    centre = float(first + shifted.mean())
    rest = float(first - centre) + float(shifted.mean())
    return _Centred(float(time.mean()), centre, time.size, float(t @ t), float(t @ y), t, y, rest)


def fit(study: Study, model: Model, residual: Residual = "pooled") -> Fit:
    """Fit one of the three models of ICH Q1E by least squares.

    Parameters
    ----------
    study : the checked results.
    model : ``cics``, ``dics`` or ``dids``.
    residual : with ``dids``, the variance behind each line: ``pooled`` over all batches (ICH Q1E, B.2.2.1) or each
        batch's ``own`` (as SAS and JMP do). The other models have one residual variance.

    Refuses data without any scatter about the lines, and too few results for a residual variance.
    """
    if model == "cics":
        groups = [_centred(study.time, study.value)]
    else:
        pairs = [(study.batch == number) for number in range(len(study.names))]
        groups = [_centred(study.time[rows], study.value[rows]) for rows in pairs]
    common = sum(group.ty for group in groups) / sum(group.tt for group in groups)
    slopes = [group.ty / group.tt if model == "dids" else common for group in groups]
    left = [g.values - slope * g.times for g, slope in zip(groups, slopes, strict=True)]
    squares = [float(part @ part) for part in left]
    degrees = study.value.size - len(groups) - (len(groups) if model == "dids" else 1)
    _check_scatter(study, sum(squares), degrees)
    names = [""] if model == "cics" else list(study.names)
    lines = []
    for name, group, slope, own in zip(names, groups, slopes, squares, strict=True):
        spread = group.tt if model == "dids" else sum(g.tt for g in groups)
        variance, behind = sum(squares) / degrees, degrees
        if residual == "own" and model == "dids":
            variance, behind = _own_variance(name, own, group.count - 2)
        lines.append(
            Line(name, group.time, group.value, slope, group.count, spread, variance, behind, group.rest)
        )
    return Fit(model, tuple(lines), sum(squares), degrees)


def _own_variance(name: str, squares: float, degrees: int) -> tuple[float, int]:
    if degrees < 1:
        refuse(
            "no_degrees_in_batch",
            f"バッチ{name}は測定値が2個のため、単独では残差のばらつきを推定できません。",
            f"Batch {name} has two results only, so it has no residual variance of its own.",
        )
    return squares / degrees, degrees


def _check_scatter(study: Study, squares: float, degrees: int) -> None:
    if degrees < 1:
        refuse(
            "too_few_for_model",
            "測定値が少なすぎて、直線のまわりのばらつきを推定できません。",
            "There are too few results to estimate the scatter about the lines.",
        )
    smallest = ROUNDING * float(np.max(np.abs(study.value))) if study.value.size else 0.0
    if squares <= study.value.size * smallest**2:
        refuse(
            "no_variation",
            "すべての値が直線上にあり、ばらつきがないため、信頼区間を計算できません。丸める前の値を使ってください。",
            "All values lie on the lines without any scatter, so no interval can be calculated; use unrounded values.",
        )
