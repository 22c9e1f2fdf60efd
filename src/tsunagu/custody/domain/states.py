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
    "given": Text("受け手の署名待ち", "Awaiting the receiver"),
    "received_unsigned": Text("渡し手の署名待ち", "Awaiting the giver"),
    "complete": Text("双方署名済み", "Signed by both"),
    "cancelled": Text("取消", "Cancelled"),
}


def may_become(table: Transitions, state: str, following: str) -> bool:
    """Say whether the table allows this change."""
    return following in table.get(state, frozenset())


def before(table: Transitions, state: str) -> frozenset[str]:
    """Return the states from which the table allows the change to ``state``."""
    return frozenset(earlier for earlier, following in table.items() if state in following)
