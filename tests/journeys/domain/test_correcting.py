"""Who may correct a record, and to when an expiry may be moved."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.correcting import check_expiry, check_may_correct, may_correct
from tsunagu.members.domain.actor import Actor

NOW = datetime(2026, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
NURSE, OTHER = UUID(int=1), UUID(int=2)


def person(uuid: UUID, *roles: str) -> Actor:
    name = Text("人", "person")
    return Actor(1, uuid, name, "ja", 1, UUID(int=9), "clinic", name, frozenset(roles))


@pytest.mark.parametrize(
    ("who", "table", "signed", "may"),
    [
        (person(NURSE, "nurse"), "journeys.Weight", True, False),
        (person(OTHER, "physician"), "journeys.Weight", True, False),
        (person(OTHER, "quality"), "journeys.Weight", True, True),
        (person(NURSE, "nurse", "quality"), "journeys.Weight", True, False),
        (person(NURSE, "nurse"), "journeys.Deviation", False, True),
        (person(OTHER, "nurse"), "journeys.Deviation", False, False),
        (person(OTHER, "storage"), "custody.Item", False, True),
        (person(OTHER, "operator"), "custody.Item", False, False),
        (person(OTHER, "hospital_coordinator"), "journeys.Consent", False, True),
        (person(OTHER, "storage"), "journeys.Consent", False, False),
    ],
)
def test_who_may_correct(who: Actor, table: str, signed: bool, may: bool) -> None:
    assert may_correct(who, NURSE, table, "storage", signed) is may
    if not may:
        with pytest.raises(NotAllowed) as caught:
            check_may_correct(who, NURSE, table, "storage", signed)
        assert "品質保証担当" in caught.value.reason.ja


def test_an_expiry_only_comes_nearer() -> None:
    longest, before = NOW + 48 * HOUR, NOW + 24 * HOUR
    check_expiry("A", longest, before, longest, is_released=False)
    check_expiry("A", before - HOUR, before, longest, is_released=True)
    for at, released, code in (
        (longest + HOUR, False, "past_shelf_life"),
        (longest, True, "released_already"),
    ):
        with pytest.raises(Refused) as caught:
            check_expiry("A", at, before, longest, is_released=released)
        assert caught.value.code == code
