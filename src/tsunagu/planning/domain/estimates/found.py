"""What was observed of a place, and a step as it counts: values that estimates are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from tsunagu.journeys.domain.durations import StepCourse
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.statistics.estimates import Estimate


@dataclass(frozen=True)
class Found:
    """What was observed of a place: estimates by name, how many steps they rest on, from when until when.

    Attributes
    ----------
    values : ``late_share``, ``late_hours`` and ``failure`` of a chance; ``hours``; ``yield``; ``released``, ``spread``
        and ``lost`` of lots. counts : behind them.
    has_changed : the newest differ from those before, and only they were used. digest : of the steps used.
    planned_hours : of the newest of them, by its route. assumed : of lots, what is stated where nothing is in force.
    """

    place: Place
    n: int
    values: Mapping[str, Estimate]
    counts: Mapping[str, int]
    since: datetime
    until: datetime
    has_changed: bool
    digest: str
    planned_hours: float = 0.0
    assumed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A step that was due: whether late, by how many hours so far, whether it is over, whether it failed."""

    course: StepCourse
    due: datetime
    is_late: bool
    hours: float
    is_over: bool

    @property
    def has_failed(self) -> bool:
        """Whether it failed."""
        return self.course.state == "failed"


def order(row: Seen) -> tuple[datetime, str]:
    """Return by what steps are ordered: when they were due."""
    return row.due, str(row.course.chain)


def found_of(
    place: Place, rows: Sequence[Seen], values: Mapping[str, Estimate], counts: Mapping[str, int],
    has_changed: bool, n: int | None = None,
) -> Found:  # fmt: skip
    """Return what was observed of a place from the steps used; ``n`` where not all of them count."""
    ordered = sorted(rows, key=order)
    written = "\n".join(
        " ".join(
            str(part)
            for part in (
                one.chain, one.step, one.attempt, one.state, row.due, one.started_at, one.ended_at, one.yielded
            )
        )
        for row in ordered
        for one in (row.course,)
    )  # fmt: skip
    return Found(
        place, len(rows) if n is None else n, values, counts, ordered[0].due, ordered[-1].due, has_changed,
        digest_of(written), ordered[-1].course.planned_hours,
    )  # fmt: skip


def digest_of(text: str) -> str:
    """Return what names a text that is too long to keep."""
    return sha256(text.encode()).hexdigest()
