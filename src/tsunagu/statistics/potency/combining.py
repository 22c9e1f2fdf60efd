"""One potency from several runs: weighted, semi-weighted or unweighted, with the test of whether the runs agree."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector, same_length, vector
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.fieller import quantile
from tsunagu.statistics.potency.potencies import exponentiated

Method = Literal["weighted", "semi_weighted", "unweighted"]
Between = Literal["cochran", "variance_of_mean", "dersimonian_laird"]
Degrees = Literal["summed", "runs", "normal"]
SIGNIFICANT = 0.05
FEW_RUNS, FEW_SEMI_WEIGHTED, FEW_DEGREES = 3, 6, 20
NO_LENGTH = 1e-13


@dataclass(frozen=True, slots=True)
class Combination:
    """The potency of several runs together.

    Attributes
    ----------
    estimate : the combined potency; ``log_estimate`` its natural logarithm (on the arithmetic scale: the same).
    standard_error : of ``log_estimate``.
    weights : of each run, as they were used.
    homogeneity, homogeneity_p : chi-square of the runs about their weighted mean with runs - 1 degrees, and its p.
    between : the variance between runs as estimated, negative where the runs agree better than their errors;
        ``between_used`` is the same, not below 0. Both are None where no such variance enters.
    """

    estimate: Estimate
    log_estimate: Estimate
    standard_error: float
    weights: tuple[float, ...]
    homogeneity: float
    homogeneity_p: float
    between: float | None
    between_used: float | None
    cautions: tuple[Caution, ...]


def combine_runs(
    potencies: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    degrees: Sequence[float | None],
    method: Method = "weighted",
    between: Between = "cochran",
    degrees_of_mean: Degrees | None = None,
    logarithmic: bool = True,
    confidence: float = LEVEL,
) -> Combination:
    """Combine independent runs (Ph. Eur. 5.3, 6; USP <111> and <1034>).

    Each run's weight is 4 t^2 / L^2 with L the length of its (logarithmic) confidence interval and t for its
    ``degrees`` (None: normal, as for quantal responses).

    Parameters
    ----------
    potencies, lower, upper : shape (runs,), with their limits at ``confidence``, all in one unit.
    method : ``weighted`` for homogeneous runs (6.2), ``semi_weighted`` adds a variance between runs to each (6.2.4),
        ``unweighted`` takes the runs as equals (6.3).
    between : ``cochran`` (variance of the runs less their mean variance: Cochran 1954, USP <111>),
        ``variance_of_mean`` (variance of the unweighted mean, added as it is) or ``dersimonian_laird`` (1986).
    degrees_of_mean : ``summed`` over runs (default of weighted), ``normal`` (t taken as 1.96, default of
        semi-weighted), ``runs`` - 1 (default of unweighted).
    logarithmic : False combines the potencies themselves, as for slope-ratio assays.

    The nominal 95 % is not always held (simulated, 3000 to 4000 draws). Weighted: the weights are estimated but taken
    as known, so that homogeneous runs of 6, 9, 18 and 40 degrees cover 89, 91, 92 and 94 % with 3 runs and 83, 87, 92
    and 94 % with 10. Semi-weighted with t = 1.96: where the runs truly differ (by twice their errors), 84, 88, 89 and
    92 % with 3, 5, 6 and 10 runs; ``degrees_of_mean="runs"`` then covers 98, 96, 95 and 95 %, and more where they
    don't differ. Unweighted: 94 to 96 % throughout. Cautions say so where it matters.

    Refuses fewer than two runs, limits that don't surround their potency, infinite limits and potencies not above 0.
    """
    check_choice("method", method, _USUAL)
    check_choice("between", between, ("cochran", "variance_of_mean", "dersimonian_laird"))
    check_choice("degrees", degrees_of_mean or "runs", ("summed", "runs", "normal"))
    values, weights, freedoms, unit = _runs(potencies, lower, upper, degrees, logarithmic, confidence)
    chi_square, p = _homogeneity(values, weights)
    raw = _between(values, weights, chi_square, between) if method == "semi_weighted" else None
    used = None if raw is None else max(0.0, raw)
    mean, error, final = _mean(values, weights, method, used)
    df = _freedom(degrees_of_mean or _USUAL[method], freedoms)
    mean, error = mean * unit, error * unit
    half = quantile(confidence, df) * error
    logs = Estimate(mean, Interval(mean - half, mean + half, confidence), df, method)
    estimate = logs
    if logarithmic:
        estimate = Estimate(math.exp(mean), exponentiated(logs.interval), df, method)
    cautions = _cautions(method, p, len(values), error) + _of_coverage(method, df, freedoms)
    if method != "unweighted":
        final = final / unit / unit
    raw, used = (None if one is None else one * unit * unit for one in (raw, used))
    return Combination(estimate, logs, error, tuple(map(float, final)), chi_square, p, raw, used, cautions)


_USUAL: dict[Method, Degrees] = {"weighted": "summed", "semi_weighted": "normal", "unweighted": "runs"}


def _runs(
    potencies: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    degrees: Sequence[float | None],
    logarithmic: bool,
    confidence: float,
) -> tuple[Vector, Vector, list[float | None], float]:
    """Values, weights and degrees of freedom in a unit in which squares stay within the range of numbers."""
    values, lows, highs = vector(potencies, 2), vector(lower, 2), vector(upper, 2)
    if isinstance(degrees, str) or not isinstance(degrees, Iterable) or getattr(degrees, "ndim", 1) == 0:
        refuse("degrees", "自由度は試験ごとに指定してください。", "Each run's degrees of freedom are needed.")
    same_length(values, lows, highs, list(degrees))
    if logarithmic and np.any(np.concatenate([values, lows, highs]) <= 0):
        refuse(
            "not_positive",
            "力価とその限界は0より大きい値で指定してください。",
            "Potencies and their limits must be above 0.",
        )
    if np.any(lows >= highs) or np.any(values < lows) or np.any(values > highs):
        refuse(
            "limits",
            "信頼限界が力価を挟んでいない試験があります。",
            "There is a run whose limits do not surround its potency.",
        )
    unit = 1.0 if logarithmic else float(max(np.max(np.abs(lows)), np.max(np.abs(highs))))
    values, lows, highs = (np.log(one) if logarithmic else one / unit for one in (values, lows, highs))
    freedoms = list(degrees)
    lengths = highs - lows
    if float(np.min(lengths)) < NO_LENGTH * float(np.max(np.abs(values))):
        refuse(
            "limits",
            "信頼区間の幅が0に近く、重みを計算できない試験があります。",
            "A run's interval is so short that no digits are left of its weight.",
        )
    quantiles = np.asarray([quantile(confidence, df) for df in freedoms])
    return values, 4 * quantiles**2 / lengths**2, freedoms, unit


def _homogeneity(values: Vector, weights: Vector) -> tuple[float, float]:
    deviations = values - np.average(values, weights=weights)
    chi_square = float(np.sum(weights * deviations**2))
    return chi_square, float(scipy.stats.chi2.sf(chi_square, len(values) - 1))


def _between(values: Vector, weights: Vector, chi_square: float, kind: Between) -> float:
    runs = len(values)
    if kind == "variance_of_mean":
        return float(np.var(values, ddof=1)) / runs
    if kind == "cochran":
        return float(np.var(values, ddof=1) - np.mean(1 / weights))
    total = float(weights.sum())
    return (chi_square - (runs - 1)) / (total - float(np.sum(weights**2)) / total)


def _mean(
    values: Vector, weights: Vector, method: Method, between: float | None
) -> tuple[float, float, Vector]:
    if method == "unweighted":
        error = math.sqrt(float(np.var(values, ddof=1)) / len(values))
        return float(np.mean(values)), error, np.full(len(values), 1 / len(values))
    final = weights if between is None else 1 / (1 / weights + between)
    return float(np.average(values, weights=final)), 1 / math.sqrt(float(final.sum())), final


def _freedom(kind: Degrees, freedoms: list[float | None]) -> float | None:
    if kind == "runs":
        return float(len(freedoms) - 1)
    known = [df for df in freedoms if df is not None]
    return sum(known) if kind == "summed" and len(known) == len(freedoms) else None


def _cautions(method: Method, p: float, runs: int, error: float) -> tuple[Caution, ...]:
    found = []
    if method == "weighted" and p < SIGNIFICANT:
        found.append(
            Caution(
                "heterogeneous",
                "試験間の差が誤差を超えています。準加重平均または単純平均を使い、原因を調べてください。",
                "The runs differ by more than their errors: use the semi-weighted or unweighted mean, and ask why.",
            )
        )
    if runs < FEW_RUNS and method != "weighted":
        found.append(
            Caution(
                "few_runs",
                "試験が2回だけのため、試験間変動はほとんど推定できません。",
                "With two runs the variance between runs is hardly known.",
            )
        )
    if error == 0:
        found.append(
            Caution(
                "no_variation",
                "試験結果がすべて同じ値のため、信頼区間の幅は意味をもちません。",
                "All runs gave the same value, so the width of the interval means nothing.",
            )
        )
    return tuple(found)


def _of_coverage(method: Method, df: float | None, freedoms: list[float | None]) -> tuple[Caution, ...]:
    """What must be said of intervals that are known to be too short."""
    if method == "semi_weighted" and df is None and len(freedoms) < FEW_SEMI_WEIGHTED:
        return (_SHORT_FEW_RUNS,)
    if method == "weighted" and any(one is not None and one < FEW_DEGREES for one in freedoms):
        return (_SHORT_FEW_DEGREES,)
    return ()


_SHORT_FEW_RUNS = Caution(
    "short_interval_few_runs",
    "試験が6回未満のとき、この区間は試験間変動の推定誤差を含まず、狭すぎます（95%のはずが84〜89%程度）。"
    "平均の自由度を「試験数−1」とする方法を検討してください。",
    "With fewer than 6 runs this interval is too short, since it ignores how little is known of the variance between"
    " runs (about 84 to 89 % instead of 95 %): consider the degrees of freedom of runs - 1.",
)
_SHORT_FEW_DEGREES = Caution(
    "short_interval_few_degrees",
    "自由度が20未満の試験があるため、重みの推定誤差の分だけ区間が狭すぎることがあります。"
    "単純平均による区間と比べてください。",
    "There are runs of fewer than 20 degrees of freedom, whose weights are uncertain, so that the interval may be too"
    " short: compare it with that of the unweighted mean.",
)
