"""Of several verdicts on one leg the worst stands."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tsunagu.conditions.domain.standing import standing

JOURNEY = UUID(int=1)


@dataclass(frozen=True)
class Leg:
    state: str
    minutes_over: float = 0.0
    replaces_because: str = ""
    replaced_by: UUID | None = None
    step: str = "transport_in"
    attempt: int = 1
    journey: UUID = JOURNEY
    judged_at: datetime = datetime(2026, 11, 2, tzinfo=UTC)


WITHIN, GAP, BREACH = Leg("within"), Leg("missing_readings"), Leg("breach", 50.0)


@pytest.mark.parametrize(
    ("legs", "stands"),
    [
        ([BREACH, WITHIN], BREACH),
        ([WITHIN, BREACH], BREACH),
        ([GAP, WITHIN], WITHIN),
        ([WITHIN, GAP], WITHIN),
        ([Leg("missing_readings", 5.0), WITHIN], Leg("missing_readings", 5.0)),
        ([Leg("missing_readings", 5.0), Leg("excursion_allowed", 5.0)], Leg("excursion_allowed", 5.0)),
        ([Leg("excursion_allowed", 5.0), WITHIN], Leg("excursion_allowed", 5.0)),
        (
            [Leg("breach", 50.0, replaced_by=UUID(int=2)), Leg("within", 0.0, "x"), WITHIN],
            Leg("within", 0.0, "x"),
        ),
    ],
)
def test_the_worst_stands(legs: list[Leg], stands: Leg) -> None:
    assert standing(legs) == [stands]


def test_each_leg_has_its_own_verdict_and_the_newest_of_equals_counts() -> None:
    later = Leg("within", judged_at=WITHIN.judged_at + timedelta(minutes=1))
    other, again = Leg("breach", 9.0, step="transport_out"), Leg("breach", 9.0, attempt=2)
    assert standing([later, WITHIN, other, again]) == [later, other, again]
