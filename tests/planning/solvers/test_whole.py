"""The whole model finds what trying everything finds, on small problems of every shape; so does PyJobShop."""

from dataclasses import replace

from benchmarks._peers import solve_by_pyjobshop
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import best_plan
from tests.planning.support.problems import half_done, problems
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Journey, Option, Problem, Task, Use
from tsunagu.planning.domain.solvers.cpsat import Budget, Step
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.whole import solve_whole
from tsunagu.planning.domain.verify import verify

EFFORT = Budget(5)
few = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
fewer = settings(few, max_examples=60)


def waiting_from_referral(problem: Problem) -> Problem:
    """The same problem, with no task that isn't fixed before its journey's referral."""

    def journey(each: Journey) -> Journey:
        options = tuple(
            replace(
                option,
                tasks=tuple(
                    task
                    if each.fixed is not None and task.key in each.fixed.tasks
                    else replace(task, earliest=max(task.earliest, each.referred))
                    for task in option.tasks
                ),
            )
            for option in each.options
        )
        return replace(each, options=options)

    return replace(problem, journeys=tuple(map(journey, problem.journeys)))


def given_back_early(problem: Problem) -> Problem:
    """The same problem; what is taken twice by a task of fixed length is given back an hour before its end."""

    def use(option: Option, each: Use) -> Use:
        task = option.tasks[option.index[each.first]]
        is_plain = each.first == each.last and task.shortest == task.longest > 1
        return replace(each, after=-1) if is_plain and each.amount == 2 else each

    def option(each: Option) -> Option:
        return replace(each, uses=tuple(use(each, one) for one in each.uses))

    journeys = (replace(each, options=tuple(map(option, each.options))) for each in problem.journeys)
    return replace(problem, journeys=tuple(journeys))


@few
@given(problems().map(given_back_early).map(waiting_from_referral))
def test_the_optimum_is_that_of_trying_everything(problem: Problem) -> None:
    best = best_plan(problem)
    assume(best is not None)
    assert best is not None
    found = solve_whole(problem, EFFORT)
    assert found.is_proven
    assert verify(problem, found.plan).violations == ()
    assert found.plan.cost(problem) == best.cost(problem) == round(found.bound)


def half_done_all(problem: Problem) -> st.SearchStrategy[Problem]:
    """The same problem, with some journeys begun."""
    journeys = st.tuples(*(half_done(problem, each) for each in problem.journeys))
    return journeys.map(lambda each: replace(problem, journeys=each))


def with_some_length(problem: Problem) -> Problem:
    """The same problem, with every task at least an hour long and held to its end: PyJobShop knows no empty hold."""
    return replace(
        problem,
        journeys=tuple(
            replace(each, options=tuple(map(_with_length, each.options))) for each in problem.journeys
        ),
    )


def _with_length(way: Option) -> Option:
    uses = tuple(replace(use, after=max(use.after, 0)) for use in way.uses)
    return replace(way, tasks=tuple(map(_an_hour, way.tasks)), uses=uses)


def _an_hour(task: Task) -> Task:
    return replace(task, shortest=max(task.shortest, 1), longest=max(task.longest, 1))


@fewer
@given(
    problems(hours=9, fixed=False)
    .map(with_some_length)
    .map(given_back_early)
    .flatmap(half_done_all)
    .map(waiting_from_referral)
)
def test_pyjobshop_finds_the_same_optimum(problem: Problem) -> None:
    best = best_plan(problem)
    assume(best is not None)
    assert best is not None
    peer = solve_by_pyjobshop(problem, seconds=5)
    assert peer.is_proven
    assert verify(problem, peer.plan).violations == ()
    assert peer.plan.cost(problem) == best.cost(problem) == round(peer.bound)
    assert solve_whole(problem, EFFORT).plan.cost(problem) == best.cost(problem)


def test_the_same_budget_gives_the_same_plan_and_steps_are_told() -> None:
    problem, told = network(SIZES[10], 3), list[Step]()
    one = solve_whole(problem, Budget(0.2), on_step=told.append)
    two = solve_whole(problem, Budget(0.2))
    assert one.plan.assignments == two.plan.assignments
    assert verify(problem, one.plan).violations == ()
    assert [step.cost for step in told] == sorted((step.cost for step in told), reverse=True)
    assert round(told[-1].cost) == one.plan.cost(problem) >= one.bound


def test_stopped_at_once_it_returns_a_plan_as_good_as_the_hint() -> None:
    problem = network(SIZES[10], 3)
    hint = plan_first_come(problem)
    found = solve_whole(problem, Budget(60), hint, should_stop=lambda: True)
    assert not found.is_proven
    assert verify(problem, found.plan).violations == ()
    assert found.plan.cost(problem) <= hint.cost(problem)
