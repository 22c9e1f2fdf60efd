"""A network that learns of its patients as they are referred: planned anew every day, against first come.

Both know the same of each patient from the referral on. What began stays. First come gives each patient the earliest
dates at the referral, for good. The plan also knows, as any network does, how many patients of which kind come: it has
patients drawn at random in mind (of other seeds than the network's own), never those who really come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tsunagu.planning.domain.generated import Size, network
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.rolling import as_of, plan_ahead
from tsunagu.planning.domain.verify import verify

DAY = 24
AHEAD_DAYS = 14
OTHER_NETWORKS = 10_000


@dataclass(frozen=True, slots=True)
class Online:
    """What it cost in the end, in weighted hours, planned day by day and by first come; ``bound`` knows the future."""

    planned: int
    first_come: int
    bound: float

    @property
    def below(self) -> float:
        """By how much the excess over the bound is smaller than first come's, in percent."""
        return 100 * (self.first_come - self.planned) / (self.first_come - self.bound)

    @property
    def cost_below(self) -> float:
        """By how much the cost is smaller than first come's, in percent."""
        return 100 * (self.first_come - self.planned) / self.first_come


def online(size: Size, seed: int, bound: float) -> Online:
    """Let a network go day by day; every plan that came true is checked as a whole."""
    problem = network(size, seed)
    came_true = Plan(dict(_day_by_day(problem, size)), made_by="day by day")
    report = verify(problem, came_true)
    if report.violations:
        raise RuntimeError(report.violations[0].reason.en)
    return Online(report.cost, plan_first_come(problem).cost(problem), bound)


def _day_by_day(problem: Problem, size: Size) -> Mapping[str, Assignment]:
    now, known = 0, dict[str, Assignment]()
    while now <= problem.hours:
        referred = [journey for journey in problem.journeys if journey.referred <= now]
        journeys = tuple(as_of(journey, now, known.get(journey.key)) for journey in referred)
        known = dict(plan_ahead(replace(problem, journeys=journeys), _expected(size, now)))
        now += DAY
        begun = sum(min(each.starts) < now for each in known.values())
        if begun == len(problem.journeys):
            break
    return known


def _expected(size: Size, now: int) -> tuple[Journey, ...]:
    """Return patients as they might come within the next days: those of a network of another seed."""
    until = min(now + AHEAD_DAYS * DAY, size.arrival_days * DAY)
    other = network(size, OTHER_NETWORKS + now // DAY)
    return tuple(
        replace(each, key=f"expected-{each.key}") for each in other.journeys if now < each.referred <= until
    )
