"""Intraclass correlation of several raters or measurements on the same subjects, in all six forms."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.checking import level, vector
from tsunagu.statistics.checking import table as as_table
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

FEW = 30
LARGE = 1e100  # stands for an infinite quantile
Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of a table of subjects by raters, and its size."""

    subjects: float
    raters: float
    residual: float
    within: float
    n: int
    k: int


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """All forms of Shrout & Fleiss (1979).

    Attributes
    ----------
    forms : ``1,1``, ``2,1``, ``3,1`` for single and ``1,k``, ``2,k``, ``3,k`` for mean ratings. 1: each subject has its
        own raters; 2: raters are a sample, agreement counts (McGraw & Wong's A); 3: raters fixed, consistency (C).
        Raw: may be negative.
    f_tests : form family (``1``, ``2``, ``3``) -> F and its probability for no correlation.
    mean_squares : of the analysis of variance.
    cautions : ``few_subjects`` (below 30), ``negative``.
    """

    forms: Mapping[str, Estimate]
    f_tests: Mapping[str, tuple[float, float]]
    mean_squares: MeanSquares
    cautions: tuple[Caution, ...]

    def truncated(self, form: str) -> float:
        """Return the estimate of a form, 0 where it is negative."""
        return max(0.0, self.forms[form].value)


def intraclass(ratings: ArrayLike, *, confidence: float = LEVEL) -> IntraclassCorrelation:
    """Return the six intraclass correlations (Shrout & Fleiss 1979; intervals of McGraw & Wong 1996).

    Parameters
    ----------
    ratings : one row per subject, one column per rater, shape (n, k), n and k at least 2, nothing missing.

    Refuses a table in which all subjects have the same mean.
    """
    alpha = 1 - level(confidence)
    table = _table(ratings)
    table = centre(table.ravel())[1].reshape(table.shape)  # first, so that large offsets keep their digits
    unit = float(np.max(np.abs(table)))  # fourth powers must not overflow
    squares = mean_squares(table / unit)
    if squares.subjects == 0:
        refuse(
            "no_variation",
            "対象の平均値がすべて等しく、級内相関係数を求められません。",
            "All subjects have the same mean; an intraclass correlation is not defined.",
        )
    one = _one_way_limits(squares.subjects, squares.within, squares, squares.n * (squares.k - 1), alpha)
    two = _agreement_limits(squares, alpha)
    degrees = (squares.n - 1) * (squares.k - 1)
    three = _one_way_limits(squares.subjects, squares.residual, squares, degrees, alpha)
    single = {
        "1": (_share(squares.subjects, squares.within, squares.k), one),
        "2": (_agreement(squares), two),
        "3": (_share(squares.subjects, squares.residual, squares.k), three),
    }
    forms = {}
    for name, (value, (lower, upper)) in single.items():
        forms[f"{name},1"] = Estimate(value, Interval(lower, upper, confidence), method="f")
        ends = Interval(_of_mean(lower, squares.k), _of_mean(upper, squares.k), confidence)
        forms[f"{name},k"] = Estimate(_of_mean(value, squares.k), ends, method="f")
    negative = any(form.value < 0 for form in forms.values())
    cautions = ((FEW_SUBJECTS,) if squares.n < FEW else ()) + ((NEGATIVE,) if negative else ())
    return IntraclassCorrelation(forms, _f_tests(squares), mean_squares(table), cautions)


def mean_squares(ratings: ArrayLike) -> MeanSquares:
    """Return the mean squares of subjects, raters, residual and within subjects."""
    table = _table(ratings)
    n, k = table.shape
    table = centre(table.ravel())[1].reshape(table.shape)  # keeps the digits of large offsets
    row, column = table.mean(axis=1), table.mean(axis=0)
    residual = table - row[:, None] - column[None, :]
    return MeanSquares(
        subjects=k * _clean(float(np.sum(row**2)), table) / (n - 1),
        raters=n * float(np.sum(column**2)) / (k - 1),
        residual=_clean(float(np.sum(residual**2)), table) / ((n - 1) * (k - 1)),
        within=_clean(float(np.sum((table - row[:, None]) ** 2)), table) / (n * (k - 1)),
        n=n,
        k=k,
    )


