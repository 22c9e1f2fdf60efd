"""Whether a member goes on in a membership year: its states and the allowed answers, as data."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.register.record import Known
from tsunagu.members.domain.register.terms import FeeClass, Terms

YearState = Literal["open", "new", "renewed", "leaving", "left"]
Answer = Literal["renew", "leave"]
YEAR_STATES: dict[YearState, tuple[str, Text]] = {
    "open": ("warn", Text("未回答", "Not answered")),
    "new": ("ok", Text("新規入会", "New this year")),
    "renewed": ("ok", Text("更新", "Renewed")),
    "leaving": ("wait", Text("退会予定", "Leaving")),
    "left": ("wait", Text("退会済み", "Left")),
}
ALLOWED: dict[YearState, tuple[Answer, ...]] = {
    "open": ("renew", "leave"),
    "new": ("renew", "leave"),
    "renewed": ("renew", "leave"),
    "leaving": ("renew", "leave"),
    "left": (),
}
"""What may be answered in each state: a member may change its mind until the day on which it leaves is over."""


@dataclass(frozen=True, slots=True)
class YearAnswer:
    """What was said of a year: class of fees, last day where the member leaves, when and by whom (a name)."""

    answer: str
    fee_class: str
    leaves_on: date | None
    said: str = ""
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class YearLine:
    """A member in a membership year."""

    known: Known
    state: YearState
    fee: FeeClass | None
    answer: YearAnswer | None = None

    @property
    def yen(self) -> int | None:
        """The fee of the year; None where no class is known."""
        return None if self.fee is None else self.fee.yen

    def left_after(self, day: date) -> date | None:
        """Return the member's last day where it lies after the day."""
        left = self.known.record.left_on
        return left if left is not None and left > day else None


def in_year(known: Known, answer: YearAnswer | None, terms: Terms, year: int, today: date) -> YearLine | None:
    """Return the member's line in a membership year; None where it wasn't a member in any part of it."""
    record, first, last = known.record, terms.first_day(year), terms.last_day(year)
    if record.joined_on is None or record.joined_on > last or (record.left_on and record.left_on < first):
        return None
    fee = terms.classes.get((answer.fee_class if answer else "") or record.fee_class)
    return YearLine(known, _state(record.joined_on, record.left_on, answer, first, last, today), fee, answer)


def _state(
    joined: date, left: date | None, answer: YearAnswer | None, first: date, last: date, today: date
) -> YearState:
    if left is not None and left <= last:
        return "left" if left < today else "leaving"
    if joined >= first:
        return "new"
    return "renewed" if answer is not None and answer.answer == "renew" else "open"


def check_answer(line: YearLine | None, answer: str, leaves_on: date | None, terms: Terms, year: int) -> None:
    """Refuse an answer that the state of the member in the year doesn't take, or a last day outside the year."""
    if line is None:
        raise Refused("not_in_year", _NOT_IN_YEAR)
    if answer not in ALLOWED[line.state]:
        state = YEAR_STATES[line.state][1]
        raise Refused(
            "year_state",
            Text(
                f"「{state.ja}」の会員の更新・退会は変更できません。再入会は会員登録簿で登録してください。",
                f"It is “{state.en}”: this can't be changed any more. Enter it anew in the register.",
            ),
        )
    if answer == "leave":
        _check_last_day(line, leaves_on, terms, year)


def _check_last_day(line: YearLine, leaves_on: date | None, terms: Terms, year: int) -> None:
    first = max(terms.first_day(year), line.known.record.joined_on or date.min)
    last = terms.last_day(year)
    if leaves_on is None or not first <= leaves_on <= last:
        raise BadInput(
            "leaves_on",
            Text(
                f"退会日は{first}から{last}までの日を入力してください。",
                f"The last day lies between {first} and {last}.",
            ),
            "leaves_on",
        )


_NOT_IN_YEAR = Text(
    "この年度の会員ではありません。年度を確かめてください。", "It is no member in this year. Check the year."
)
