"""Whether one active cell suffices: the slope on the logarithm of the dose is 1 in a single-hit assay."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval
from tsunagu.statistics.yes_no.binary_fit import LINKS, fit, overlapping
from tsunagu.statistics.yes_no.single_hit import Outcome, best_density


@dataclass(frozen=True, slots=True)
class SingleHitTest:
    """Tests that the slope on log dose is 1, common to all groups, each with its own intercept.

    Attributes
    ----------
    slope : estimate with its normal interval; below 1 the groups are mixed or some cells suppress, above 1 several
        cells are needed.
    standard_error : of the slope, from the expected information.
    likelihood_ratio_z : signed root of the likelihood ratio (negative for a slope below 1); ``p`` belongs to it.
    wald_z, score_log_dose_z, score_dose_z : Wald test, and score tests for adding log dose or dose (Hu & Smyth 2009).
    """

    slope: Estimate
    standard_error: float
    likelihood_ratio_z: float
    p: float
    wald_z: float
    score_log_dose_z: float
    score_dose_z: float


def single_hit_test(groups: Sequence[Outcome]) -> SingleHitTest | None:
    """Return the tests of a unit slope, or ``None`` where no group overlaps, so that the slope isn't finite.

    Groups that are all positive or all negative say nothing on the slope and are left out.
    """
    informative = [seen for seen in groups if not seen.all_negative and not seen.all_positive]
    overlaps = [overlapping(seen.positive, seen.tested, seen.dose) for seen in informative]
    if not any(above for above, _ in overlaps) or not any(below for _, below in overlaps):
        return None
    bests = [best_density(seen) for seen in informative]
    slope, error, likelihood = _slope(informative, bests)
    unit = sum(seen.likelihood(best) for seen, best in zip(informative, bests, strict=True))
    largest = max(float(seen.dose.max()) for seen in informative)
    ratio = math.copysign(math.sqrt(max(0.0, 2 * (likelihood - unit))), slope - 1)
    half = float(scipy.stats.norm.isf((1 - LEVEL) / 2)) * error
    return SingleHitTest(
        slope=Estimate(slope, Interval(slope - half, slope + half), method="wald"),
        standard_error=error,
        likelihood_ratio_z=ratio,
        p=float(2 * scipy.stats.norm.sf(abs(ratio))),
        wald_z=(slope - 1) / error,
        score_log_dose_z=_score(informative, bests, [np.log(seen.dose) for seen in informative]),
        score_dose_z=_score(informative, bests, [seen.dose / largest for seen in informative]),
    )


def _slope(groups: Sequence[Outcome], bests: Sequence[float]) -> tuple[float, float, float]:
    """Slope, its standard error and the log likelihood, from the unit slope as a start."""
    centred = [np.log(seen.dose) - float(np.mean(np.log(seen.dose))) for seen in groups]
    member = np.repeat(np.arange(len(groups)), [seen.dose.size for seen in groups])
    design: NDArray[np.float64] = np.column_stack(
        [(member[:, None] == np.arange(len(groups))).astype(np.float64), np.concatenate(centred)]
    )
    start = [
        math.log(best) + float(np.mean(np.log(seen.dose))) for seen, best in zip(groups, bests, strict=True)
    ]
    found = fit(
        np.concatenate([seen.positive for seen in groups]),
        np.concatenate([seen.tested for seen in groups]),
        design,
        LINKS["cloglog"],
        np.array([*start, 1.0]),
    )
    return float(found.coefficients[-1]), math.sqrt(found.covariance[-1, -1]), found.likelihood


def _score(groups: Sequence[Outcome], bests: Sequence[float], covariates: Sequence[Vector]) -> float:
    total, information = 0.0, 0.0
    for seen, best, covariate in zip(groups, bests, covariates, strict=True):
        mean = best * seen.dose
        hit = -np.expm1(-mean)
        weight = seen.tested * mean**2 * np.exp(-mean) / hit
        centred = covariate - np.sum(weight * covariate) / np.sum(weight)
        total += float(np.sum(centred * mean * (seen.positive - seen.tested * hit) / hit))
        information += float(np.sum(weight * centred**2))
    return total / math.sqrt(information)


NOT_SINGLE_HIT = Caution(
    "not_single_hit",
    "1個の細胞で陽性になるという仮定（シングルヒット）が成り立たないため、頻度の推定値は信頼できません。",
    "The single-hit assumption is rejected; the frequencies cannot be relied on.",
)
