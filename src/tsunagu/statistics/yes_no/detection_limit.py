"""Detection limit of an assay that answers yes or no: the dose detected with a given probability."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tsunagu.statistics.checking import level
from tsunagu.statistics.counting.checking import share, unknown
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval
from tsunagu.statistics.yes_no.binary_fit import likelihood, slopes
from tsunagu.statistics.yes_no.dose_detection import Assay, fitted, goodness

POOR_FIT = 0.05
LARGEST_EXPONENT = 690.0
STEEPEST = 1e12
FAR = 60.0  # spreads of the doses; farther than this an end counts as infinite


@dataclass(frozen=True, slots=True)
class DetectionLimit:
    """Dose at which the assay detects with the asked probability.

    Attributes
    ----------
    limit : dose with its interval; an end is 0 or infinite where the data don't bound it.
    slope, intercept : of the linear predictor on the chosen scale of the dose, with normal intervals.
    chi_squared, degrees, p : Pearson's goodness of fit; ``p`` is ``None`` without degrees of freedom.
    cautions : ``extrapolated`` (outside the doses tested), ``poor_fit``, ``unbounded``.
    """

    limit: Estimate
    slope: Estimate
    intercept: Estimate
    chi_squared: float
    degrees: int
    p: float | None
    cautions: tuple[Caution, ...]


def detection_limit(
    detected: ArrayLike,
    tested: ArrayLike,
    dose: ArrayLike,
    *,
    probability: float = 0.95,
    link: str = "probit",
    scale: str = "log10",
    method: str = "profile",
    heterogeneity: bool = False,
    confidence: float = LEVEL,
) -> DetectionLimit:
    """Return the dose detected with the asked probability (LOD95 by default; CLSI EP17-A2, probit approach).

    Parameters
    ----------
    detected, tested : replicates detected and tested at each dose, shape (n,).
    dose : concentrations or cell numbers, shape (n,); above 0 on logarithmic scales (blanks are left out there).
    scale : ``log10``, ``ln`` or ``linear``.
    link : ``probit``, ``logit`` or ``cloglog`` (the latter is Poisson sampling of targets where the slope is 1).
    method : ``profile`` (likelihood), ``fieller`` (Finney 1971) or ``delta``.
    heterogeneity : whether ``fieller`` and ``delta`` widen by Pearson's chi-squared over its degrees where that is
        above 1, with Student's t (Finney 1971).

    Refuses doses that don't overlap (all detected above, none below): the slope is then infinite; and a falling slope.
    """
    assay = fitted(detected, tested, dose, share(probability, "検出確率", "probability"), link, scale)
    if method not in LIMITS:
        unknown("区間の方法", "method", method, LIMITS)
    chi_squared, degrees = goodness(assay)
    alpha = 1 - level(confidence)
    inflate = max(1.0, chi_squared / degrees) if heterogeneity and degrees else 1.0
    quantile = float(
        scipy.stats.t.isf(alpha / 2, degrees) if inflate > 1 else scipy.stats.norm.isf(alpha / 2)
    )
    ends = LIMITS[method](assay, quantile * math.sqrt(inflate))
    p = float(scipy.stats.chi2.sf(chi_squared, degrees)) if degrees else None
    limit = _on_scale(assay, ends, scale, confidence, method)
    slope, intercept = _coefficients(assay, quantile * math.sqrt(inflate), confidence)
    cautions = [
        caution
        for caution, applies in (
            (EXTRAPOLATED, not assay.x.min() <= assay.limit <= assay.x.max()),
            (POOR, p is not None and p < POOR_FIT),
            (UNBOUNDED, math.isinf(ends[0]) or math.isinf(ends[1])),
        )
        if applies
    ]
    return DetectionLimit(limit, slope, intercept, chi_squared, degrees, p, tuple(cautions))


def _delta(assay: Assay, quantile: float) -> tuple[float, float]:
    gradient = np.array([1.0, assay.limit]) / assay.found.coefficients[1]
    half = quantile * math.sqrt(float(gradient @ assay.found.covariance @ gradient))
    return assay.limit - half, assay.limit + half


def _fieller(assay: Assay, quantile: float) -> tuple[float, float]:
    intercept, slope = assay.found.coefficients
    (v_aa, v_ab), (_, v_bb) = assay.found.covariance
    distance = assay.target - intercept
    square = slope**2 - quantile**2 * v_bb
    if square <= 0:
        return -math.inf, math.inf
    middle = distance * slope + quantile**2 * v_ab
    root = math.sqrt(max(0.0, middle**2 - square * (distance**2 - quantile**2 * v_aa)))
    return float((middle - root) / square), float((middle + root) / square)


def _profile(assay: Assay, quantile: float) -> tuple[float, float]:
    drop = assay.found.likelihood - quantile**2 / 2
    return _end(assay, drop, -1.0), _end(assay, drop, 1.0)


def _end(assay: Assay, drop: float, step: float) -> float:
    inner = assay.limit
    while abs(inner) <= FAR:
        outer = inner + step
        if _best_through(assay, outer) < drop:
            return float(
                brentq(
                    lambda at: _best_through(assay, at) - drop,
                    min(inner, outer),
                    max(inner, outer),
                    xtol=1e-12,
                )
            )
        inner = outer
    return math.copysign(math.inf, step)


def _best_through(assay: Assay, limit: float) -> float:
    """Largest likelihood of rising lines that reach the asked probability at ``limit``."""
    away = assay.x - limit

    def score(slope: float) -> float:
        each = slopes(assay.yes, assay.tested, assay.target + slope * away, assay.link)[0]
        return float(np.sum(each * away))

    best = 0.0
    if score(0.0) > 0:
        upper = float(assay.found.coefficients[1])
        while score(upper) > 0 and upper < STEEPEST:
            upper *= 2
        best = float(brentq(score, 0.0, upper, rtol=1e-13))
    return likelihood(assay.yes, assay.tested, assay.target + best * away, assay.link)


def _on_scale(
    assay: Assay, ends: tuple[float, float], scale: str, confidence: float, method: str
) -> Estimate:
    def dose(x: float) -> float:
        moved = x * assay.spread + assay.centre
        if scale == "linear":
            return moved
        exponent = moved * math.log(10) if scale == "log10" else moved
        return math.exp(exponent) if exponent < LARGEST_EXPONENT else math.inf

    return Estimate(dose(assay.limit), Interval(dose(ends[0]), dose(ends[1]), confidence), method=method)


def _coefficients(assay: Assay, quantile: float, confidence: float) -> tuple[Estimate, Estimate]:
    shift = np.array([[1.0, -assay.centre / assay.spread], [0.0, 1 / assay.spread]])
    values = shift @ assay.found.coefficients
    errors = np.sqrt(np.diag(shift @ assay.found.covariance @ shift.T))
    intercept, slope = (
        Estimate(
            float(value),
            Interval(float(value - quantile * error), float(value + quantile * error), confidence),
            method="wald",
        )
        for value, error in zip(values, errors, strict=True)
    )
    return slope, intercept


LIMITS: dict[str, Callable[[Assay, float], tuple[float, float]]] = {
    "profile": _profile,
    "fieller": _fieller,
    "delta": _delta,
}
EXTRAPOLATED = Caution(
    "extrapolated",
    "検出限界が試験した用量の範囲外にあり、外挿による値です。",
    "The detection limit lies outside the doses tested.",
)
POOR = Caution(
    "poor_fit",
    "モデルの当てはまりがよくありません。用量反応の形や外れた測定を確認してください。",
    "The model fits poorly; look at the shape of the response and at odd results.",
)
UNBOUNDED = Caution(
    "unbounded",
    "データが少なく、検出限界の区間の端が定まりません。反復数を増やしてください。",
    "The data do not bound the detection limit; add replicates.",
)
