"""Robust mean and standard deviation of a round: algorithms A and S (ISO 13528 Annex C, ISO 5725-5)."""

import math
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.basics.summary import centre, sd_estimate, t_quantile
from tsunagu.statistics.checking import Vector, is_constant, number, same_length, vector
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

WINSOR_K = 1.5
PRINTED_FACTOR = 1.134
"""Factor of algorithm A for k = 1.5 as ISO prints it; ``consistency_factor(1.5)`` has the digits beyond."""
EFFICIENCY_LOSS = 1.25
"""Factor of u(x*) = 1.25 s* / sqrt(p) (ISO 13528:2015 clause 7.7.3)."""
CONVERGED, MOST_STEPS = 1e-13, 2000
MOST_DEGREES = 1e9


@dataclass(frozen=True, slots=True)
class RobustValue:
    """A robust location and scale.

    Attributes
    ----------
    mean : robust mean x* with its interval from t and ``standard_uncertainty``.
    sd : robust standard deviation s* with an interval from chi-square, with the degrees of freedom that the
        method's efficiency leaves.
    standard_uncertainty : of the robust mean.
    """

    mean: Estimate
    sd: Estimate
    standard_uncertainty: float
    count: int


def algorithm_a(
    values: ArrayLike, k: float = WINSOR_K, factor: float | None = None, confidence: float = LEVEL
) -> RobustValue:
    """Return robust mean and standard deviation by algorithm A (ISO 13528:2015 C.3.1; ISO 5725-5 clause 5.2).

    Parameters
    ----------
    values : one per laboratory, at least three.
    k : values are drawn in to x* ± k s*.
    factor : of s*; by default 1.134 for k = 1.5 as the standards print it, else ``consistency_factor(k)``.

    Iterated until neither value moves by more than 1e-13 of s*. Refuses fewer than three values, and values of
    which so many are equal that s* falls to 0.
    """
    checked = vector(values, least=3)
    k = number(k, "抑え込みの係数k", "limit k", least=0.1, most=100)
    if factor is not None:
        factor = number(factor, "補正係数", "factor", least=0.1, most=100)
    if is_constant(checked):
        _refuse_equal()
    scale = factor or (PRINTED_FACTOR if k == WINSOR_K else consistency_factor(k))
    middle, deviations = centre(checked)
    location, spread = _winsorised(deviations, k, scale)
    sd = sd_estimate(spread, scale_efficiency(k) * (checked.size - 1), confidence)
    return robust_value(middle + location, sd, checked.size, confidence)


def _winsorised(values: Vector, k: float, factor: float) -> tuple[float, float]:
    """Robust location and scale of values that lie about 0."""
    location = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - location)))
    start = math.sqrt(float(values @ values) / (values.size - 1))
    spread = spread or start
    for _ in range(MOST_STEPS):
        drawn = values.clip(location - k * spread, location + k * spread)
        moved = float(drawn.mean())
        rest = drawn - moved
        changed = factor * math.sqrt(float(rest @ rest) / (values.size - 1))
        if changed <= 1e-9 * start:
            _refuse_equal()
        settled = max(abs(moved - location), abs(changed - spread)) <= CONVERGED * changed
        location, spread = moved, changed
        if settled:
            return location, spread
    _refuse_unsettled()


def consistency_factor(k: float) -> float:
    """Return the factor that makes algorithm A's s* right on average for normal values (Huber 1981, 6.6)."""
    k = number(k, "抑え込みの係数k", "limit k", least=0.1, most=100)
    inside, density = math.erf(k / math.sqrt(2)), _density(k)
    return 1 / math.sqrt(inside - 2 * k * density + (1 - inside) * k * k)


def scale_efficiency(k: float) -> float:
    """Return the efficiency of algorithm A's s* for normal values, from its influence function (Huber 1981)."""
    inside, density = math.erf(k / math.sqrt(2)), _density(k)
    second = inside - 2 * k * density
    fourth = 3 * inside - 2 * density * (k**3 + 3 * k)
    drawn = second + (1 - inside) * k**2
    return 2 * second**2 / (fourth + (1 - inside) * k**4 - drawn**2)


def _density(k: float) -> float:
    return math.exp(-k * k / 2) / math.sqrt(2 * math.pi)


def robust_value(mean: float, sd: Estimate, count: int, confidence: float = LEVEL) -> RobustValue:
    """Return a robust location and scale with u = 1.25 s* / sqrt(p) and the interval that follows.

    The factor of 1.25 (ISO 13528) allows for results that aren't normal; for normal ones the interval is wide.
    """
    uncertainty = EFFICIENCY_LOSS * sd.value / math.sqrt(count)
    half = t_quantile(confidence, count - 1) * uncertainty
    estimate = Estimate(mean, Interval(mean - half, mean + half, confidence), count - 1, "t")
    return RobustValue(estimate, sd, uncertainty, count)


