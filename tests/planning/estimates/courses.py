"""Steps with a known truth: who is late how often, by how much, who fails, how long things take."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from tsunagu.journeys.domain.durations import StepCourse

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def course(number: int = 0, **more: object) -> StepCourse:
    """Return a step of ten hours that was carried out in time, some days ago."""
    base = NOW - timedelta(days=100) + number * timedelta(hours=7)
    given = {
        "chain": UUID(int=number + 1), "route": "auto", "step": "make", "attempt": 1, "action": "process",
        "site": "tonomachi", "origin": "", "planned_hours": 10.0, "base": base, "started_at": base,
        "ended_at": base + 10 * HOUR, "state": "done",
    }  # fmt: skip
    return StepCourse(**(given | more))  # type: ignore[arg-type]


def drawn(
    chance: np.random.Generator, count: int, site: str, late: float = 0.0, hours: float = 20.0, fails: float = 0.0
) -> Iterator[StepCourse]:  # fmt: skip
    """Yield steps of a site that is late so often, by so many hours beyond the hour of grace on average, or fails."""
    for number in range(count):
        extra = 1.001 + chance.exponential(hours - 1.001) if chance.random() < late else 0.0
        state = "failed" if chance.random() < fails else "done"
        plain = course(number, site=site, chain=UUID(int=int(chance.integers(1, 1 << 60))), state=state)
        end = (plain.ended_at or NOW) + extra * HOUR
        yield course(number, site=site, chain=plain.chain, state=state, ended_at=end)
