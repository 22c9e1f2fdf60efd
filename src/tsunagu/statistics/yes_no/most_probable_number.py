"""The most probable number of a dilution series of tubes, and how improbable its outcome is."""

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.estimates import LEVEL, Caution, Estimate
from tsunagu.statistics.yes_no.single_hit import (
    MOST_OUTCOMES,
    Outcome,
    density,
    every_outcome,
    log_probability,
    outcome,
)

COMMON, RARE = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class MostProbableNumber:
    """Organisms or cells per unit of amount.

    Attributes
    ----------
    estimate : most probable number; 0 for all negative, infinite for all positive tubes.
    bias_adjusted : estimate less its first-order bias (Salama, Koch & Tolley 1978; Cox & Snell 1968); ``None`` where
        all tubes are positive.
    rarity : likelihood of the outcome over that of the likeliest outcome at the same density (Blodgett 2002).
    category : 1 common (rarity from 0.05), 2 rare (from 0.01), 3 improbable (ISO 7218; Jarvis et al. 2010).
    probability : of all outcomes at most as likely as this one; ``None`` for designs with more than 200 000 outcomes.
    deviance, deviance_p : fit of the single-hit model and its chi-squared probability; ``None`` with one dilution.
    cautions : ``improbable_outcome``, ``all_negative``, ``all_positive``.
    """

    estimate: Estimate
    bias_adjusted: float | None
    rarity: float
    category: int
    probability: float | None
    deviance: float | None
    deviance_p: float | None
    cautions: tuple[Caution, ...]


def most_probable_number(
    positive: ArrayLike,
    tubes: ArrayLike,
    amount: ArrayLike,
    *,
    method: str = "likelihood_ratio",
    edge: str = "one_sided",
    confidence: float = LEVEL,
) -> MostProbableNumber:
    """Return the most probable number with its interval and the rarity of the outcome.

    Parameters
    ----------
    positive, tubes : positive tubes and tubes at each dilution, shape (n,); dilutions without tubes are left out.
    amount : amount of the sample in each tube, above 0, shape (n,).
    method, edge : as in ``single_hit.density``.
    """
    seen = outcome(positive, tubes, amount)
    estimate = density(seen, method=method, edge=edge, confidence=confidence)
    best = estimate.value
    within = 0 < best < math.inf
    rarity = rarity_index(seen, best) if within else 1.0
    deviance, p = _deviance(seen, best) if within else (0.0, 1.0)
    several = seen.tested.size > 1
    return MostProbableNumber(
        estimate=estimate,
        bias_adjusted=_adjusted(seen, best),
        rarity=rarity,
        category=1 if rarity >= COMMON else 2 if rarity >= RARE else 3,
        probability=_probability(seen, best) if within else 1.0,
        deviance=deviance if several else None,
        deviance_p=p if several else None,
        cautions=_cautions(seen, rarity),
    )


def rarity_index(seen: Outcome, at: float) -> float:
    """Return the likelihood of the outcome over that of the likeliest one at a density (Blodgett 2002, 2005)."""
    share = -np.expm1(-at * seen.dose)
    likeliest = np.minimum(np.floor((seen.tested + 1) * share), seen.tested)
    both = log_probability(seen, np.stack([seen.positive, likeliest]), at)
    return min(1.0, math.exp(float(both[0] - both[1])))


def _probability(seen: Outcome, best: float) -> float | None:
    if math.prod(int(number) + 1 for number in seen.tested) > MOST_OUTCOMES:
        return None
    each = log_probability(seen, every_outcome(seen), best)
    own = float(log_probability(seen, seen.positive, best))
    return min(1.0, float(np.sum(np.exp(each[each <= own + 1e-9]))))


def _adjusted(seen: Outcome, best: float) -> float | None:
    if best == 0:
        return 0.0
    if math.isinf(best):
        return None
    means = best * seen.dose
    negative = seen.tested * np.exp(-means) / -np.expm1(-means)  # tubes times the odds of a negative one
    return float(best * (1 - np.sum(means**3 * negative) / 2 / np.sum(means**2 * negative) ** 2))


def _deviance(seen: Outcome, best: float) -> tuple[float, float]:
    missed = seen.tested - seen.positive
    observed = special.xlogy(seen.positive, seen.positive / seen.tested) + special.xlogy(
        missed, missed / seen.tested
    )
    deviance = max(0.0, 2 * (float(np.sum(observed)) - seen.likelihood(best)))
    return deviance, float(scipy.stats.chi2.sf(deviance, max(1, seen.tested.size - 1)))


def _cautions(seen: Outcome, rarity: float) -> tuple[Caution, ...]:
    if seen.all_negative:
        return (ALL_NEGATIVE,)
    if seen.all_positive:
        return (ALL_POSITIVE,)
    return (IMPROBABLE,) if rarity < RARE else ()


IMPROBABLE = Caution(
    "improbable_outcome",
    "この陽性パターンはきわめて起こりにくく、希釈や判定の誤りが疑われます。試験を見直してください。",
    "This pattern of positives is most unlikely; suspect an error of dilution or reading.",
)
ALL_NEGATIVE = Caution(
    "all_negative",
    "すべて陰性のため、推定値は0で、上限だけが得られます。",
    "All are negative: the estimate is 0 and only an upper limit exists.",
)
ALL_POSITIVE = Caution(
    "all_positive",
    "すべて陽性のため、下限だけが得られます。より薄い希釈が必要です。",
    "All are positive: only a lower limit exists. Dilute further.",
)
