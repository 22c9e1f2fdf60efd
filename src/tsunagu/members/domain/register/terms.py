"""Membership years and classes of fees: read from data, whole or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

MOST_YEN = 100_000_000
PARTS = ("year_begins", "classes", "rules")
CLASS_PARTS = ("ja", "en", "yen", "who_ja", "who_en")


@dataclass(frozen=True, slots=True)
class FeeClass:
    """A class of yearly fees 会費区分, in yen, and who belongs to it."""

    key: str
    name: Text
    yen: int
    who: Text


@dataclass(frozen=True, slots=True)
class Terms:
    """What membership goes by: the month in which its year begins, the classes of fees, what applicants agree to."""

    year_begins: int
    classes: Mapping[str, FeeClass]
    rules: Text

    @property
    def names(self) -> dict[str, Text]:
        """The names of the classes by their keys."""
        return {key: one.name for key, one in self.classes.items()}

    def year_of(self, day: date) -> int:
        """Return the membership year of a day: the calendar year in which it began."""
        return day.year if day.month >= self.year_begins else day.year - 1

    def first_day(self, year: int) -> date:
        """Return the first day of a membership year."""
        return date(year, self.year_begins, 1)

    def last_day(self, year: int) -> date:
        """Return the last day of a membership year."""
        return self.first_day(year + 1) - timedelta(days=1)

    def year_name(self, year: int) -> Text:
        """Return how a membership year is called."""
        first, last = self.first_day(year), self.last_day(year)
        return Text(f"{year}年度", f"{first:%B %Y} – {last:%B %Y}")


def terms_from(*layers: object) -> Terms:
    """Return the terms that data states; a later layer says otherwise. A layer's ``classes`` replace those before.

    Raises
    ------
    BadInput : a layer isn't names with values, a name is unknown, a figure makes no sense, or one is missing.
    """
    said: dict[str, Any] = {}
    for layer in layers:
        said |= _named("YAML", layer, PARTS)
    for part in PARTS:
        if part not in said:
            raise _refusal(f"{part} がありません", f"{part} is missing")
    month = said["year_begins"]
    if not _is_whole(month) or not 1 <= month <= 12:
        raise _refusal("year_begins は1〜12で書いてください", "year_begins must be from 1 to 12")
    classes = {
        str(key): _class(str(key), one) for key, one in _named("classes", said["classes"], None).items()
    }
    if not classes:
        raise _refusal("classes に一つ以上書いてください", "classes needs one at least")
    rules = _named("rules", said["rules"], ("ja", "en"))
    return Terms(
        month, classes, Text(_words("rules.ja", rules.get("ja")), _words("rules.en", rules.get("en")))
    )


def _class(key: str, said: object) -> FeeClass:
    given = _named(f"classes.{key}", said, CLASS_PARTS)
    words = {part: _words(f"classes.{key}.{part}", given.get(part)) for part in CLASS_PARTS if part != "yen"}
    yen = given.get("yen")
    if not _is_whole(yen) or not 0 <= yen <= MOST_YEN:  # type: ignore[operator]
        raise _refusal(
            f"classes.{key}.yen は0以上の整数（円）です", f"classes.{key}.yen is a whole number of yen"
        )
    return FeeClass(
        key, Text(words["ja"], words["en"]), int(yen or 0), Text(words["who_ja"], words["who_en"])
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _words(where: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refusal(f"{where} を文字で書いてください", f"{where} needs words")
    return value.strip()


def _named(where: str, value: object, names: tuple[str, ...] | None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _refusal(
            f"{where} は「名前: 値」の一覧ではありません", f"{where} is no list of names with values"
        )
    unknown = [str(name) for name in value if names is not None and name not in names]
    if unknown:
        raise _refusal(
            f"{where} の {'、'.join(unknown)} は使えません", f"{where} has no {', '.join(unknown)}"
        )
    return value


def _refusal(ja: str, en: str) -> BadInput:
    return BadInput("membership_terms", Text(f"会員制度の設定：{ja}。", f"Membership terms: {en}."))
