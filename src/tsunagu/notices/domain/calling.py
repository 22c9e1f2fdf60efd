"""A call 呼出し that must be answered: who is told next, after how long, when nobody answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tsunagu.foundation.text import Text
from tsunagu.notices.domain.roster import Contact

MINUTES: dict[int, int] = {3: 15, 2: 30, 1: 60}
"""How long the one who was told has to answer, by urgency."""
STATES: dict[str, Text] = {
    "open": Text("応答待ち", "Waits for an answer"),
    "unanswered": Text("応答なし", "Nobody has answered"),
    "acknowledged": Text("応答あり", "Answered"),
    "ended": Text("解消", "No longer needed"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"unanswered", "acknowledged", "ended"}),
    "unanswered": frozenset({"acknowledged", "ended"}),
    "acknowledged": frozenset(),
    "ended": frozenset(),
}
WAITING = ("open", "unanswered")
RUNGS: dict[str, Text] = {
    "duty": Text("当番", "On duty"),
    "role": Text("担当者全員", "All who hold the role"),
    "head": Text("組織の代表", "Head contact of the organisation"),
    "coordinator": Text("調整担当の当番", "Coordinator on call"),
}
WAYS: dict[str, Text] = {
    "inbox": Text("受信箱", "Inbox"),
    "phone": Text("電話（調整担当がかける）", "Telephone, by the coordinator"),
}


@dataclass(frozen=True, slots=True)
class Next:
    """Who is told next, as what, and by which way; ``contact`` is None for all who hold the role."""

    rung: str
    contact: Contact | None

    @property
    def key(self) -> str:
        """What tells it apart from those who were told already."""
        return self.contact.key if self.contact else self.rung

    @property
    def way(self) -> str:
        """How it reaches them: who has no account must be telephoned."""
        return "inbox" if self.contact is None or self.contact.person else "phone"


def ladder(on_duty: Sequence[Contact], head: Contact | None, coordinators: Sequence[Contact]) -> list[Next]:
    """Return everybody to be told, one after the other.

    Where nobody is on duty, all who hold the role are told instead. The head contact of the organisation comes after
    its own people, and the coordinator on call last.
    """
    own = [Next("duty", contact) for contact in on_duty] or [Next("role", None)]
    return [
        *own,
        *([Next("head", head)] if head else []),
        *(Next("coordinator", one) for one in coordinators),
    ]


def next_to_tell(steps: Sequence[Next], told: Collection[str]) -> Next | None:
    """Return who is told next: the first on the ladder who hasn't been told; None when nobody is left."""
    return next((one for one in steps if one.key not in told), None)


def answer_within(urgency: int) -> timedelta:
    """Return how long one who was told has to answer."""
    return timedelta(minutes=MINUTES.get(urgency, MINUTES[1]))


def urgency_of(slack_hours: float) -> int:
    """Return how urgent a call is by the hours left: under four 3, under a day 2, else 1."""
    if slack_hours < 4:
        return 3
    return 2 if slack_hours < 24 else 1
