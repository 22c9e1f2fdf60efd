"""Planning of equivalence: the power of two one-sided tests, and how many lots or donors they need."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from scipy import special

from tsunagu.statistics.checking import level as checked_level
from tsunagu.statistics.checking import number, one, whole
from tsunagu.statistics.comparability.equivalence import ALPHA
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse
from tsunagu.statistics.monitoring.quadrature import gauss_legendre

NODES = 256
MOST = 100_000
LARGEST_RATIO, FEWEST_DEGREES = 1000.0, 0.1
MOST_IN_ARM = 10**9


@dataclass(frozen=True, slots=True)
class Plan:
    """How many are needed: in each arm (``test``, ``reference``), or pairs in both, with the power they give."""

    test: int
    reference: int
    power: Estimate


def power_of_tost(
    standard_error: float,
    degrees: float,
    lower: float,
    upper: float,
    *,
    difference: float = 0.0,
    alpha: float = ALPHA,
) -> float:
    """Return the exact power of two one-sided t tests for normal values.

    Parameters
    ----------
    standard_error : true standard error of the difference; ``degrees`` : degrees of freedom of its estimate.
    lower, upper : margins; ``difference`` : the true difference (all as logarithms for a ratio).

    Owen's Q (Owen, Biometrika 1965; 52:437-446; Phillips 1990) written as an integral over the estimated standard
    deviation s: int [Phi((upper - d)/se - t s) - Phi((lower - d)/se + t s)] f(s) ds where the bracket is positive, by
    Gauss-Legendre quadrature.
    """
    _check(standard_error, degrees, lower, upper, alpha)
    number(difference, "真の差", "true difference")
    t = float(scipy.stats.t.ppf(1 - alpha, degrees))
    low, high = (lower - difference) / standard_error, (upper - difference) / standard_error
    ends = np.sqrt(
        [scipy.stats.chi2.ppf(1e-16, degrees) / degrees, scipy.stats.chi2.isf(1e-16, degrees) / degrees]
    )
    last = min(float(ends[1]), (high - low) / (2 * t))
    if last <= ends[0]:
        return 0.0
    s, weight = gauss_legendre(float(ends[0]), last, NODES)
    density = 2 * degrees * s * scipy.stats.chi2.pdf(degrees * s * s, degrees)
    inside = special.ndtr(high - t * s) - special.ndtr(low + t * s)
    return float(np.clip((inside * density) @ weight, 0.0, 1.0))


def power_of_two_samples(
    test: int,
    reference: int,
    sd: float,
    lower: float,
    upper: float,
    *,
    difference: float = 0.0,
    alpha: float = ALPHA,
    sd_degrees: float | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Return the power with this many independent lots in each arm (pooled variance).

    Parameters
    ----------
    sd : standard deviation of single lots, of logarithms for a ratio (see ``sd_of_log``).
    sd_degrees : degrees of freedom of the study that ``sd`` comes from: the power's interval then follows from that of
        the standard deviation (chi-square); without, ``sd`` is taken as known and the interval has no width.
    """
    test, reference = (
        whole(arm, "各群の数", "number in each arm", 2, MOST_IN_ARM, code="too_few")
        for arm in (test, reference)
    )
    share = math.sqrt(1 / test + 1 / reference)
    return _over_sd(
        lambda s: power_of_tost(
            s * share, test + reference - 2, lower, upper, difference=difference, alpha=alpha
        ),
        sd,
        sd_degrees,
        level,
    )