def _table(ratings: ArrayLike) -> NDArray[np.float64]:
    table = as_table(ratings)
    if table.ndim != 2 or min(table.shape) < 2:
        refuse(
            "not_a_table",
            "対象2以上×評価者2以上の、欠測のない表が必要です。",
            "A complete table of at least 2 subjects by 2 raters is needed.",
        )
    values = vector(table.ravel())
    if np.all(values == values[0]):
        refuse("no_variation", "すべての評価値が同じです。", "All ratings are equal.")
    return table


def _clean(square: float, table: NDArray[np.float64]) -> float:
    """Rounding that is left of a sum of squares of 0 counts as 0."""
    return 0.0 if square <= 1e-26 * float(np.sum(table**2)) else square


def _share(between: float, error: float, k: int) -> float:
    return (between - error) / (between + (k - 1) * error)


def _agreement(squares: MeanSquares) -> float:
    error, n, k = squares.residual, squares.n, squares.k
    raters = k * (squares.raters - error) / n
    return (squares.subjects - error) / (squares.subjects + (k - 1) * error + raters)


def _one_way_limits(between: float, error: float, squares: MeanSquares, degrees: int, alpha: float) -> Limits:
    if error == 0:
        return 1.0, 1.0
    first, k, f = squares.n - 1, squares.k, between / error
    low = f / float(scipy.stats.f.isf(alpha / 2, first, degrees))
    high = f * float(scipy.stats.f.isf(alpha / 2, degrees, first))
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _agreement_limits(squares: MeanSquares, alpha: float) -> Limits:
    """Limits of form 2,1 with Satterthwaite's degrees of freedom (McGraw & Wong 1996, table 7)."""
    n, k, error, raters = squares.n, squares.k, squares.residual, squares.raters
    if error == 0 and raters <= 1e-26 * squares.subjects:
        return 1.0, 1.0
    # k rho / (n (1 - rho)) without the difference 1 - rho, which loses its digits where rho is near 1
    a = (squares.subjects - error) / (raters + (n - 1) * error)
    b = 1 + (n - 1) * a
    parts = (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    degrees = (a * raters + b * error) ** 2 / parts if parts > 0 else math.inf
    degrees = min(max(degrees, 1e-3), 1e12)
    down = min(float(scipy.stats.f.isf(alpha / 2, n - 1, degrees)), LARGE)
    up = min(float(scipy.stats.f.isf(alpha / 2, degrees, n - 1)), LARGE)
    spread = k * raters + (k * n - k - n) * error
    lower = n * (squares.subjects - down * error) / (down * spread + n * squares.subjects)
    upper = n * (up * squares.subjects - error) / (spread + n * up * squares.subjects)
    return lower, max(lower, upper)


def _of_mean(single: float, k: int) -> float:
    """Reliability of the mean of k ratings from that of one (Spearman & Brown)."""
    below = 1 + (k - 1) * single
    return k * single / below if below > 1e-12 else -math.inf


def _f_tests(squares: MeanSquares) -> Mapping[str, tuple[float, float]]:
    n, k = squares.n, squares.k

    def test(error: float, degrees: int) -> tuple[float, float]:
        if error == 0:
            return math.inf, 0.0
        f = squares.subjects / error
        return f, float(scipy.stats.f.sf(f, n - 1, degrees))

    two_way = test(squares.residual, (n - 1) * (k - 1))
    return {"1": test(squares.within, n * (k - 1)), "2": two_way, "3": two_way}


FEW_SUBJECTS = Caution(
    "few_subjects",
    "対象が30未満のため、級内相関係数の区間が広くなります。",
    "With fewer than 30 subjects the intraclass correlation is imprecise.",
)
NEGATIVE = Caution(
    "negative",
    "級内相関係数の推定値が負です。対象間の差が測定誤差に埋もれています。",
    "An intraclass correlation is negative; the subjects differ less than the error.",
)
