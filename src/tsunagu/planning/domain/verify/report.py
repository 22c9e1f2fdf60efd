"""What the checking of a plan found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.problem import Problem

TOLERANCE = 1e-6
"""Share of the bound that the rounding of many additions may make up."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a plan may not do.

    ``code`` is its stable name; journey, task, resource and hour say where, as far as they apply.
    """

    code: str
    reason: Text
    journey: str = ""
    task: str = ""
    resource: str = ""
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A plan as checked from the problem alone.

    Parameters
    ----------
    violations : everything the plan may not do; a plan with none is sound.
    cost : recomputed, in weighted hours; journeys whose assignment can't be read count as left out.
    bound : recomputed from the plan's prices; None for a plan without a bound.
    claimed : the bound that the plan names itself.
    loosened : journeys whose part of the bound is less than what the prices would prove with more work.
    """

    violations: tuple[Violation, ...]
    cost: int
    bound: float | None = None
    claimed: float | None = None
    loosened: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the plan breaks no rule."""
        return not self.violations

    @property
    def is_bound_proven(self) -> bool:
        """Whether the plan has a bound, and its prices prove at least what it names."""
        if self.bound is None or self.claimed is None:
            return False
        return self.claimed <= self.bound + TOLERANCE * max(1.0, abs(self.bound))

    @property
    def gap(self) -> float | None:
        """Return (cost - recomputed bound) / recomputed bound; None without a bound above 0."""
        if self.bound is None or self.bound <= 0:
            return None
        return (self.cost - self.bound) / self.bound

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how often each code was found."""
        return Counter(violation.code for violation in self.violations)


def moment(problem: Problem, hour: int) -> str:
    """Return an hour of the problem as people write it: ``2026-12-01 09:00``."""
    try:
        return f"{datetime.combine(problem.start, time()) + timedelta(hours=hour):%Y-%m-%d %H:%M}"
    except OverflowError:
        return f"{hour:+d} h"
