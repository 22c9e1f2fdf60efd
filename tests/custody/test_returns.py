"""Whom a thing may go back to, after it went here and there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tsunagu.custody.domain.holding import returns_to

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Passed:
    giver: UUID
    receiver: UUID
    received_at: datetime | None


@pytest.mark.parametrize(
    ("way", "goes_back_to"),
    [
        ([], None),
        ([(A, B)], A),
        ([(A, B), (B, A)], None),
        ([(A, B), (B, A), (A, B)], A),
        ([(A, B), (B, C)], B),
        ([(A, B), (B, C), (C, B)], A),
        ([(A, B), (B, C), (C, B), (B, A)], None),
        ([(A, B), (B, C), (C, A)], C),
    ],
)
def test_only_to_where_it_came_from(way: list[tuple[UUID, UUID]], goes_back_to: UUID | None) -> None:
    passed = [Passed(*pair, NOW + timedelta(hours=place)) for place, pair in enumerate(way)]
    holder = way[-1][1] if way else A
    assert returns_to(reversed(passed), holder) == goes_back_to
    assert returns_to([*passed, Passed(holder, C, None)], holder) == goes_back_to
