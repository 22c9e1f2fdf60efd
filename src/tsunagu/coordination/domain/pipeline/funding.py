"""Funding 資金: kinds of programme, what an award obliges to, and when a report is due or late."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

KINDS: dict[str, Text] = {
    "grant": Text("補助事業（研究助成）", "Grant"),
    "commissioned": Text("委託研究", "Commissioned research"),
    "subsidy": Text("補助金", "Subsidy"),
    "investment": Text("出資", "Investment"),
    "zone": Text("特区による支援", "Support of a special zone"),
}
OBLIGATIONS: dict[str, Text] = {
    "interim": Text("中間報告書", "Interim report"),
    "yearly": Text("年次報告書", "Yearly report"),
    "accounts": Text("収支報告書", "Statement of accounts"),
    "final": Text("最終報告書", "Final report"),
    "ip": Text("知的財産の報告", "Report on intellectual property"),
    "audit": Text("検査・確定調査", "Inspection of the accounts"),
    "other": Text("その他の報告", "Other report"),
}
REMINDERS = (60, 14, 0)
"""Days before a report is due when it is reminded of."""
SOON_DAYS = 60
MOST_YEN = 1_000_000_000_000
MOST_OBLIGATIONS = 20
LONGEST_NOTE = 1000

DueState = Literal["done", "late", "soon", "later"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed to a funder by a day; ``done_on`` once it was handed in."""

    kind: str
    due_on: date
    done_on: date | None = None
    uuid: UUID | None = None

    def state(self, today: date) -> DueState:
        """Return whether it is done, late, due soon or later; on its own day it isn't late yet."""
        if self.done_on is not None:
            return "done"
        left = (self.due_on - today).days
        return "late" if left < 0 else ("soon" if left <= SOON_DAYS else "later")


def reminder_due(due_on: date, today: date, before: tuple[int, ...] = REMINDERS) -> int | None:
    """Return which reminder stands now (days before the due day); None while none does.

    Days on which nothing ran are caught up with: of several that are past, the nearest to the due day stands.
    """
    left = (due_on - today).days
    return min((days for days in before if left <= days), default=None)


def check_amount(yen: int | None, field: str = "amount_yen") -> None:
    """Refuse an amount of money that can't be."""
    if yen is not None and not 0 <= yen <= MOST_YEN:
        raise BadInput(
            "amount",
            Text(
                "金額は0円から1兆円までの整数で入力してください。",
                "An amount is a whole number of yen from 0 to 1,000,000,000,000.",
            ),
            field,
        )


def check_obligations(obligations: list[Obligation], first: date, last_due: date) -> None:
    """Refuse too many obligations, unknown kinds, the same report twice on a day, and days far outside the award."""
    if len(obligations) > MOST_OBLIGATIONS:
        raise BadInput(
            "obligations",
            Text(
                f"報告は{MOST_OBLIGATIONS}件までです。", f"An award has at most {MOST_OBLIGATIONS} reports."
            ),
        )
    seen: set[tuple[str, date]] = set()
    for number, one in enumerate(obligations):
        if one.kind not in OBLIGATIONS or (one.kind, one.due_on) in seen:
            raise _obligation_fault(
                "同じ報告が同じ日に二度あります。", "The same report is there twice for a day.", number
            )
        if not first <= one.due_on <= last_due:
            raise _obligation_fault(
                f"報告の期限 {one.due_on} が、資金の期間（{first}から終了後5年まで）の外です。",
                f"A report due on {one.due_on} lies outside the award (from {first} to 5 years after its end).",
                number,
            )
        seen.add((one.kind, one.due_on))


def _obligation_fault(ja: str, en: str, number: int) -> BadInput:
    return BadInput("obligations", Text(ja, en), f"due_{number}")
