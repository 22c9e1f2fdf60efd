"""States of a change of a member's page, as data."""

from collections.abc import Mapping

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"applied", "returned", "withdrawn", "replaced"}),
    "applied": frozenset(),
    "returned": frozenset(),
    "withdrawn": frozenset(),
    "replaced": frozenset(),
}
STATES: Mapping[str, tuple[str, Text]] = {
    "proposed": ("wait", Text("承認待ち", "Waiting for approval")),
    "applied": ("ok", Text("掲載済み", "On the page")),
    "returned": ("warn", Text("差戻し", "Returned")),
    "withdrawn": ("wait", Text("取下げ", "Taken back")),
    "replaced": ("wait", Text("差替え済み", "Replaced")),
}
"""Badge and word of each state."""
OUT_OF_DATE: tuple[str, Text] = ("stop", Text("掲載内容が変わっています", "Out of date"))


def check_may_become(state: str, wanted: str) -> None:
    """Refuse a step that the table doesn't allow."""
    if wanted not in TRANSITIONS[state]:
        word = STATES[state][1]
        raise Refused(
            "change_state",
            Text(
                f"この申請は「{word.ja}」になっています。画面を開き直して確かめてください。",
                f"This change is “{word.en}” by now. Open the page again.",
            ),
        )
