"""Tests for several outliers at once, which hide each other from tests for one: generalized ESD, Tietjen-Moore."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.between_laboratories.outliers import distances, grubbs_critical, varied
from tsunagu.statistics.checking import Vector, choice, is_constant, level, whole
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval

End = Literal["both", "largest", "smallest"]
ALPHA = 0.05
DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class ExtremeDeviates:
    """Result of the generalized ESD test.

    Attributes
    ----------
    statistics, critical : R_i and its critical value, i = 1 ... the largest number of outliers asked for.
    outliers : positions of the values declared outliers, the most extreme first.
    """

    statistics: tuple[float, ...]
    critical: tuple[float, ...]
    outliers: tuple[int, ...]


def generalized_esd(values: ArrayLike, max_outliers: int, alpha: float = ALPHA) -> ExtremeDeviates:
    """Test for up to ``max_outliers`` outliers at once, so that none is masked by another (Rosner 1983).

    The outliers are as many as the largest i with R_i above its critical value, even where earlier ones are not.
    Stops where the values that are left don't differ. Refuses fewer than one outlier, fewer than
    ``max_outliers`` + 2 values, and values that are all equal.
    """
    max_outliers, alpha = _at_least_one(max_outliers), level(alpha)
    checked = varied(values, max_outliers + 2, "一般化ESD検定", "The generalized ESD test")
    left = list(range(checked.size))
    statistics, critical, removed = [], [], []
    for _ in range(max_outliers):
        remaining = checked[left]
        if is_constant(remaining):
            break
        sizes = np.abs(distances(remaining))
        worst = int(np.argmax(sizes))
        statistics.append(float(sizes[worst]))
        critical.append(grubbs_critical(len(left), alpha))
        removed.append(left.pop(worst))
    beyond = [i for i, (r, c) in enumerate(zip(statistics, critical, strict=True), start=1) if r > c]
    return ExtremeDeviates(tuple(statistics), tuple(critical), tuple(removed[: max(beyond, default=0)]))


@dataclass(frozen=True, slots=True)
class TietjenMoore:
    """Result of the Tietjen-Moore test.

    Attributes
    ----------
    e_k : sum of squares without the k suspects over that with them; small means outlying.
    critical : simulated critical value with the interval of the simulation.
    suspects : positions of the k values tested.
    outlying : whether the k values are outliers at the level asked for.
    """

    e_k: float
    critical: Estimate
    suspects: tuple[int, ...]
    outlying: bool


def tietjen_moore(
    values: ArrayLike,
    k: int,
    rng: np.random.Generator,
    alpha: float = ALPHA,
    end: End = "both",
    draws: int = DRAWS,
) -> TietjenMoore:
    """Test whether exactly ``k`` values are outliers (Tietjen and Moore 1972).

    Parameters
    ----------
    values : at least k + 2.
    rng : seeded generator, from which the critical value is simulated with ``draws`` normal samples.
    end : ``both`` (E_k: farthest from the mean), ``largest`` or ``smallest`` (L_k).

    Refuses fewer than one suspect, fewer values, and values that are all equal.
    """
    k, alpha = _at_least_one(k), level(alpha)
    choice(end, ("both", "largest", "smallest"), "検定する側", "end")
    draws = whole(draws, "シミュレーションの回数", "number of draws", 100, 1_000_000)
    checked = varied(values, k + 2, "ティーチェン・ムーア検定", "The Tietjen-Moore test")
    deviations = centre(checked)[1][np.newaxis, :]
    kept, order = _kept(deviations, k, end)
    statistic = float(_ratio(deviations, kept)[0])
    normal = rng.standard_normal((draws, checked.size))
    normal -= normal.mean(axis=1, keepdims=True)
    simulated = np.sort(_ratio(normal, _kept(normal, k, end)[0]))
    half = 1.96 * math.sqrt(alpha * (1 - alpha) / draws)
    low, value, high = np.quantile(simulated, np.clip([alpha - half, alpha, alpha + half], 0, 1)).tolist()
    critical = Estimate(value, Interval(low, high, LEVEL), method="simulation")
    return TietjenMoore(statistic, critical, tuple(order[0, -k:].tolist()), statistic < value)


def _kept(deviations: Vector, k: int, end: End) -> tuple[Vector, NDArray[np.int64]]:
    """The values of each row without its k suspects, and the order that put the suspects last."""
    key = {"both": np.abs, "largest": np.positive, "smallest": np.negative}[end](deviations)
    order = np.argsort(key, axis=1, kind="stable")
    return np.take_along_axis(deviations, order[:, :-k], axis=1), order


def _ratio(deviations: Vector, kept: Vector) -> Vector:
    inner = kept - kept.mean(axis=1, keepdims=True)
    return np.asarray((inner**2).sum(axis=1) / (deviations**2).sum(axis=1), dtype=np.float64)


def _at_least_one(outliers: int) -> int:
    return whole(outliers, "外れ値の数", "number of outliers", 1, 1_000_000, code="number_of_outliers")