def power_of_pairs(
    pairs: int,
    sd: float,
    lower: float,
    upper: float,
    *,
    difference: float = 0.0,
    alpha: float = ALPHA,
    sd_degrees: float | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Return the power with this many pairs; ``sd`` is the standard deviation of the differences within pairs."""
    pairs = whole(pairs, "組の数", "number of pairs", 2, MOST_IN_ARM, code="too_few")
    return _over_sd(
        lambda s: power_of_tost(
            s / math.sqrt(pairs), pairs - 1, lower, upper, difference=difference, alpha=alpha
        ),
        sd,
        sd_degrees,
        level,
    )


def plan_two_samples(
    sd: float,
    lower: float,
    upper: float,
    *,
    power: float = 0.8,
    difference: float = 0.0,
    alpha: float = ALPHA,
    ratio: float = 1.0,
    sd_degrees: float | None = None,
) -> Plan:
    """Return the smallest arms that reach the power, with ``ratio`` reference lots for each test lot.

    Refuses a true difference at or beyond a margin, which no number of lots shows to be within.
    """
    ratio = number(ratio, "群の大きさの比", "ratio of the arms", above=0, most=LARGEST_RATIO, code="ratio")

    def of(count: int) -> Estimate:
        return power_of_two_samples(
            count, max(2, math.ceil(count * ratio)), sd, lower, upper,
            difference=difference, alpha=alpha, sd_degrees=sd_degrees,
        )  # fmt: skip

    count = _smallest(of, power, lower, upper, difference)
    return Plan(count, max(2, math.ceil(count * ratio)), of(count))


def plan_pairs(
    sd: float,
    lower: float,
    upper: float,
    *,
    power: float = 0.8,
    difference: float = 0.0,
    alpha: float = ALPHA,
    sd_degrees: float | None = None,
) -> Plan:
    """Return the smallest number of pairs (donors) that reaches the power; refuses as ``plan_two_samples``."""

    def of(count: int) -> Estimate:
        return power_of_pairs(
            count, sd, lower, upper, difference=difference, alpha=alpha, sd_degrees=sd_degrees
        )

    count = _smallest(of, power, lower, upper, difference)
    return Plan(count, count, of(count))


def sd_of_log(coefficient: float) -> float:
    """Return the standard deviation of logarithms for a coefficient of variation (0.2 for 20 %), log-normal values."""
    coefficient = number(coefficient, "変動係数", "coefficient of variation", above=0, code="not_positive")
    return math.sqrt(math.log1p(coefficient * coefficient))


def _smallest(
    power_of: Callable[[int], Estimate], wanted: float, lower: float, upper: float, difference: float
) -> int:
    checked_level(wanted)
    if not one(lower) < one(difference) < one(upper):
        refuse(
            "difference_outside",
            "想定する差が許容限界の外にあるため、何例集めても同等性は示せません。",
            "The assumed difference lies outside the margins: no number of lots shows equivalence.",
        )
    high = 2
    while power_of(high).value < wanted:
        if high >= MOST:
            refuse(
                "too_many_needed",
                f"必要な数が{MOST}を超えます。許容限界またはばらつきを見直してください。",
                f"More than {MOST} would be needed; reconsider the margins or the spread.",
            )
        high *= 2
    if high == 2:
        return high
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle).value >= wanted else (middle, high)
    return high


def _over_sd(power_of: Callable[[float], float], sd: float, degrees: float | None, level: float) -> Estimate:
    sd = number(sd, "標準偏差", "standard deviation", above=0, code="not_positive")
    value = power_of(sd)
    if degrees is None:
        return Estimate(value, Interval(value, value, checked_level(level)), method="sd_known")
    tail = (1 - checked_level(level)) / 2
    degrees = number(degrees, "自由度", "degrees of freedom", least=FEWEST_DEGREES, code="degrees")
    large = power_of(sd * math.sqrt(degrees / float(scipy.stats.chi2.ppf(tail, degrees))))
    small = power_of(sd * math.sqrt(degrees / float(scipy.stats.chi2.isf(tail, degrees))))
    return Estimate(value, Interval(min(large, value), max(small, value), level), degrees, "sd_chi_square")


def _check(error: float, degrees: float, lower: float, upper: float, alpha: float) -> None:
    number(error, "標準誤差", "standard error", above=0, code="not_positive")
    number(degrees, "自由度", "degrees of freedom", least=FEWEST_DEGREES, code="not_positive")
    if not -math.inf < one(lower) < one(upper) < math.inf:
        refuse(
            "margins",
            "同等性の許容限界は、下限を上限より小さい数値で指定してください。",
            "The equivalence margins must be numbers, the lower below the upper.",
        )
    if not 0 < one(alpha) < 0.5:
        refuse("alpha", "有意水準は0と0.5の間で指定してください。", "Alpha must lie between 0 and 0.5.")
