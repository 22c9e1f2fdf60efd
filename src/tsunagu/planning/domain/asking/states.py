"""The states of a hospital's request for dates, and which may follow which."""

from collections.abc import Mapping
from datetime import datetime

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

STATES: Mapping[str, Text] = {
    "open": Text("案を比較中", "Comparing"),
    "reserved": Text("仮押さえ中", "Held"),
    "expired": Text("仮押さえの期限切れ", "Hold ran out"),
    "confirmed": Text("確定", "Confirmed"),
    "ordered": Text("症例に反映済み", "Dates given to a case"),
    "withdrawn": Text("取下げ", "Withdrawn"),
}
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"reserved", "withdrawn"}),
    "reserved": frozenset({"confirmed", "open", "withdrawn"}),
    "expired": frozenset({"reserved", "open", "withdrawn"}),
    "confirmed": frozenset({"ordered", "open", "withdrawn"}),
    "ordered": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
"""A reservation expires by itself when its time limit passes (``state_at``); no row says so."""
WAITING = frozenset({"open", "expired"})
"""States in which a request holds nothing and still wants dates."""
HOLDING = frozenset({"reserved", "confirmed", "ordered"})
"""States in which capacity is kept for the request."""
PROMISED = frozenset({"confirmed", "ordered"})
"""States in which its dates are kept without a time limit."""


def state_at(state: str, held_until: datetime | None, now: datetime) -> str:
    """Return the state of a request at a time: a reservation whose time limit has passed is ``expired``."""
    is_over = state == "reserved" and held_until is not None and held_until <= now
    return "expired" if is_over else state


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a state that can't follow the present one, with a sentence that says what to do."""
    if wanted not in TRANSITIONS[state]:
        raise Refused("request_state", _WHY.get((state, wanted), _BY_STATE[state]))


_BY_STATE: Mapping[str, Text] = {
    "open": Text(
        "この相談では枠を押さえていません。先に案を選んでください。",
        "Nothing is held for this request. Choose a proposal first.",
    ),
    "reserved": Text(
        "この相談では、もう枠を押さえています。別の案にするには、先に枠を返してください。",
        "Capacity is held for this request already. Give it back before you choose another proposal.",
    ),
    "expired": Text(
        "押さえた枠の期限が過ぎています。もう一度、案を選んでください。",
        "The reservation has run out. Choose a proposal again.",
    ),
    "confirmed": Text(
        "この相談の日程は確定しています。変えるには、先に枠を返してください。",
        "The dates of this request are confirmed. Give them back before you change them.",
    ),
    "ordered": Text(
        "この相談の日程は症例に反映されています。枠を手放すには、相談を取り下げてください。",
        "The dates of this request were given to a case. Withdraw the request to let its capacity go.",
    ),
    "withdrawn": Text(
        "この相談は取り下げられています。新しく相談してください。",
        "This request is withdrawn. Make a new one.",
    ),
}
_WHY: Mapping[tuple[str, str], Text] = {
    ("reserved", "ordered"): Text(
        "仮押さえのままです。先に日程を確定してください。",
        "The dates are only held. Confirm them first.",
    ),
}
