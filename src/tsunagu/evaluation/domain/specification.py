"""Judge a typed result against the limits of its characteristic. Exact decimals; nothing is rounded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn, Protocol

from tsunagu.evaluation.domain.numbers import LONGEST_TEXT, Comparator, TypedNumber, parse_number
from tsunagu.evaluation.domain.shown import limits_text, number_text
from tsunagu.evaluation.domain.units import is_same_unit, shown_unit
from tsunagu.evaluation.domain.words import ANSWERS, EQUAL, is_not_yet, word_in, word_name
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

ResultState = Literal["passed", "failed", "pending", "missing"]
STATE_NAMES: dict[str, Text] = {
    "passed": Text("適合", "Passed"),
    "failed": Text("不適合", "Failed"),
    "pending": Text("試験中", "Running"),
    "missing": Text("未入力", "Missing"),
    "unverified": Text("確認待ち", "To be verified"),
}


NOTHING = Text("", "")


class Characteristic(Protocol):
    """What a characteristic must tell: its name, UCUM unit, limits (inclusive) or expected word."""

    @property
    def key(self) -> str:
        """Stable key, also the name of the form field."""

    @property
    def name(self) -> Text:
        """Name that people read."""

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
        """Word that passes (``negative``)."""


@dataclass(frozen=True, slots=True)
class ResultJudgement:
    """How a result stands.

    Attributes
    ----------
    number : exact value, where one was typed; ``comparator`` tells less-than and greater-than results.
    word : key of a result in words (``not_detected``).
    shown : the result as people read it, with its unit.
    """

    state: ResultState
    reason: Text
    shown: Text = NOTHING
    number: Decimal | None = None
    comparator: Comparator = ""
    word: str | None = None


def judge(characteristic: Characteristic, typed: str | None, unit: str | None = None) -> ResultJudgement:
    """Judge what was typed for a characteristic.

    Parameters
    ----------
    typed : the text as typed; a unit may stand behind the number. None or blank: missing.
    unit : a unit chosen beside the value. Either must mean the characteristic's unit; nothing is converted.

    Refuses (``BadInput``) what can't be read, a wrong unit, an impossible value, a word that doesn't answer.
    """
    name = characteristic.name
    if typed is None or not typed.strip():
        return ResultJudgement("missing", Text(f"{name.ja}の結果がありません", f"{name.en} has no result"))
    if len(typed) > LONGEST_TEXT:
        _refuse(characteristic, "value_long", "の値が長すぎます", "the value is too long")
    if is_not_yet(typed):
        shown = STATE_NAMES["pending"]
        return ResultJudgement(
            "pending", Text(f"{name.ja}は試験中です", f"{name.en} is still running"), shown
        )
    if unit:
        _check_unit(characteristic, unit)
    word = word_in(typed)
    if characteristic.expected is not None:
        return _judge_word(characteristic, characteristic.expected, typed, word)
    if word is not None:
        return _judge_word_against_limits(characteristic, word)
    return _judge_number(characteristic, parse_number(typed, characteristic.key))


def _judge_word(
    characteristic: Characteristic, expected: str, typed: str, word: str | None
) -> ResultJudgement:
    name, wanted = characteristic.name, word_name(expected)
    known = ANSWERS.get(expected)
    given = word if word is not None else typed.strip().lower()
    if known is not None and given not in known:
        choices = Text(
            "・".join(word_name(each).ja for each in sorted(known)),
            ", ".join(word_name(each).en for each in sorted(known)),
        )
        _refuse(
            characteristic,
            "value_word",
            f"の結果は次のどれかで入力してください:{choices.ja}",
            f"the result is one of {choices.en}",
        )
    shown = word_name(given)
    passed = given in EQUAL.get(expected, frozenset({expected}))
    return ResultJudgement(
        "passed" if passed else "failed",
        Text(
            f"{name.ja}:{shown.ja}（規格 {wanted.ja}）", f"{name.en}: {shown.en} (specification: {wanted.en})"
        ),
        shown,
        word=given,
    )


def _judge_word_against_limits(characteristic: Characteristic, word: str) -> ResultJudgement:
    """Judge a word where none is expected: not detected meets an upper limit and fails a lower one.

    Where there are no limits at all, nothing can fail them, and a word may be the result where there is no unit.
    """
    name, shown, limits = characteristic.name, word_name(word), limits_text(characteristic)
    has_limits = characteristic.minimum is not None or characteristic.maximum is not None
    is_word_alone = not has_limits and characteristic.unit == "1"
    if word not in {"not_detected", "indeterminate"} and not is_word_alone:
        _refuse(
            characteristic, "value_not_a_number", "の結果は数値で入力してください", "the result is a number"
        )
    only_upper = characteristic.minimum is None and characteristic.maximum is not None
    passed = not has_limits or (word != "indeterminate" and only_upper)
    return ResultJudgement(
        "passed" if passed else "failed",
        Text(
            f"{name.ja}:{shown.ja}（規格 {limits.ja}）", f"{name.en}: {shown.en} (specification: {limits.en})"
        ),
        shown,
        word=word,
    )


def _judge_number(characteristic: Characteristic, typed: TypedNumber) -> ResultJudgement:
    if typed.rest:
        _check_unit(characteristic, typed.rest)
    _check_possible(characteristic, typed.number)
    low, high = _decimal(characteristic.minimum), _decimal(characteristic.maximum)
    verdict = _in_limits(typed, low, high)
    if verdict is None:
        _refuse(
            characteristic,
            "value_undecided",
            "は不等号つきの値では規格と比べられません。数値で入力してください",
            "a less-than or greater-than value can't be compared with these limits; type the number",
        )
    name, shown = characteristic.name, number_text(typed, characteristic.unit)
    limits = limits_text(characteristic)
    return ResultJudgement(
        "passed" if verdict else "failed",
        Text(
            f"{name.ja}:{shown.ja}（規格 {limits.ja}）", f"{name.en}: {shown.en} (specification: {limits.en})"
        ),
        shown,
        number=typed.number,
        comparator=typed.comparator,
    )


def _decimal(value: float | Decimal | None) -> Decimal | None:
    return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


def _in_limits(typed: TypedNumber, low: Decimal | None, high: Decimal | None) -> bool | None:
    """Return whether the value lies within the limits (both allowed); None where its sign leaves it open."""
    number, sign = typed.number, typed.comparator
    if not sign:
        return (low is None or number >= low) and (high is None or number <= high)
    if sign in ("<", "<="):
        if low is not None:
            below = number < low or (sign == "<" and number == low)
            return False if below else None
        return True if high is None or number <= high else None
    if high is not None:
        above = number > high or (sign == ">" and number == high)
        return False if above else None
    return True if low is None or number >= low else None


def _check_possible(characteristic: Characteristic, number: Decimal) -> None:
    if number < 0 and characteristic.unit != "Cel":
        _refuse(characteristic, "value_negative", "の値が負になっています", "the value is negative")
    maximum = _decimal(characteristic.maximum)
    if characteristic.unit == "%" and number > 100 and (maximum is None or maximum <= 100):
        _refuse(
            characteristic,
            "value_percent",
            "の値が100 %を超えています。小数点の位置を確かめてください",
            "the value is more than 100 %; check the decimal point",
        )


def _check_unit(characteristic: Characteristic, unit: str) -> None:
    if is_same_unit(unit, characteristic.unit):
        return
    wanted = shown_unit(characteristic.unit)
    _refuse(
        characteristic,
        "value_unit",
        f"の単位「{unit.strip()[:20]}」が違います。{wanted.ja or '単位なし'}で入力してください",
        f"the unit {unit.strip()[:20]!r} is wrong; use {wanted.en or 'no unit'}",
    )


def _refuse(characteristic: Characteristic, code: str, ja: str, en: str) -> NoReturn:
    name = characteristic.name
    raise BadInput(code, Text(f"「{name.ja}」{ja}。", f"{name.en}: {en}."), field=characteristic.key)
