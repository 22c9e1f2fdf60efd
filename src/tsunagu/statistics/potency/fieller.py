"""The interval of a ratio of two normal estimates, and the plain word where that set has no end or a hole."""

import math
from dataclasses import dataclass
from typing import Literal

import scipy

from tsunagu.statistics.checking import level as checked_level
from tsunagu.statistics.checking import number
from tsunagu.statistics.estimates import LEVEL, Caution, Interval, refuse

Kind = Literal["bounded", "half_line", "disjoint", "everything"]


@dataclass(frozen=True, slots=True)
class Fieller:
    """The confidence set of a ratio.

    Attributes
    ----------
    kind : ``bounded`` (from ``lower`` to ``upper``), ``half_line`` (one end infinite), ``disjoint`` (everything
        except between ``lower`` and ``upper``) or ``everything``.
    g : t^2 var(denominator) / denominator^2; from 1 on the denominator isn't told from 0 and the set has no end.
    """

    ratio: float
    kind: Kind
    lower: float
    upper: float
    g: float
    level: float

    @property
    def interval(self) -> Interval:
        """The smallest interval that holds the whole set."""
        if self.kind in ("disjoint", "everything"):
            return Interval(-math.inf, math.inf, self.level)
        return Interval(self.lower, self.upper, self.level)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader must know where the set has no end."""
        if self.kind == "bounded":
            return ()
        ja, en = _WORDS[self.kind]
        return (
            Caution(
                f"fieller_{self.kind}",
                f"傾きが0と区別できないため、{ja}",
                f"The slope is not told from 0: {en}",
            ),
        )

    def covers(self, value: float) -> bool:
        """Return whether the set holds the value."""
        if self.kind == "disjoint":
            return value <= self.lower or value >= self.upper
        return self.interval.covers(value)


LEAST_DEGREES = 0.1

_WORDS: dict[Kind, tuple[str, str]] = {
    "half_line": (
        "信頼区間の片側に限界がありません。",
        "the confidence interval has no limit on one side.",
    ),
    "disjoint": (
        "信頼集合は2つの半直線に分かれ、信頼区間としては限界がありません。",
        "the confidence set falls into two half-lines, so the interval has no limits.",
    ),
    "everything": (
        "どの値も否定できず、信頼区間に限界がありません。",
        "no value is ruled out, so the interval has no limits.",
    ),
}


def quantile(confidence: float, degrees: float | None) -> float:
    """Return the two-sided quantile of t, or of the normal distribution where ``degrees`` is None (known variance)."""
    tail = (1 + checked_level(confidence)) / 2
    if degrees is not None:
        degrees = number(degrees, "自由度", "degrees of freedom", least=LEAST_DEGREES)
    return float(scipy.stats.norm.ppf(tail) if degrees is None else scipy.stats.t.ppf(tail, degrees))


def fieller(
    numerator: float,
    denominator: float,
    variance_numerator: float,
    variance_denominator: float,
    covariance: float = 0.0,
    degrees: float | None = None,
    confidence: float = LEVEL,
) -> Fieller:
    """Return the confidence set of numerator / denominator.

    All r with (numerator - r denominator)^2 <= t^2 var(numerator - r denominator). Source: Fieller 1954; the limits
    of Ph. Eur. 5.3, 3.2.5 and 3.3.5 are this set where it is bounded. Refuses a denominator of 0.
    """
    numerator = number(numerator, "分子", "numerator")
    denominator = number(denominator, "分母", "denominator")
    spread = ("推定値の分散", "variance of an estimate")
    variance_numerator = number(variance_numerator, *spread, least=0)
    variance_denominator = number(variance_denominator, *spread, least=0)
    covariance = number(covariance, "共分散", "covariance")
    t = quantile(confidence, degrees)
    if denominator == 0 or not math.isfinite(numerator / denominator):
        refuse(
            "zero_slope",
            "傾きが0のため、比を計算できません。",
            "The slope is 0, so there is no ratio to calculate.",
        )
    # in units of their own size: fourth powers of any unit stay within the range of numbers
    above = max(abs(numerator), math.sqrt(variance_numerator)) or 1.0
    below = max(abs(denominator), math.sqrt(variance_denominator))
    n, d = numerator / above, denominator / below
    vn, vd = variance_numerator / above / above * t * t, variance_denominator / below / below * t * t
    cv = covariance / above / below * t * t
    inner = (n * n * vd - 2 * n * d * cv + d * d * vn) - (vn * vd - cv * cv)
    kind, lower, upper = _solve(d * d - vd, n * d - cv, n * n - vn, inner)
    unit = above / below
    return Fieller(numerator / denominator, kind, lower * unit, upper * unit, vd / (d * d), confidence)


def _solve(leading: float, middle: float, last: float, inner: float) -> tuple[Kind, float, float]:
    """Return where leading r^2 - 2 middle r + last <= 0; ``inner`` is a quarter of the discriminant."""
    if leading == 0 and middle == 0:  # then last is at most 0, as no covariance exceeds both errors
        return "everything", -math.inf, math.inf
    if leading == 0:
        end = last / (2 * middle)
        return ("half_line", end, math.inf) if middle > 0 else ("half_line", -math.inf, end)
    if leading < 0 and inner <= 0:
        return "everything", -math.inf, math.inf
    sure = middle + math.copysign(math.sqrt(max(inner, 0.0)), middle)
    roots = sorted((sure / leading, last / sure if sure else 0.0))
    return ("bounded" if leading > 0 else "disjoint"), roots[0], roots[1]
