"""The years that a record may lie in: what is typed outside them was mistyped, and can't be reckoned with."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def is_in_era(value: date) -> bool:
    """Say whether a day, or a time, lies from 1900 to 2199."""
    return EARLIEST < (value.date() if isinstance(value, datetime) else value) < LATEST


def check_era(values: Iterable[Any], field: str | None = None) -> None:
    """Refuse days and times outside the era; values of other kinds are passed over."""
    for value in values:
        if isinstance(value, date) and not is_in_era(value):
            raise BadInput("outside_the_era", OUTSIDE, field)


OUTSIDE = Text(
    "日時は1900年から2199年までの間で入力してください。",
    "A date or time lies between the years 1900 and 2199.",
)
