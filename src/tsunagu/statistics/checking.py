"""What may enter: finite numbers, enough of them, of the same length. Everything else is refused with a sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.estimates import refuse

Vector = NDArray[np.float64]
LARGEST = 1e150  # squares of larger numbers overflow


def vector(values: ArrayLike, least: int = 1) -> Vector:
    """Return the values as an array of shape (n,).

    Refuses (``StatisticsRefused``) what is not a list of numbers, missing or infinite values, numbers above 1e150,
    and fewer than ``least``.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        refuse("not_numbers", "数値でない値が含まれています。", "There are values that are not numbers.")
    if array.ndim != 1:
        refuse("not_a_list", "数値を1列で指定してください。", "The values must form one column.")
    if array.size < least:
        refuse(
            "too_few",
            f"値が{array.size}個しかありません。{least}個以上が必要です。",
            f"There are only {array.size} values; at least {least} are needed.",
        )
    if not np.all(np.isfinite(array)):
        refuse(
            "not_finite", "欠測または無限大の値が含まれています。", "There are missing or infinite values."
        )
    if array.size and float(np.max(np.abs(array))) > LARGEST:
        refuse("too_large", "値が大きすぎて計算できません。", "The values are too large to calculate with.")
    return array


def same_length(*columns: Sequence[object] | Vector) -> None:
    """Refuse columns of different lengths."""
    lengths = [len(column) for column in columns]
    if len(set(lengths)) > 1:
        shown = ", ".join(map(str, lengths))
        refuse(
            "lengths", f"列の長さが違います（{shown}）。", f"The columns have different lengths ({shown})."
        )


def level(confidence: float) -> float:
    """Return the confidence level, or refuse it where it doesn't lie between 0 and 1."""
    if not 0 < confidence < 1:
        refuse(
            "level",
            f"信頼水準{confidence}は0と1の間で指定してください。",
            f"The confidence level {confidence} must lie between 0 and 1.",
        )
    return confidence


def is_constant(values: Vector) -> bool:
    """Return whether all values are equal, so that nothing can be said of their spread."""
    return bool(np.all(values == values[0]))
