"""May this person do this with an item now? Pure checks with the reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from tsunagu.custody.domain.states import ACCEPTANCE, ITEM, LABELS, Transitions, may_become
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

JUDGEMENTS = frozenset({"accepted", "accepted_with_reservation", "refused"})


class Held(Protocol):
    """What the checks need to know of an item."""

    @property
    def label(self) -> str:
        """What is printed on it."""

    @property
    def holder(self) -> UUID:
        """The organisation that has it in its hands."""

    @property
    def state(self) -> str:
        """Whether it still exists as such."""

    @property
    def acceptance(self) -> str:
        """How its receipt was judged."""


class Passed(Protocol):
    """What is asked of a hand-over."""

    @property
    def giver(self) -> UUID:
        """Who had the things before."""

    @property
    def receiver(self) -> UUID:
        """Who took them."""

    @property
    def received_at(self) -> datetime | None:
        """When they were taken; None: not yet."""


def returns_to(passed: Iterable[Passed], holder: UUID) -> UUID | None:
    """Return whom a thing may go back to: who gave it to its holder, unless the holder had sent it there himself.

    A hand-over back to where the thing came from undoes the one before, so that nothing is shipped forward as a
    return. None: it began here.
    """
    way: list[tuple[UUID, UUID]] = []
    taken = [(one.received_at, one) for one in passed if one.received_at is not None]
    for _, one in sorted(taken, key=lambda pair: pair[0]):
        if way and way[-1] == (one.receiver, one.giver):
            way.pop()
        else:
            way.append((one.giver, one.receiver))
    return way[-1][0] if way and way[-1][1] == holder else None


def check_holds(items: Sequence[Held], member: UUID) -> None:
    """Refuse unless the member holds all the items, and they still exist as such."""
    for item in items:
        if item.state != "in_use":
            raise Refused("item_is_gone", _gone(item))
        if item.holder != member:
            raise Refused(
                "not_the_holder",
                Text(
                    f"現品 {item.label} を持っているのは別の組織です。先に受領してください。",
                    f"Item {item.label} is held by another organisation. Receive it first.",
                ),
            )


def check_change(table: Transitions, state: str, following: str, what: Text) -> None:
    """Refuse a change of state that the table does not allow."""
    if not may_become(table, state, following):
        now, then = LABELS[state], LABELS[following]
        raise Refused(
            "change_not_allowed",
            Text(
                f"{what.ja}は「{now.ja}」なので「{then.ja}」にできません。",
                f"{what.en} is “{now.en}” and can't become “{then.en}”.",
            ),
        )


def check_judgement(judgement: str) -> None:
    """Refuse what is no judgement of acceptance."""
    if judgement not in JUDGEMENTS:
        raise BadInput(
            "judgement",
            Text("受入判定を選んでください。", "Choose the judgement of acceptance."),
            field="judgement",
        )


def check_may_judge(item: Held, judgement: str) -> None:
    """Refuse an acceptance of what does not await one."""
    check_change(ACCEPTANCE, item.acceptance, judgement, _item(item))


def check_may_dispose(item: Held) -> None:
    """Refuse to destroy what is gone already."""
    check_change(ITEM, item.state, "destroyed", _item(item))


def check_can_be_received(items: Sequence[Held], member: UUID) -> UUID:
    """Return who holds the items; refuse what the member holds already, what is gone, and mixed givers."""
    givers = {item.holder for item in items}
    if member in givers:
        raise Refused("already_held", _ALREADY_HELD)
    if len(givers) > 1:
        raise Refused("several_givers", _SEVERAL_GIVERS)
    for item in items:
        if item.state not in ("in_use", "returned"):
            raise Refused("item_is_gone", _gone(item))
    return givers.pop()


def _item(item: Held) -> Text:
    return Text(f"現品 {item.label} ", f"Item {item.label}")


def _gone(item: Held) -> Text:
    label = LABELS[item.state]
    return Text(
        f"現品 {item.label} は{label.ja}です。表示を確認してください。",
        f"Item {item.label} is {label.en.lower()}. Check the label.",
    )


_ALREADY_HELD = Text("この現品はすでに受領しています。", "You hold this item already.")
_SEVERAL_GIVERS = Text(
    "渡し手の異なる現品は、まとめて受領できません。渡し手ごとに読み取ってください。",
    "Items from different givers can't be received together. Scan them giver by giver.",
)
