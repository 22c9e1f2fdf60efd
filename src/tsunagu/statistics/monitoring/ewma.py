"""Exponentially weighted moving average: small lasting shifts, seen sooner than by single points."""

import math
from dataclasses import dataclass

from tsunagu.statistics.checking import number
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.monitoring.charts import Evaluation


@dataclass(frozen=True, slots=True)
class EwmaPoint:
    """The average after a point, with its limits."""

    number: int
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Ewma:
    """An EWMA chart: its points, the numbers of those beyond limits, and the version of the limits used."""

    version: str
    weight: float
    width: float
    center: float
    points: tuple[EwmaPoint, ...]
    signalled: tuple[int, ...]

    @property
    def stable(self) -> bool:
        """Return whether no average lies beyond its limits."""
        return not self.signalled


def ewma(
    evaluation: Evaluation, *, weight: float = 0.2, width: float = 2.86, asymptotic: bool = False
) -> Ewma:
    """Average the points of a chart of single values or group means with weights that fade.

    Parameters
    ----------
    evaluation : the points held against frozen limits; their center and standard deviation are used.
    weight : lambda, the weight of the newest point, above 0, at most 1 (1 is Shewhart's chart).
    width : half-width of the limits in standard deviations; 2.86 with 0.2 has a mean run of about 370 in control.
    asymptotic : limits of a long run instead of exact ones, which are narrower at first.

    z_i = lambda x_i + (1 - lambda) z_(i-1) from the center. The variance is followed from point to point, so that
    groups may differ in size. Sources: Roberts (Technometrics 1959; 1:239-250); Lucas and Saccucci (Technometrics 1990;
    32:1-12); ISO 7870-6:2016. Refuses other charts and weights.
    """
    check_location(evaluation)
    weight = number(weight, "重み", "weight", above=0, most=1, code="ewma_weight")
    width = number(width, "限界の幅", "width of the limits", above=0, code="ewma_weight")
    center = evaluation.limits.center.value
    difference, variance, points = 0.0, 0.0, []
    for point in evaluation.points:
        own = evaluation.limits.at(point.size).sd ** 2
        difference = weight * (point.value - center) + (1 - weight) * difference
        variance = weight**2 * own + (1 - weight) ** 2 * variance
        half = width * math.sqrt(weight / (2 - weight) * own if asymptotic else variance)
        points.append(EwmaPoint(point.number, center + difference, center - half, center + half))
    beyond = tuple(point.number for point in points if not point.lower <= point.value <= point.upper)
    return Ewma(evaluation.limits.version, weight, width, center, tuple(points), beyond)


def check_location(evaluation: Evaluation) -> None:
    """Refuse a chart that doesn't plot single values or group means."""
    if evaluation.limits.chart not in ("individuals", "xbar"):
        refuse(
            "not_location",
            "個々の値または群の平均の管理図を指定してください。",
            "This needs a chart of single values or of group means.",
        )
    if not evaluation.points:
        refuse("too_few", "点がありません。", "There are no points.")
