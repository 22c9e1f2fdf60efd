"""Least squares of sigmoid curves that share asymptotes and slope, from many starts down to the last digits."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.potency.curve_shapes import Family, Rise, rise
from tsunagu.statistics.potency.designs import Indices
from tsunagu.statistics.potency.linear import Matrix

ZERO, INFINITE, SLOPE = (
    0,
    1,
    2,
)  # places of the shared parameters; then ln asymmetry where there is one, then locations
BEST_STARTS = 6
POLISHING = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be fitted.

    Attributes
    ----------
    x : natural log dose (minus infinity for dose 0); ``y`` response; ``root`` square root of the weight; shape (n,).
    curve : which of ``curves`` locations each observation belongs to.
    fixed : shape (parameters,), the value of a parameter that isn't fitted, NaN where it is.
    """

    x: Vector
    y: Vector
    root: Vector
    curve: Indices
    curves: int
    family: Family
    fixed: Vector

    @property
    def free(self) -> np.ndarray:
        """Return which parameters are fitted."""
        return np.isnan(self.fixed)

    @property
    def shared(self) -> int:
        """Return how many parameters come before the locations."""
        return 3 if self.family == "logistic" else 4

    def full(self, values: Vector) -> Vector:
        """Return all parameters from the fitted ones."""
        found = self.fixed.copy()
        found[self.free] = values
        return found

    def residuals(self, place: Vector) -> Vector:
        """Return the weighted residuals at all parameters."""
        share = self._rise(place).share
        fitted = place[ZERO] + (place[INFINITE] - place[ZERO]) * share
        return np.asarray(self.root * (fitted - self.y), dtype=np.float64)

    def jacobian(self, place: Vector) -> Matrix:
        """Return the derivatives of the weighted fitted values by the fitted parameters."""
        found, span = self._rise(place), place[INFINITE] - place[ZERO]
        columns = np.zeros((len(self.x), self.shared + self.curves))
        columns[:, ZERO], columns[:, INFINITE] = 1 - found.share, found.share
        columns[:, SLOPE] = span * found.by_slope
        if self.family != "logistic":
            columns[:, SLOPE + 1] = span * found.by_asymmetry
        columns[np.arange(len(self.x)), self.shared + self.curve] = span * found.by_location
        return np.asarray((self.root[:, None] * columns)[:, self.free], dtype=np.float64)

    def _rise(self, place: Vector) -> Rise:
        slope = float(np.exp(np.clip(place[SLOPE], -50, 50)))
        asymmetry = 1.0 if self.family == "logistic" else float(np.exp(np.clip(place[SLOPE + 1], -50, 50)))
        return rise(self.x, slope, asymmetry, place[self.shared + self.curve], self.family)


def least_squares(problem: Problem, start: Vector | None = None) -> tuple[Vector, float]:
    """Return the parameters of the least residual sum of squares, and that sum.

    Levenberg-Marquardt (Moré 1978) from the best of a grid of starts, then Gauss-Newton until the digits stand still.
    The responses are brought to a common size before. Refuses what converges nowhere.
    """
    middle = float(np.average(problem.y, weights=problem.root**2))
    size = float(np.sqrt(np.average((problem.y - middle) ** 2, weights=problem.root**2))) or 1.0
    scaled = replace(problem, y=(problem.y - middle) / size, fixed=_moved(problem.fixed, middle, size))
    starts = _starts(scaled) if start is None else [_moved(start, middle, size)]
    ends = [end for one in starts if (end := _descended(scaled, one)) is not None]
    if not ends:
        refuse(
            "not_converged",
            "曲線のあてはめが収束しません。用量範囲と測定値を確認してください。",
            "No curve could be fitted: check the range of doses and the responses.",
        )
    place, rss = min(ends, key=lambda end: end[1])
    back = place.copy()
    back[:2] = place[:2] * size + middle
    return back, rss * size**2


def _moved(place: Vector, middle: float, size: float) -> Vector:
    moved = place.copy()
    moved[:2] = (place[:2] - middle) / size
    return moved


def _starts(problem: Problem) -> list[Vector]:
    dosed = problem.x[np.isfinite(problem.x)]
    low, high = float(dosed.min()), float(dosed.max())
    width = (high - low) or 1.0
    locations = np.linspace(low - width / 2, high + width / 2, 61)
    asymmetries = (0.0,) if problem.family == "logistic" else (-1.0, 0.0, 1.0)
    found: list[tuple[float, Vector]] = []
    for zero, infinite in _asymptotes(problem):
        for slope in np.log(np.geomspace(1.5, 60, 8) / width):
            for asymmetry in asymmetries:
                place = np.zeros(problem.shared + problem.curves)
                place[ZERO], place[INFINITE], place[SLOPE] = zero, infinite, slope
                if problem.family != "logistic":
                    place[SLOPE + 1] = asymmetry
                found.append(_located(problem, np.where(problem.free, place, problem.fixed), locations))
    found.sort(key=lambda pair: pair[0])
    return [place for _, place in found[:BEST_STARTS]]


def _asymptotes(problem: Problem) -> list[tuple[float, float]]:
    low, high = float(problem.y.min()), float(problem.y.max())
    edge = 0.02 * (high - low)
    return [(low - edge, high + edge), (high + edge, low - edge)]


def _located(problem: Problem, place: Vector, locations: Vector) -> tuple[float, Vector]:
    """Return the place with each curve at its best location, and the sum of squares there."""
    squares = np.zeros((len(locations), problem.curves))
    for row, location in enumerate(locations):
        place[problem.shared :] = location
        squares[row] = np.bincount(problem.curve, problem.residuals(place) ** 2, minlength=problem.curves)
    place[problem.shared :] = locations[np.argmin(squares, axis=0)]
    return float(squares.min(axis=0).sum()), place


def _descended(problem: Problem, start: Vector) -> tuple[Vector, float] | None:
    with np.errstate(all="ignore"):
        found = optimize.least_squares(
            lambda values: problem.residuals(problem.full(values)),
            start[problem.free],
            lambda values: problem.jacobian(problem.full(values)),
            method="lm",
            x_scale="jac",
            xtol=1e-15,
            ftol=1e-15,
            gtol=1e-15,
            max_nfev=400,
        )
        if not np.all(np.isfinite(found.x)):
            return None
        place = _polished(problem, problem.full(np.asarray(found.x, dtype=np.float64)))
    return place, float(np.sum(problem.residuals(place) ** 2))


def _polished(problem: Problem, place: Vector) -> Vector:
    last = np.inf
    for _ in range(POLISHING):
        step = np.linalg.lstsq(problem.jacobian(place), -problem.residuals(place), rcond=None)[0]
        moved = float(np.max(np.abs(step) / (1 + np.abs(place[problem.free]))))
        if not np.isfinite(moved) or moved >= last or moved > 1e-3:
            return place
        place = problem.full(place[problem.free] + step)
        last = moved
    return place
