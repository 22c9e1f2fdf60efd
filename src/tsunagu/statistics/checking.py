"""What may enter: finite numbers, enough of them, of the same length. Everything else is refused with a sentence."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics.estimates import StatisticsRefused, refuse

Vector = NDArray[np.float64]
LARGEST, SMALLEST = 1e150, 1e-150  # squares of larger numbers overflow, those of smaller ones vanish
NEAR_CERTAIN = 1e-14  # quantiles of levels nearer to 0 or 1 have no digits left


def vector(values: ArrayLike, least: int = 1) -> Vector:
    """Return the values as an array of shape (n,).

    Refuses (``StatisticsRefused``) what is not a list of numbers, missing or infinite values, numbers above 1e150 or
    below 1e-150 in size other than 0, and fewer than ``least``.
    """
    array = numbers(values)
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
    _refuse_extremes(array)
    return array


def numbers(values: ArrayLike) -> Vector:
    """Return the values as doubles in whatever shape they have; refuses what isn't numbers in rows of one length."""
    try:
        raw = np.asarray(values)
        if raw.dtype.kind == "c" or (raw.dtype.kind == "O" and any(isinstance(x, complex) for x in raw.flat)):
            raise TypeError("complex")
        return np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError):
        refuse("not_numbers", "数値でない値が含まれています。", "There are values that are not numbers.")
    except OverflowError:
        refuse("too_large", "値が大きすぎて計算できません。", "The values are too large to calculate with.")


def table(values: ArrayLike) -> Vector:
    """Return rows of numbers as an array of shape (rows, columns); empty where they don't make a table."""
    try:
        found = numbers(values)
    except StatisticsRefused:
        return np.empty((0, 0))
    return found if found.ndim == 2 else np.empty((0, 0))


def _refuse_extremes(array: Vector) -> None:
    sizes = np.abs(array[array != 0])
    if sizes.size and float(sizes.max()) > LARGEST:
        refuse("too_large", "値が大きすぎて計算できません。", "The values are too large to calculate with.")
    if sizes.size and float(sizes.min()) < SMALLEST:
        refuse(
            "too_small",
            "値が小さすぎて計算できません。単位を変えてください。",
            "The values are too small to calculate with; choose another unit.",
        )


def number(
    value: object,
    ja: str,
    en: str,
    *,
    above: float | None = None,
    least: float | None = None,
    most: float | None = None,
    code: str = "setting",
) -> float:
    """Return one finite number, a setting that ``ja`` and ``en`` name; refuses others.

    Parameters
    ----------
    above, least, most : bounds; ``above`` itself doesn't count, the others do.
    """
    low = -math.inf if above is None else above
    found = one(value)
    inside = math.isfinite(found) and abs(found) <= LARGEST and (found == 0 or abs(found) >= SMALLEST)
    if inside and found > low and (least is None or found >= least) and (most is None or found <= most):
        return found
    shown = str(value)[:40]
    refuse(
        code,
        f"{ja}には{_bounds_ja(above, least, most)}を指定してください（入力値：{shown}）。",
        f"The {en} must be {_bounds_en(above, least, most)} (given: {shown}).",
    )


def one(value: Any) -> float:
    """The value as a double; NaN where it isn't one number."""
    try:
        found = numbers(value)
    except StatisticsRefused:
        return math.nan
    return float(found) if found.ndim == 0 else math.nan


def columns(groups: object, ja: str = "群", en: str = "groups") -> list[Vector]:
    """Return each group's values; refuses what isn't a list of lists of numbers."""
    if (
        isinstance(groups, str | Mapping)
        or not isinstance(groups, Iterable)
        or getattr(groups, "ndim", 1) == 0
    ):
        refuse(
            "not_a_list", f"{ja}ごとの値の一覧を指定してください。", f"The values of the {en} must be lists."
        )
    return [vector(group) for group in groups]


def whole(value: object, ja: str, en: str, least: int, most: int, code: str = "setting") -> int:
    """Return one whole number from ``least`` to ``most``, which ``ja`` and ``en`` name; refuses others."""
    found = number(value, ja, en, least=least, most=most, code=code)
    if found != int(found):
        refuse(
            code,
            f"{ja}には整数を指定してください（入力値：{found:g}）。",
            f"The {en} must be a whole number (given: {found:g}).",
        )
    return int(found)


def choice(given: object, known: Iterable[object], ja: str, en: str) -> None:
    """Refuse a choice that is none of the known ones; ``ja`` and ``en`` name what is chosen."""
    listed = list(known)
    if not any(type(given) is type(one) and given == one for one in listed):
        shown = ", ".join(map(str, listed))
        refuse(
            "unknown_choice",
            f"{ja}「{given}」は指定できません。次から選んでください：{shown}。",
            f"The {en} {given!r} is unknown; choose one of: {shown}.",
        )


def _bounds_ja(above: float | None, least: float | None, most: float | None) -> str:
    parts = [
        f"{above:g}より大きい" if above is not None else "",
        f"{least:g}以上" if least is not None else "",
        f"{most:g}以下" if most is not None else "",
    ]
    given = "、".join(part for part in parts if part)
    return f"{given}の数値" if given else "有限の数値"


def _bounds_en(above: float | None, least: float | None, most: float | None) -> str:
    parts = [
        f"above {above:g}" if above is not None else "",
        f"at least {least:g}" if least is not None else "",
        f"at most {most:g}" if most is not None else "",
    ]
    given = ", ".join(part for part in parts if part)
    return f"a number {given}" if given else "a finite number"


def same_length(*columns: Sequence[object] | Vector) -> None:
    """Refuse columns of different lengths."""
    try:
        lengths = [len(column) for column in columns]
    except TypeError:
        refuse("not_a_list", "列として指定してください。", "Each column must be a list.")
    if len(set(lengths)) > 1:
        shown = ", ".join(map(str, lengths))
        refuse(
            "lengths", f"列の長さが違います（{shown}）。", f"The columns have different lengths ({shown})."
        )


def level(confidence: float) -> float:
    """Return the confidence level, or refuse it where it doesn't lie between 0 and 1."""
    found = one(confidence)
    if not NEAR_CERTAIN <= found <= 1 - NEAR_CERTAIN:
        refuse(
            "level",
            f"信頼水準{str(confidence)[:40]}は0と1の間で指定してください。",
            f"The confidence level {str(confidence)[:40]} must lie between 0 and 1.",
        )
    return found


def is_constant(values: Vector) -> bool:
    """Return whether all values are equal, so that nothing can be said of their spread."""
    return bool(np.all(values == values[0]))
