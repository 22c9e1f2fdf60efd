"""Q method and Hampel estimator: robust values that stand half of the laboratories astray (ISO 13528 C.5)."""

import math
from functools import lru_cache
from itertools import pairwise
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.basics.summary import centre, sd_estimate
from tsunagu.statistics.between_laboratories.cells import Cells, columns_of
from tsunagu.statistics.between_laboratories.robust import RobustValue, robust_value
from tsunagu.statistics.checking import Vector, is_constant, level, number, vector
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

BREAKS = (1.5, 3.0, 4.5)
"""Where Hampel's function stops rising, starts falling and reaches 0, in robust standard deviations."""
Q_EFFICIENCY = 0.82
"""Efficiency of the first quartile of pairwise distances for normal values (Rousseeuw and Croux 1993)."""
SIMULATED, DRAWS, SEED = 40, 4000, 13528
"""Up to how many laboratories the interval is simulated: the method overestimates for few (by 11 % for 8)."""


def q_method(cells: Cells, confidence: float = LEVEL) -> Estimate:
    """Return the robust reproducibility standard deviation by the Q method (ISO 13528:2015 C.5.2.2).

    Parameters
    ----------
    cells : results by laboratory, unequal numbers allowed; one result each (as cell means) gives their spread.

    From the distances between results of different laboratories: the quantile of the smoothed distribution that
    leaves out ties. The interval comes from the method's own distribution for normal values, by a seeded
    simulation for up to 40 laboratories and by its efficiency beyond. Refuses fewer than three laboratories, and
    results that are all equal.
    """
    columns = _columns(cells)
    deviations = _centred(columns)
    owner = np.repeat(np.arange(len(columns)), [column.size for column in columns])
    first, second = np.triu_indices(owner.size, 1)
    other = owner[first] != owner[second]
    first, second = first[other], second[other]
    sizes = np.array([column.size for column in columns], dtype=np.float64)[owner]
    weights = 1 / (sizes[first] * sizes[second])
    distances = np.abs(deviations[first] - deviations[second])
    sd = _smoothed_quantile(distances, weights, 0.25, 0.625)
    return _q_estimate(sd, len(columns), confidence)


def _q_estimate(sd: float, laboratories: int, confidence: float) -> Estimate:
    degrees = Q_EFFICIENCY * (laboratories - 1)
    if laboratories > SIMULATED:
        return sd_estimate(sd, degrees, confidence)
    tail = (1 - level(confidence)) / 2
    low, high = np.quantile(_normal_ratios(laboratories), [tail, 1 - tail]).tolist()
    return Estimate(sd, Interval(sd / high, sd / low, confidence), degrees, "simulation")


@lru_cache(maxsize=64)
def _normal_ratios(laboratories: int) -> Vector:
    """Simulated estimates for normal values with standard deviation 1, one from each laboratory."""
    normal = np.random.default_rng(SEED).standard_normal((DRAWS, laboratories))
    first, second = np.triu_indices(laboratories, 1)
    distances = np.sort(np.abs(normal[:, first] - normal[:, second]), axis=1)
    place = first.size / 4 - 0.5  # where the smoothed distribution reaches a quarter, counted from 0
    below = int(place)
    share = place - below
    reached = (1 - share) * distances[:, below] + share * distances[:, below + 1]
    return np.asarray(reached / (math.sqrt(2) * float(special.ndtri(0.625))), dtype=np.float64)


def q_repeatability(cells: Cells, confidence: float = LEVEL) -> Estimate:
    """Return the robust repeatability standard deviation by the Q method (ISO 13528:2015 C.5.2.3).

    From the distances between results of one laboratory, each laboratory weighing the same. Refuses rounds in
    which fewer than two laboratories measured twice, or no results differ within any.
    """
    repeated = [column for column in _columns(cells) if column.size > 1]
    if len(repeated) < 2:
        refuse(
            "no_replicates",
            "2回以上測定した施設が2か所以上ないため、併行精度を求められません。",
            "Repeatability needs two laboratories or more that measured twice.",
        )
    distances, weights = [], []
    for column in repeated:
        deviations = centre(column)[1]
        first, second = np.triu_indices(column.size, 1)
        distances.append(np.abs(deviations[first] - deviations[second]))
        weights.append(np.full(first.size, 1 / first.size))
    together = np.concatenate(distances)
    if not np.any(together):
        _refuse_equal()
    sd = _smoothed_quantile(together, np.concatenate(weights), 0.5, 0.75)
    # the median distance within pairs is a median absolute deviation, of 37 % efficiency
    degrees = 0.37 * sum(column.size - 1 for column in repeated)
    return sd_estimate(sd, degrees, confidence)


