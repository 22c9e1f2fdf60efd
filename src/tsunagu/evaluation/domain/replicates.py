"""Several readings of one sample become one result: the mean is reported, and each reading is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import NoReturn

from scipy.special import stdtrit

from tsunagu.evaluation.domain.numbers import TypedNumber
from tsunagu.evaluation.domain.shown import limits_text, number_text
from tsunagu.evaluation.domain.specification import Characteristic, ResultJudgement, ResultState, judge
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

MOST_REPLICATES = 24
DIGITS = 150
"""Enough for a mean of the largest and the smallest number that may be typed, and of all their digits."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """What several readings come to.

    Attributes
    ----------
    judgement : of the reported value; failed where a single reading failed. readings : each as it is shown.
    numbers : the readings as exact numbers, empty where one is a word or has a comparison sign.
    """

    judgement: ResultJudgement
    readings: tuple[str, ...]
    numbers: tuple[Decimal, ...] = ()


def judge_replicates(characteristic: Characteristic, typed: Sequence[str]) -> Replicates:
    """Judge readings of one sample; one that fails makes the result fail, whatever the mean.

    The mean is exact, and shown with one decimal more than the readings. Where a reading has a comparison sign
    or is a word, the least favourable reading is reported.

    Refuses (``BadInput``) an unreadable reading, more than 24, and a test still running among others.
    """
    given = [text for text in typed if text.strip()]
    if len(given) > MOST_REPLICATES:
        _refuse(
            characteristic, "replicates_many", f"の測定値は{MOST_REPLICATES}個までです",
            f"at most {MOST_REPLICATES} readings",
        )  # fmt: skip
    judged = [judge(characteristic, text) for text in given]
    if not judged:
        return Replicates(judge(characteristic, None), ())
    if len(judged) > 1 and any(one.state == "pending" for one in judged):
        _refuse(
            characteristic, "replicates_pending", "の測定値に「試験中」は混ぜられません",
            "a running test can't stand among readings",
        )  # fmt: skip
    readings = tuple(one.shown.ja for one in judged)
    numbers = tuple(one.number for one in judged if one.number is not None and not one.comparator)
    if len(numbers) < len(judged):
        return Replicates(_least_favourable(characteristic, judged), readings)
    if len(judged) == 1:
        return Replicates(judged[0], readings, numbers)
    return Replicates(_mean(characteristic, judged, numbers), readings, numbers)


def mean_interval(numbers: Sequence[Decimal], level: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of the mean of readings by Student's t; None for fewer than two.

    Readings of one sample vary by repeatability alone: it says nothing of days, operators or laboratories.
    """
    if len(numbers) < 2:
        return None
    mean = sum(numbers, Decimal(0)) / len(numbers)
    spread = float(sum(((one - mean) ** 2 for one in numbers), Decimal(0)) / (len(numbers) - 1)) ** 0.5
    half = float(stdtrit(len(numbers) - 1, 0.5 + level / 2)) * spread / len(numbers) ** 0.5
    return float(mean) - half, float(mean) + half


def _mean(
    characteristic: Characteristic, judged: Sequence[ResultJudgement], numbers: Sequence[Decimal]
) -> ResultJudgement:
    with localcontext(Context(prec=DIGITS)):
        mean = sum(numbers, Decimal(0)) / len(numbers)
        finest = min(int(one.as_tuple().exponent) for one in numbers)
        rounded = mean.quantize(Decimal(1).scaleb(finest - 1))
    shown = number_text(TypedNumber(rounded), characteristic.unit)
    outside = [one for one in judged if one.state == "failed"]
    state: ResultState = "failed" if outside else "passed"
    name, limits, count = characteristic.name, limits_text(characteristic), len(judged)
    ja = f"{name.ja}:{shown.ja}（{count}回の平均、規格 {limits.ja}）"
    en = f"{name.en}: {shown.en} (mean of {count}, specification: {limits.en})"
    if outside:
        ja += f"。{len(outside)}回が規格外です（{outside[0].shown.ja}）"
        en += f"; {len(outside)} of them outside ({outside[0].shown.en})"
    return ResultJudgement(state, Text(ja, en), shown, number=mean)


def _least_favourable(characteristic: Characteristic, judged: Sequence[ResultJudgement]) -> ResultJudgement:
    """Return the failed reading if there is one, else the one nearest to its limit."""
    failed = [one for one in judged if one.state == "failed"]
    among = failed or list(judged)
    known = [one for one in among if one.number is not None]
    if not known:
        return among[0]
    towards_high = characteristic.maximum is not None
    return (max if towards_high else min)(known, key=lambda one: one.number or Decimal(0))


def _refuse(characteristic: Characteristic, code: str, ja: str, en: str) -> NoReturn:
    name = characteristic.name
    raise BadInput(code, Text(f"「{name.ja}」{ja}。", f"{name.en}: {en}."), field=characteristic.key)
