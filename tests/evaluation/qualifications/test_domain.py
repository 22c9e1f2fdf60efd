"""When a method counts as qualified: by day, by version, after its end, and where nobody ever qualified it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tsunagu.evaluation.domain.qualifications import Gap, Qualification, gap_at

NOON = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


def record(**changes: Any) -> Qualification:
    fields: dict[str, Any] = {
        "chain": UUID(int=1), "uuid": UUID(int=1), "number": "MQ26-00001", "organiser": UUID(int=2),
        "site": UUID(int=3), "characteristic": "viability", "characteristic_ja": "生存率",
        "characteristic_en": "Viability", "method": "automated_count", "method_ja": "計数", "method_en": "Count",
        "method_version": "", "valid_from": date(2026, 1, 1), "valid_until": date(2026, 6, 30),
        "basis_kind": "verification", "basis": "VR", "issued_at": NOON - timedelta(days=150), "withdrawn_at": None,
        "withdraw_reason": "",
    }  # fmt: skip
    return Qualification(**(fields | changes))


@pytest.mark.parametrize(
    ("at", "state", "covers"),
    [
        (datetime(2025, 12, 31, 14, 59, tzinfo=UTC), "coming", False),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "valid", True),  # midnight in Tokyo
        (NOON, "ending", True),
        (datetime(2026, 6, 30, 14, 59, tzinfo=UTC), "ending", True),
        (datetime(2026, 6, 30, 15, 0, tzinfo=UTC), "lapsed", False),
    ],
)
def test_days_are_inclusive_and_those_of_tokyo(at: datetime, state: str, covers: bool) -> None:
    assert (record().state_at(at), record().covers(at)) == (state, covers)


def test_where_nobody_qualified_it_the_route_decides() -> None:
    assert gap_at([], "", NOON, must_be=False) is None
    assert gap_at([], "", NOON, must_be=True) == Gap("never")


def test_what_has_lapsed_counts_against_the_method_and_a_renewal_heals_it() -> None:
    old = record(valid_until=date(2026, 5, 31))
    assert gap_at([old], "", NOON, must_be=False) == Gap("lapsed", date(2026, 5, 31))
    assert gap_at([old, record(valid_from=date(2026, 6, 10))], "", NOON, must_be=False) is None


def test_what_was_withdrawn_counts_from_that_very_time() -> None:
    gone = record(withdrawn_at=NOON)
    assert gap_at([gone], "", NOON, must_be=False) == Gap("withdrawn", date(2026, 6, 10))
    assert gap_at([gone], "", NOON - timedelta(minutes=1), must_be=False) is None


def test_a_qualification_that_begins_later_says_nothing_of_before() -> None:
    coming = record(valid_from=date(2026, 6, 20))
    assert gap_at([coming], "", NOON, must_be=False) is None
    assert gap_at([coming], "", NOON, must_be=True) == Gap("never")


def test_a_record_of_one_version_says_nothing_of_another() -> None:
    third = record(method_version="3")
    assert gap_at([third], "3", NOON, must_be=True) is None
    assert gap_at([third], "", NOON, must_be=True) is None  # which version it was isn't known
    assert gap_at([third], "4", NOON, must_be=True) == Gap("never")
    assert gap_at([third], "4", NOON, must_be=False) is None
