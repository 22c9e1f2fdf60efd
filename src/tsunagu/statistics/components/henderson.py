"""The restricted likelihood of a mixed model, its slope and its information, from cross-products alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from tsunagu.statistics.components.crossed import Crossed
from tsunagu.statistics.estimates import refuse

Array = NDArray[np.float64]
ROUNDS = 200
HALVINGS = 30
CLOSE = 1e-9
ROUNDING = 1e-13  # of the deviance, for each result
LARGEST = 1e8  # a component that much larger than the error: repeated values agree


@dataclass(frozen=True, slots=True)
class Point:
    """The restricted likelihood at ratios of the components to the error variance, with K factors and q levels.

    With V0 = I + sum of ratio x ZZ' and P0 = V0^-1 less its projection on the fixed effects:

    Attributes
    ----------
    ratios : shape (K,).
    error : error variance that maximises the likelihood at these ratios.
    deviance : minus twice the restricted log likelihood, but for constants.
    weights : Z'P0Z, shape (q, q).
    scores : Z'P0y, shape (q,).
    information : expected information of the components and the error, shape (K+1, K+1).
    observed : observed information, shape (K+1, K+1).
    quadratics : half of y'PVjPy for each component and the error, shape (K+1,); information^-1 of it is one step of
        Fisher scoring, MINQUE with these components as prior values.
    """

    ratios: Array
    error: float
    deviance: float
    weights: Array
    scores: Array
    information: Array
    observed: Array
    quadratics: Array

    @property
    def components(self) -> Array:
        """Components and error variance, shape (K+1,)."""
        return np.append(self.ratios, 1.0) * self.error

    @property
    def slope(self) -> Array:
        """Slope of the log likelihood in the components and the error, shape (K+1,)."""
        return self.quadratics - self.information @ self.components


def point(design: Crossed, right: Array, square: float, ratios: Array) -> Point:
    """Return the restricted likelihood at these ratios.

    Harville (1977), with the fixed effects projected out first: det(V0) det(X'V0^-1X) is det(X'X) times the
    determinant of I + D Z'MZ D, where D holds the square roots of the ratios (Henderson's equations in that scale,
    which stay regular where a component is zero).

    Parameters
    ----------
    right, square : Z'My, shape (q,), and y'My.
    """
    roots = np.concatenate(
        [
            np.full(block.stop - block.start, np.sqrt(r))
            for block, r in zip(design.blocks, ratios, strict=True)
        ]
    )
    system = roots[:, None] * design.gram * roots
    system[np.diag_indices_from(system)] += 1.0
    factor = linalg.cholesky(system, lower=True, overwrite_a=True, check_finite=False)
    half = linalg.solve_triangular(factor, roots[:, None] * design.gram, lower=True, check_finite=False)
    turned = linalg.solve_triangular(factor, roots * right, lower=True, check_finite=False)
    weights, scores = design.gram - half.T @ half, right - half.T @ turned
    rest = max(square - float(turned @ turned), 0.0)
    error = rest / design.free
    if error <= 0.0:
        refuse_no_error()
    deviance = design.free * float(np.log(error)) + 2 * float(np.sum(np.log(np.diag(factor))))
    traces, squares = _traces(design, weights)
    information = _information(design, ratios, traces, squares) / error**2
    sums = np.array([float(np.sum(scores[block] ** 2)) for block in design.blocks])
    with_error = rest - float(ratios @ sums)
    quadratics = np.append(sums, with_error) / (2 * error**2)
    observed = _curvature(design, weights, scores, ratios, (sums, with_error)) / error**3 - information
    return Point(ratios, error, deviance, weights, scores, information, observed, quadratics)


def _traces(design: Crossed, weights: Array) -> tuple[Array, Array]:
    """Return the traces (K,) of the diagonal blocks, and the sums of squares (K, K) of all blocks."""
    traces = np.array([float(np.trace(weights[block, block])) for block in design.blocks])
    squares = np.array(
        [[float(np.sum(weights[one, other] ** 2)) for other in design.blocks] for one in design.blocks]
    )
    return traces, squares


def _information(design: Crossed, ratios: Array, traces: Array, squares: Array) -> Array:
    """Return the expected information at an error variance of 1, by P0 V0 P0 = P0."""
    with_error = traces - squares @ ratios
    error = design.free - float(traces @ ratios) - float(with_error @ ratios)
    return np.block([[squares, with_error[:, None]], [with_error[None, :], np.array([[error]])]]) / 2


def _curvature(
    design: Crossed, weights: Array, scores: Array, ratios: Array, sums: tuple[Array, float]
) -> Array:
    """Return y'P0ViP0VjP0y for all pairs of components and the error, by P0 V0 P0 = P0."""
    parts = np.zeros((len(scores), len(ratios)))
    for index, block in enumerate(design.blocks):
        parts[block, index] = scores[block]
    pairs = parts.T @ weights @ parts
    once = sums[0] - pairs @ ratios
    twice = sums[1] - float(once @ ratios)
    return np.block([[pairs, once[:, None]], [once[None, :], np.array([[twice]])]])


