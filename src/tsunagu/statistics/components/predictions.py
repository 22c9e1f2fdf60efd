"""The mean and covariates of a mixed model, and its predictions for each level: who reads high, who low."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import linalg

from tsunagu.statistics.components.crossed import Crossed
from tsunagu.statistics.components.henderson import Point
from tsunagu.statistics.estimates import Estimate, Interval

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """How far one level of a factor lies from the mean, shrunk towards it; unit of the data.

    Attributes
    ----------
    label : the level; the labels of all factors involved where it is nested or an interaction.
    count : number of results in the level.
    standard_error : of prediction, the uncertainty of the components included.
    """

    factor: str
    label: Hashable
    count: int
    value: Estimate
    standard_error: float


@dataclass(frozen=True, slots=True)
class Fixed:
    """Fixed effects (p,), their covariance (p, p) and degrees of freedom (p,), in scaled units."""

    values: Array
    covariance: Array
    degrees: Array


def fixed_effects(design: Crossed, here: Point, values: Array) -> Fixed:
    """Return generalised least squares of the mean and covariates.

    Covariance by Kenward & Roger (1997), equation 3; degrees of freedom of each effect by Satterthwaite's method,
    which for one effect is theirs. In balanced nested data these are the levels of the outermost factor less one.

    Parameters
    ----------
    values : shape (n,), scaled.
    """
    ratios = _spread(design, here.ratios)
    fitted = design.held @ (ratios * here.scores)
    found = linalg.solve_triangular(design.upper, design.basis.T @ values - fitted)
    reach = design.held - (design.held * ratios) @ here.weights
    plain = here.error * (np.eye(len(found)) + (reach * ratios) @ design.held.T)
    slopes = _slopes(design, here, reach, plain)
    adjusted = plain + 2 * _adjustment(design, here, reach)
    turn = linalg.solve_triangular(design.upper, np.eye(len(found)))
    variances = np.diag(turn @ plain @ turn.T)
    each = np.array([np.diag(turn @ slope @ turn.T) for slope in slopes])
    spread = np.einsum("kp,kl,lp->p", each, np.linalg.inv(here.information), each)
    return Fixed(found, turn @ adjusted @ turn.T, 2 * variances**2 / spread)


def _spread(design: Crossed, ratios: Array) -> Array:
    sizes = [block.stop - block.start for block in design.blocks]
    return np.asarray(np.repeat(ratios, sizes), dtype=np.float64)


def _slopes(design: Crossed, here: Point, reach: Array, plain: Array) -> list[Array]:
    """Return how the covariance of the fixed effects grows with each component and the error."""
    slopes = [reach[:, block] @ reach[:, block].T for block in design.blocks]
    parts = [component * slope for component, slope in zip(here.components, slopes, strict=False)]
    return [*slopes, (plain - np.sum(parts, axis=0)) / here.error]


def _adjustment(design: Crossed, here: Point, reach: Array) -> Array:
    """Return the sum over pairs of components of their covariance times Kenward & Roger's Q - P Phi P.

    The rows of the error follow from those of the factors, since the sum over all components of component x row is
    X'V^-1 V P = 0.
    """
    count, size = len(design.blocks), len(reach)
    pairs = np.zeros((count + 1, count + 1, size, size))
    for one, rows in enumerate(design.blocks):
        for other, columns in enumerate(design.blocks):
            middle = here.weights[rows, columns] / here.error
            pairs[one, other] = reach[:, rows] @ middle @ reach[:, columns].T
    ratios = here.ratios
    pairs[-1, :-1] = -np.einsum("k,klij->lij", ratios, pairs[:-1, :-1])
    pairs[:-1, -1] = -np.einsum("l,klij->kij", ratios, pairs[:-1, :-1])
    pairs[-1, -1] = np.einsum("k,l,klij->ij", ratios, ratios, pairs[:-1, :-1])
    found: Array = np.einsum("kl,klij->ij", np.linalg.inv(here.information), pairs)
    return (found + found.T) / 2


def effects(design: Crossed, here: Point, degrees: Array, unit: float, level: float) -> tuple[Effect, ...]:
    """Return the best linear unbiased prediction of every level (Henderson 1975; Robinson 1991).

    The variance of prediction includes that of the components (Kackar & Harville 1984), so that it isn't zero where a
    component is estimated as zero; the interval is Student's t with the degrees of freedom of the factor, shape (K,).
    """
    ratios = _spread(design, here.ratios)
    predicted = ratios * here.scores
    known = here.error * (ratios - ratios**2 * np.diag(here.weights))
    variance = np.maximum(known, 0.0) + _from_components(design, here, ratios)
    found = []
    for factor, block, free in zip(design.factors, design.blocks, degrees, strict=False):
        times = float(scipy.stats.t.ppf((1 + level) / 2, free))
        counts = np.bincount(factor.codes)
        columns = zip(factor.labels, counts, predicted[block], np.sqrt(variance[block]), strict=True)
        for label, count, value, error in columns:
            found.append(
                _effect(factor.name, label, int(count), value * unit, error * unit, (times, free, level))
            )
    return tuple(found)


def _effect(
    factor: str, label: Hashable, count: int, value: float, error: float, how: tuple[float, float, float]
) -> Effect:
    times, free, level = how
    interval = Interval(float(value - times * error), float(value + times * error), level)
    return Effect(factor, label, count, Estimate(float(value), interval, float(free), "t"), float(error))


def _from_components(design: Crossed, here: Point, ratios: Array) -> Array:
    """Return the variance of each prediction that comes from that of the ratios, by its slope in each ratio."""
    slopes = np.zeros((len(ratios), len(design.blocks)))
    for index, block in enumerate(design.blocks):
        slopes[:, index] = -ratios * (here.weights[:, block] @ here.scores[block])
        slopes[block, index] += here.scores[block]
    turn = np.column_stack([np.eye(len(here.ratios)), -here.ratios]) / here.error
    covariance = turn @ np.linalg.inv(here.information) @ turn.T
    found: Array = np.einsum("qk,kl,ql->q", slopes, covariance, slopes)
    return found
