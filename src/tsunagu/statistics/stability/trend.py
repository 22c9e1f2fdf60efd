"""Results that leave the trend: by the prediction interval of a line, or of earlier batches at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics import checking
from tsunagu.statistics.checking import Vector, same_length, vector
from tsunagu.statistics.estimates import LEVEL, Caution, Interval, refuse
from tsunagu.statistics.stability.design import TimeScale, ValueScale, study
from tsunagu.statistics.stability.lines import Line, Model, Residual, fit
from tsunagu.statistics.stability.pooling import pooling


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A result beside what was to be expected of it.

    Attributes
    ----------
    time, value : of the result; the value on the scale of the line.
    expected : predicted value with the prediction interval for one result.
    distance : (value - expected) / standard error of prediction: like a z-score, but Student's t with ``degrees``.
    p : two-sided probability of a larger distance where nothing has changed.
    out_of_trend : outside the prediction interval.
    """

    time: float
    value: float
    expected: float
    interval: Interval
    distance: float
    degrees: int
    p: float
    out_of_trend: bool


@dataclass(frozen=True, slots=True)
class TrendCheck:
    """All new results, one point each, with cautions."""

    points: tuple[TrendPoint, ...]
    method: str
    cautions: tuple[Caution, ...]

    @property
    def out_of_trend(self) -> tuple[int, ...]:
        """Return the numbers, from 1, of the results out of trend."""
        return tuple(number for number, point in enumerate(self.points, 1) if point.out_of_trend)


def by_regression(
    batches: Sequence[str],
    times: ArrayLike,
    values: ArrayLike,
    new_times: ArrayLike,
    new_values: ArrayLike,
    *,
    batch: str | None = None,
    model: Model | None = None,
    residual: Residual = "pooled",
    level: float = LEVEL,
    value_scale: ValueScale = "identity",
    time_scale: TimeScale = "identity",
) -> TrendCheck:
    """Compare new results with the line of earlier ones: the regression control chart.

    Parameters
    ----------
    batches, times, values : earlier results, length n.
    new_times, new_values : new results, length m.
    batch : one of ``batches`` where the new results continue it; None for a batch of which nothing is known, which
        needs the line of all (``cics``).
    model : by default the one that the tests of poolability choose (``cics`` for a new batch).
    level : of each prediction interval; it isn't widened for the number of new results.

    Sources: PhRMA CMC Statistics and Stability Expert Teams (Pharm Technol 2003; 27(4):38-52); Torbovska and
    Trajkovic-Jolevska (Pharm Technol 2013; 37(6):48). Refuses what ``study`` refuses, and an unknown batch.
    """
    checking.level(level)
    data = study(batches, times, values, value_scale, time_scale)
    new = _new_results(new_times, new_values)
    tested = pooling(data)
    chosen: Model = model or ("cics" if batch is None or tested is None else tested.model)
    line = _line_of(fit(data, chosen, residual).lines, batch, data.names)
    positions = data.position_of(new[0])
    shown = [data.on_scale(float(value)) for value in new[1]]
    points = tuple(
        _point(
            time,
            value,
            line.mean(at),
            line.above(value, at),
            line.standard_error(at, 1.0),
            line.degrees,
            level,
        )
        for time, at, value in zip(new[0], positions, shown, strict=True)
    )
    is_mixed = chosen == "cics" and tested is not None and tested.model != "cics"
    return TrendCheck(points, "regression", _MIXED if is_mixed else ())


def by_time_point(
    values_by_batch: Sequence[ArrayLike], new_values: ArrayLike, times: ArrayLike, *, level: float = LEVEL
) -> TrendCheck:
    """Compare each result of a new batch with those of earlier batches at the same time.

    Parameters
    ----------
    values_by_batch : earlier results, shape (batches, times).
    new_values : results of the new batch, shape (times,).
    times : shape (times,).

    The interval is mean +- t(level, n - 1) s sqrt(1 + 1/n), that of one new result (PhRMA 2003, by-time-point
    method; Hahn and Meeker, Statistical Intervals, 1991). Refuses fewer than three batches, and a time at which all
    are equal.
    """
    checking.level(level)
    rows = [vector(row) for row in values_by_batch]
    t, new = _new_results(times, new_values)
    same_length(new, *rows)
    columns = [vector([row[at] for row in rows], 3) for at in range(new.size)]
    points = []
    for time, value, column in zip(t, new, columns, strict=True):
        if checking.is_constant(column):
            refuse(
                "no_variation",
                f"時点{time:g}の過去の値がすべて同じため、ばらつきを推定できません。",
                f"At time {time:g} all earlier values are equal, so nothing can be said of their spread.",
            )
        count = column.size
        shifted = column - column[0]
        error = float(shifted.std(ddof=1)) * float(np.sqrt(1 + 1 / count))
        middle = float(shifted.mean())
        above = float(value - column[0]) - middle
        points.append(_point(time, value, float(column[0] + middle), above, error, count - 1, level))
    few = len(rows) < 5
    return TrendCheck(tuple(points), "by_time_point", _FEW if few else ())


def _new_results(times: ArrayLike, values: ArrayLike) -> tuple[Vector, Vector]:
    """Return new times and values, checked and of one length."""
    t, y = vector(times, 1), vector(values, 1)
    same_length(t, y)
    if np.any(t < 0):
        refuse("negative_time", "時点は0以上で指定してください。", "Times must not be negative.")
    return t, y


def _line_of(lines: tuple[Line, ...], batch: str | None, names: tuple[str, ...]) -> Line:
    if batch is not None and batch not in names:
        refuse(
            "unknown_batch",
            f"バッチ{batch}の過去の値がありません。",
            f"There are no earlier results of batch {batch}.",
        )
    if len(lines) == 1:
        return lines[0]
    if batch is None:
        refuse(
            "line_of_unknown_batch",
            "バッチごとに直線が異なるモデルでは、過去の値のない新しいバッチの値は予測できません。",
            "A model with a line for each batch can't predict a new batch of which there are no earlier results.",
        )
    return lines[names.index(batch)]


def _point(
    time: float,
    value: float,
    expected: float,
    above: float,
    error: float,
    degrees: int,
    level: float,
) -> TrendPoint:
    half = float(scipy.stats.t.ppf((1 + level) / 2, degrees)) * error
    distance = above / error
    interval = Interval(expected - half, expected + half, level)
    p = 2 * float(scipy.stats.t.sf(abs(distance), degrees))
    return TrendPoint(float(time), float(value), expected, interval, distance, degrees, p, abs(above) > half)


_MIXED = (
    Caution(
        "batches_differ",
        "バッチ間に差があるデータを1本の直線にまとめているため、バッチ差が予測区間に正しく反映されていません。",
        "Batches that differ are combined in one line, so the prediction interval doesn't hold their difference.",
    ),
)
_FEW = (
    Caution(
        "few_batches",
        "過去のバッチが5未満のため、予測区間が広く、傾向外れを見逃しやすくなります。",
        "With fewer than five earlier batches the interval is wide and results out of trend are easily missed.",
    ),
)
