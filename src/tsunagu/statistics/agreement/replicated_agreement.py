"""Limits of agreement where each subject was measured several times by each method."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.agreement.limits_of_agreement import FEW, FEW_SUBJECTS, mover_ends
from tsunagu.statistics.checking import Vector, columns, level, same_length, vector
from tsunagu.statistics.components.levels import checked, coded
from tsunagu.statistics.counting.checking import share, unknown
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

QUANTILES = ("t", "normal")


@dataclass(frozen=True, slots=True)
class ReplicatedAgreement:
    """Limits for the difference of single measurements by both methods.

    Attributes
    ----------
    bias, lower, upper : with intervals by MOVER (Zou 2013).
    variance : of the difference of two single measurements.
    between : variance of the subjects' mean differences less the share of the replicates; ``between_raw`` may be
        negative, ``between`` is cut at 0.
    within : variance within subjects: of the differences (paired), or of first and second added (unpaired).
    """

    bias: Estimate
    lower: Estimate
    upper: Estimate
    variance: float
    between: float
    between_raw: float
    within: float
    subjects: int
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A mean square that enters the variance with a weight."""

    square: float
    weight: float
    degrees: int


def paired_replicates(
    subject: Sequence[Hashable],
    first: ArrayLike,
    second: ArrayLike,
    *,
    coverage: float = 0.95,
    quantile: str = "t",
    confidence: float = LEVEL,
) -> ReplicatedAgreement:
    """Return limits for pairs measured at the same moment, where the true value may change between pairs.

    The variance is that of the subjects' mean differences plus (1 - mean of 1/m) times the one within subjects
    (Bland & Altman 2007; Zou 2013).

    Parameters
    ----------
    subject : subject of each pair, shape (n,); at least 3 subjects, one of them measured twice.
    quantile : of the bias' half-width: ``t`` or ``normal`` (as Zou 2013).
    """
    one, other = vector(first, 3), vector(second, 3)
    same_length(list(subject), one, other)
    groups = _groups(subject, one - other)
    within = _within(groups)
    means = np.array([np.mean(group) for group in groups])
    single = float(np.mean([1 / group.size for group in groups]))
    return _result(
        means, [_Part(within[0], 1 - single, within[1])], single * within[0], coverage, quantile, confidence
    )


def unpaired_replicates(
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    *,
    coverage: float = 0.95,
    quantile: str = "t",
    confidence: float = LEVEL,
) -> ReplicatedAgreement:
    """Return limits for replicates of a constant true value, not paired with each other.

    The variance is that of the differences of the subjects' means, plus for each method (1 - mean of 1/m) times its
    variance within subjects (Bland & Altman 1999, section 5; 2007; Zou 2013).

    Parameters
    ----------
    first, second : replicates of each subject, one list per subject in the same order; at least 3 subjects, and for
        each method one subject with replicates.
    """
    ones, others = columns(first, "対象", "subjects"), columns(second, "対象", "subjects")
    same_length(ones, others)
    if len(ones) < 3:
        _refuse_few()
    base = float(ones[0][0])  # taken off first, so that large offsets keep their digits
    ones, others = [one - base for one in ones], [other - base for other in others]
    means = np.array([np.mean(one) - np.mean(other) for one, other in zip(ones, others, strict=True)])
    parts, of_replicates = [], 0.0
    for groups in (ones, others):
        square, degrees = _within(groups)
        single = float(np.mean([1 / group.size for group in groups]))
        parts.append(_Part(square, 1 - single, degrees))
        of_replicates += single * square
    return _result(means, parts, of_replicates, coverage, quantile, confidence)


def _result(
    means: Vector,
    parts: Sequence[_Part],
    of_replicates: float,
    coverage: float,
    quantile: str,
    confidence: float,
) -> ReplicatedAgreement:
    if quantile not in QUANTILES:
        unknown("分位点", "quantile", quantile, QUANTILES)
    n, alpha = means.size, 1 - level(confidence)
    spread = float(np.var(means, ddof=1))
    parts = [_Part(spread, 1.0, n - 1), *parts]
    total, low, high = _variance_limits(parts, alpha)
    tail = scipy.stats.t.isf(alpha / 2, n - 1) if quantile == "t" else scipy.stats.norm.isf(alpha / 2)
    half = float(tail) * math.sqrt(spread / n)
    multiple = float(scipy.stats.norm.isf((1 - share(coverage, "一致限界に含める割合", "coverage")) / 2))
    bias, middle = float(np.mean(means)), multiple * math.sqrt(total)
    ends = mover_ends(half, multiple, math.sqrt(total), math.sqrt(low), math.sqrt(high))
    return ReplicatedAgreement(
        bias=Estimate(bias, Interval(bias - half, bias + half, confidence), n - 1, quantile),
        lower=Estimate(bias - middle, Interval(bias - ends[1], bias - ends[0], confidence), method="mover"),
        upper=Estimate(bias + middle, Interval(bias + ends[0], bias + ends[1], confidence), method="mover"),
        variance=total,
        between=max(0.0, spread - of_replicates),
        between_raw=spread - of_replicates,
        within=sum(part.square for part in parts[1:]),
        subjects=n,
        cautions=(FEW_SUBJECTS,) if n < FEW else (),
    )


def _variance_limits(parts: Sequence[_Part], alpha: float) -> tuple[float, float, float]:
    """Variance and its limits: the parts' own chi-squared limits, recovered and added (MOVER; Graybill & Wang 1980)."""
    total = sum(part.weight * part.square for part in parts)
    down, up = [], []
    for part in parts:
        value = part.weight * part.square
        down.append(value * (1 - part.degrees / float(scipy.stats.chi2.isf(alpha / 2, part.degrees))))
        up.append(value * (part.degrees / float(scipy.stats.chi2.ppf(alpha / 2, part.degrees)) - 1))
    return total, max(0.0, total - math.hypot(*down)), total + math.hypot(*up)


def _groups(subject: Sequence[Hashable], values: Vector) -> list[Vector]:
    codes, names = coded(checked({"subject": subject}, values.size)["subject"])
    found = [values[codes == code] for code in range(len(names))]
    if len(found) < 3:
        _refuse_few()
    return found


def _within(groups: Sequence[Vector]) -> tuple[float, int]:
    """Pooled variance within subjects and its degrees of freedom."""
    degrees = sum(group.size - 1 for group in groups)
    if degrees == 0:
        refuse(
            "no_replicates",
            "繰り返し測定のある対象がありません。単回測定の一致限界を使用してください。",
            "No subject was measured more than once; use the limits for single measurements.",
        )
    squares = sum(float(np.sum((group - np.mean(group)) ** 2)) for group in groups)
    return squares / degrees, degrees


def _refuse_few() -> None:
    refuse("too_few", "対象は3つ以上が必要です。", "At least 3 subjects are needed.")
