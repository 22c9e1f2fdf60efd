"""What a stability study brings: batch, time and value of each result, checked, and on the scale of the line."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.checking import Vector, choice, same_length, vector
from tsunagu.statistics.estimates import refuse

ValueScale = Literal["identity", "log", "sqrt"]
TimeScale = Literal["identity", "sqrt", "log1p"]
_FORWARD: dict[str, Callable[[Vector], Vector]] = {
    "identity": np.positive,
    "log": np.log,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
}
_BACK: dict[str, Callable[[float], float]] = {
    "identity": float,
    "log1p": lambda x: math.expm1(x) if x < 700 else math.inf,
    "sqrt": lambda x: x * x,
}


@dataclass(frozen=True, slots=True)
class Study:
    """Results of a stability study on the scale on which the decline is a line.

    Attributes
    ----------
    names : the batches in the order of their first result.
    batch : index into ``names`` of each result, shape (n,).
    time, value : transformed time and value, shape (n,).
    longest : the latest time, in the unit of the caller.
    value_scale, time_scale : names of the transformations.
    """

    names: tuple[str, ...]
    batch: NDArray[np.intp]
    time: Vector
    value: Vector
    longest: float
    value_scale: ValueScale = "identity"
    time_scale: TimeScale = "identity"

    def on_scale(self, limit: float) -> float:
        """Return a specification limit on the scale of the line; refuses one that has no place there."""
        return float(_transformed(np.array([limit]), self.value_scale)[0])

    def time_from(self, position: float) -> float:
        """Return the time, in the caller's unit, of a position on the time scale of the line."""
        return _BACK[self.time_scale](position)

    def position_of(self, times: Vector) -> Vector:
        """Return times of the caller on the time scale of the line."""
        return _FORWARD[self.time_scale](times)


def study(
    batches: Sequence[str],
    times: ArrayLike,
    values: ArrayLike,
    value_scale: ValueScale = "identity",
    time_scale: TimeScale = "identity",
) -> Study:
    """Return the checked study.

    Parameters
    ----------
    batches : batch of each result, length n.
    times : time since the start (months, days, hours), not negative, shape (n,).
    values : result, shape (n,).
    value_scale : ``log`` where the decline is of first order (a share of what is left per time).
    time_scale : ``sqrt`` or ``log1p`` where the decline slows down.

    Refuses fewer than three different times, batches of one time, negative times, and values that a logarithm or
    square root can't take.
    """
    choice(value_scale, get_args(ValueScale), "値の尺度", "scale of the values")
    choice(time_scale, get_args(TimeScale), "時間の尺度", "scale of time")
    t, y = vector(times, 3), vector(values, 3)
    same_length(batches, t, y)
    if np.any(t < 0):
        refuse("negative_time", "時点は0以上で指定してください。", "Times must not be negative.")
    names = tuple(dict.fromkeys(batches))
    index = np.array([names.index(name) for name in batches], dtype=np.intp)
    _check_times(names, index, t)
    return Study(
        names,
        index,
        _FORWARD[time_scale](t),
        _transformed(y, value_scale),
        float(t.max()),
        value_scale,
        time_scale,
    )


def _transformed(values: Vector, scale: ValueScale) -> Vector:
    if (scale == "log" and np.any(values <= 0)) or (scale == "sqrt" and np.any(values < 0)):
        refuse(
            "outside_scale",
            "対数または平方根に変換できない値（0以下または負の値）が含まれています。",
            "There are values (zero or below) that can't be transformed by logarithm or square root.",
        )
    return _FORWARD[scale](values)


def _check_times(names: tuple[str, ...], batch: NDArray[np.intp], times: Vector) -> None:
    if np.unique(times).size < 3:
        refuse(
            "two_times",
            "有効期間の推定には3時点以上の測定が必要です。2時点以下では変化が直線的かどうかを確認できません。",
            "At least three different times are needed; with two or fewer nothing shows whether the change is a line.",
        )
    for number, name in enumerate(names):
        if np.unique(times[batch == number]).size < 2:
            refuse(
                "one_time_in_batch",
                f"バッチ{name}は1時点の値しかなく、傾きを推定できません。",
                f"Batch {name} has values at one time only, so its slope can't be estimated.",
            )