def maximum(design: Crossed, right: Array, square: float) -> tuple[Point, int]:
    """Return where the restricted likelihood is largest with no component below zero, and the steps it took.

    Newton's steps where the curvature allows, else Fisher scoring (Harville 1977); components that would fall below
    zero are held at zero, and steps halved until the likelihood rises. From two starts, since few data can have two
    maxima.
    Refuses factors that these data can't tell apart, and data that leave nothing for the error.
    """
    count = len(design.blocks)
    start = point(design, right, square, np.zeros(count))
    _distinguishable(design, start)
    if len(design.gram) >= design.free and np.linalg.matrix_rank(design.gram) >= design.free:
        refuse_no_error()
    far = point(design, right, square, np.ones(count))
    found = [_climbed(design, right, square, one) for one in (start, far)]
    best = min(found, key=lambda one: one[0].deviance)
    _distinguishable(design, best[0])
    return best


def _climbed(design: Crossed, right: Array, square: float, here: Point) -> tuple[Point, int]:
    for steps in range(1, ROUNDS):
        new = _next(design, right, square, here)
        if float(np.max(new.ratios)) > LARGEST:
            refuse_no_error()
        moved = np.max(np.abs(new.components - here.components))
        here = new
        if moved <= CLOSE * np.sum(here.components):
            return here, steps
    refuse(
        "no_convergence",
        "分散成分の計算が収束しませんでした。要因を減らしてください。",
        "The calculation of the variance components did not converge; use fewer factors.",
    )


def _next(design: Crossed, right: Array, square: float, here: Point) -> Point:
    """Return a point of higher likelihood by Newton's step, or by scoring, or here where neither rises."""
    for matrix in (here.observed, here.information):
        if np.linalg.eigvalsh(matrix)[0] <= 0:
            continue
        there = _along(design, right, square, here, _bounded(here, matrix))
        if there.deviance < here.deviance:
            return there
    return here


def _bounded(here: Point, matrix: Array) -> Array:
    """Return the components after a step by this matrix, solved anew without those that fall below zero."""
    goal = matrix @ here.components + here.slope
    free = np.ones(len(goal), dtype=bool)
    found = np.linalg.solve(matrix, goal)
    while np.any(found[:-1] < 0):
        free[:-1] &= found[:-1] > 0
        found = np.zeros(len(free))
        found[free] = np.linalg.solve(matrix[np.ix_(free, free)], goal[free])
    return np.asarray(found, dtype=np.float64)


def _along(design: Crossed, right: Array, square: float, here: Point, target: Array) -> Point:
    """Return the first point between the target and here, halving, at which the likelihood is higher."""
    goal = np.minimum(target[:-1] / max(float(target[-1]), here.error / 10), 2 * LARGEST)
    for halving in range(HALVINGS):
        there = point(design, right, square, here.ratios + (goal - here.ratios) / 2**halving)
        if there.deviance < here.deviance:
            return there
        if there.deviance <= here.deviance + ROUNDING * design.free:
            break
    return here


def _distinguishable(design: Crossed, here: Point) -> None:
    """Refuse factors whose effects are the same, or a combination of others, in these data."""
    sizes = np.sqrt(np.diag(here.information))
    likeness = here.information / sizes[:, None] / sizes[None, :]
    values, vectors = np.linalg.eigh(likeness)
    if values[0] > 1e-10:
        return
    names = [*(factor.name for factor in design.factors), "error"]
    involved = [name for name, part in zip(names, vectors[:, 0], strict=True) if abs(part) > 1e-3]
    ja, en = "」「".join(involved), ", ".join(involved)
    refuse(
        "aliased",
        f"成分「{ja}」はこのデータでは区別できません（交絡）。いずれかの要因を外すか、組合せを変えて測定してください。",
        f"Components {en} can't be told apart in these data; leave one out, or measure other combinations.",
    )


def refuse_no_error() -> None:
    """Refuse data that leave nothing for the error, once the factors are taken off."""
    refuse(
        "no_error_left",
        "要因の影響を除くと残るばらつきがないため、分散成分を推定できません。"
        "繰り返しの値がすべて一致していないか（値の丸め）、要因に対して測定数が少なすぎないかを確認してください。",
        "Nothing is left for the error once the factors are taken off, so variance components can't be estimated; "
        "check whether all repeated values agree (rounding), or whether there are too few results for these factors.",
    )
