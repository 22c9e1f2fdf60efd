"""Numbers as people type them in Japan: full-width, thousands, powers of ten, 万 and 億, less-than signs."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_TEXT = 100
MOST_DIGITS = 30
LARGEST_EXPONENT = 30
Comparator = Literal["", "<", "<=", ">", ">="]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_MINUS_SIGNS = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "ー": "-"})
_MYRIADS = {"万": 4, "億": 8, "兆": 12}
_PLAIN = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_POWER = r"10\s*(?:\^|\*\*)\s*"
_NUMBER = re.compile(
    rf"(?:{_POWER}(?P<alone>[+-]?\d{{1,3}}))"
    rf"|(?P<mantissa>{_PLAIN})"
    rf"(?:\s*[x×*・·]\s*{_POWER}(?P<power>[+-]?\d{{1,3}})|[eE](?P<exponent>[+-]?\d{{1,3}})|(?P<myriad>[万億兆]))?"
)
_COMPARATORS: tuple[tuple[str, Comparator], ...] = (
    ("<=", "<="), (">=", ">="), ("≦", "<="), ("≤", "<="), ("≧", ">="), ("≥", ">="), ("<", "<"), (">", ">"),
)  # fmt: skip
_ENDINGS: tuple[tuple[str, Comparator], ...] = (("未満", "<"), ("以下", "<="), ("以上", ">="), ("超", ">"))


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number with its less-than or greater-than sign and whatever stood behind it (a unit)."""

    number: Decimal
    comparator: Comparator = ""
    rest: str = ""


def normalised(text: str) -> str:
    """Return the text in half-width characters, with superscripts as ``^8`` and one kind of minus sign."""
    raised = _RAISED.sub(lambda found: "^" + found.group().translate(_SUPERSCRIPTS), text)
    return unicodedata.normalize("NFKC", raised).translate(_MINUS_SIGNS).strip()


def parse_number(text: str, field: str | None = None) -> TypedNumber:
    """Return the number that was typed, or refuse it and say how to write it.

    ``1.8×10^8``, ``1.8×10⁸``, ``1.8e8``, ``１．８``, ``1,800``, ``1.8億`` and ``<0.05`` are read. A comma that
    doesn't part thousands is refused: it could be a decimal sign. Nothing is rounded.
    """
    if len(text) > LONGEST_TEXT:
        _refuse("value_long", text, "は長すぎます", "is too long", field)
    plain = normalised(text)
    comparator, plain = _comparator(plain)
    found = _NUMBER.match(plain)
    if found is None:
        _refuse("value_not_a_number", text, "を数値として読めません", "is not a number", field)
    rest, ending = _ending(plain[found.end() :].strip())
    _check_shape(text, rest, field)
    if comparator and ending:
        _refuse("value_comparator", text, "に不等号が2つあります", "has two comparison signs", field)
    return TypedNumber(_value(found, text, field), comparator or ending, rest)


def _comparator(text: str) -> tuple[Comparator, str]:
    for sign, comparator in _COMPARATORS:
        if text.startswith(sign):
            return comparator, text[len(sign) :].strip()
    return "", text


def _ending(text: str) -> tuple[str, Comparator]:
    for word, comparator in _ENDINGS:
        if text.endswith(word):
            return text[: -len(word)].strip(), comparator
    return text, ""


def _check_shape(text: str, rest: str, field: str | None) -> None:
    if rest[:1] in ("x", "×", "*", "・", "^") or (rest[:1].isdigit() and "^" in rest):
        ja, en = (
            "は読めません。10の累乗は「1.8×10^8」のように入力してください",
            "is unclear; write a power as 1.8×10^8",
        )
        _refuse("value_power", text, ja, en, field)
    if rest[:1] in tuple(",.-+0123456789"):
        ja = "は区切りがあいまいです。小数点は「.」、桁区切りは3桁ごとの「,」で入力してください"
        _refuse("value_separator", text, ja, "is unclear; use '.' for decimals and ',' for thousands", field)


def _value(found: re.Match[str], text: str, field: str | None) -> Decimal:
    mantissa = (found.group("mantissa") or "1").replace(",", "")
    power = int(found.group("power") or found.group("exponent") or found.group("alone") or 0)
    power += _MYRIADS.get(found.group("myriad") or "", 0)
    if len(mantissa) > MOST_DIGITS or abs(power) > LARGEST_EXPONENT:
        _refuse("value_size", text, "は桁数が多すぎます", "has too many digits", field)
    return Decimal(f"{mantissa}E{power}")  # written as a text, since arithmetic would round to 28 digits


def _refuse(code: str, text: str, ja: str, en: str, field: str | None) -> NoReturn:
    shown = text.strip()[:30]
    raise BadInput(code, Text(f"入力した値「{shown}」{ja}。", f"The value {shown!r} {en}."), field=field)
