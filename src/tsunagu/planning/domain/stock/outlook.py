"""What a plan is worth: its course over futures that it was not made for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tsunagu.planning.domain.stock.plan import StartedLot
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.domain.stock.scenarios import Floats, fresh_futures
from tsunagu.planning.domain.stock.verify.replay import Course, cost_of, replay

TRIED = 400
"""Futures on which a plan is tried."""


@dataclass(frozen=True, slots=True)
class Share:
    """Doses per future on average: needed, unmet, thrown away (expired, no room), with the mean cost of the plan."""

    demand: float
    unmet: float
    expired: float
    no_room: float
    cost: float

    @property
    def wasted(self) -> float:
        """Doses thrown away."""
        return self.expired + self.no_room

    @property
    def service(self) -> float:
        """The share of what is needed that is there."""
        return 1.0 if not self.demand else 1.0 - self.unmet / self.demand


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one product over all futures: stock at its end (one of ten below, middle, one of ten above)."""

    low: float
    mid: float
    high: float
    demand: float
    unmet: float
    expired: float
    no_room: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole of it, and each product by weeks; ``served`` is (lot, mean doses given by weeks) per product."""

    share: Share
    weeks: tuple[tuple[Week, ...], ...]
    served: tuple[tuple[tuple[str | StartedLot, tuple[float, ...]], ...], ...]


def outlook_of(problem: StockProblem, lots: Iterable[StartedLot], count: int = TRIED) -> Outlook:
    """Return what becomes of a plan in so many fresh futures; the same plan gives the same."""
    started = tuple(lots)
    courses = replay(problem, started, fresh_futures(problem, count))
    return Outlook(
        share_of(problem, started, courses),
        tuple(_weeks(course) for course in courses),
        tuple(
            tuple(
                (lot, tuple(float(each) for each in course.by_lot[at].mean(axis=0)))
                for at, lot in enumerate(course.lots)
            )
            for course in courses
        ),
    )


def share_of(problem: StockProblem, lots: Sequence[StartedLot], courses: Sequence[Course]) -> Share:
    """Return the mean figures of a plan over the futures of its courses."""
    demand, unmet, expired, no_room = (
        sum(float(getattr(course, name).sum(axis=1).mean()) for course in courses)
        for name in ("demand", "unmet", "expired", "no_room")
    )
    return Share(demand, unmet, expired, no_room, cost_of(problem, lots, courses))


def _weeks(course: Course) -> tuple[Week, ...]:
    low, mid, high = (np.quantile(course.stock, level, axis=0) for level in (0.1, 0.5, 0.9))
    means: list[Floats] = [
        getattr(course, name).mean(axis=0) for name in ("demand", "unmet", "expired", "no_room")
    ]
    return tuple(
        Week(*(float(each[week]) for each in (low, mid, high, *means)))
        for week in range(course.stock.shape[1])
    )
