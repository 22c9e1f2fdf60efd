"""States of a round and of an answer to it, as tables of what may follow what."""

from collections.abc import Mapping
from datetime import datetime

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

STATES: Mapping[str, Text] = {
    "draft": Text("入力受付中", "Inputs are open"),
    "computing": Text("計算中", "Being computed"),
    "computed": Text("計算済み（公表前）", "Computed, not published"),
    "published": Text("公表済み（回答受付中）", "Published, being answered"),
    "ended": Text("終了", "Ended"),
    "withdrawn": Text("取りやめ", "Withdrawn"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"computing", "withdrawn"}),
    "computing": frozenset({"computed", "draft"}),
    "computed": frozenset({"draft", "published", "withdrawn"}),
    "published": frozenset({"ended"}),
    "ended": frozenset(),
    "withdrawn": frozenset(),
}
UNDER_WAY = frozenset({"draft", "computing", "computed", "published"})
"""States in which scarce places are given by the round, to nobody beside it."""
ANSWERS: Mapping[str, Text] = {
    "waiting": Text("次の順番を待っています", "Waits for its turn"),
    "offered": Text("仮押さえ中（回答待ち）", "Held, to be answered"),
    "accepted": Text("承諾", "Accepted"),
    "declined": Text("辞退", "Declined"),
    "lapsed": Text("期限切れ", "Ran out"),
    "gone": Text("相談の取下げ", "Request withdrawn"),
}


def check_transition(state: str, wanted: str) -> None:
    """Refuse what can't follow the present state."""
    if wanted in TRANSITIONS[state]:
        return
    now, then = STATES[state], STATES[wanted]
    raise Refused(
        "round_state",
        Text(
            f"この回は「{now.ja}」のため、「{then.ja}」にできません。最新の状態を確認してください。",
            f"This round is “{now.en}” and can't become “{then.en}”. Look at how it stands now.",
        ),
    )


def answer_of(
    offered_at: datetime | None,
    declined_at: datetime | None,
    state: str,
    held_until: datetime | None,
    now: datetime,
) -> str:
    """Return how an offer stands, from the state of the request that it was made for."""
    if state == "withdrawn":
        return "gone"
    if offered_at is None:
        return "waiting"
    if declined_at is not None:
        return "declined"
    if state == "confirmed":
        return "accepted"
    if state == "reserved":
        return "lapsed" if held_until is not None and held_until <= now else "offered"
    return "declined"


def may_read_results(state: str, *, is_coordinator: bool) -> bool:
    """Say whether results may be read: by all once they are published, before that by the coordinator alone."""
    return state in ("published", "ended") or (is_coordinator and state == "computed")
