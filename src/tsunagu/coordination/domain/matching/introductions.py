"""How a member comes to a need: proposed by the coordinator, invited by the poster, or offering itself."""

from collections.abc import Mapping

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

STATES: Mapping[str, Text] = {
    "proposed": Text("掲載元の同意待ち", "Waits for the poster's consent"),
    "asked": Text("回答待ち", "Waits for an answer"),
    "offered": Text("申し出あり", "Offered itself"),
    "accepted": Text("相談へ", "Consultation began"),
    "declined": Text("辞退", "Declined"),
    "refused": Text("同意なし", "No consent"),
    "withdrawn": Text("取下げ", "Withdrawn"),
}
BADGES: Mapping[str, str] = {
    "proposed": "wait", "asked": "wait", "offered": "warn", "accepted": "ok", "declined": "stop",
    "refused": "stop", "withdrawn": "wait",
}  # fmt: skip
TRANSITIONS: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"asked", "refused", "withdrawn"}),
    "asked": frozenset({"accepted", "declined", "withdrawn"}),
    "offered": frozenset({"accepted", "declined", "withdrawn"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "refused": frozenset(),
    "withdrawn": frozenset(),
}
WAITING = frozenset({"proposed", "asked", "offered"})
STATES_OVER = frozenset({"declined", "refused", "withdrawn"})
"""After these the same member may be introduced once more."""
LONGEST_NOTE = 1000


def first_state(*, is_open: bool, by_coordinator: bool, by_invited: bool) -> str:
    """Return where an introduction begins.

    A confidential need is shown to nobody before its poster agrees: what the coordinator finds is a proposal first.
    """
    if by_invited:
        return "offered"
    return "proposed" if by_coordinator and not is_open else "asked"


def answers(state: str) -> str:
    """Return who has to answer in this state: the poster, the invited member, or nobody."""
    return {"proposed": "poster", "offered": "poster", "asked": "invited"}.get(state, "")


def is_known_to_invited(state: str) -> bool:
    """Say whether the invited member knows of it: not while the poster is still being asked, or has refused."""
    return state not in ("proposed", "refused")


def check_may_become(state: str, wanted: str) -> None:
    """Refuse what the table doesn't allow: somebody else has answered, or it was withdrawn."""
    if wanted not in TRANSITIONS[state]:
        raise Refused("introduction_state", NOT_NOW)


NOT_NOW = Text(
    "この紹介は、すでに回答済みか取り下げられています。画面を開き直して確かめてください。",
    "This introduction is answered or withdrawn already. Open the page again and look.",
)
