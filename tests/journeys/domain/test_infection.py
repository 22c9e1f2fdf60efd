"""An infection: the worst that was said counts, and only a physician clears it."""

from datetime import UTC, datetime, timedelta

import pytest

from tsunagu.journeys.domain.infection import COUNTS_FOR, InfectionStatement, infection_on

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def said(has_infection: bool, hours_ago: float, by_physician: bool = False) -> InfectionStatement:
    return InfectionStatement(has_infection, NOW - timedelta(hours=hours_ago), by_physician)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ((), None),
        ((said(False, 1),), False),
        ((said(False, 73),), None),
        ((said(False, 73), said(False, 2)), False),
        ((said(True, 2, by_physician=True), said(False, 1)), True),
        ((said(True, 2), said(False, 1)), True),
        ((said(True, 2), said(False, 1, by_physician=True)), False),
        ((said(False, 1, by_physician=True), said(True, 0)), True),
        ((said(True, 500),), True),
        ((said(True, 500), said(False, 100, by_physician=True)), None),
        ((said(True, 500), said(False, 100, by_physician=True), said(False, 1)), False),
        ((said(False, 1), said(True, 2, by_physician=True)), True),
    ],
)
def test_the_worst_counts(statements: tuple[InfectionStatement, ...], found: bool | None) -> None:
    assert infection_on(NOW, statements) is found


def test_no_infection_counts_for_three_days() -> None:
    assert infection_on(NOW, [InfectionStatement(False, NOW - COUNTS_FOR, True)]) is False