def algorithm_s(
    spreads: ArrayLike,
    degrees: int | ArrayLike = 1,
    ranges_of_two: bool = False,
    limit_factor: float | None = None,
    adjustment_factor: float | None = None,
    confidence: float = LEVEL,
) -> Estimate:
    """Return the robust pooled standard deviation by algorithm S (ISO 13528:2015 C.4; ISO 5725-5 clause 5.3).

    Parameters
    ----------
    spreads : standard deviations within the laboratories, at least two; 0 may be among them.
    degrees : degrees of freedom of each (number of replicates - 1), one for all or one for each.
    ranges_of_two : whether spreads are ranges of two results, which are sqrt(2) standard deviations.
    limit_factor, adjustment_factor : eta and xi; by default exactly what the standards' tables round (eta from the
        upper 10 % of chi-square, xi so that the result is right on average for normal values). Cells of unequal
        size each have their own, and weigh by their degrees of freedom.

    Refuses fewer than two or negative spreads, and so many zeros that the result falls to 0.
    """
    checked = vector(spreads, least=2)
    freedom = np.full(checked.size, degrees) if isinstance(degrees, int) else vector(degrees)
    same_length(checked, freedom)
    if np.any(checked < 0) or np.any(freedom < 1) or np.any(freedom > MOST_DEGREES):
        refuse(
            "not_a_spread",
            "標準偏差は0以上、自由度は1以上で指定してください。",
            "Standard deviations can't be negative, and need at least one degree of freedom.",
        )
    if limit_factor is not None:
        limit_factor = number(limit_factor, "限界係数η", "limit factor", least=0.1, most=100)
    if adjustment_factor is not None:
        adjustment_factor = number(adjustment_factor, "補正係数ξ", "adjustment factor", least=0.1, most=100)
    eta = np.sqrt(special.chdtri(freedom, 0.1) / freedom) if limit_factor is None else limit_factor
    kept = _expected(freedom, eta) if adjustment_factor is None else adjustment_factor**-2
    pooled = _drawn_in(checked, np.asarray(freedom / freedom.sum()), eta, kept)
    pooled = pooled / math.sqrt(2) if ranges_of_two else pooled
    return sd_estimate(pooled, _remaining_degrees(freedom, np.broadcast_to(eta, checked.shape)), confidence)


def _drawn_in(spreads: Vector, weights: Vector, eta: Vector | float, kept: Vector | float) -> float:
    """The pooled value that its own limit reproduces."""
    pooled = float(np.median(spreads)) or float(spreads.max())
    floor = 1e-9 * pooled
    expected = float(np.sum(weights * kept))
    for _ in range(MOST_STEPS):
        drawn = np.minimum(spreads, eta * pooled)
        changed = math.sqrt(float(weights @ drawn**2) / expected)
        if changed <= floor:
            _refuse_equal()
        if abs(changed - pooled) <= CONVERGED * changed:
            return changed
        pooled = changed
    _refuse_unsettled()


def _expected(degrees: Vector, eta: Vector | float) -> Vector:
    """Expectation of a squared spread that is drawn in to eta, in variances."""
    limit = degrees * np.square(eta)
    within = special.chdtr(degrees + 2, limit)
    return np.asarray(within + np.square(eta) * special.chdtrc(degrees, limit), dtype=np.float64)


def _remaining_degrees(degrees: Vector, eta: Vector) -> float:
    """Degrees of freedom of a chi-square variance that would be as uncertain as algorithm S's."""
    limit = degrees * eta**2
    second = special.chdtr(degrees + 2, limit)
    fourth = (degrees + 2) / degrees * special.chdtr(degrees + 4, limit) + eta**4 * special.chdtrc(
        degrees, limit
    )
    variance = float(np.sum(degrees**2 * (fourth - _expected(degrees, eta) ** 2)))
    return 2 * float(np.sum(degrees * second)) ** 2 / variance


def _refuse_equal() -> NoReturn:
    refuse(
        "no_variation",
        "同じ値が多すぎるため、頑健な標準偏差が0になります。測定値の桁数をご確認ください。",
        "So many values are equal that the robust standard deviation is 0; check how finely they were read.",
    )


def _refuse_unsettled() -> NoReturn:
    refuse(
        "no_convergence",
        "計算が収束しませんでした。値をご確認ください。",
        "The calculation doesn't settle; check the values.",
    )
