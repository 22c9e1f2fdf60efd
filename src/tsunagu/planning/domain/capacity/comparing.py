"""What would change: a resource as it is published against how it would be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.calendar import CalendarException, Published
from tsunagu.planning.domain.capacity.shown import card_facts, exception_text, pattern_text

State = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes: ``sign`` is ``added``, ``removed`` or ``changed``."""

    sign: Literal["added", "removed", "changed"]
    text: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """How a resource would change; ``after`` is how it would be published."""

    state: State
    after: Published
    lines: tuple[Line, ...]


def difference(before: Published | None, after: Published) -> Difference:
    """Return what makes the difference, card first, then the week, then exceptions."""
    if before is None:
        return Difference("new", after, (*_added_week(after), *_exceptions((), after.exceptions, after)))
    lines = (
        *_card(before, after),
        *_week(before, after),
        *_exceptions(before.exceptions, after.exceptions, after),
    )
    return Difference("changed" if lines else "same", after, lines)


def _card(before: Published, after: Published) -> Iterable[Line]:
    for (name, old), (_, new) in zip(card_facts(before.card), card_facts(after.card), strict=True):
        if old != new:
            yield Line("changed", Text(f"{name.ja}：{old.ja} → {new.ja}", f"{name.en}: {old.en} → {new.en}"))


def _added_week(after: Published) -> Iterable[Line]:
    return (Line("added", pattern_text(one, after.card.kind)) for one in after.patterns)


def _week(before: Published, after: Published) -> Iterable[Line]:
    kind, old, new = after.card.kind, set(before.patterns), set(after.patterns)
    yield from (Line("removed", pattern_text(one, kind)) for one in before.patterns if one not in new)
    yield from (Line("added", pattern_text(one, kind)) for one in after.patterns if one not in old)


def _exceptions(
    before: Iterable[CalendarException], after: Iterable[CalendarException], published: Published
) -> Iterable[Line]:
    kind, old, new = (
        published.card.kind,
        {one.place: one for one in before},
        {one.place: one for one in after},
    )
    yield from (Line("removed", exception_text(one, kind)) for place, one in old.items() if place not in new)
    for place, one in new.items():
        if place not in old:
            yield Line("added", exception_text(one, kind))
        elif old[place] != one:
            yield Line("changed", exception_text(one, kind))
