"""Agreement of categories beyond chance: Cohen's kappa of two raters, plain or weighted."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.checking import level, numbers, same_length
from tsunagu.statistics.checking import table as as_table
from tsunagu.statistics.counting.checking import counts, unknown
from tsunagu.statistics.counting.proportions import clopper_pearson
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

WEIGHTS = ("none", "linear", "quadratic")
DOMINANT = 0.8
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two raters beyond chance.

    Attributes
    ----------
    kappa : estimate; the interval is normal (Fleiss, Cohen & Everitt 1969), or, for perfect agreement, from the exact
        lower limit of the agreement.
    observed, chance : (weighted) agreement seen, and expected by chance.
    error, error_if_chance : standard errors, the second under no agreement beyond chance.
    z, p : two-sided test of no agreement beyond chance.
    largest : kappa at the best agreement that the marginals allow (plain kappa).
    adjusted : prevalence- and bias-adjusted kappa (Byrt, Bishop & Carlin 1993): (c x agreement - 1) / (c - 1).
    cautions : ``prevalence`` where one category holds 80 % or more, which makes kappa small at good agreement.
    """

    kappa: Estimate
    observed: float
    chance: float
    error: float
    error_if_chance: float
    z: float
    p: float
    largest: float
    adjusted: float
    cautions: tuple[Caution, ...]


def cross_table(
    first: Sequence[Hashable], second: Sequence[Hashable], categories: Sequence[Hashable] | None = None
) -> Matrix:
    """Return how often each pair of categories was given, shape (c, c).

    ``categories`` gives their order (needed for weights); otherwise they are sorted. Refuses others than these.
    """
    ones, others = list(first), list(second)
    same_length(ones, others)
    names = sorted({*ones, *others}, key=str) if categories is None else list(categories)
    if not {*ones, *others} <= set(names):
        refuse(
            "unknown_category",
            "一覧にない分類が含まれています。",
            "There are categories that the list does not name.",
        )
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for one, other in zip(ones, others, strict=True):
        table[place[one], place[other]] += 1
    return table


def cohen_kappa(table: ArrayLike, *, weights: str | ArrayLike = "none", confidence: float = LEVEL) -> Kappa:
    """Return kappa from a square table of counts (Cohen 1960, 1968).

    Parameters
    ----------
    table : rows are the first rater's categories, columns the second's, in the same order, shape (c, c), c at least 2.
    weights : ``none``, ``linear`` (1 - distance / (c - 1)), ``quadratic`` (1 - its square), or agreement weights of
        shape (c, c) with 1 on the diagonal.

    Refuses tables in which both raters used one and the same category only.
    """
    share, n = _shares(table)
    weight = _weights(weights, share.shape[0])
    alpha = 1 - level(confidence)
    row, column = share.sum(axis=1), share.sum(axis=0)
    observed, chance = float(np.sum(weight * share)), float(row @ weight @ column)
    if chance >= 1 - 1e-12:
        refuse(
            "one_category",
            "両者とも1つの分類しか使っていないため、κを求められません。",
            "Both raters used one category only; kappa is not defined.",
        )
    value = (observed - chance) / (1 - chance)
    error, null = _errors(share, weight, n)
    z = value / null if null > 0 else 0.0
    agreed = float(np.trace(share))
    largest = (float(np.sum(np.minimum(row, column))) - float(row @ column)) / (1 - float(row @ column))
    c = share.shape[0]
    return Kappa(
        kappa=_estimate(value, error, observed, chance, n, alpha),
        observed=observed,
        chance=chance,
        error=error,
        error_if_chance=null,
        z=z,
        p=float(2 * scipy.stats.norm.sf(abs(z))),
        largest=largest,
        adjusted=(c * agreed - 1) / (c - 1),
        cautions=(PREVALENCE,) if float(np.max((row + column) / 2)) >= DOMINANT else (),
    )


def _estimate(value: float, error: float, observed: float, chance: float, n: int, alpha: float) -> Estimate:
    if observed >= 1 - 1e-12:
        lower = (clopper_pearson(n, n, alpha)[0] - chance) / (1 - chance)
        return Estimate(1.0, Interval(max(-1.0, lower), 1.0, 1 - alpha), method="exact_agreement")
    half = float(scipy.stats.norm.isf(alpha / 2)) * error
    return Estimate(
        value, Interval(max(-1.0, value - half), min(1.0, value + half), 1 - alpha), method="normal"
    )


def _errors(share: Matrix, weight: Matrix, n: int) -> tuple[float, float]:
    """Standard errors of kappa, and of kappa where only chance acts (Fleiss, Cohen & Everitt 1969)."""
    row, column = share.sum(axis=1), share.sum(axis=0)
    observed, chance = float(np.sum(weight * share)), float(row @ weight @ column)
    means = (weight @ column)[:, None] + (row @ weight)[None, :]
    inner = float(np.sum(share * (weight * (1 - chance) - means * (1 - observed)) ** 2))
    variance = (inner - (observed * chance - 2 * chance + observed) ** 2) / (n * (1 - chance) ** 4)
    by_chance = float(np.sum(np.outer(row, column) * (weight - means) ** 2)) - chance**2
    null = by_chance / (n * (1 - chance) ** 2)
    return math.sqrt(max(0.0, variance)), math.sqrt(max(0.0, null))


def _shares(table: ArrayLike) -> tuple[Matrix, int]:
    array = as_table(table)
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.shape[0] < 2:
        refuse(
            "not_square",
            "分類が2つ以上の正方形の度数表が必要です。",
            "A square table of counts with at least 2 categories is needed.",
        )
    flat = counts(array.ravel())
    n = int(np.sum(flat))
    if n < 2:
        refuse("too_few", "対象は2つ以上が必要です。", "At least 2 subjects are needed.")
    return flat.reshape(array.shape) / n, n


def _weights(weights: str | ArrayLike, c: int) -> Matrix:
    if isinstance(weights, str):
        if weights not in WEIGHTS:
            unknown("重み", "weights", weights, WEIGHTS)
        distance = np.abs(np.subtract.outer(np.arange(c), np.arange(c))) / (c - 1)
        power = {"none": 0, "linear": 1, "quadratic": 2}[weights]
        return np.asarray(1.0 - np.where(distance > 0, distance**power, 0.0), dtype=np.float64)
    given = numbers(weights)
    if given.shape != (c, c) or np.any(np.diag(given) != 1) or not np.all((given >= 0) & (given <= 1)):
        refuse(
            "weights",
            "重みは表と同じ大きさで、対角が1、他は0から1にしてください。",
            "Weights must have the shape of the table, 1 on the diagonal and 0 to 1 elsewhere.",
        )
    return given


PREVALENCE = Caution(
    "prevalence",
    "1つの分類が全体の80%以上を占めます。一致率が高くてもκは低くなります。一致率と調整κも確認してください。",
    "One category holds 80 % or more; kappa is then small even where raters agree. See the adjusted one.",
)
