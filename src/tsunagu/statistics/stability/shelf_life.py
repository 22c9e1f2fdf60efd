"""Shelf life from several batches: the time up to which the mean stays within specification (ICH Q1E)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics import checking
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.stability import remarks
from tsunagu.statistics.stability.crossing import Crossing, crossing
from tsunagu.statistics.stability.design import Study, TimeScale, ValueScale, study
from tsunagu.statistics.stability.lines import Fit, Line, Model, Residual, fit
from tsunagu.statistics.stability.pooling import (
    POOLING_LEVEL,
    FTest,
    InterceptError,
    Pooling,
    pooling,
    regression_test,
)
from tsunagu.statistics.stability.remarks import SUPPORTED, Extrapolation


@dataclass(frozen=True, slots=True)
class BatchLife:
    """The life of one batch (or of all, ``name`` empty, where they share one line).

    Attributes
    ----------
    limit : ``lower`` or ``upper``: the limit that is left first.
    crossing : when the mean leaves it; the interval's lower end is the shelf life of the batch.
    intercept, slope : of the line, on the scale of the line, with two-sided intervals.
    """

    name: str
    limit: str
    crossing: Estimate
    intercept: Estimate
    slope: Estimate

    @property
    def time(self) -> float:
        """Return the shelf life of this batch by the confidence bound; infinite where it never crosses."""
        return self.crossing.interval.lower


@dataclass(frozen=True, slots=True)
class ShelfLife:
    """The shelf life that follows from a study, and how.

    Attributes
    ----------
    time : when the bound of the worst batch leaves the specification, in the unit of the times; infinite where none
        does, 0 where the limit isn't met at the start.
    claimable : what may be claimed: ``time``, but not beyond what extrapolation allows; where no bound ever crosses,
        the longest time with results.
    longest : latest time with results.
    worst_batch : batch with the shortest life; None where all share one line or none crosses.
    model : the model used; ``pooling`` has the tests that led to it (None with one batch or a model given).
    batches : the lives by batch.
    regression : F test of the model against no change at all.
    sides : 1 where one bound at ``level`` was used, 2 where a two-sided interval at ``level``.
    """

    time: float
    claimable: float
    longest: float
    worst_batch: str | None
    model: Model
    pooling: Pooling | None
    batches: tuple[BatchLife, ...]
    regression: FTest
    residual_variance: float
    degrees: int
    sides: int
    level: float
    cautions: tuple[Caution, ...]


def shelf_life(
    batches: Sequence[str],
    times: ArrayLike,
    values: ArrayLike,
    *,
    lower: float | None = None,
    upper: float | None = None,
    level: float = LEVEL,
    sides: int | None = None,
    alpha: float = POOLING_LEVEL,
    model: Model | None = None,
    residual: Residual = "pooled",
    intercept_error: InterceptError = "full",
    value_scale: ValueScale = "identity",
    time_scale: TimeScale = "identity",
    extrapolation: Extrapolation = SUPPORTED,
) -> ShelfLife:
    """Estimate the shelf life by linear regression with batches pooled where the data allow (ICH Q1E, appendix B).

    Parameters
    ----------
    batches, times, values : one result each, length n; times since the start.
    lower, upper : specification in the unit of the values; one or both.
    level : confidence of the bound of the mean, 0.95 in ICH Q1E.
    sides : 1 or 2; by default 1 where the specification has one limit and 2 where it has both (ICH Q1E, B.1).
    alpha : level of the tests of poolability.
    model : ``cics``, ``dics`` or ``dids`` to set the model instead of testing for it.
    residual : with ``dids``: ``pooled`` variance (ICH Q1E, B.2.2.1) or each batch's ``own`` (SAS, JMP).
    intercept_error : what the intercepts are tested against (see ``pooling``).
    value_scale, time_scale : transformations that make the decline a line.
    extrapolation : how far beyond the longest time a claim may go (ICH Q1E, 2.4 and 2.5).

    Refuses fewer than three times, a batch of one time, data without scatter, and a missing or reversed specification.
    """
    checking.level(level)
    data = study(batches, times, values, value_scale, time_scale)
    limits = _limits(data, lower, upper)
    sides = _sides(sides, len(limits))
    tested = pooling(data, alpha, intercept_error) if model is None else None
    chosen = model or (tested.model if tested else "cics")
    lines = fit(data, chosen, residual)
    lives = tuple(_life(data, line, limits, level, sides) for line in lines.lines)
    time = min(life.time for life in lives)
    notes = remarks.cautions(data, lines, time, extrapolation, _moves_away(lines, limits))
    return _result(data, tested, lines, lives, sides, level, extrapolation, notes)


def _result(
    data: Study,
    tested: Pooling | None,
    lines: Fit,
    lives: tuple[BatchLife, ...],
    sides: int,
    level: float,
    extrapolation: Extrapolation,
    notes: tuple[Caution, ...],
) -> ShelfLife:
    worst = min(lives, key=lambda life: life.time)
    return ShelfLife(
        time=worst.time,
        claimable=remarks.claimable(worst.time, data.longest, extrapolation),
        longest=data.longest,
        worst_batch=worst.name if worst.name and math.isfinite(worst.time) else None,
        model=lines.model,
        pooling=tested,
        batches=lives,
        regression=regression_test(data, lines),
        residual_variance=lines.residual_squares / lines.degrees,
        degrees=lines.degrees,
        sides=sides,
        level=level,
        cautions=notes,
    )


def _limits(data: Study, lower: float | None, upper: float | None) -> dict[str, float]:
    given = {"lower": lower, "upper": upper}
    limits = {name: value for name, value in given.items() if value is not None}
    if not limits or not all(math.isfinite(checking.one(limit)) for limit in limits.values()):
        refuse(
            "no_limit",
            "規格の下限値または上限値を数値で指定してください。",
            "Give the lower or the upper limit of the specification as a number.",
        )
    if lower is not None and upper is not None and lower >= upper:
        refuse(
            "limits_reversed",
            f"規格の下限値{lower}は上限値{upper}より小さくしてください。",
            f"The lower limit {lower} must be less than the upper limit {upper}.",
        )
    return {name: data.on_scale(float(value)) for name, value in limits.items()}


def _sides(sides: int | None, limits: int) -> int:
    chosen = limits if sides is None else sides
    if chosen not in (1, 2):
        refuse("sides", "片側（1）または両側（2）を指定してください。", "The sides must be 1 or 2.")
    return chosen


def _life(data: Study, line: Line, limits: dict[str, float], level: float, sides: int) -> BatchLife:
    quantile = float(scipy.stats.t.ppf(level if sides == 1 else (1 + level) / 2, line.degrees))
    found = {
        name: crossing(line, value, falls=name == "lower", quantile=quantile)
        for name, value in limits.items()
    }
    first = min(found, key=lambda name: (found[name].near, found[name].mean))
    between = 2 * level - 1 if sides == 1 else level
    return BatchLife(
        line.name,
        first,
        _time_of_crossing(data, found[first], max(between, 0.0)),
        line.intercept(level),
        line.slope_estimate(level),
    )


def _time_of_crossing(data: Study, found: Crossing, level: float) -> Estimate:
    near, mean, far = (data.time_from(position) for position in (found.near, found.mean, found.far))
    return Estimate(mean, Interval(near, far, level), method="fieller")


def _moves_away(lines: Fit, limits: dict[str, float]) -> bool:
    if len(limits) > 1:
        return False
    sign = 1 if "lower" in limits else -1
    return any(sign * line.slope > 0 for line in lines.lines)
