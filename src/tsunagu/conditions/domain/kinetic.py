"""Mean kinetic temperature: the one temperature that would have done the same harm. Never for frozen cells."""

import itertools
import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

from tsunagu.conditions.domain.readings import Reading

KELVIN = 273.15
ACTIVATION_KELVIN = 10_000.0  # activation energy over the gas constant, by default


def mean_kinetic_celsius(
    stretches: Iterable[tuple[float, float]], activation_kelvin: float = ACTIVATION_KELVIN
) -> float:
    """Return the mean kinetic temperature of stretches at a constant temperature.

    Parameters
    ----------
    stretches : pairs of degrees Celsius (above freezing) and minutes.
    activation_kelvin : dH/R, in kelvin.

    Notes
    -----
    T = (dH/R) / -ln(sum(t_i exp(-dH/R / T_i)) / sum(t_i)); Haynes 1971. 23 h at 5 and 1 h at 15 give 5.76.
    """
    total = weighted = 0.0
    for celsius, minutes in stretches:
        if celsius < 0:
            raise ValueError("mean kinetic temperature is not defined for frozen cells")
        total += minutes
        weighted += minutes * math.exp(-activation_kelvin / (celsius + KELVIN))
    if total <= 0:
        raise ValueError("mean kinetic temperature needs a stretch of time")
    return activation_kelvin / -math.log(weighted / total) - KELVIN


def mean_kinetic_of(
    readings: Sequence[Reading], activation_kelvin: float = ACTIVATION_KELVIN
) -> float | None:
    """Return it for readings (mean of the rates at both ends of each interval), None where it says nothing."""
    if len(readings) < 2 or any(reading.celsius < 0 for reading in readings):
        return None
    halves: list[tuple[float, float]] = []
    for left, right in itertools.pairwise(readings):
        minutes = (right.at - left.at) / timedelta(minutes=1)
        halves += [(left.celsius, minutes / 2), (right.celsius, minutes / 2)]
    return mean_kinetic_celsius(halves, activation_kelvin)
