"""The single-hit model: a portion of dose d is negative with probability exp(-density x d). Likelihood and limits."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.checking import Vector, choice, level, same_length
from tsunagu.statistics.counting.checking import amounts, positives_among
from tsunagu.statistics.counting.edges import edge_tail
from tsunagu.statistics.counting.solving import crossing, falling_root
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

MOST_OUTCOMES = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Positive among tested portions at each dose, arrays of shape (n,); doses nobody tested are left out."""

    positive: Vector
    tested: Vector
    dose: Vector

    @property
    def all_negative(self) -> bool:
        """Whether no portion was positive."""
        return not np.any(self.positive)

    @property
    def all_positive(self) -> bool:
        """Whether every portion was positive."""
        return bool(np.all(self.positive == self.tested))

    @property
    def start(self) -> float:
        """A density of the right order."""
        return float(np.sum(self.tested) / np.sum(self.tested * self.dose))

    def likelihood(self, density: float) -> float:
        """Return the log likelihood without its constant."""
        means = density * self.dose
        negative = (self.tested - self.positive) * means
        return float(np.sum(special.xlogy(self.positive, -np.expm1(-means)) - negative))

    def score(self, density: float) -> float:
        """Return the slope of the log likelihood in the density."""
        weighted = self.positive * self.dose / -np.expm1(-density * self.dose)
        return float(np.sum(weighted) - np.sum(self.tested * self.dose))

    def information(self, density: float, *, observed: bool = False) -> float:
        """Return the expected (or observed) information on the logarithm of the density."""
        means = density * self.dose
        hit = -np.expm1(-means)
        hits = self.positive if observed else self.tested * hit
        return float(np.sum(hits * (means / hit) ** 2 * np.exp(-means)))


def outcome(positive: ArrayLike, tested: ArrayLike, dose: ArrayLike) -> Outcome:
    """Return a checked outcome; refuses more positives than tested, doses not above 0, nothing tested."""
    found, among = positives_among(positive, tested)
    doses = amounts(dose)
    same_length(found, doses)
    used = among > 0
    return Outcome(found[used], among[used], doses[used])


def best_density(seen: Outcome) -> float:
    """Return the maximum likelihood density: 0 for all negative, infinite for all positive."""
    if seen.all_negative:
        return 0.0
    if seen.all_positive:
        return math.inf
    return falling_root(seen.score, seen.start)


def density(
    seen: Outcome, *, method: str = "likelihood_ratio", edge: str = "one_sided", confidence: float = LEVEL
) -> Estimate:
    """Return the density with its interval.

    Parameters
    ----------
    method : ``likelihood_ratio`` (Ridout 1994), ``wald_log`` (normal on the log scale, expected information; Hu & Smyth
        2009), ``wald_log_observed`` (same with observed information; Jarvis, Wilrich & Wilrich 2010), ``score``
        (inverted score test), or ``exact`` (tails over all outcomes ordered by their estimate; Loyer & Hamilton
        1984).
    edge : for all negative or all positive, as in ``counting.edges.edge_tail``.
    """
    alpha = 1 - level(confidence)
    choice(method, LIMITS, "区間の方法", "method")
    tail = edge_tail(edge, alpha)
    best = best_density(seen)
    if best == 0 or math.isinf(best):
        ends = _edge_limits(seen, tail)
        return Estimate(best, Interval(*ends, confidence), method=edge)
    return Estimate(best, Interval(*LIMITS[method](seen, best, alpha), confidence), method=method)


def _edge_limits(seen: Outcome, tail: float) -> tuple[float, float]:
    if seen.all_negative:
        return 0.0, -math.log(tail) / float(np.sum(seen.tested * seen.dose))
    return falling_root(lambda value: math.log(tail) - seen.likelihood(value), seen.start), math.inf


def _likelihood_ratio(seen: Outcome, best: float, alpha: float) -> tuple[float, float]:
    drop = seen.likelihood(best) - float(scipy.stats.chi2.isf(alpha, 1)) / 2
    return _both(lambda value: seen.likelihood(value) - drop, best)


def _wald(seen: Outcome, best: float, alpha: float, *, observed: bool = False) -> tuple[float, float]:
    error = 1 / math.sqrt(seen.information(best, observed=observed))
    factor = math.exp(float(scipy.stats.norm.isf(alpha / 2)) * error)
    return best / factor, best * factor


def _wald_observed(seen: Outcome, best: float, alpha: float) -> tuple[float, float]:
    return _wald(seen, best, alpha, observed=True)


def _score(seen: Outcome, best: float, alpha: float) -> tuple[float, float]:
    allowed = float(scipy.stats.chi2.isf(alpha, 1))
    return _both(lambda value: allowed * seen.information(value) - (value * seen.score(value)) ** 2, best)


def _exact(seen: Outcome, best: float, alpha: float) -> tuple[float, float]:
    outcomes = every_outcome(seen)
    # an outcome's estimate is at least ``best`` exactly where its score at ``best`` isn't negative
    weights = seen.dose / -np.expm1(-best * seen.dose)
    distance = outcomes @ weights - float(np.sum(seen.tested * seen.dose))
    tolerance = 1e-9 * float(np.sum(seen.tested * seen.dose))
    high, low = outcomes[distance >= -tolerance], outcomes[distance <= tolerance]

    def tail(chosen: Vector, value: float) -> float:
        return float(np.sum(np.exp(log_probability(seen, chosen, value)))) - alpha / 2

    # for a most improbable outcome a limit may lie beyond the estimate
    lower = falling_root(lambda x: -tail(high, x), best)
    return lower, falling_root(lambda x: tail(low, x), best)


def _both(function: Callable[[float], float], best: float) -> tuple[float, float]:
    return crossing(function, best, 0.5), crossing(function, best, 2.0)


def every_outcome(seen: Outcome) -> Vector:
    """Return every possible outcome of the design, shape (outcomes, n); refuses more than 200 000."""
    if math.prod(int(number) + 1 for number in seen.tested) > MOST_OUTCOMES:
        refuse(
            "too_many_outcomes",
            "検査数が多く、起こりうる結果をすべて数えられません。別の方法（likelihood_ratio など）を使用してください。",
            "The design has too many outcomes to list; use another method (such as likelihood_ratio).",
        )
    ranges = [range(int(number) + 1) for number in seen.tested]
    return np.array(list(itertools.product(*ranges)), dtype=np.float64)


def log_probability(seen: Outcome, positives: Vector, value: float) -> Vector:
    """Return the log probability of outcomes of shape (k, n) at a density, shape (k,)."""
    share = -np.expm1(-value * seen.dose)
    return np.asarray(scipy.stats.binom.logpmf(positives, seen.tested, share).sum(axis=-1), dtype=np.float64)


LIMITS: dict[str, Callable[[Outcome, float, float], tuple[float, float]]] = {
    "likelihood_ratio": _likelihood_ratio,
    "wald_log": _wald,
    "wald_log_observed": _wald_observed,
    "score": _score,
    "exact": _exact,
}
