"""Capability of a stable process: how much room its spread leaves within the specification."""

import math
from dataclasses import dataclass
from typing import Literal

import scipy

from tsunagu.statistics.checking import choice, one
from tsunagu.statistics.checking import level as checked_level
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.monitoring import stable
from tsunagu.statistics.monitoring.charts import Evaluation
from tsunagu.statistics.monitoring.sigma import deviation


@dataclass(frozen=True, slots=True)
class Capability:
    """Capability within groups (``cp``, ``cpk``) and over all (``pp``, ``ppk``).

    Attributes
    ----------
    cp, pp : width of the specification / 6 standard deviations; None with one limit.
    cpk, ppk : distance from the mean to the nearer limit / 3 standard deviations.
    sigma_within, sigma_overall : standard deviation of the frozen limits, and of all values.
    outside : share expected outside the specification for a normal process with the overall standard deviation.
    version : of the limits by which the process was found stable.
    """

    cp: Estimate | None
    cpk: Estimate
    pp: Estimate | None
    ppk: Estimate
    mean: float
    sigma_within: Estimate
    sigma_overall: Estimate
    outside: float
    count: int
    version: str
    cautions: tuple[Caution, ...]


def capability(
    location: Evaluation,
    *,
    lower: float | None = None,
    upper: float | None = None,
    dispersion: Evaluation | None = None,
    within_degrees: Literal["effective", "all"] = "effective",
    level: float = LEVEL,
) -> Capability:
    """Return the capability of a process that its charts show to be stable.

    Parameters
    ----------
    location : chart of single values or group means, held against frozen limits; its single values are used.
    lower, upper : specification; one or both.
    dispersion : chart of the spread of the same points.
    within_degrees : degrees of freedom behind the intervals of Cp and Cpk: those of the estimator of the frozen limits
        (``effective``), or n - 1 of ``all`` values (as qcc and the NIST handbook 6.1.6).

    Intervals: Cp and Pp by chi-square (Kane 1986; ISO 22514-2), Cpk and Ppk by Bissell (Appl Stat 1990; 39:331-340):
    Cpk +- z sqrt(1/(9 n) + Cpk^2/(2 nu)), two-sided, with nu degrees of freedom of the standard deviation. Refuses an
    unstable process and a missing or reversed specification.
    """
    checked_level(level)
    choice(within_degrees, ("effective", "all"), "自由度の取り方", "degrees of freedom")
    _check_limits(lower, upper)
    values = stable.stable_values(location, dispersion)
    count = values.size
    mean = float(values[0] + (values - values[0]).mean())
    within = location.limits.sigma
    if within is None:
        refuse("no_sigma", "群内の標準偏差がありません。", "There is no standard deviation within groups.")
    if within_degrees == "all":
        within = Estimate(within.value, within.interval, count - 1, within.method)
    overall = _overall(deviation(values), count - 1, level)
    return Capability(
        _potential(lower, upper, within, level),
        _actual(mean, lower, upper, within, count, level),
        _potential(lower, upper, overall, level),
        _actual(mean, lower, upper, overall, count, level),
        mean,
        within,
        overall,
        _outside(mean, overall.value, lower, upper),
        count,
        location.limits.version,
        stable.cautions(values, dispersion, True),
    )


def _check_limits(lower: float | None, upper: float | None) -> None:
    given = [value for value in (lower, upper) if value is not None]
    if not given or not all(math.isfinite(one(value)) for value in given):
        refuse(
            "no_limit",
            "規格の下限値または上限値を数値で指定してください。",
            "Give the lower or the upper limit of the specification as a number.",
        )
    if lower is not None and upper is not None and lower >= upper:
        refuse(
            "limits_reversed",
            f"規格の下限値{lower}は上限値{upper}より小さくしてください。",
            f"The lower limit {lower} must be less than the upper limit {upper}.",
        )


def _overall(sd: float, degrees: int, level: float) -> Estimate:
    tail = (1 - level) / 2
    low = sd * math.sqrt(degrees / float(scipy.stats.chi2.isf(tail, degrees)))
    high = sd * math.sqrt(degrees / float(scipy.stats.chi2.ppf(tail, degrees)))
    return Estimate(sd, Interval(low, high, level), degrees, "sd")


def _potential(lower: float | None, upper: float | None, sigma: Estimate, level: float) -> Estimate | None:
    if lower is None or upper is None:
        return None
    degrees = sigma.degrees or math.inf
    value, tail = (upper - lower) / (6 * sigma.value), (1 - level) / 2
    if math.isinf(degrees):  # a standard deviation that is known
        return Estimate(value, Interval(value, value, level), degrees, "chi_square")
    low = value * math.sqrt(float(scipy.stats.chi2.ppf(tail, degrees)) / degrees)
    high = value * math.sqrt(float(scipy.stats.chi2.isf(tail, degrees)) / degrees)
    return Estimate(value, Interval(low, high, level), degrees, "chi_square")


def _actual(
    mean: float, lower: float | None, upper: float | None, sigma: Estimate, count: int, level: float
) -> Estimate:
    rooms = [math.inf if lower is None else mean - lower, math.inf if upper is None else upper - mean]
    value, degrees = min(rooms) / (3 * sigma.value), sigma.degrees or math.inf
    error = math.sqrt(1 / (9 * count) + value * value / (2 * degrees))
    half = float(scipy.stats.norm.ppf((1 + level) / 2)) * error
    return Estimate(value, Interval(value - half, value + half, level), degrees, "bissell")


def _outside(mean: float, sd: float, lower: float | None, upper: float | None) -> float:
    below = 0.0 if lower is None else float(scipy.stats.norm.cdf((lower - mean) / sd))
    above = 0.0 if upper is None else float(scipy.stats.norm.sf((upper - mean) / sd))
    return below + above
