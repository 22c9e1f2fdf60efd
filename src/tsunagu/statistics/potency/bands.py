"""What a plot shows of a fit: the response along the doses, with the confidence band of the mean response."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.potency.curves import Curves
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import quantile
from tsunagu.statistics.potency.parallel_lines import ParallelLines
from tsunagu.statistics.potency.readback import fitted_response
from tsunagu.statistics.potency.transforms import Transform, transformed

STEPS = 60


@dataclass(frozen=True, slots=True)
class Along:
    """The fit at one dose: the mean response and its confidence limits, on the transformed scale."""

    dose: float
    response: float
    lower: float
    upper: float


def curve_band(curves: Curves, name: str, doses: Sequence[float]) -> list[Along]:
    """Return a preparation's curve at doses above 0, with the pointwise band of its mean response (delta method)."""
    curve, t = curves.names.index(name), quantile(curves.confidence, curves.error.df)
    found = []
    for dose in doses:
        response, variance = fitted_response(curves, curve, math.log(dose))
        half = t * math.sqrt(max(0.0, variance))
        found.append(Along(dose, response, response - half, response + half))
    return found


def line_band(
    assay: Assay, lines: ParallelLines, name: str, doses: Sequence[float], transform: Transform = "none"
) -> list[Along]:
    """Return a preparation's line of the common slope, with the pointwise band of its mean response.

    The line passes through the weighted mean of the preparation's own responses; the variance of the slope and that of
    the mean are independent (Draper & Smith 1998, 3.1). For an assay without blocks.
    """
    own = assay.of(name)
    response, log_dose = transformed(own.response, transform), np.log(own.dose)
    weight = float(own.weight.sum())
    mean, centre = (float(np.average(values, weights=own.weight)) for values in (response, log_dose))
    slope, span = lines.slope.value, lines.slope.interval
    t = quantile(span.level, lines.slope.degrees)
    found = []
    for dose in doses:
        away = math.log(dose) - centre
        half = math.hypot(t * math.sqrt(lines.anova.error.ms / weight), away * span.width / 2)
        value = mean + slope * away
        found.append(Along(dose, value, value - half, value + half))
    return found


def doses_along(doses: Sequence[float], steps: int = STEPS) -> list[float]:
    """Return doses evenly spaced on the logarithm, from the lowest above 0 to the highest."""
    above = [dose for dose in doses if dose > 0]
    return [float(one) for one in np.geomspace(min(above), max(above), steps)] if above else []
