"""Which points a person chose to freeze limits from, by their numbers on the page that was looked at."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.evaluation.domain.trends import TrendPoint
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

MOST_EXCLUDED = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Limits to be frozen.

    Attributes
    ----------
    first, last : numbers of the points, from 1. excluded : numbers to leave out, each with its reason.
    shown : digest of the points that the person saw (see ``points_digest``).
    """

    rules: str
    first: int
    last: int
    excluded: Mapping[int, str] = field(default_factory=dict)
    accepts_few: bool = False
    shown: str = ""


def points_digest(points: Sequence[TrendPoint]) -> str:
    """Return the SHA-256 of points in their order: what a person sees when freezing limits."""
    told = "\x1f".join(f"{one.uuid}/{one.value!r}" for one in points)
    return hashlib.sha256(told.encode()).hexdigest()


def chosen(points: Sequence[TrendPoint], choice: Choice) -> tuple[list[TrendPoint], dict[UUID, str]]:
    """Return the points from first to last, and those left out with their reasons.

    Refuses numbers of no point, and points that changed since they were looked at.
    """
    if choice.shown and choice.shown != points_digest(points):
        raise Refused("points_changed", _CHANGED)
    if not 1 <= choice.first <= len(points):
        _bad("first", f"番号は1〜{len(points)}です。", f"Numbers go from 1 to {len(points)}.")
    if not choice.first <= choice.last <= len(points):
        _bad(
            "last",
            f"最後の番号は{choice.first}〜{len(points)}で選んでください。",
            f"The last number lies between {choice.first} and {len(points)}.",
        )
    for number in choice.excluded:
        if not choice.first <= number <= choice.last:
            _bad(
                "excluded",
                f"除外する{number}番は選んだ範囲にありません。",
                f"Point {number} isn't within the chosen range.",
            )
    reasons = {points[number - 1].uuid: reason for number, reason in choice.excluded.items()}
    return list(points[choice.first - 1 : choice.last]), reasons


def exclusions_in(text: str) -> dict[int, str]:
    """Return the exclusions that were typed, one a line: ``7：気泡が入った``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_EXCLUDED:
        _bad(
            "excluded",
            f"除外できるのは{MOST_EXCLUDED}点までです。",
            f"At most {MOST_EXCLUDED} points can be left out.",
        )
    return dict(_exclusion(line) for line in lines)


def _exclusion(line: str) -> tuple[int, str]:
    number, sign, reason = line.replace("：", ":").partition(":")
    figure = normalised(number)
    if not sign or not figure.isascii() or not figure.isdigit() or len(figure) > 6:
        _bad(
            "excluded",
            f"「{line[:30]}」が読み取れません。「7：気泡が入った」のように番号と理由を入力してください。",
            f"{line[:30]!r} can't be read. Type number and reason: 7: air bubble.",
        )
    return int(figure), reason.strip()


def _bad(field: str, ja: str, en: str) -> NoReturn:
    raise BadInput(field, Text(ja, en), field)


_CHANGED = Text(
    "画面を開いた後に測定値が変わりました。画面を開き直して、点をもう一度確認してください。",
    "The points have changed since you opened the page. Reload it and look at them again.",
)