def hampel(values: ArrayLike, sd: float | None = None, confidence: float = LEVEL) -> RobustValue:
    """Return the robust mean by Hampel's estimator, on the Q method's standard deviation (ISO 13528:2015 C.5.3).

    Parameters
    ----------
    values : one per laboratory (cell means), at least three.
    sd : robust standard deviation of the values; by default the Q method's.

    Solved exactly, in finite steps, as the function is made of straight lines; of several solutions the one
    nearest the median counts, and the median itself between two that are equally near. Refuses fewer than three
    values, and values that are all equal.
    """
    checked = vector(values, least=3)
    if is_constant(checked):
        _refuse_equal()
    scale = (
        q_method([[value] for value in checked]).value
        if sd is None
        else number(sd, "標準偏差", "standard deviation", above=0)
    )
    middle, deviations = centre(checked)
    location = middle + _nearest_solution(deviations, scale)
    return robust_value(location, _q_estimate(scale, checked.size, confidence), checked.size, confidence)


def _nearest_solution(values: Vector, scale: float) -> float:
    median = float(np.median(values))
    steps = scale * np.array([sign * step for step in BREAKS for sign in (-1, 1)])
    nodes = np.sort((values[:, np.newaxis] + steps).ravel())
    heights = _hampel_function((values - nodes[:, np.newaxis]) / scale).sum(axis=1)
    heights[np.abs(heights) < 1e-12 * values.size] = 0.0
    found = []
    for (left, low), (right, high) in pairwise(zip(nodes.tolist(), heights.tolist(), strict=True)):
        if low == 0 and high == 0:
            found.append(min(max(median, left), right))
        elif low * high <= 0:
            found.append(left - low * (right - left) / (high - low))
    distances = np.abs(np.array(found) - median)
    nearest = np.array(found)[distances <= distances.min() + 1e-12 * scale]
    return median if np.ptp(nearest) > 1e-9 * scale else float(nearest[0])


def _hampel_function(q: Vector) -> Vector:
    a, b, c = BREAKS
    size = np.abs(q)
    height = np.minimum(np.minimum(size, a), np.maximum(a * (c - size) / (c - b), 0.0))
    return np.asarray(np.copysign(height, q), dtype=np.float64)


def _smoothed_quantile(distances: Vector, weights: Vector, share: float, normal: float) -> float:
    """The scale at which the smoothed distribution of distances reaches its share, ties at 0 left out."""
    points, mass = _steps(distances, weights)
    heights = np.cumsum(mass)
    at_zero = float(heights[0]) if points[0] == 0 else 0.0
    before = np.concatenate(([0.0], heights[:-1]))
    smooth = (heights + before) / 2
    if points[0] == 0:
        smooth[0] = 0.0
    else:
        points, smooth = np.concatenate(([0.0], points)), np.concatenate(([0.0], smooth))
    reached = float(np.interp(share + (1 - share) * at_zero, smooth, points))
    return reached / (math.sqrt(2) * float(special.ndtri(normal + (1 - normal) * at_zero)))


def _steps(distances: Vector, weights: Vector) -> tuple[Vector, Vector]:
    """The different distances in order, and the share of the weight at each; equal up to rounding is equal."""
    order = np.argsort(distances, kind="stable")
    ordered, share = distances[order], weights[order] / weights.sum()
    slack = 1e-12 * float(ordered[-1])
    ordered = np.where(ordered <= slack, 0.0, ordered)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(ordered) > slack)))
    return ordered[starts], np.add.reduceat(share, starts)


def _columns(cells: Cells) -> list[Vector]:
    columns = columns_of(cells)[1]
    if len(columns) < 3:
        refuse(
            "too_few_laboratories",
            f"施設が{len(columns)}か所しかありません。3か所以上が必要です。",
            f"There are only {len(columns)} laboratories; at least 3 are needed.",
        )
    return columns


def _centred(columns: list[Vector]) -> Vector:
    everything = np.concatenate(columns)
    if is_constant(everything):
        _refuse_equal()
    return centre(everything)[1]


def _refuse_equal() -> NoReturn:
    refuse(
        "no_variation",
        "すべての値が同じため、頑健な標準偏差を求められません。",
        "All values are equal, so that there is no robust standard deviation.",
    )
