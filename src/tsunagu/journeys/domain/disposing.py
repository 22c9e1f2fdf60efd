"""Who may destroy a thing: what is still counted on, quality only; what is left over, whoever handles such things."""

from collections.abc import Set

from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text

HANDLING = frozenset(
    {"quality", "supervisor", "operator", "qc", "storage", "procurement", "physician", "nurse"}
)
"""Roles that dispose of what is left over: those who keep things, never who only carries or reads."""


def is_counted_on(journey_state: str, *, is_superseded: bool, is_stock: bool, lot_state: str = "") -> bool:
    """Say whether a thing is still meant for someone: its journey goes on or may, or it is stock of a good lot."""
    if is_superseded or lot_state == "rejected":
        return False
    return journey_state in ("under_way", "failed") or (journey_state == "completed" and is_stock)


def check_may_destroy(roles: Set[str], counted_on: bool) -> None:
    """Refuse who may not record a disposal, and who alone may not destroy what is still counted on."""
    if not roles & HANDLING:
        raise NotAllowed("disposal_role", _NO_ROLE)
    if counted_on and "quality" not in roles:
        raise NotAllowed("still_counted_on", _COUNTED_ON)


_NO_ROLE = Text(
    "廃棄を記録できるのは、現品を扱う担当者（品質保証・製造・試験・保管・採取・医師・看護師）です。",
    "A disposal is recorded by those who keep things: quality, makers, QC, storage, procurement, physicians, nurses.",
)
_COUNTED_ON = Text(
    "この現品はまだ使う予定があります。廃棄できるのは品質保証担当者だけです。",
    "This item is still counted on: only quality assurance may dispose of it.",
)
