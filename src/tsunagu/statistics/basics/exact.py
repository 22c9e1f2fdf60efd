"""Least squares in exact rational arithmetic: no digit is lost, however ill-conditioned the columns are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse

Column = tuple[list[int], int]
"""Whole numbers and the common divisor that makes them the column's values."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The exact solution of a least-squares problem.

    Attributes
    ----------
    coefficients : of shape (k,).
    inverse : inverse of X'X, of shape (k, k).
    residual_ss : sum of squared residuals.
    """

    coefficients: list[Fraction]
    inverse: list[list[Fraction]]
    residual_ss: Fraction

    def at(self, row: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
        """Return the fitted value at a row of the columns, and its variance in residual variances."""
        spread = [_product(line, row) for line in self.inverse]
        return _product(self.coefficients, row), _product(spread, row)


def column(values: Vector) -> Column:
    """Return a column of doubles as whole numbers over one power of two, without rounding."""
    ratios = [value.as_integer_ratio() for value in values.tolist()]
    divisor = max(below for _, below in ratios)
    return [above * (divisor // below) for above, below in ratios], divisor


def power(of: Column, exponent: int) -> Column:
    """Return the column raised to a whole exponent, without rounding."""
    numbers, divisor = of
    return [number**exponent for number in numbers], divisor**exponent


def dot(one: Column, other: Column) -> Fraction:
    """Return the sum of products of two columns."""
    return Fraction(sum(map(mul, one[0], other[0])), one[1] * other[1])


def least_squares(columns: Sequence[Column], response: Column) -> Solution:
    """Solve the normal equations exactly (their condition doesn't matter without rounding).

    Refuses columns of which one is a combination of the others.
    """
    gram = [[dot(one, other) for other in columns] for one in columns]
    right = [dot(one, response) for one in columns]
    inverse = _inverse(gram)
    coefficients = [_product(row, right) for row in inverse]
    return Solution(coefficients, inverse, dot(response, response) - _product(coefficients, right))


def number(value: Fraction) -> float:
    """Return an exact number as a double; refuses one that is larger than any double."""
    try:
        return float(value)
    except OverflowError:
        refuse("too_large", "値が大きすぎて計算できません。", "The values are too large to calculate with.")


def square_root(value: Fraction) -> float:
    """Return the root of an exact number that may lie outside the range of doubles before the root is taken."""
    if value == 0:
        return 0.0
    shift = (value.numerator.bit_length() - value.denominator.bit_length()) // 2
    scaled = value / Fraction(4) ** shift
    return number(Fraction(math.sqrt(scaled)) * Fraction(2) ** shift)


def _product(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum(map(mul, one, other), Fraction(0))


def _inverse(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """Invert by Gauss-Jordan elimination; without rounding any pivot but 0 is as good as another."""
    size = len(matrix)
    rows = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    for pivot in range(size):
        if rows[pivot][pivot] == 0:
            refuse(
                "collinear",
                "説明変数のうち1つが他の変数の組合せで表せるため、係数を1つに決められません。",
                "One of the columns is a combination of the others, so that the coefficients are not unique.",
            )
        head = rows[pivot][pivot]
        rows[pivot] = [entry / head for entry in rows[pivot]]
        for index, row in enumerate(rows):
            if index != pivot and row[pivot]:
                factor = row[pivot]
                rows[index] = [mine - factor * theirs for mine, theirs in zip(row, rows[pivot], strict=True)]
    return [row[size:] for row in rows]
