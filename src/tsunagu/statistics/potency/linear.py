"""Least squares of an assay: sums of squares one term after another, and effects beside what is only in their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.designs import Indices

Matrix = NDArray[np.float64]
RANK = 1e-9  # a column that keeps less than this share of its length is explained by those before it


@dataclass(frozen=True, slots=True)
class Effects:
    """Coefficients with their covariance before it is multiplied by the residual variance."""

    coefficients: Vector
    covariance: Matrix


def indicators(labels: Indices) -> Matrix:
    """Return one column of 0 and 1 for each label; shape (n, labels)."""
    return np.asarray(labels[:, None] == np.unique(labels)[None, :], dtype=np.float64)


def sequential(terms: Mapping[str, Matrix], response: Vector, weight: Vector) -> dict[str, tuple[float, int]]:
    """Return each term's sum of squares and degrees of freedom after all terms before it, with the mean first.

    Adds ``residual`` and ``total`` (about the weighted mean). Terms that earlier ones explain have 0 degrees. Source:
    Searle 1971 (reduction in sums of squares); equal to the tables of Ph. Eur. 5.3, 3.2.3 where the design is balanced.
    """
    root = np.sqrt(weight)
    basis = (root / np.linalg.norm(root))[:, None]
    rest = _without(basis, root * centred(response, weight))
    total, found = float(rest @ rest), {}
    for name, columns in terms.items():
        new = _new_directions(basis, root[:, None] * columns)
        along = new.T @ rest
        rest = _without(new, rest)
        basis = np.column_stack([basis, new])
        found[name] = (float(along @ along), new.shape[1])
    found["residual"] = (float(rest @ rest), len(response) - basis.shape[1])
    found["total"] = (total, len(response) - 1)
    return found


def effects(columns: Matrix, beside: Sequence[Matrix], response: Vector, weight: Vector) -> Effects:
    """Return the coefficients of ``columns`` after the mean and the columns ``beside`` are taken out of everything.

    Source: Frisch and Waugh 1933. Refuses effects that the design can't tell apart.
    """
    root = np.sqrt(weight)
    basis = (root / np.linalg.norm(root))[:, None]
    for nuisance in beside:
        basis = np.column_stack([basis, _new_directions(basis, root[:, None] * nuisance)])
    given = root[:, None] * columns
    left = _without(basis, given)
    if _new_directions(basis, given).shape[1] < columns.shape[1]:
        refuse(
            "confounded",
            "この配置では製剤の差と傾きを区別できません。用量またはブロックの配置を見直してください。",
            "This design cannot tell the preparations and the slope apart; review the doses or the blocks.",
        )
    q, r = np.linalg.qr(left)
    inverse = np.linalg.inv(r)
    rest = _without(basis, root * centred(response, weight))
    return Effects(inverse @ (q.T @ rest), inverse @ inverse.T)


def centred(values: Vector, weight: Vector) -> Vector:
    """Return the values less their weighted mean, in two passes so that a large common part costs no digits."""
    near = values - np.average(values, weights=weight)
    return np.asarray(near - np.average(near, weights=weight), dtype=np.float64)


def _without(basis: Matrix, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    once = columns - basis @ (basis.T @ columns)
    return np.asarray(
        once - basis @ (basis.T @ once), dtype=np.float64
    )  # again, for the digits the first pass lost


def _new_directions(basis: Matrix, columns: Matrix) -> Matrix:
    lengths = np.linalg.norm(columns, axis=0)
    scaled = columns / np.where(lengths > 0, lengths, 1.0)
    left, sizes, _ = np.linalg.svd(_without(basis, scaled), full_matrices=False)
    return np.asarray(left[:, sizes > RANK], dtype=np.float64)
