"""The whole problem as one CP-SAT model: the optimum of small problems, and the peer that other ways have to beat."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.cpsat import Budget, Step, search
from tsunagu.planning.domain.solvers.domains import Domains, Limits, domains
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.insertion import options_of
from tsunagu.planning.domain.solvers.model import Model
from tsunagu.planning.domain.solvers.profiles import Table, left


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan, the cost that CP-SAT proves no plan can go below, whether they are equal, and the work it took.

    The bound is CP-SAT's own word (without prices that anyone could check), so it isn't the plan's ``bound``.
    """

    plan: Plan
    bound: float
    is_proven: bool
    work: float


def solve_whole(
    problem: Problem,
    budget: Budget,
    hint: Plan | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[Step], None] | None = None,
) -> Whole:
    """Plan all journeys in one model; beyond some 50 of them expect little more than the hint.

    The search begins from the hint, or else from first come, first served.
    """
    begin = plan_first_come(problem) if hint is None else hint
    model = whole_model(problem, begin)
    model.hint(begin.assignments)
    found = search(model, budget, should_stop, on_step)
    assignments = begin.assignments if found.assignments is None else found.assignments
    plan = Plan(assignments, made_by="whole", notes={"work": found.work})
    return Whole(plan, found.bound, found.is_proven, found.work)


def whole_model(problem: Problem, known: Plan) -> Model:
    """Return the closed model of all journeys with the cost of the problem as its aim.

    No plan as good as the ``known`` one lets a journey wait longer than alone by more than what it costs beyond
    the sum of what each would cost alone: later hours aren't in the model.
    """
    free = left(problem, {})
    alone = {each.key: _alone(problem, each, free) for each in problem.journeys}
    least = {each.key: _least(problem, each, alone[each.key]) for each in problem.journeys}
    slack = known.cost(problem) - sum(least.values())
    model, terms = Model(problem, free), []
    for journey in problem.journeys:
        found, most = alone[journey.key], least[journey.key] + slack
        if journey.weight:
            latest = journey.referred + most // journey.weight
            found = [each.not_after(journey.goal, latest) for each in found]
        choice = model.add(journey, found, required=problem.cost_left_out(journey) > most)
        terms.append(journey.weight * (choice.goal - journey.referred))
    model.close()
    model.cp.minimize(sum(terms))
    return model


def _alone(problem: Problem, journey: Journey, free: Table) -> list[Domains]:
    found = (domains(problem, journey, option, free, Limits()) for option in options_of(journey))
    return [each for each in found if not each.empty]


def _least(problem: Problem, journey: Journey, found: Iterable[Domains]) -> int:
    """Return what a journey would cost at least if it were alone."""
    goals = [int(each.hours(journey.goal)[0]) for each in found]
    staying_out = problem.cost_left_out(journey)
    return min([staying_out, *(journey.weight * (goal - journey.referred) for goal in goals)])
