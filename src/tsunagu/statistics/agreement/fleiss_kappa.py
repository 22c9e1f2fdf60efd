"""Agreement of several raters on categories beyond chance: Fleiss' kappa."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.agreement.kappa import DOMINANT, PREVALENCE
from tsunagu.statistics.checking import level
from tsunagu.statistics.checking import table as as_table
from tsunagu.statistics.counting.checking import counts, unknown
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

INTERVALS = ("linearized", "null")


@dataclass(frozen=True, slots=True)
class FleissKappa:
    """Agreement of several raters.

    Attributes
    ----------
    kappa : estimate with its interval.
    categories : kappa of each category against all others (interval from the null error).
    observed, chance : mean agreement of pairs of raters, and that by chance.
    error_if_chance, z, p : null standard error (Fleiss, Nee & Landis 1979) and its two-sided test.
    cautions : ``prevalence``.
    """

    kappa: Estimate
    categories: tuple[Estimate | None, ...]
    observed: float
    chance: float
    error_if_chance: float
    z: float
    p: float
    cautions: tuple[Caution, ...]


def rating_counts(
    ratings: Sequence[Sequence[Hashable]], categories: Sequence[Hashable] | None = None
) -> NDArray[np.float64]:
    """Return how many raters put each subject (row) into each category, shape (subjects, categories)."""
    seen = {rating for row in ratings for rating in row}
    names = sorted(seen, key=str) if categories is None else list(categories)
    if not seen <= set(names):
        refuse(
            "unknown_category",
            "一覧にない分類が含まれています。",
            "There are categories that the list does not name.",
        )
    return np.array([[list(row).count(name) for name in names] for row in ratings], dtype=np.float64)


def fleiss_kappa(table: ArrayLike, *, interval: str = "linearized", confidence: float = LEVEL) -> FleissKappa:
    """Return Fleiss' kappa (1971).

    Parameters
    ----------
    table : raters that chose each category, shape (subjects, categories), both at least 2; every row has the same sum,
        at least 2.
    interval : ``linearized`` (Gwet 2008, Student's t over subjects) or ``null`` (normal, with the error under chance).

    Refuses unequal numbers of raters, and tables in which only one category was used.
    """
    given = _table(table)
    subjects, raters = given.shape[0], int(given[0].sum())
    if interval not in INTERVALS:
        unknown("区間の方法", "interval", interval, INTERVALS)
    share = given.sum(axis=0) / (subjects * raters)
    agreement = (np.sum(given**2, axis=1) - raters) / (raters * (raters - 1))
    observed, chance = float(np.mean(agreement)), float(np.sum(share**2))
    if chance >= 1 - 1e-12:
        refuse(
            "one_category",
            "1つの分類しか使われていないため、κを求められません。",
            "Only one category was used; kappa is not defined.",
        )
    value = (observed - chance) / (1 - chance)
    null = _null_error(share, subjects, raters)
    alpha = 1 - level(confidence)
    half = float(scipy.stats.norm.isf(alpha / 2)) * null
    if interval == "linearized":
        by_chance = given @ share / raters
        parts = (agreement - chance) / (1 - chance) - 2 * (1 - value) * (by_chance - chance) / (1 - chance)
        error = math.sqrt(float(np.sum((parts - value) ** 2)) / (subjects * (subjects - 1)))
        half = float(scipy.stats.t.isf(alpha / 2, subjects - 1)) * error
    z = value / null
    return FleissKappa(
        kappa=_estimate(value, half, confidence, interval),
        categories=_categories(given, share, raters, alpha),
        observed=observed,
        chance=chance,
        error_if_chance=null,
        z=z,
        p=float(2 * scipy.stats.norm.sf(abs(z))),
        cautions=(PREVALENCE,) if float(np.max(share)) >= DOMINANT else (),
    )


def _estimate(value: float, half: float, confidence: float, method: str) -> Estimate:
    return Estimate(
        value, Interval(max(-1.0, value - half), min(1.0, value + half), confidence), method=method
    )


def _null_error(share: NDArray[np.float64], subjects: int, raters: int) -> float:
    product = share * (1 - share)
    total = float(np.sum(product))
    skew = float(np.sum(product * (1 - 2 * share)))
    return math.sqrt(2 * (total**2 - skew) / (subjects * raters * (raters - 1))) / total


def _categories(
    given: NDArray[np.float64], share: NDArray[np.float64], raters: int, alpha: float
) -> tuple[Estimate | None, ...]:
    """Kappa per category; ``None`` for one that nobody used."""
    pairs = given.shape[0] * raters * (raters - 1)
    half = float(scipy.stats.norm.isf(alpha / 2)) * math.sqrt(2 / pairs)
    found: list[Estimate | None] = []
    for column, part in zip(given.T, map(float, share), strict=True):
        if part in (0.0, 1.0):
            found.append(None)
            continue
        value = 1 - float(np.sum(column * (raters - column))) / (pairs * part * (1 - part))
        found.append(_estimate(value, half, 1 - alpha, "null"))
    return tuple(found)


def _table(table: ArrayLike) -> NDArray[np.float64]:
    array = as_table(table)
    if array.ndim != 2 or min(array.shape) < 2:
        refuse(
            "not_a_table",
            "対象2以上×分類2以上の度数表が必要です。",
            "A table of counts of at least 2 subjects by 2 categories is needed.",
        )
    given = counts(array.ravel()).reshape(array.shape)
    sums = given.sum(axis=1)
    if np.any(sums != sums[0]) or sums[0] < 2:
        refuse(
            "raters",
            "すべての対象で評価者の数が同じ（2以上）である必要があります。",
            "Every subject needs the same number of raters, at least 2.",
        )
    return given
