"""The items of a journey arranged for its page: those that are alike in one line, however many there are."""

from dataclasses import dataclass
from typing import Any

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.states import LABELS
from tsunagu.custody.queries.state import HoldView
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.page import JourneyPage

FEWEST_ALIKE = 4
"""From so many on, items that differ in nothing but their number and place stand in one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item with its names; ``hold`` is set while it may not be used."""

    item: ItemView
    name: Text
    holder: Text
    state: Text
    acceptance: Text | None
    is_here: bool
    hold: HoldView | None

    @property
    def likeness(self) -> tuple[Any, ...]:
        """What items have in common that stand in one line."""
        item = self.item
        held = (self.hold.reason, self.hold.deadline) if self.hold else None
        return (item.product, item.holder, item.state, item.acceptance, item.quantity, item.expires_at, held)


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are alike; ``first`` stands for all of them."""

    first: Row
    rows: list[Row]

    @property
    def is_many(self) -> bool:
        """Whether the numbers are folded away."""
        return len(self.rows) >= FEWEST_ALIKE


def item_groups(page: JourneyPage) -> list[Group]:
    """Return the items, those in use first; many that are alike are one group."""
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for row in sorted(_rows(page), key=lambda one: not one.is_here):
        alike.setdefault(row.likeness, []).append(row)
    found = []
    for rows in alike.values():
        if len(rows) >= FEWEST_ALIKE:
            found.append(Group(rows[0], rows))
        else:
            found += [Group(row, [row]) for row in rows]
    return found


def _state(page: JourneyPage, item: ItemView) -> Text:
    if item.state == "in_use" and page.course.is_left_behind(item):
        return Text("やり直す前の現品（使用不可）", "Of an earlier attempt: not to be used")
    return LABELS.get(item.state, Text(item.state, item.state))


def _rows(page: JourneyPage) -> list[Row]:
    held = {one.item: one for one in page.holds if one.lifted_at is None}
    return [
        Row(
            item,
            page.course.product_name(item.product),
            page.member(item.holder),
            _state(page, item),
            None if item.acceptance == "not_required" else LABELS.get(item.acceptance),
            item.state == "in_use",
            held.get(item.uuid),
        )
        for item in page.items
    ]
