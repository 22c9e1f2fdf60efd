"""Counts of a dilution series by one counting method: observations, and their means per replicate sample."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.checking import Vector, same_length, vector
from tsunagu.statistics.counting.checking import amounts, unknown
from tsunagu.statistics.estimates import refuse

CV_KINDS = ("mean", "pooled")


@dataclass(frozen=True, slots=True, eq=False)
class DilutionSeries:
    """What one counting method saw of a dilution series (ISO 20391-2:2019): one entry per observation.

    Attributes
    ----------
    target : intended dilution fraction, above 0, shape (n,).
    fraction : measured dilution fraction, or the target where none was measured, shape (n,).
    sample : which replicate sample an observation belongs to, numbered from 0, shape (n,).
    concentration : cells per volume, shape (n,).
    """

    target: Vector
    fraction: Vector
    sample: NDArray[np.intp]
    concentration: Vector

    def taken(self, chosen: NDArray[np.intp], sample: NDArray[np.intp]) -> "DilutionSeries":
        """Return the series of the chosen observations, with these sample numbers."""
        return DilutionSeries(self.target[chosen], self.fraction[chosen], sample, self.concentration[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class SampleMeans:
    """Mean, variance (0 for a single observation) and number of observations of each replicate sample, shape (m,)."""

    target: Vector
    fraction: Vector
    mean: Vector
    variance: Vector
    number: Vector


@dataclass(frozen=True, slots=True)
class AtDilution:
    """Mean concentration over all observations and coefficient of variation at one target dilution fraction.

    ``cv`` is ``None`` where no sample was observed twice or the mean is 0.
    """

    target: float
    mean: float
    cv: float | None
    samples: int
    observations: int


def dilution_series(
    target: ArrayLike,
    sample: Sequence[Hashable],
    concentration: ArrayLike,
    measured: Sequence[float | None] | None = None,
) -> DilutionSeries:
    """Return the observations of one method as a series.

    Parameters
    ----------
    target : intended dilution fraction of each observation, above 0, shape (n,).
    sample : name of the replicate sample within its target fraction, shape (n,).
    concentration : cells per volume, from 0, shape (n,).
    measured : measured dilution fractions where known (``None`` elsewhere): the target then stands in.

    Refuses fewer than 2 target fractions, negative concentrations and samples with two measured fractions.
    """
    fractions, seen = amounts(target, 2), vector(concentration, 2)
    same_length(fractions, list(sample), seen)
    if np.any(seen < 0):
        refuse("negative", "細胞濃度は0以上で指定してください。", "Concentrations must not be negative.")
    if np.unique(fractions).size < 2:
        refuse(
            "one_dilution",
            "比例性の評価には2段階以上の希釈が必要です。",
            "Proportionality needs at least 2 target dilution fractions.",
        )
    if any(not isinstance(name, Hashable) for name in sample):
        refuse(
            "labels",
            "試料名には文字列や数値を指定してください。",
            "Names of samples must be texts or numbers.",
        )
    names = {name: index for index, name in enumerate(dict.fromkeys(zip(fractions, sample, strict=True)))}
    numbers = np.array([names[name] for name in zip(fractions, sample, strict=True)], dtype=np.intp)
    series = DilutionSeries(fractions, _measured(fractions, measured), numbers, seen)
    _refuse_mixed(series)
    return series


def sample_means(series: DilutionSeries) -> SampleMeans:
    """Return mean and variance of each replicate sample, ordered by sample number."""
    size = int(series.sample.max()) + 1
    number = np.bincount(series.sample, minlength=size).astype(np.float64)
    first = np.zeros(size, dtype=np.intp)
    first[series.sample[::-1]] = np.arange(series.sample.size, dtype=np.intp)[::-1]
    mean = np.bincount(series.sample, series.concentration, size) / number
    squares = np.bincount(series.sample, (series.concentration - mean[series.sample]) ** 2, size)
    variance = np.where(number > 1, squares / np.maximum(number - 1, 1), 0.0)
    return SampleMeans(series.target[first], series.fraction[first], mean, variance, number)


def at_each_dilution(series: DilutionSeries, cv: str = "mean") -> tuple[AtDilution, ...]:
    """Return mean and coefficient of variation at each target fraction, in rising order.

    ``cv``: ``mean`` (mean of the samples' own coefficients, weighted by observations, of samples seen at least twice;
    as in ISO 20391-2:2019) or ``pooled`` (root of the pooled variance over the mean).
    """
    if cv not in CV_KINDS:
        unknown("変動係数の求め方", "kind of coefficient of variation", cv, CV_KINDS)
    means = sample_means(series)
    return tuple(_at(series, means, float(target), cv) for target in np.unique(series.target))


def _at(series: DilutionSeries, means: SampleMeans, target: float, cv: str) -> AtDilution:
    chosen = means.target == target
    seen = series.concentration[series.target == target]
    return AtDilution(
        target, float(np.mean(seen)), _cv(means, chosen, cv), int(np.sum(chosen)), int(seen.size)
    )


def _cv(means: SampleMeans, chosen: NDArray[np.bool_], cv: str) -> float | None:
    repeated = chosen & (means.number > 1)
    overall = float(np.average(means.mean[chosen], weights=means.number[chosen]))
    if not np.any(repeated) or overall == 0 or (cv == "mean" and np.any(means.mean[repeated] == 0)):
        return None
    number, variance = means.number[repeated], means.variance[repeated]
    if cv == "pooled":
        return float(np.sqrt(np.average(variance, weights=number)) / overall)
    return float(np.average(np.sqrt(variance) / means.mean[repeated], weights=number))


def _measured(target: Vector, measured: Sequence[float | None] | None) -> Vector:
    if measured is None:
        return target
    same_length(target, list(measured))
    return amounts([given if given is not None else aim for given, aim in zip(measured, target, strict=True)])


def _refuse_mixed(series: DilutionSeries) -> None:
    means = sample_means(series)
    if np.any(series.fraction != means.fraction[series.sample]):
        refuse(
            "mixed_fractions",
            "1つの試料に異なる希釈率の実測値があります。",
            "One sample has different measured dilution fractions.",
        )
