"""Potency of sigmoid curves as their distance on log dose, with three kinds of interval, and the test of one shape."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import scipy
from scipy import optimize

from tsunagu.statistics.checking import Vector, level
from tsunagu.statistics.estimates import Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.curve_solver import SLOPE, Problem, least_squares
from tsunagu.statistics.potency.curves import Curves
from tsunagu.statistics.potency.fieller import Fieller, fieller, quantile
from tsunagu.statistics.potency.potencies import Potency, Scales, exponentiated, from_log_ratio, scale_of

Method = Literal["fieller", "delta", "profile"]
FARTHEST = 200.0  # standard errors from the estimate at which a profile counts as endless


@dataclass(frozen=True, slots=True)
class SameShape:
    """The extra sum of squares of curves that share asymptotes and slope over curves that don't, and its F test."""

    extra_ss: float
    extra_df: int
    residual_ss: float
    residual_df: int
    f: float
    p: float

    def noncentrality(self, confidence: float = 0.90) -> Estimate:
        """Return the extra sum of squares over the residual variance less its degrees, with the interval of its truth.

        Inverts the noncentral F distribution (Steiger 2004); ends that no value reaches are 0.
        """
        tail = (1 - level(confidence)) / 2
        lower, upper = self._noncentral(1 - tail), self._noncentral(tail)
        value = max(0.0, self.f * self.extra_df - self.extra_df)
        return Estimate(
            value, Interval(min(lower, value), max(upper, value), confidence), float(self.residual_df), "ncf"
        )

    def _noncentral(self, probability: float) -> float:
        def above(size: float) -> float:
            return float(scipy.stats.ncf.cdf(self.f, self.extra_df, self.residual_df, size)) - probability

        if scipy.stats.f.cdf(self.f, self.extra_df, self.residual_df) <= probability:
            return 0.0
        high = 10.0 + 4 * self.f * self.extra_df
        while above(high) > 0:
            high *= 2
        return float(optimize.brentq(above, 0.0, high, xtol=1e-10))


def curve_potencies(
    curves: Curves, scales: Scales | None = None, method: Method = "fieller"
) -> dict[str, Potency]:
    """Return the potency of each test preparation: exp(location of the standard - its own) x scale.

    Parameters
    ----------
    method : ``fieller`` treats the curve as lines near the maximum and takes the ratio of their distance to the common
        slope (Ph. Eur. 5.3, 3.4); ``delta`` is symmetric in ln potency (USP <1034>); ``profile`` holds every potency
        whose own best fit isn't worse by more than t^2 error variances (Bates and Watts 1988, 6.1).

    Refuses curves of one preparation.
    """
    if len(curves.names) < 2:
        refuse(
            "one_preparation",
            "標準品と試験品の両方の曲線が必要です。",
            "Curves of both a standard and a test preparation are needed.",
        )
    made: dict[str, Callable[[Curves, int], Fieller | Interval]] = {
        "fieller": _fieller,
        "delta": _delta,
        "profile": _profile,
    }
    check_choice("method", method, made)
    return {
        name: _potency(curves, place, made[method](curves, place), scale_of(scales or {}, name), method)
        for place, name in enumerate(curves.names[1:], start=1)
    }


def same_shape(constrained: Curves, separate: Mapping[str, Curves]) -> SameShape:
    """Return the test that all preparations have the same asymptotes and slope (Bates and Watts 1988, 3.10).

    Refuses fits of other preparations, or separate fits that leave no residual degrees of freedom.
    """
    if set(separate) != set(constrained.names) or len(separate) < 2:
        refuse(
            "preparations", "比べるあてはめの製剤が一致しません。", "The fits are of different preparations."
        )
    ss, df = (
        sum(one.residual_ss for one in separate.values()),
        sum(one.residual_df for one in separate.values()),
    )
    extra, extra_df = max(0.0, constrained.residual_ss - ss), constrained.residual_df - df
    if df < 1 or extra_df < 1 or ss <= 0:
        refuse(
            "no_degrees",
            "残差の自由度がないため、平行性を検定できません。",
            "Nothing is left over to test the sameness of shape by.",
        )
    f = extra / extra_df / (ss / df)
    return SameShape(extra, extra_df, ss, df, f, float(scipy.stats.f.sf(f, extra_df, df)))


