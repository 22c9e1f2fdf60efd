"""What may enter as a count or an amount: whole numbers from 0, amounts above 0, a share between 0 and 1."""

from collections.abc import Iterable
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, same_length, vector
from tsunagu.statistics.estimates import refuse

LARGEST_COUNT = 1e15  # above this a float no longer holds every whole number


def counts(values: ArrayLike, least: int = 1) -> Vector:
    """Return whole numbers from 0, shape (n,), or refuse."""
    array = vector(values, least)
    if np.any(array < 0) or np.any(array != np.floor(array)) or np.any(array > LARGEST_COUNT):
        refuse(
            "not_counts",
            "個数は0以上の整数で指定してください。",
            "Counts must be whole numbers from 0.",
        )
    return array


def count(value: float) -> int:
    """Return one whole number from 0, or refuse."""
    return int(counts([value])[0])


def amounts(values: ArrayLike, least: int = 1) -> Vector:
    """Return numbers above 0 (volumes, doses, exposures), shape (n,), or refuse."""
    array = vector(values, least)
    if np.any(array <= 0):
        refuse(
            "not_positive",
            "量（体積、用量、観察量など）は0より大きい数値で指定してください。",
            "Amounts (volumes, doses, exposures) must be above 0.",
        )
    return array


def amount(value: float) -> float:
    """Return one number above 0, or refuse."""
    return float(amounts([value])[0])


def positives_among(positive: ArrayLike, tested: ArrayLike) -> tuple[Vector, Vector]:
    """Return positives and numbers tested, each of shape (n,), or refuse more positives than tested."""
    found, among = counts(positive), counts(tested)
    same_length(found, among)
    if np.any(found > among):
        refuse(
            "more_than_tested",
            "陽性数が検査数を超えています。",
            "There are more positives than tested.",
        )
    if not np.sum(among) > 0:
        refuse("none_tested", "検査数が0です。", "Nothing was tested.")
    return found, among


def share(value: float, ja: str, en: str, *, zero: bool = False, one: bool = False) -> float:
    """Return a share between 0 and 1 (``zero`` and ``one``: whether the ends count), or refuse naming it."""
    number = float(vector([value])[0])
    inside = 0 < number < 1 or (zero and number == 0) or (one and number == 1)
    if not inside:
        refuse(
            "not_a_share",
            f"{ja}は0から1の間で指定してください（入力値：{number:g}）。",
            f"The {en} must lie between 0 and 1 (given: {number:g}).",
        )
    return number


def unknown(ja: str, en: str, given: object, known: Iterable[str]) -> NoReturn:
    """Refuse a name that is none of the known ones."""
    shown = ", ".join(sorted(known))
    refuse(
        "unknown_choice",
        f"{ja}「{given}」は指定できません。次から選んでください：{shown}。",
        f"The {en} {given!r} is unknown; choose one of: {shown}.",
    )
