"""A plan: when each task of each journey happens, what it costs, and the bound that no plan can go below."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tsunagu.planning.domain.problem import Journey, Problem


@dataclass(frozen=True, slots=True)
class Assignment:
    """A journey in the plan: the option taken, and start and end hour of each of its tasks, in the option's order."""

    option: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span_of(self, journey: Journey, task: str) -> tuple[int, int]:
        """Return start and end of one task; KeyError where the option has none of that key."""
        place = journey.by_key[self.option].index[task]
        return self.starts[place], self.ends[place]

    def goal_start(self, journey: Journey) -> int:
        """Return the hour at which the goal of the journey starts."""
        return self.span_of(journey, journey.goal)[0]


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of a resource is worth for each hour from ``start`` until (not including) ``until``."""

    resource: str
    start: int
    until: int
    per_hour: float


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven lower bound of the cost, in weighted hours, with the prices from which anyone can compute it again.

    For any prices that aren't negative, no plan costs less than the sum over journeys of the least (cost + price of all
    it uses) less the price of all capacity (Lagrangian relaxation of the capacities). Uses whose resource was free of
    charge count nothing, so few prices can prove much.
    """

    value: float
    prices: tuple[Price, ...]


@dataclass(frozen=True)
class Plan:
    """Assignments by journey; a journey that is missing is left out. ``made_by`` names the way it was found."""

    assignments: Mapping[str, Assignment]
    bound: Bound | None = None
    made_by: str = ""
    notes: Mapping[str, object] = field(default_factory=dict)

    def cost(self, problem: Problem) -> int:
        """Return the cost of the plan in weighted hours, as ``Problem`` defines it."""
        return sum(journey_cost(problem, each, self.assignments.get(each.key)) for each in problem.journeys)

    def gap(self, problem: Problem) -> float | None:
        """Return (cost - bound) / bound; None without a bound above 0."""
        if self.bound is None or self.bound.value <= 0:
            return None
        return (self.cost(problem) - self.bound.value) / self.bound.value


def journey_cost(problem: Problem, journey: Journey, assignment: Assignment | None) -> int:
    """Return what one journey adds to the cost of a plan, in weighted hours."""
    if assignment is None:
        return problem.cost_left_out(journey)
    return journey.weight * (assignment.goal_start(journey) - journey.referred)
