"""Numbers and limits as people read them."""

from decimal import Decimal
from typing import Protocol

from tsunagu.evaluation.domain.numbers import TypedNumber
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.domain.words import word_name
from tsunagu.foundation.text import Text

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = {"": "", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
LONGEST_PLAIN = 6  # figures before a number is written as a power of ten


class Limits(Protocol):
    """What has limits: a unit, a minimum, a maximum or an expected word."""

    @property
    def unit(self) -> str:
        """UCUM code."""

    @property
    def minimum(self) -> float | Decimal | None:
        """Lowest value that passes."""

    @property
    def maximum(self) -> float | Decimal | None:
        """Highest value that passes."""

    @property
    def expected(self) -> str | None:
        """Word that passes."""


def decimal_text(number: Decimal) -> str:
    """Write a number with all its figures: 86.4, 1,800, 1.8×10⁸."""
    if number == 0:
        return "0"
    power = number.adjusted()
    if -3 <= power < LONGEST_PLAIN:
        return f"{number:,f}"
    digits = f"{number.scaleb(-power):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits}×10{str(power).translate(_SUPERSCRIPTS)}"


def number_text(typed: TypedNumber, unit: str) -> Text:
    """Write a result with its sign and unit."""
    figure = _SIGNS[typed.comparator] + decimal_text(typed.number)
    return _with_unit(figure, unit)


def limits_text(limits: Limits) -> Text:
    """Write the limits of a characteristic: ``≥ 70 %``, ``0.5〜2 個``, ``陰性``."""
    if limits.expected is not None:
        return word_name(limits.expected)
    low, high = _text(limits.minimum), _text(limits.maximum)
    if low and high:
        ja, en = _with_unit(f"{low}〜{high}", limits.unit), _with_unit(f"{low} to {high}", limits.unit)
        return Text(ja.ja, en.en)
    if low or high:
        return _with_unit(f"≥ {low}" if low else f"≤ {high}", limits.unit)
    return Text("なし", "none")


def _text(value: float | Decimal | None) -> str:
    return "" if value is None else decimal_text(_whole(Decimal(str(value))))


def _whole(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _with_unit(figure: str, unit: str) -> Text:
    shown = shown_unit(unit)
    return Text(f"{figure} {shown.ja}".strip(), f"{figure} {shown.en}".strip())
