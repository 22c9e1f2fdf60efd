"""Whether a test preparation is similar enough to the standard: equivalence within bounds, difference tests beside."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tsunagu.statistics.estimates import Estimate, Interval, refuse
from tsunagu.statistics.potency.curve_potency import SameShape, same_shape
from tsunagu.statistics.potency.curve_shapes import Family
from tsunagu.statistics.potency.curve_solver import INFINITE, SLOPE, ZERO
from tsunagu.statistics.potency.curves import Convention as CurveConvention
from tsunagu.statistics.potency.curves import Curves, fit_curves, fit_separately
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import fieller, quantile
from tsunagu.statistics.potency.linear import Matrix, effects, indicators
from tsunagu.statistics.potency.lines_anova import Convention, analysis
from tsunagu.statistics.potency.transforms import Transform, transformed

LEVEL_OF_EQUIVALENCE = 0.90  # two one-sided tests at 5 % each (USP <1032>)
Verdict = Literal["similar", "not_similar", "not_shown"]
Bounds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Similarity:
    """One measure of similarity of one test preparation.

    Attributes
    ----------
    measure : ``slope_ratio``, ``slope_difference``, ``zero_ratio``, ``infinite_ratio``, ``span_ratio``,
        ``asymmetry_ratio`` or ``non_parallelism`` (noncentrality of the extra sum of squares).
    bounds : within which the whole interval must lie; None where none were set.
    difference_p : p of the test that there is no difference at all, for information (USP <1032> advises against judging
        by it alone).
    verdict : ``similar`` where the interval lies within the bounds, ``not_similar`` where it lies outside them
        altogether, ``not_shown`` where it crosses one; None without bounds.
    """

    preparation: str
    measure: str
    estimate: Estimate
    bounds: tuple[float, float] | None
    difference_p: float
    verdict: Verdict | None


def judged(interval: Interval, bounds: tuple[float, float] | None) -> Verdict | None:
    """Return the verdict of an interval on bounds, both ends included. Refuses bounds in the wrong order."""
    if bounds is None:
        return None
    lower, upper = bounds
    if not lower < upper:
        refuse(
            "bounds",
            "同等性の限界は下限を上限より小さくしてください。",
            "The lower bound of equivalence must be below the upper.",
        )
    if lower <= interval.lower and interval.upper <= upper:
        return "similar"
    return "not_similar" if interval.upper < lower or interval.lower > upper else "not_shown"


def line_similarity(
    assay: Assay,
    bounds: Bounds | None = None,
    transform: Transform = "none",
    error: Convention = "pure",
    confidence: float = LEVEL_OF_EQUIVALENCE,
) -> list[Similarity]:
    """Return slope ratio and slope difference of each test preparation's own line to the standard's (USP <1032>, 4.7).

    The ratio has its interval by Fieller, the difference by t. Refuses what ``parallel_lines`` refuses.
    """
    response = transformed(assay.response, transform)
    anova = analysis(assay, response, error, None)
    slopes = indicators(assay.preparation) * (np.log(assay.dose) - np.log(assay.dose).mean())[:, None]
    beside = [indicators(assay.preparation), *(indicators(labels) for labels in assay.groups.values())]
    found = effects(slopes, beside, response, assay.weight)
    covariance, df = found.covariance * anova.error.ms, anova.error.df
    measured = []
    for place, name in enumerate(assay.names[1:], start=1):
        pair = _Pair(
            name,
            (float(found.coefficients[place]), float(found.coefficients[0])),
            np.asarray(covariance[np.ix_([place, 0], [place, 0])], dtype=np.float64),
            None if df is None else float(df),
            confidence,
        )
        measured.append(pair.ratio("slope_ratio", bounds or {}))
        measured.append(pair.difference("slope_difference", bounds or {}))
    return measured


def curve_similarity(
    assay: Assay,
    bounds: Bounds | None = None,
    family: Family = "logistic",
    transform: Transform = "none",
    error: CurveConvention = "model",
    confidence: float = LEVEL_OF_EQUIVALENCE,
) -> list[Similarity]:
    """Return, for each test preparation, the ratios of its own curve's parameters to the standard's (USP <1032>, 4.7).

    Each ratio has its interval by Fieller from the separate fits, those of slope and asymmetry on the logarithm.
    ``non_parallelism`` is the noncentrality of the extra sum of squares of a common shape, each test preparation with
    the standard. Refuses what ``fit_curves`` refuses.
    """
    separate = fit_separately(assay, family, transform, None, error, confidence)
    standard = assay.names[0]
    limits, measured = bounds or {}, []
    for name in assay.names[1:]:
        pair = {standard: separate[standard], name: separate[name]}
        together = fit_curves(_only(assay, standard, name), family, transform, None, error, confidence)
        measured += _curve_ratios(name, pair[standard], pair[name], limits)
        measured.append(_non_parallelism(name, same_shape(together, pair), limits, confidence))
    return measured


def _curve_ratios(name: str, standard: Curves, test: Curves, limits: Bounds) -> list[Similarity]:
    found = [
        _exponential_ratio(name, "slope_ratio", SLOPE, standard, test, limits),
        _linear_ratio(name, "zero_ratio", (ZERO,), standard, test, limits),
        _linear_ratio(name, "infinite_ratio", (INFINITE,), standard, test, limits),
        _linear_ratio(name, "span_ratio", (ZERO, INFINITE), standard, test, limits),
    ]
    if standard.asymmetry is not None:
        found.append(_exponential_ratio(name, "asymmetry_ratio", SLOPE + 1, standard, test, limits))
    return found


def _exponential_ratio(
    name: str, measure: str, where: int, standard: Curves, test: Curves, limits: Bounds
) -> Similarity:
    log_ratio = float(test.place[where] - standard.place[where])
    error = math.sqrt(float(test.covariance[where, where] + standard.covariance[where, where]))
    df = _together(standard, test)
    half = quantile(standard.confidence, df) * error
    span = Interval(math.exp(log_ratio - half), math.exp(log_ratio + half), standard.confidence)
    p = _two_sided(log_ratio, error, df)
    estimate = Estimate(math.exp(log_ratio), span, df, "wald on logarithm")
    return Similarity(name, measure, estimate, limits.get(measure), p, judged(span, limits.get(measure)))


def _linear_ratio(
    name: str, measure: str, where: tuple[int, ...], standard: Curves, test: Curves, limits: Bounds
) -> Similarity:
    sizes, variances = [], []
    for curves in (test, standard):
        contrast = np.zeros(len(curves.place))
        contrast[where[-1]] = 1.0
        if len(where) == 2:
            contrast[where[0]] = -1.0
        sizes.append(float(contrast @ curves.place))
        variances.append(float(contrast @ curves.covariance @ contrast))
    pair = _Pair(
        name, (sizes[0], sizes[1]), np.diag(variances), _together(standard, test), standard.confidence
    )
    return pair.ratio(measure, limits)


def _non_parallelism(name: str, test: SameShape, limits: Bounds, confidence: float) -> Similarity:
    estimate, bounds = test.noncentrality(confidence), limits.get("non_parallelism")
    return Similarity(name, "non_parallelism", estimate, bounds, test.p, judged(estimate.interval, bounds))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A size of the test preparation and of the standard, with the covariance of both."""

    name: str
    sizes: tuple[float, float]
    covariance: Matrix
    df: float | None
    confidence: float

    def ratio(self, measure: str, limits: Bounds) -> Similarity:
        (test, standard), spread = self.sizes, self.covariance
        found = fieller(
            test,
            standard,
            float(spread[0, 0]),
            float(spread[1, 1]),
            float(spread[0, 1]),
            self.df,
            self.confidence,
        )
        estimate = Estimate(found.ratio, found.interval, self.df, "fieller")
        return self._similarity(measure, estimate, limits)

    def difference(self, measure: str, limits: Bounds) -> Similarity:
        value, error = self.sizes[0] - self.sizes[1], self._error()
        half = quantile(self.confidence, self.df) * error
        estimate = Estimate(value, Interval(value - half, value + half, self.confidence), self.df, "t")
        return self._similarity(measure, estimate, limits)

    def _similarity(self, measure: str, estimate: Estimate, limits: Bounds) -> Similarity:
        bounds = limits.get(measure)
        p = _two_sided(self.sizes[0] - self.sizes[1], self._error(), self.df)
        return Similarity(self.name, measure, estimate, bounds, p, judged(estimate.interval, bounds))

    def _error(self) -> float:
        spread = self.covariance
        return math.sqrt(max(0.0, float(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1])))


def _two_sided(value: float, error: float, df: float | None) -> float:
    if error == 0:
        return 1.0 if value == 0 else 0.0
    size = abs(value) / error
    return float(2 * (scipy.stats.norm.sf(size) if df is None else scipy.stats.t.sf(size, df)))


def _together(standard: Curves, test: Curves) -> float:
    return float((standard.error.df or 0) + (test.error.df or 0))


def _only(assay: Assay, standard: str, test: str) -> Assay:
    if len(assay.names) == 2:
        return assay
    first, second = assay.of(standard), assay.of(test)
    return Assay(
        (standard, test),
        np.concatenate([first.preparation, second.preparation + 1]),
        np.concatenate([first.dose, second.dose]),
        np.concatenate([first.response, second.response]),
        np.concatenate([first.weight, second.weight]),
        {},
    )
