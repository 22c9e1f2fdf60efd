"""What came of it, counted: needs posted, members introduced, agreements, and how long the first answer took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TypeVar

Key = TypeVar("Key")
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Course:
    """How one posted need went; ``first_answer_at`` is when somebody first accepted, declined or offered itself."""

    kind: str
    stage: str
    posted_at: datetime
    introduced: int
    consultations: int
    agreed: int
    first_answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a group of needs; ``days`` is the median to the first answer, None without any."""

    posted: int
    introduced: int
    consultations: int
    agreed: int
    days: float | None


def counted(courses: Iterable[Course]) -> Counted:
    """Return the figures of these needs; ``introduced`` counts needs with at least one introduction."""
    rows = list(courses)
    waits = [
        max(0.0, (one.first_answer_at - one.posted_at).total_seconds() / DAY)
        for one in rows
        if one.first_answer_at is not None
    ]
    return Counted(
        posted=len(rows),
        introduced=sum(one.introduced > 0 for one in rows),
        consultations=sum(one.consultations for one in rows),
        agreed=sum(one.agreed for one in rows),
        days=median(waits) if waits else None,
    )
