"""States of a booking as data."""

from collections.abc import Mapping

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "asked": frozenset({"booked", "declined", "cancelled"}),
    "booked": frozenset({"cancelled", "used"}),
    "declined": frozenset(),
    "cancelled": frozenset(),
    "used": frozenset(),
}
STATES: Mapping[str, tuple[str, Text]] = {
    "asked": ("warn", Text("承認待ち", "To be approved")),
    "booked": ("ok", Text("予約確定", "Booked")),
    "declined": ("stop", Text("お断り", "Declined")),
    "cancelled": ("wait", Text("取消し", "Given back")),
    "used": ("wait", Text("利用済み", "Used")),
}
HOLDING = ("asked", "booked", "used")
"""States in which a booking keeps its time."""


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a change that the table doesn't allow."""
    if wanted not in TRANSITIONS[state]:
        raise Refused("booking_state", NOT_NOW)


NOT_NOW = Text(
    "この予約の状態では、その操作はできません。画面を読み直してください。",
    "That can't be done to this booking as it stands. Load the page again.",
)
