"""What a gauge study returns, whichever way its components were found."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.components import results
from tsunagu.statistics.components.intervals import rescaled, square_root
from tsunagu.statistics.components.results import Component, Frame, Scale
from tsunagu.statistics.estimates import Caution, Estimate, Interval, refuse

Array = NDArray[np.float64]
Weighted = Mapping[str, tuple[Array, float]]  # name: weights of the mean squares, estimate of any sign
REPRODUCIBILITY = ("operator", "interaction")


@dataclass(frozen=True, slots=True)
class Study:
    """Conventions of a gauge study.

    Attributes
    ----------
    tolerance : width of the specification, unit of the data.
    multiplier : standard deviations that make the study variation (AIAG 4th edition: 6; formerly 5.15).
    categories : factor of the distinct categories (AIAG: 1.41, of the square root of 2).
    """

    tolerance: float | None = None
    multiplier: float = 6.0
    categories: float = 1.41


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge study.

    Attributes
    ----------
    repeatability, operator, part : components; ``interaction`` is none where pooled or not in the model.
    reproducibility : operator and interaction together; ``gauge`` (GRR) adds repeatability.
    percent_study : % of the study variation (standard deviations) that the gauge takes: %GRR.
    percent_contribution : % of the variance that the gauge takes.
    percent_tolerance : study variation of the gauge in % of the tolerance, where one is given.
    categories : distinct categories before rounding down; ``ndc`` after, at least 1; none where the gauge has no
        variation at all.
    interaction_p : p-value of the interaction, where it could be tested.
    """

    repeatability: Component
    operator: Component
    interaction: Component | None
    reproducibility: Component
    gauge: Component
    part: Component
    total: Component
    percent_study: Estimate
    percent_contribution: Estimate
    percent_tolerance: Estimate | None
    categories: Estimate | None
    ndc: int | None
    interaction_p: float | None
    pooled: bool
    cautions: tuple[Caution, ...]


def gauge_result(
    squares: Array,
    degrees: Array,
    weights: Weighted,
    scale: Scale,
    study: Study,
    level: float,
    interaction_p: float | None = None,
    pooled: bool = False,
    cautions: tuple[Caution, ...] = (),
) -> Gauge:
    """Return the gauge study made of independent mean squares in scaled units; negative components count as zero."""
    _checked(study)
    whole = np.sum([row for row, _ in weights.values()], axis=0)
    total = sum(max(value, 0.0) for _, value in weights.values())
    frame = Frame(squares, degrees, whole, total, scale, scale.origin, level)
    added = partial(_added, frame, weights)
    gauge = added("gauge", (*REPRODUCIBILITY, "repeatability"))
    categories = _categories(gauge, study)
    below = [results.negative(name) for name, (_, value) in weights.items() if value < 0]
    return Gauge(
        repeatability=added("repeatability", ("repeatability",)),
        operator=added("operator", ("operator",)),
        interaction=added("interaction", ("interaction",)) if "interaction" in weights else None,
        reproducibility=added("reproducibility", REPRODUCIBILITY),
        gauge=gauge,
        part=added("part", ("part",)),
        total=frame.whole("total", sum(value for _, value in weights.values())),
        percent_study=rescaled(square_root(gauge.share), 100.0),
        percent_contribution=rescaled(gauge.share, 100.0),
        percent_tolerance=_of_tolerance(gauge, study),
        categories=categories,
        ndc=None if categories is None else max(1, math.floor(categories.value)),
        interaction_p=interaction_p,
        pooled=pooled,
        cautions=(*cautions, *below),
    )


def _added(frame: Frame, weights: Weighted, title: str, names: tuple[str, ...]) -> Component:
    """Return the sum of those components of these names that the study has."""
    chosen = [weights[name] for name in names if name in weights]
    row = np.sum([one for one, _ in chosen], axis=0)
    raw, value = sum(value for _, value in chosen), sum(max(value, 0.0) for _, value in chosen)
    return frame.component(title, row, raw, value)


def _checked(study: Study) -> None:
    given = [study.multiplier, study.categories, *([] if study.tolerance is None else [study.tolerance])]
    if not all(math.isfinite(value) and value > 0 for value in given):
        refuse(
            "study",
            "公差・係数は正の数で指定してください。",
            "Tolerance and factors must be positive numbers.",
        )


def _of_tolerance(gauge: Component, study: Study) -> Estimate | None:
    if study.tolerance is None:
        return None
    return rescaled(gauge.sd, 100 * study.multiplier / study.tolerance)


def _categories(gauge: Component, study: Study) -> Estimate | None:
    """Return factor x part sd / gauge sd, from the gauge's share of the variance."""
    if gauge.share.value == 0.0:
        return None
    ends = gauge.share.interval

    def turned(share: float) -> float:
        return study.categories * math.sqrt((1 - share) / share) if share > 0 else math.inf

    interval = Interval(turned(ends.upper), turned(ends.lower), ends.level)
    return Estimate(turned(gauge.share.value), interval, None, "mls")
