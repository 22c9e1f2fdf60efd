"""Intervals of the quality indicators by resampling, and the comparison of counting methods by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.checking import Vector, level
from tsunagu.statistics.counting.checking import unknown
from tsunagu.statistics.counting.dilution_series import DilutionSeries
from tsunagu.statistics.counting.proportionality import DEFAULT, Conventions, Indicators, indicators
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

SCHEMES = ("samples_then_observations", "observations")
FEW = 3
NOTHING = 1e-20  # an indicator below this is rounding
INDICATORS = tuple(field.name for field in fields(Indicators) if field.name != "dilutions")


@dataclass(frozen=True, slots=True)
class MethodQuality:
    """Quality of one counting method.

    Attributes
    ----------
    indicators : name of each indicator of ``Indicators`` -> estimate with percentile interval.
    cv, mean : target dilution fraction -> estimate; ``cv`` only where a sample was observed twice.
    cautions : ``few_samples`` where a dilution has fewer than 3 replicate samples.
    """

    indicators: Mapping[str, Estimate]
    cv: Mapping[float, Estimate]
    mean: Mapping[float, Estimate]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class MethodComparison:
    """One indicator of two methods: ``ratio`` of first over second, and how often it lay on the other side of 1.

    ``p`` is twice the smaller share of resamples at or beyond 1 (with 1 added to both, so never 0).
    """

    first: str
    second: str
    ratio: Estimate
    p: float


def evaluate_method(
    series: DilutionSeries,
    generator: np.random.Generator,
    conventions: Conventions = DEFAULT,
    *,
    resamples: int = 1000,
    scheme: str = "samples_then_observations",
    confidence: float = LEVEL,
) -> MethodQuality:
    """Return all indicators with percentile bootstrap intervals, as ISO 20391-2:2019 and NIST COMET do.

    Parameters
    ----------
    generator : seeded source of chance.
    scheme : ``samples_then_observations`` draws replicate samples within each dilution, then observations within each
        drawn sample; ``observations`` draws observations within each dilution, each keeping its sample.
    """
    level(confidence)
    found = indicators(series, conventions)
    drawn = _resampled(series, generator, conventions, resamples, scheme)
    estimates = {
        name: _estimate(getattr(found, name), np.array([getattr(one, name) for one in drawn]), confidence)
        for name in INDICATORS
    }
    cv, mean = {}, {}
    for index, at in enumerate(found.dilutions):
        mean[at.target] = _estimate(
            at.mean, np.array([one.dilutions[index].mean for one in drawn]), confidence
        )
        spreads = [spread for one in drawn if (spread := one.dilutions[index].cv) is not None]
        if at.cv is not None and spreads:
            cv[at.target] = _estimate(at.cv, np.array(spreads), confidence)
    few = any(at.samples < FEW for at in found.dilutions)
    return MethodQuality(estimates, cv, mean, (FEW_SAMPLES,) if few else ())


def compare_methods(
    methods: Mapping[str, DilutionSeries],
    generator: np.random.Generator,
    conventions: Conventions = DEFAULT,
    *,
    indicator: str = "proportionality_index",
    resamples: int = 1000,
    scheme: str = "samples_then_observations",
    confidence: float = LEVEL,
) -> tuple[MethodComparison, ...]:
    """Return the ratio of one indicator for every pair of methods, with percentile bootstrap intervals.

    The methods are resampled independently. Refuses an unknown indicator, one method only, and an indicator of 0.
    """
    if indicator not in INDICATORS:
        unknown("指標", "indicator", indicator, INDICATORS)
    if len(methods) < 2:
        refuse("one_method", "比較には2つ以上の計数法が必要です。", "A comparison needs at least 2 methods.")
    level(confidence)
    found, drawn = {}, {}
    for name, series in methods.items():
        found[name] = float(getattr(indicators(series, conventions), indicator))
        sets = _resampled(series, generator, conventions, resamples, scheme)
        drawn[name] = np.array([getattr(one, indicator) for one in sets])
        if min(found[name], float(np.min(drawn[name]))) <= NOTHING:
            refuse(
                "zero_indicator",
                f"「{name}」の指標が0になるため、比を求められません。",
                f"The indicator of {name!r} is 0, so no ratio can be formed.",
            )
    names = list(methods)
    return tuple(
        _comparison(first, second, found[first] / found[second], drawn[first] / drawn[second], confidence)
        for index, first in enumerate(names)
        for second in names[index + 1 :]
    )


def _comparison(first: str, second: str, ratio: float, drawn: Vector, confidence: float) -> MethodComparison:
    beyond = min(int(np.sum(drawn <= 1)), int(np.sum(drawn >= 1)))
    p = min(1.0, 2 * (beyond + 1) / (drawn.size + 1))
    return MethodComparison(first, second, _estimate(ratio, drawn, confidence), p)


def _estimate(value: float, drawn: Vector, confidence: float) -> Estimate:
    ends = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(value, Interval(float(ends[0]), float(ends[1]), confidence), method="percentile")


def _resampled(
    series: DilutionSeries,
    generator: np.random.Generator,
    conventions: Conventions,
    resamples: int,
    scheme: str,
) -> list[Indicators]:
    if scheme not in SCHEMES:
        unknown("再抽出の方法", "scheme", scheme, SCHEMES)
    if resamples < 100:
        refuse("resamples", "再抽出は100回以上が必要です。", "At least 100 resamples are needed.")
    groups = _groups(series)
    targets = int(np.unique(series.target).size)
    degree = targets - 1 if conventions.degree is None else conventions.degree
    fixed = replace(conventions, degree=degree)
    draw = _draw_samples if scheme == SCHEMES[0] else _draw_observations
    return [indicators(series.taken(*draw(groups, series, generator)), fixed) for _ in range(resamples)]


Groups = Sequence[Sequence[NDArray[np.intp]]]


def _groups(series: DilutionSeries) -> Groups:
    """Observation numbers, by target fraction, then by sample."""
    return [
        [
            np.flatnonzero(series.sample == sample)
            for sample in np.unique(series.sample[series.target == target])
        ]
        for target in np.unique(series.target)
    ]


def _draw_samples(
    groups: Groups, series: DilutionSeries, generator: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    chosen: list[NDArray[np.intp]] = []
    sample: list[NDArray[np.intp]] = []
    for samples in groups:
        for pick in generator.integers(len(samples), size=len(samples)):
            pool = samples[pick]
            sample.append(np.full(pool.size, len(sample), dtype=np.intp))
            chosen.append(pool[generator.integers(pool.size, size=pool.size)])
    return np.concatenate(chosen), np.concatenate(sample)


def _draw_observations(
    groups: Groups, series: DilutionSeries, generator: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    chosen = []
    for samples in groups:
        pool = np.concatenate(samples)
        chosen.append(pool[generator.integers(pool.size, size=pool.size)])
    drawn = np.concatenate(chosen)
    return drawn, np.unique(series.sample[drawn], return_inverse=True)[1].astype(np.intp)


FEW_SAMPLES = Caution(
    "few_samples",
    "希釈段階あたりの試料が3つ未満です。区間は実際より狭くなることがあります。",
    "A dilution has fewer than 3 replicate samples; the intervals may be too narrow.",
)
