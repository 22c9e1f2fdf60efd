"""A result in a cell: a number, a result in words, or what instruments write when they have none."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

from tsunagu.evaluation.domain.files.headers import is_unit
from tsunagu.evaluation.domain.numbers import normalised, parse_number
from tsunagu.evaluation.domain.ucum import is_valid, ucum_code
from tsunagu.evaluation.domain.units import is_same_unit
from tsunagu.evaluation.domain.words import is_not_yet, word_in
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import DecimalSign
from tsunagu.foundation.written.saying import clipped

_OVERFLOWS = re.compile(
    r"over|over!|ovr|ovrflw|overflow|over ?range|over ?flow|out of range|saturated|sat|max|>max|\*{2,}|#{2,}|\+{2,}"
    r"|範囲外|測定範囲外|測定範囲超過|上限超過|オ-バ-|オ-バ-フロ-|飽和"
)
_NOTHING = re.compile(
    r"-{1,6}|\*|n/?a|null|none|nan|[+-]?inf(?:inity)?|err(?:or)?|no value|no data|missing"
    r"|エラ-|欠測|測定不能|測定不可|なし"
)
_BOOK_ERRORS = frozenset(
    {"#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"}
)
_FLAGS = frozenset({"H", "HH", "L", "LL", "A", "N"})  # high, low, abnormal: not henry, litre and ampere
_DECIMAL_COMMA = re.compile(r"^(\D{0,3}\s*[+-]?\d+(?:\.\d{3})*),(\d+)(?![\d,.])")


@lru_cache(maxsize=10_000)
def result_text(cell: str, decimal: DecimalSign = ".") -> tuple[str, str]:
    """Return a result as ``parse_number`` and ``judge`` read it, and the unit that stands behind its number.

    Refuses errors of Excel, overflow words (``OVER``, ``****``), empty cells, and numbers with anything but a unit
    behind them.
    """
    _check_is_result(cell)
    if word_in(cell) is not None or is_not_yet(cell):
        return cell, ""
    text = with_point(cell, decimal)
    rest = parse_number(text).rest
    if rest and (rest in _FLAGS or not is_known_unit(rest)):
        _refuse(
            "value_rest",
            cell,
            "は数値の後ろを単位として読めません",
            "has something behind its number that is no unit",
        )
    return text, rest


def number(cell: str, decimal: DecimalSign = ".") -> Decimal:
    """Return the number in a cell of a plate; a less-than sign or a unit is refused there."""
    _check_is_result(cell)
    typed = parse_number(with_point(cell, decimal))
    if typed.comparator or typed.rest:
        _refuse("value_not_a_number", cell, "を数値として読めません", "is not a number")
    return typed.number


def with_point(cell: str, decimal: DecimalSign) -> str:
    """Return a number with the point as its decimal sign; the sign is known from the whole file."""
    if decimal == "." or "," not in cell:
        return cell
    if decimal == "?":
        _refuse(
            "value_separator",
            cell,
            "は区切りがあいまいです。「,」が小数点か桁区切りか、このファイルからは決められません",
            "is unclear: the file doesn't tell whether ',' is a decimal sign or parts thousands",
        )
    found = _DECIMAL_COMMA.match(cell)
    return (
        cell
        if found is None
        else found.group(1).replace(".", "") + "." + found.group(2) + cell[found.end() :]
    )


@lru_cache(maxsize=2_000)
def is_known_unit(text: str) -> bool:
    """Return whether a text is a unit of the laboratory's habit or of UCUM."""
    return code_of(text) is not None or is_unit(text)


@lru_cache(maxsize=2_000)
def code_of(unit: str) -> str | None:
    """Return the UCUM code of a unit as written, or None where it isn't known."""
    try:
        return ucum_code(unit)
    except BadInput:
        return None


def is_same(unit: str, other: str) -> bool:
    """Return whether two units as written mean the same."""
    known, other_known = code_of(unit), code_of(other)
    if known is not None and other_known is not None:
        return known == other_known
    return is_same_unit(unit, other) or (is_valid(other) and is_same_unit(other, unit))


def _check_is_result(cell: str) -> None:
    plain = normalised(cell[:100]).lower()
    if not plain:
        ja = "値がありません。計算式のセルなら、Excelで開いて保存し直してください。"
        raise BadInput(
            "value_empty", Text(ja, "There is no value; if it is a formula, open and save the file in Excel.")
        )
    if plain in _BOOK_ERRORS:
        _refuse("value_book_error", cell, "はExcelの計算エラーです", "is an error of Excel")
    if _OVERFLOWS.fullmatch(plain):
        _refuse(
            "value_overflow",
            cell,
            "は測定範囲を超えた印です。数値として扱いません",
            "means beyond the range; it is no number",
        )
    if word_in(cell) is None and _NOTHING.fullmatch(plain):
        _refuse("value_none", cell, "は値がないことを示す印です", "means that there is no value")


def _refuse(code: str, cell: str, ja: str, en: str) -> NoReturn:
    shown = clipped(cell)
    raise BadInput(code, Text(f"値「{shown}」{ja}。", f"The value {shown!r} {en}."))
