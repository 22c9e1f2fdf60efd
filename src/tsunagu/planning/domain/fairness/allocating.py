"""From an order to dates: each in turn, or as weights of one joint plan; floors move as few up as they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.domain.fairness.ranking import Ranked
from tsunagu.planning.domain.fairness.scoring import weight_of
from tsunagu.planning.domain.problem import Fixed, Journey, Problem
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain

MOST_TRIES = 200
JOINT = Effort(rounds=60, polish=0)


@dataclass(frozen=True)
class Round:
    """The month that is allocated: its problem, where each request is from, and what counts as a slot of the period.

    ``begins`` names the task of each journey that must start before ``until`` (an hour) for it to have a slot.
    """

    problem: Problem
    places: Mapping[str, str]
    begins: Mapping[str, str]
    until: int

    def has_slot(self, key: str, assignment: Assignment | None) -> bool:
        """Say whether a request begins within the period."""
        if assignment is None:
            return False
        return assignment.span_of(self.problem.journey_by_key[key], self.begins[key])[0] < self.until

    def slots(self, plan: Plan) -> frozenset[str]:
        """Return who begins within the period."""
        return frozenset(key for key, one in plan.assignments.items() if self.has_slot(key, one))


@dataclass(frozen=True)
class Allocation:
    """The plan, the order in which it was made, who was moved up for a floor, and places whose floor can't be kept."""

    plan: Plan
    order: tuple[str, ...]
    moved_up: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()


def allocate(
    one_round: Round, policy: Policy, ranked: Sequence[Ranked], effort: Effort = JOINT
) -> Allocation:
    """Return the dates that a policy gives; who comes later by an override gets none."""
    served = [one for one in ranked if one.why != "later"]
    placing = InTurn(one_round.problem)
    if policy.method == "order":
        return _with_floors(one_round, policy, served, placing)
    return _joint(one_round, policy, served, placing, effort)


class InTurn:
    """Places journeys one after another, each at its earliest in what those before it leave."""

    def __init__(self, problem: Problem) -> None:
        self.searcher = Searcher(compile_problem(problem))
        self.numbers = {journey.key: number for number, journey in enumerate(problem.journeys)}

    def plan(self, order: Sequence[str]) -> Plan:
        """Return the plan of an order."""
        schedule = Schedule(self.searcher)
        for key in order:
            column = schedule.earliest_column(self.numbers[key])
            if column is not None:
                schedule.place(column)
        return schedule.plan("in turn")


def shortfalls(one_round: Round, floor: int, order: Sequence[str], slots: frozenset[str]) -> dict[str, int]:
    """Return by how many slots each place is below its floor; a place that asks for fewer needs no more."""
    asked, had = _count(one_round, order), _count(one_round, slots)
    lacking = {place: min(floor, count) - had.get(place, 0) for place, count in asked.items()}
    return {place: count for place, count in sorted(lacking.items()) if count > 0}


def _count(one_round: Round, keys: Sequence[str] | frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in keys:
        found[one_round.places[key]] = found.get(one_round.places[key], 0) + 1
    return found


def _with_floors(one_round: Round, policy: Policy, ranked: Sequence[Ranked], placing: InTurn) -> Allocation:
    """Plan an order; while a place lacks slots, its first without one goes before the last that can give way."""
    order = [one.key for one in ranked]
    may_give = frozenset(one.key for one in ranked if one.why == "points")
    first, moved, tried = tuple(order), set[str](), set[str]()
    plan = placing.plan(order)
    for _ in range(MOST_TRIES if policy.floor else 0):
        slots = one_round.slots(plan)
        lacking = shortfalls(one_round, policy.floor, order, slots)
        wanted = [key for key in order if one_round.places[key] in lacking and key not in slots | tried]
        if not wanted:
            break
        key = min(wanted, key=lambda one: (one not in moved, first.index(one)))
        had = _count(one_round, slots)
        spare = slots & may_give & {one for one in slots if had[one_round.places[one]] > policy.floor}
        giving = next((at for at in range(order.index(key) - 1, -1, -1) if order[at] in spare), None)
        if giving is None:
            tried.add(key)
            continue
        order.remove(key)
        order.insert(giving, key)
        moved.add(key)
        plan = placing.plan(order)
    slots = one_round.slots(plan)
    short = frozenset(shortfalls(one_round, policy.floor, order, slots))
    return Allocation(plan, tuple(order), frozenset(moved & slots), short)


def _joint(
    one_round: Round, policy: Policy, ranked: Sequence[Ranked], placing: InTurn, effort: Effort
) -> Allocation:
    """Plan all together by their weights; who goes first, and who a floor needs, has dates before that."""
    points = {one.key: one.score.points for one in ranked}
    order = [one.key for one in ranked]
    head, moved = [one.key for one in ranked if one.why != "points"], set[str]()
    while True:
        plan = plan_chain(_weighted(one_round.problem, points, placing.plan(head)), effort)
        slots = one_round.slots(plan)
        lacking = shortfalls(one_round, policy.floor, order, slots)
        wanted = [
            key for key in order if one_round.places[key] in lacking and key not in slots and key not in head
        ]
        if not wanted:
            plan = replace(plan, bound=None, made_by="by weights")
            return Allocation(plan, tuple(order), frozenset(moved & slots), frozenset(lacking))
        head.append(wanted[0])
        moved.add(wanted[0])


def _weighted(problem: Problem, points: Mapping[str, int], before: Plan) -> Problem:
    """Return the problem of those who are served, weighing their points, with the dates of some fixed."""
    journeys = []
    for journey in problem.journeys:
        if journey.key in points:
            journey = replace(journey, weight=weight_of(points[journey.key]))
            journeys.append(_fixed(journey, before.assignments.get(journey.key)))
    return replace(problem, journeys=tuple(journeys))


def _fixed(journey: Journey, assignment: Assignment | None) -> Journey:
    if assignment is None:
        return journey
    spans = zip(journey.by_key[assignment.option].tasks, assignment.starts, assignment.ends, strict=True)
    tasks = {task.key: (start, end) for task, start, end in spans}
    return replace(journey, fixed=Fixed(assignment.option, tasks))
