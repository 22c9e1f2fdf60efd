"""A repaired plan keeps every rule and every frozen step, moves few promises, and is never worse than insertion."""

from dataclasses import replace
from functools import cache

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import best_plan
from tests.planning.support.events import batch_failed, less_of, running_late, unfit
from tests.planning.support.examples import examples
from tests.planning.support.problems import problems
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.cpsat import Budget
from tsunagu.planning.domain.solvers.disturbance import freeze
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.neighbourhood import Rules
from tsunagu.planning.domain.solvers.repair import Repair, repair
from tsunagu.planning.domain.verify import verify

NOW = 30 * 24
RULES = Rules(neighbours=12)
BRIEF = Budget(0.1)
few = settings(
    max_examples=examples(100),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@cache
def network_of_50() -> tuple[Problem, Plan]:
    problem = network(SIZES[50], 4)
    return problem, plan_first_come(problem)


def in_culture(problem: Problem, plan: Plan) -> list[Journey]:
    """Journeys whose cells grow now, those longest first."""
    found = [
        each
        for each in problem.journeys
        if plan.assignments[each.key].span_of(each, "seed")[0]
        < NOW
        < plan.assignments[each.key].span_of(each, "harvest")[0]
    ]
    return sorted(found, key=lambda each: plan.assignments[each.key].span_of(each, "seed"))


def broken_rules(result: Repair) -> list[str]:
    return [each.reason.en for each in verify(result.problem, result.plan).violations]


def touched(result: Repair) -> set[str]:
    return {change.journey for change in result.changes} - result.disturbed.keys()


def assert_frozen(before: Plan, result: Repair, problem: Problem) -> None:
    """No step of anyone but the disturbed that starts within the frozen hours has other hours than before."""
    for key, old in before.assignments.items():
        if key in result.disturbed:
            continue
        option = problem.journey_by_key[key].by_key[old.option]
        for number, task in enumerate(option.tasks):
            if old.starts[number] < NOW + RULES.freeze_hours:
                new = result.plan.assignments[key]
                assert new.option == old.option, (key, task.key)
                assert (new.starts[number], new.ends[number]) == (old.starts[number], old.ends[number])


def test_a_failed_batch_gets_a_place_among_the_others_and_few_of_them_move() -> None:
    problem, plan = network_of_50()
    shares = []
    for journey in in_culture(problem, plan)[:2]:
        failed = batch_failed(problem, journey.key, NOW + 48)
        result = repair(failed, plan, NOW, [journey.key], RULES, BRIEF)
        assert broken_rules(result) == []
        assert result.plan.assignments[journey.key].span_of(journey, "collect")[0] >= NOW + 48
        assert len(touched(result)) <= RULES.max_moved
        assert set(result.moved) <= touched(result)
        assert not result.unsaved
        assert_frozen(plan, result, problem)
        inserted, repaired = result.waits[journey.key]
        assert inserted is not None
        assert repaired is not None
        assert repaired <= inserted
        shares.append(repaired / inserted)
    assert sum(shares) / len(shares) < 0.9


def test_the_same_event_gives_the_same_repair() -> None:
    problem, plan = network_of_50()
    journey = in_culture(problem, plan)[0]
    failed = batch_failed(problem, journey.key, NOW + 48)
    one, two = (repair(failed, plan, NOW, [journey.key], RULES, BRIEF) for _ in range(2))
    assert one.plan.assignments == two.plan.assignments
    assert one.changes == two.changes


def test_stopped_at_once_it_is_the_insertion_and_moves_nobody() -> None:
    problem, plan = network_of_50()
    journey = in_culture(problem, plan)[0]
    failed = batch_failed(problem, journey.key, NOW + 48)
    result = repair(failed, plan, NOW, [journey.key], RULES, BRIEF, should_stop=lambda: True)
    assert broken_rules(result) == []
    assert touched(result) == set()
    inserted, repaired = result.waits[journey.key]
    assert inserted == repaired


def test_nobody_moves_where_nothing_happened() -> None:
    problem, plan = network_of_50()
    result = repair(problem, plan, NOW)
    assert result.plan.assignments == plan.assignments
    assert (result.changes, result.moved, dict(result.disturbed)) == ((), (), {})


def test_a_courier_who_is_late_is_found_and_what_follows_moves() -> None:
    problem, plan = network_of_50()
    journey = next(
        each
        for each in problem.journeys
        if plan.assignments[each.key].span_of(each, "pick-up")[0] > NOW
        and plan.assignments[each.key].span_of(each, "seed")[0]
        < plan.assignments[each.key].span_of(each, "pick-up")[1] + 20
    )
    start, end = plan.assignments[journey.key].span_of(journey, "pick-up")
    late = running_late(problem, journey.key, "pick-up", "seed", 12)
    result = repair(late, plan, start + 1, (), RULES)
    assert broken_rules(result) == []
    assert set(result.disturbed) == {journey.key}
    assert result.disturbed[journey.key] == ("seed",)
    assert journey.key in result.plan.assignments
    assert result.plan.assignments[journey.key].span_of(journey, "pick-up") == (start, end)


def test_a_patient_who_is_unfit_is_treated_later() -> None:
    problem, plan = network_of_50()
    journey = next(
        each
        for each in problem.journeys
        if NOW + 96 < plan.assignments[each.key].goal_start(each) < NOW + 30 * 24
    )
    goal = plan.assignments[journey.key].goal_start(journey)
    result = repair(unfit(problem, journey.key, ["infuse"], goal - 1, goal + 40), plan, NOW, (), RULES, BRIEF)
    assert broken_rules(result) == []
    assert result.disturbed == {journey.key: ("infuse",)}
    assert result.plan.assignments[journey.key].goal_start(journey) >= goal + 40
    assert_frozen(plan, result, problem)


def test_a_closed_room_disturbs_those_who_need_it_and_no_more_than_must() -> None:
    problem, plan = network_of_50()
    suite = next(each for each in problem.resources if each.kind == "suite")
    closed = less_of(problem, suite.key, NOW + 10 * 24, NOW + 20 * 24, 1)
    result = repair(closed, plan, NOW, (), RULES, BRIEF)
    assert broken_rules(result) == []
    assert result.disturbed
    assert all("seed" in tasks for tasks in result.disturbed.values())
    assert_frozen(plan, result, problem)
    assert all(key in result.plan.assignments for key in result.disturbed)


def test_cells_in_a_room_that_closes_cannot_be_saved_and_the_room_is_named() -> None:
    problem, plan = network_of_50()
    journey = in_culture(problem, plan)[-1]
    suite = f"{plan.assignments[journey.key].option}/suite"
    everything = max(span.capacity for span in problem.resources[problem.resource_index[suite]].open)
    result = repair(less_of(problem, suite, NOW + 1, NOW + 40 * 24, everything), plan, NOW, (), RULES, BRIEF)
    why = {each.journey: each for each in result.unsaved}
    assert (why[journey.key].code, why[journey.key].resource) == ("closed", suite)
    assert journey.key not in result.plan.assignments
    assert broken_rules(result) == []


def test_who_has_no_place_otherwise_lets_go_of_a_frozen_collection_that_has_not_begun() -> None:
    problem, plan = network_of_50()
    journey = next(each for each in problem.journeys if plan.assignments[each.key].starts[0] > NOW)
    assignment = plan.assignments[journey.key]
    seed, now = assignment.span_of(journey, "seed")[0], assignment.starts[0] - 10
    closed = less_of(problem, f"{assignment.option}/suite", seed, seed + 10 * 24, 99)
    result = repair(closed, plan, now, (), RULES, BRIEF)
    assert broken_rules(result) == []
    assert journey.key in result.thawed
    assert result.plan.assignments[journey.key] != assignment
    assert result.plan.assignments[journey.key].starts[0] >= now


def test_a_window_that_nobody_can_keep_is_told_as_such() -> None:
    problem, plan = network_of_50()
    journey = in_culture(problem, plan)[-1]
    never = unfit(problem, journey.key, ["infuse"], 0, problem.hours)
    result = repair(never, plan, NOW, (), RULES, BRIEF)
    assert [(each.journey, each.code) for each in result.unsaved] == [(journey.key, "rules")]


def test_freezing_fixes_what_starts_before_the_hour_and_nothing_of_the_disturbed() -> None:
    problem, plan = network_of_50()
    first, second = in_culture(problem, plan)[:2]
    frozen = freeze(problem, plan, NOW, 48, [second.key]).journey_by_key
    fixed = frozen[first.key].fixed
    assert fixed is not None
    starts = plan.assignments[first.key].starts
    assert len(fixed.tasks) == sum(start < NOW + 48 for start in starts)
    assert frozen[second.key] == second


@few
@given(problems(fixed=False), st.data())
def test_on_small_problems_it_lies_between_insertion_and_the_optimum(
    problem: Problem, data: st.DataObject
) -> None:
    before = best_plan(problem)
    assume(before is not None)
    assert before is not None
    resource = data.draw(st.sampled_from(problem.resources)).key
    start = data.draw(st.integers(0, problem.hours))
    now = data.draw(st.integers(0, problem.hours // 2))
    facts = less_of(problem, resource, start, data.draw(st.integers(start, problem.hours)), 1)
    rules = replace(RULES, freeze_hours=0, urgency=1, moved=0, touched=0)
    result = repair(facts, before, now, (), rules, Budget(5))
    assume(
        not verify(result.problem, Plan({})).violations
    )  # what has begun can't be undone by closing its room
    assert broken_rules(result) == []
    best = best_plan(result.problem)
    assert best is None or best.cost(result.problem) <= result.plan.cost(result.problem)
    inserted = repair(facts, before, now, (), replace(rules, max_moved=0, neighbours=0), Budget(5))
    assert result.plan.cost(result.problem) <= inserted.plan.cost(inserted.problem)
