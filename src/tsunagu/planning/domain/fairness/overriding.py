"""Overrides: for one request, by a named person with a reason, agreed by a second, for a limited time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

Kind = Literal["first", "later"]
KINDS: Mapping[str, Text] = {
    "first": Text("他の基準に先立って割り当てる", "Served before all others"),
    "later": Text("この回では割り当てない", "Not served in this round"),
}
LONGEST_DAYS = 31
SHORTEST_REASON, LONGEST_REASON = 10, 1000


@dataclass(frozen=True, slots=True)
class Override:
    """An override of one request; it counts once a second person has agreed, until its last day."""

    key: str
    kind: Kind
    until: date
    is_agreed: bool
    is_withdrawn: bool = False

    def counts(self, on: date) -> bool:
        """Say whether it counts on a day."""
        return self.is_agreed and not self.is_withdrawn and on <= self.until


def check_override(kind: str, reason: str, until: date, today: date) -> None:
    """Refuse an override without a reason that others can judge, or without an end."""
    if kind not in KINDS:
        _refuse("kind", "扱いを選んでください。", "Choose what shall happen.")
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        _refuse(
            "reason",
            f"理由を {SHORTEST_REASON} 文字以上 {LONGEST_REASON:,} 文字以内で書いてください。",
            f"Give the reason in {SHORTEST_REASON} to {LONGEST_REASON:,} letters.",
        )
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        _refuse(
            "until",
            f"期限は今日から {LONGEST_DAYS} 日以内の日にしてください。",
            f"Let it end within {LONGEST_DAYS} days from today.",
        )


def _refuse(field: str, ja: str, en: str) -> None:
    raise BadInput(f"override.{field}", Text(ja, en), field)
