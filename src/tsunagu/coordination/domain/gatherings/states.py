"""How a gathering stands: what people decide is stored, what follows from the time and the places isn't."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"cancelled"}),
    "cancelled": frozenset(),
}
REGISTRATION: Mapping[str, frozenset[str]] = {
    "registered": frozenset({"cancelled", "waiting"}),
    "waiting": frozenset({"registered", "cancelled"}),
    "cancelled": frozenset({"registered", "waiting"}),
}
STATES = {
    "draft": Text("下書き", "Draft"),
    "published": Text("公開中", "Published"),
    "cancelled": Text("中止", "Called off"),
}
STANDINGS: Mapping[str, tuple[str, Text]] = {
    "draft": ("wait", Text("下書き", "Draft")),
    "cancelled": ("stop", Text("中止", "Called off")),
    "held": ("wait", Text("終了", "Over")),
    "under_way": ("ok", Text("開催中", "Under way")),
    "coming": ("wait", Text("受付前", "Registration not open yet")),
    "open": ("ok", Text("受付中", "Open")),
    "full": ("warn", Text("満席（キャンセル待ち受付中）", "Full, waiting list open")),
    "closed": ("wait", Text("受付終了", "Registration closed")),
}
"""The badge and the word for each way a gathering can stand."""
PLACES: Mapping[str, tuple[str, Text]] = {
    "registered": ("ok", Text("申込み確定", "Place confirmed")),
    "waiting": ("warn", Text("キャンセル待ち", "On the waiting list")),
    "cancelled": ("wait", Text("キャンセル済み", "Given back")),
}
"""The same for a registration."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells how a gathering stands; ``limit`` None: as many as come."""

    state: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    limit: int | None
    taken: int
    waiting: int

    @property
    def left(self) -> int | None:
        """How many places are free; None without a limit. Never below none: a lowered limit throws nobody out."""
        return None if self.limit is None else max(0, self.limit - self.taken)


def standing(facts: Facts, now: datetime) -> str:
    """Return how a gathering stands at a moment: a key of ``STANDINGS``.

    While a place is free it is open, even if somebody waits: only who is over the limit of his member does then.
    """
    if facts.state != "published":
        return facts.state
    if now >= facts.ends_at:
        return "held"
    if now >= facts.starts_at:
        return "under_way"
    if now < facts.opens_at:
        return "coming"
    if now >= facts.closes_at:
        return "closed"
    return "full" if facts.left == 0 else "open"


def takes_registrations(facts: Facts, now: datetime) -> bool:
    """Say whether somebody can register now, if only for the waiting list."""
    return standing(facts, now) in ("open", "full")


def check_takes_registrations(facts: Facts, now: datetime) -> None:
    """Refuse a registration before, after and without registration."""
    found = standing(facts, now)
    if found not in ("open", "full"):
        raise Refused("registration_closed", WHY_NOT.get(found, WHY_NOT["closed"]))


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a change of a gathering that the table doesn't allow."""
    if wanted not in TRANSITIONS[state]:
        raise Refused("gathering_state", NOT_NOW)


WHY_NOT = {
    "draft": Text(
        "この催しはまだ公開されていません。公開されてから申し込んでください。",
        "This gathering isn't published yet. Register once it is.",
    ),
    "cancelled": Text(
        "この催しは中止になりました。申込みは受け付けていません。",
        "This gathering was called off. Nobody can register.",
    ),
    "held": Text("この催しは終了しました。申込みは受け付けていません。", "This gathering is over."),
    "under_way": Text(
        "この催しは始まっています。会場の受付にお越しください。",
        "This gathering has begun. Please come to the desk at the door.",
    ),
    "coming": Text(
        "申込みの受付はまだ始まっていません。受付開始の日時をご確認ください。",
        "Registration hasn't opened yet. See when it does.",
    ),
    "closed": Text(
        "申込みの受付は終了しました。参加をご希望の方は主催者にお問い合わせください。",
        "Registration has closed. Ask the organiser if you want to come.",
    ),
}
NOT_NOW = Text(
    "この催しの状態では、その操作はできません。画面を読み直してください。",
    "That can't be done to this gathering as it stands. Load the page again.",
)
