"""Checks that several things written of a product share: the length of a text, the order of two days."""

from datetime import date

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text


def check_length(value: str, longest: int, field: str, *, may_be_empty: bool = True) -> None:
    """Refuse a text that is too long, or empty where it may not be."""
    least = 0 if may_be_empty else 1
    if least <= len(value.strip()) and len(value) <= longest:
        return
    ja = f"{longest}文字以内で入力してください。" if may_be_empty else f"1〜{longest}文字で入力してください。"
    en = f"At most {longest} characters." if may_be_empty else f"It needs 1 to {longest} characters."
    raise BadInput("length", Text(ja, en), field)


def check_order(first: date | None, last: date | None, field: str = "last") -> None:
    """Refuse a last day before the first."""
    if first is None or last is None or first <= last:
        return
    raise BadInput(
        "period",
        Text(
            f"終了日（{last}）が開始日（{first}）より前です。日付を確かめてください。",
            f"The last day ({last}) is before the first ({first}). Check the dates.",
        ),
        field,
    )
