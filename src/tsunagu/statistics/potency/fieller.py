"""The interval of a ratio of two normal estimates, and the plain word where that set has no end or a hole."""

import math
from dataclasses import dataclass
from typing import Literal

from scipy import stats

from tsunagu.statistics.checking import level as checked_level
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
    return float(stats.norm.ppf(tail) if degrees is None else stats.t.ppf(tail, degrees))


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
    t = quantile(confidence, degrees)
    if denominator == 0 or not math.isfinite(numerator / denominator):
        refuse(
            "zero_slope",
            "傾きが0のため、比を計算できません。",
            "The slope is 0, so there is no ratio to calculate.",
        )
    vn, vd, cv = variance_numerator * t * t, variance_denominator * t * t, covariance * t * t
    leading, middle, last = denominator**2 - vd, numerator * denominator - cv, numerator**2 - vn
    inner = (numerator**2 * vd - 2 * numerator * denominator * cv + denominator**2 * vn) - (vn * vd - cv**2)
    kind, lower, upper = _solve(leading, middle, last, inner)
    return Fieller(numerator / denominator, kind, lower, upper, vd / denominator**2, confidence)


def _solve(leading: float, middle: float, last: float, inner: float) -> tuple[Kind, float, float]:
    """Return where leading r^2 - 2 middle r + last <= 0; ``inner`` is a quarter of the discriminant."""
    if leading == 0:
        end = last / (2 * middle) if middle else 0.0
        return ("half_line", end, math.inf) if middle > 0 else ("half_line", -math.inf, end)
    if leading < 0 and inner <= 0:
        return "everything", -math.inf, math.inf
    sure = middle + math.copysign(math.sqrt(max(inner, 0.0)), middle)
    roots = sorted((sure / leading, last / sure if sure else 0.0))
    return ("bounded" if leading > 0 else "disjoint"), roots[0], roots[1]
