"""States of items, hand-overs and acceptance as data, with the changes that are allowed."""

from collections.abc import Mapping

from tsunagu.foundation.text import Text

Transitions = Mapping[str, frozenset[str]]

ITEM: Transitions = {
    "in_use": frozenset({"used", "administered", "destroyed", "returned"}),
    "returned": frozenset({"destroyed", "in_use"}),
    "used": frozenset(),
    "administered": frozenset(),
    "destroyed": frozenset(),
}

ACCEPTANCE: Transitions = {
    "not_required": frozenset({"pending"}),
    "pending": frozenset({"accepted", "accepted_with_reservation", "refused"}),
    "accepted": frozenset({"pending"}),
    "accepted_with_reservation": frozenset({"pending"}),
    "refused": frozenset({"pending"}),
}

HAND_OVER: Transitions = {
    "given": frozenset({"complete", "cancelled"}),
    "received_unsigned": frozenset({"complete"}),
    "complete": frozenset(),
    "cancelled": frozenset(),
}

_FIT = frozenset({"released", "site_released", "market_released", "provision_released", "sponsor_released"})
LOT: Transitions = {
    "quarantined": _FIT | {"rejected", "quarantined"},
    **{state: _FIT | {"rejected", "quarantined"} for state in sorted(_FIT)},
    "rejected": frozenset(),
}
"""A supplier's batch is released for use; a product lot by the kinds of release that its setting needs.

A lot that is made again is quarantined again; a rejected one stays so, and is never made again under its number.
"""

_UNRELEASED = frozenset({"quarantined", "rejected"})
_FIRST_OF_TWO = "site_released"

LABELS: Mapping[str, Text] = {
    "in_use": Text("使用中", "In use"),
    "used": Text("使用済み", "Used"),
    "administered": Text("投与済み", "Administered"),
    "destroyed": Text("廃棄", "Destroyed"),
    "returned": Text("返送", "Returned"),
    "not_required": Text("受入判定なし", "No acceptance needed"),
    "pending": Text("受入判定待ち", "Awaiting acceptance"),
    "accepted": Text("受入可", "Accepted"),
    "accepted_with_reservation": Text("条件付き受入", "Accepted with reservation"),
    "refused": Text("受入不可", "Refused"),
    "quarantined": Text("使用可の判定待ち", "Awaiting release for use"),
    "released": Text("使用可", "Released for use"),
    "site_released": Text("製造所出荷可", "Released by the site"),
    "market_released": Text("市場出荷可", "Released to the market"),
    "provision_released": Text("提供可", "Released for provision"),
    "sponsor_released": Text("治験依頼者の出荷可", "Released by the sponsor"),
    "rejected": Text("使用不可", "Rejected"),
    "given": Text("受け手の署名待ち", "Awaiting the receiver"),
    "received_unsigned": Text("渡し手の署名待ち", "Awaiting the giver"),
    "complete": Text("双方署名済み", "Signed by both"),
    "cancelled": Text("取消", "Cancelled"),
}


def may_become(table: Transitions, state: str, following: str) -> bool:
    """Say whether the table allows this change."""
    return following in table.get(state, frozenset())


def release_rank(state: str) -> int:
    """Return the place of a lot in the order in which doses are offered: 0 fully released, 1 half, 2 not at all."""
    if state in _UNRELEASED:
        return 2
    return 1 if state == _FIRST_OF_TWO else 0


def before(table: Transitions, state: str) -> frozenset[str]:
    """Return the states from which the table allows the change to ``state``."""
    return frozenset(earlier for earlier, following in table.items() if state in following)