def _potency(curves: Curves, place: int, found: Fieller | Interval, scale: float, method: Method) -> Potency:
    name = curves.names[place]
    if isinstance(found, Fieller):
        return from_log_ratio(name, found, curves.error.df, scale, curves.cautions)
    log_scale, log_ratio = math.log(scale), _distance(curves, place)
    logs = Interval(found.lower + log_scale, found.upper + log_scale, found.level)
    endless = () if math.isfinite(found.width) else (_ENDLESS,)
    df = curves.error.df
    return Potency(
        name,
        Estimate(scale * math.exp(log_ratio), exponentiated(logs), df, method),
        Estimate(log_ratio + log_scale, logs, df, method),
        None,
        (*endless, *curves.cautions),
    )


_ENDLESS = Caution(
    "endless",
    "力価の信頼区間に限界がありません。",
    "The confidence interval of the potency has no limit.",
)


def _distance(curves: Curves, place: int) -> float:
    first = curves.problem.shared
    return float(curves.place[first] - curves.place[first + place])


def _gradients(curves: Curves, place: int) -> tuple[Vector, Vector]:
    """Return how slope x distance, and the slope, change with all parameters."""
    first, slope = curves.problem.shared, math.exp(curves.place[SLOPE])
    along, of_slope = np.zeros(len(curves.place)), np.zeros(len(curves.place))
    of_slope[SLOPE] = slope
    along[SLOPE] = slope * _distance(curves, place)
    along[first], along[first + place] = slope, -slope
    return along, of_slope


def _fieller(curves: Curves, place: int) -> Fieller:
    along, of_slope = _gradients(curves, place)
    slope, covariance = math.exp(curves.place[SLOPE]), curves.covariance
    return fieller(
        slope * _distance(curves, place),
        slope,
        float(along @ covariance @ along),
        float(of_slope @ covariance @ of_slope),
        float(along @ covariance @ of_slope),
        curves.error.df,
        curves.confidence,
    )


def _delta(curves: Curves, place: int) -> Interval:
    value = _distance(curves, place)
    half = quantile(curves.confidence, curves.error.df) * _standard_error(curves, place)
    return Interval(value - half, value + half, curves.confidence)


def _standard_error(curves: Curves, place: int) -> float:
    first = curves.problem.shared
    contrast = np.zeros(len(curves.place))
    contrast[first], contrast[first + place] = 1.0, -1.0
    return math.sqrt(float(contrast @ curves.covariance @ contrast))


def _profile(curves: Curves, place: int) -> Interval:
    value, error = _distance(curves, place), _standard_error(curves, place)
    allowed = curves.residual_ss + quantile(curves.confidence, curves.error.df) ** 2 * curves.error.ms

    def excess(steps: float) -> float:
        return _best_at(curves, place, value + steps * error) - allowed

    if excess(0.0) >= 0:  # the curve passes through every response but for rounding
        return _delta(curves, place)
    ends = []
    for side in (-1.0, 1.0):
        far = 2.0 * side
        while excess(far) < 0 and abs(far) < FARTHEST:
            far *= 2
        endless = abs(far) >= FARTHEST
        steps = side * math.inf if endless else float(optimize.brentq(excess, 0.0, far, xtol=1e-9))
        ends.append(value + steps * error)
    return Interval(ends[0], ends[1], curves.confidence)


def _best_at(curves: Curves, place: int, distance: float) -> float:
    """Return the least residual sum of squares with the test preparation at a given distance from the standard."""
    problem, first = curves.problem, curves.problem.shared
    own = problem.curve == place
    merged = np.where(own, 0, problem.curve - (problem.curve > place))
    start = np.delete(curves.place, first + place)
    held: Problem = replace(
        problem,
        x=problem.x + distance * own,
        curve=merged,
        curves=problem.curves - 1,
        fixed=np.delete(problem.fixed, first + place),
    )
    return least_squares(held, start)[1]
