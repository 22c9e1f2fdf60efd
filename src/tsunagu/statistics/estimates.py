"""What every function here returns or refuses: a value with its interval, or one sentence that says why not."""

import math
from dataclasses import dataclass
from typing import NoReturn

LEVEL = 0.95


class StatisticsRefused(ValueError):
    """The question has no honest answer for these data; ``ja`` and ``en`` say why, and what would help.

    Parameters
    ----------
    code : short stable name of the refusal (``too_few``, ``no_variation``).
    ja, en : one sentence each, for people.
    """

    def __init__(self, code: str, ja: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.ja, self.en = code, ja, en


def refuse(code: str, ja: str, en: str) -> NoReturn:
    """Raise the refusal."""
    raise StatisticsRefused(code, ja, en)


def _refuse_lost() -> NoReturn:
    """Refuse a result that no double holds: a NaN never leaves, whatever came in."""
    refuse(
        "out_of_range",
        "値の大きさが極端なため、計算が数値の範囲を超えました。単位または入力値を確認してください。",
        "The values are so extreme that the calculation leaves the range of numbers; check their unit.",
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``lower`` to ``upper`` with confidence ``level`` (0-1); an end may be infinite, never NaN."""

    lower: float
    upper: float
    level: float = LEVEL

    def __post_init__(self) -> None:
        if math.isnan(self.lower) or math.isnan(self.upper):
            _refuse_lost()
        if self.lower > self.upper:
            raise ValueError(f"not an interval: {self.lower} to {self.upper}")

    def covers(self, value: float) -> bool:
        """Return whether the value lies within, ends included."""
        return self.lower <= value <= self.upper

    @property
    def width(self) -> float:
        """Upper minus lower."""
        return self.upper - self.lower


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value in the unit of the data with its interval.

    Attributes
    ----------
    degrees : degrees of freedom behind the interval, where the method has them.
    method : name of the method that made the interval (``mls``, ``satterthwaite``, ``profile``).
    """

    value: float
    interval: Interval
    degrees: float | None = None
    method: str = ""

    def __post_init__(self) -> None:
        if math.isnan(self.value):
            _refuse_lost()


@dataclass(frozen=True, slots=True)
class Caution:
    """What a reader must know beside a result that stands (``few_sites``, ``confounded``)."""

    code: str
    ja: str
    en: str
