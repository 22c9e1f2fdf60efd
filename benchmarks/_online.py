"""A network that learns of its patients as they are referred: planned anew every day, against first come.

Both know the same: each patient from the referral on, nothing of those to come. What has begun stays. First come gives
each patient the earliest dates at the referral, for good; the plan moves whoever has not begun, and starts from that of
the day before. The bound is that of the network whose patients are all known from the start.
"""

from dataclasses import dataclass, replace

from tsunagu.planning.domain.generated import Size, network
from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.disturbance import frozen
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify

DAY = 24
DAILY = Effort(rounds=25, close=0.002, share=0.1, refresh=2, polish=4)


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
    """Let a network go day by day; the plan that came true is checked as a whole."""
    problem = network(size, seed)
    came_true = _day_by_day(problem)
    report = verify(problem, came_true)
    if report.violations:
        raise RuntimeError(report.violations[0].reason.en)
    return Online(report.cost, plan_first_come(problem).cost(problem), bound)


def _day_by_day(problem: Problem) -> Plan:
    now, known = 0, Plan({})
    while now <= problem.hours:
        referred = (journey for journey in problem.journeys if journey.referred <= now)
        journeys = tuple(_as_of(journey, now, known) for journey in referred)
        known = plan_chain(replace(problem, journeys=journeys), DAILY, before=known)
        now += DAY
        begun = sum(min(each.starts) < now for each in known.assignments.values())
        if begun == len(problem.journeys):
            break
    return known


def _as_of(journey: Journey, now: int, known: Plan) -> Journey:
    """Return a journey as it stands: tasks that began before ``now`` are fixed, the others begin from now on."""
    before = known.assignments.get(journey.key)
    stands = journey if before is None else frozen(journey, before, now)
    begun = stands.fixed.tasks if stands.fixed is not None else {}
    return replace(stands, options=tuple(_from(option, now, set(begun)) for option in stands.options))


def _from(option: Option, now: int, begun: set[str]) -> Option:
    tasks = (
        task if task.key in begun else replace(task, earliest=max(task.earliest, now))
        for task in option.tasks
    )
    return replace(option, tasks=tuple(tasks))
