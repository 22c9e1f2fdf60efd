"""Linear and polynomial regression by ordinary least squares, right to the last digits of the doubles given."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.basics import exact
from tsunagu.statistics.basics.summary import sd_estimate, t_quantile
from tsunagu.statistics.checking import columns as lists
from tsunagu.statistics.checking import same_length, vector, whole
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

MOST_DEGREE = 100  # of a polynomial; exact powers beyond it take long


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted line, plane or polynomial.

    Attributes
    ----------
    coefficients : in the order of the columns, the intercept first where there is one; with t intervals.
    standard_errors : of the coefficients.
    covariance : of the coefficients, of shape (k, k).
    residual_sd : root of the residual mean square with its chi-square interval.
    r_squared : share of the sum of squares that is explained: about the mean with an intercept, about 0 without.
    f : regression mean square over residual mean square; infinite for a perfect fit.
    """

    coefficients: tuple[Estimate, ...]
    standard_errors: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    residual_sd: Estimate
    df_residual: int
    df_regression: int
    ss_regression: float
    ss_residual: float
    r_squared: float
    f: float
    p_value: float
    solution: exact.Solution = field(repr=False)

    def at(self, row: Sequence[float], confidence: float = LEVEL) -> Estimate:
        """Return the fitted mean where the columns have these values (1 first for an intercept), with its interval."""
        if len(row) != len(self.coefficients):
            refuse(
                "lengths",
                f"係数{len(self.coefficients)}個に対して値が{len(row)}個です。",
                f"There are {len(row)} values for {len(self.coefficients)} coefficients.",
            )
        terms = [Fraction(float(term)) for term in vector(row)]
        value, spread = self.solution.at(terms)
        error = exact.square_root(spread * self.solution.residual_ss / self.df_residual)
        return _coefficient(exact.number(value), error, self.df_residual, confidence)


def linear(
    columns: Sequence[ArrayLike], response: ArrayLike, intercept: bool = True, confidence: float = LEVEL
) -> Regression:
    """Fit the response as a linear function of one or more columns (Draper and Smith 1998, chapter 5).

    Parameters
    ----------
    columns : explaining variables, each of shape (n,).
    response : of shape (n,), with n larger than the number of coefficients.

    The sums are formed without rounding, so that ill-conditioned columns need no special care. Refuses columns of
    different lengths, too few values, and columns of which one is a combination of the others.
    """
    checked = lists(columns, "説明変数", "columns")
    measured = vector(response)
    same_length(measured, *checked)
    return _fit([exact.column(one) for one in checked], exact.column(measured), intercept, confidence)


def polynomial(
    x: ArrayLike, y: ArrayLike, degree: int, intercept: bool = True, confidence: float = LEVEL
) -> Regression:
    """Fit y as a polynomial in x; as ``linear`` on x, x², ... with powers that are not rounded."""
    across, measured = vector(x), vector(y)
    same_length(across, measured)
    degree = whole(degree, "次数", "degree", 1, MOST_DEGREE, code="degree")
    base = exact.column(across)
    powers = [exact.power(base, exponent) for exponent in range(1, degree + 1)]
    return _fit(powers, exact.column(measured), intercept, confidence)


def _fit(
    columns: list[exact.Column], response: exact.Column, intercept: bool, confidence: float
) -> Regression:
    count = len(response[0])
    design = [([1] * count, 1), *columns] if intercept else columns
    degrees = count - len(design)
    if not design or degrees < 1:
        refuse(
            "too_few",
            f"値が{count}個では係数{len(design)}個を推定できません。{len(design) + 1}個以上が必要です。",
            f"{count} values don't suffice for {len(design)} coefficients; at least {len(design) + 1} are needed.",
        )
    solution = exact.least_squares(design, response)
    total = exact.dot(response, response)
    if intercept:
        total -= Fraction(sum(response[0]), response[1]) ** 2 / count
    return _result(solution, total, degrees, len(columns), confidence)


def _result(
    solution: exact.Solution, total: Fraction, degrees: int, explaining: int, confidence: float
) -> Regression:
    mean_square = solution.residual_ss / degrees
    explained = total - solution.residual_ss
    errors = [exact.square_root(mean_square * row[i]) for i, row in enumerate(solution.inverse)]
    f = _f(explained, explaining, mean_square)
    return Regression(
        coefficients=tuple(
            _coefficient(exact.number(value), error, degrees, confidence)
            for value, error in zip(solution.coefficients, errors, strict=True)
        ),
        standard_errors=tuple(errors),
        covariance=tuple(
            tuple(exact.number(mean_square * entry) for entry in row) for row in solution.inverse
        ),
        residual_sd=sd_estimate(exact.square_root(mean_square), degrees, confidence),
        df_residual=degrees,
        df_regression=explaining,
        ss_regression=exact.number(explained),
        ss_residual=exact.number(solution.residual_ss),
        r_squared=exact.number(explained / total) if total else 0.0,
        f=f,
        p_value=float(special.fdtrc(explaining, degrees, f)) if 0 < f < math.inf else float(f == 0),
        solution=solution,
    )


def _f(explained: Fraction, explaining: int, mean_square: Fraction) -> float:
    if not explained or not explaining:
        return 0.0
    return exact.number(explained / explaining / mean_square) if mean_square else math.inf


def _coefficient(value: float, error: float, degrees: int, confidence: float) -> Estimate:
    half = t_quantile(confidence, degrees) * error
    return Estimate(value, Interval(value - half, value + half, confidence), degrees, "t")
