"""When the mean of a line, or a confidence bound of it, first leaves the specification."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import optimize

from tsunagu.statistics.stability.lines import Line


@dataclass(frozen=True, slots=True)
class Crossing:
    """Times at which the nearer bound, the mean and the farther bound leave a limit; infinite where they never do."""

    near: float
    mean: float
    far: float


def crossing(line: Line, limit: float, *, falls: bool, quantile: float) -> Crossing:
    """Return when the line and its confidence bounds first leave a limit after time 0.

    Parameters
    ----------
    line : the line with its residual variance.
    limit : the specification limit on the scale of the line.
    falls : True for a lower limit (left by falling), False for an upper one.
    quantile : of Student's t for the bounds.

    The nearer bound gives the shelf life (ICH Q1E, B.1); the times of both bounds are the interval of the time at
    which the mean crosses (Fieller 1954). A time of 0 says that the limit is not met even at the start.
    """
    sign = 1.0 if falls else -1.0
    room, slope = sign * (line.value - limit + line.rest), sign * line.slope
    width = quantile * math.sqrt(line.variance)
    start = -line.time

    def bound(position: float, side: float) -> float:
        error = math.sqrt(1 / line.count + position * position / line.spread)
        return room + slope * position + side * width * error

    opening = width / math.sqrt(line.spread)
    near = _first_exit_of_concave(lambda u: bound(u, -1.0), start, slope - opening)
    far = _first_exit_of_convex(lambda u: bound(u, 1.0), start, slope, opening, line)
    mean = _exit_of_line(room, slope, start)
    near, far = near - start, far - start
    mean = mean - start
    return Crossing(min(near, mean), mean, max(far, mean))


def _exit_of_line(room: float, slope: float, start: float) -> float:
    if room + slope * start < 0:
        return start
    return math.inf if slope >= 0 else max(-room / slope, start)


def _first_exit_of_concave(bound: Callable[[float], float], start: float, final_slope: float) -> float:
    if bound(start) < 0:
        return start
    return math.inf if final_slope >= 0 else _root_after(bound, start)


def _first_exit_of_convex(
    bound: Callable[[float], float], start: float, slope: float, opening: float, line: Line
) -> float:
    if bound(start) < 0:
        return start
    if slope <= -opening:
        return _root_after(bound, start)
    lowest = (
        -slope * line.spread / math.sqrt(line.count * line.spread * (opening**2 - slope**2))
        if abs(slope) < opening
        else -math.inf
    )
    if lowest <= start or bound(lowest) >= 0:
        return math.inf
    return float(optimize.brentq(bound, start, lowest))


def _root_after(bound: Callable[[float], float], start: float) -> float:
    step = 1.0
    while bound(start + step) > 0:
        step *= 2
        if step > 1e100:  # the bound falls so little that rounding hides it
            return math.inf
    return float(optimize.brentq(bound, start, start + step, xtol=1e-12, rtol=1e-14))
