"""Control limits that are frozen from points known to be good, with a version, and what they are at a point."""

import datetime
import math
from dataclasses import dataclass
from typing import Literal

from tsunagu.statistics.estimates import Caution, Estimate, refuse
from tsunagu.statistics.monitoring.constants import c4, d2, d3

Chart = Literal["individuals", "moving_range", "xbar", "range", "sd", "p", "np", "c", "u"]
WIDTH = 3.0
ATTRIBUTES = ("p", "np", "c", "u")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A point, numbered from 1, that the limits don't rest on, and why."""

    point: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Center line, control limits and standard deviation of what is plotted, at one point."""

    center: float
    lower: float
    upper: float
    sd: float


@dataclass(frozen=True, slots=True)
class FrozenLimits:
    """What phase I found, kept unchanged for phase II.

    Attributes
    ----------
    version, frozen_on : name of this set of limits and the day on which it was set.
    chart : what is plotted.
    center : process mean, share (p, np) or rate (c, u), with its interval.
    sigma : standard deviation within groups; None for counts, whose spread follows from the center.
    width : half-width of the limits in standard deviations.
    used, excluded : points, numbered from 1, that the limits rest on, and those they don't with the reason.
    size : group size where all were equal (span of a moving range), else None.
    """

    version: str
    frozen_on: datetime.date
    chart: Chart
    center: Estimate
    sigma: Estimate | None
    width: float
    used: tuple[int, ...]
    excluded: tuple[Exclusion, ...] = ()
    size: int | None = None
    cautions: tuple[Caution, ...] = ()

    def at(self, size: float) -> Lines:
        """Return the lines for a group of this size (values, units inspected or area of opportunity).

        Sources: ISO 7870-2:2013; Montgomery, Introduction to Statistical Quality Control, chapters 6 and 7. Limits of
        ranges, deviations and counts end at 0, those of shares also at 1.
        """
        center, sd = self._center_and_sd(size)
        lower, upper = center - self.width * sd, center + self.width * sd
        if self.chart not in ("individuals", "xbar"):
            lower = max(lower, 0.0)
        if self.chart == "p":
            upper = min(upper, 1.0)
        if self.chart == "np":
            upper = min(upper, float(size))
        return Lines(center, lower, upper, sd)

    def _center_and_sd(self, size: float) -> tuple[float, float]:
        mean = self.center.value
        match self.chart:
            case "p":
                return mean, math.sqrt(mean * (1 - mean) / size)
            case "np":
                return mean * size, math.sqrt(mean * (1 - mean) * size)
            case "c" | "u":
                return mean, math.sqrt(mean / size)
        sigma = self.sigma.value if self.sigma else math.nan
        match self.chart:
            case "individuals" | "xbar":
                return mean, sigma / math.sqrt(size)
            case "moving_range" | "range":
                return d2(int(size)) * sigma, d3(int(size)) * sigma
        shape = c4(int(size))
        return shape * sigma, sigma * math.sqrt(1 - shape * shape)


def used_points(count: int, excluded: tuple[Exclusion, ...]) -> tuple[int, ...]:
    """Return the numbers of the points that count; refuses exclusions without a reason or of no known point."""
    for one in excluded:
        if not one.reason.strip():
            refuse(
                "no_reason",
                f"{one.point}番目の点を除外する理由を記入してください。",
                f"Give the reason for leaving out point {one.point}.",
            )
        if not 1 <= one.point <= count:
            refuse(
                "unknown_point",
                f"{one.point}番目の点はありません（全{count}点）。",
                f"There is no point {one.point}; there are {count} points.",
            )
    gone = {one.point for one in excluded}
    return tuple(number for number in range(1, count + 1) if number not in gone)


def few_points(count: int) -> tuple[Caution, ...]:
    """Return a caution where limits rest on fewer than 20 points (ISO 7870-2 asks for 20 to 25 groups)."""
    if count >= 20:
        return ()
    return (
        Caution(
            "few_points",
            f"管理限界の計算に使った点は{count}点です。20点以上になったら限界を計算し直してください。",
            f"The limits rest on {count} points; calculate them anew once there are 20 or more.",
        ),
    )
