"""Plans are asked for, solved in the background, stopped, refused when unsound, and seen by whom they concern."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.world import World
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.runs.what_if import Question
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import Progress, steps
from tsunagu.planning.domain.verify import verify
from tsunagu.planning.models import PlanRun, WhatIf
from tsunagu.planning.queries import runs as queries
from tsunagu.planning.services.answer_what_ifs import answer_what_ifs
from tsunagu.planning.services.ask_what_if import ask_what_if
from tsunagu.planning.services.cancel_run import cancel_run
from tsunagu.planning.services.solve_run import solve_run
from tsunagu.planning.services.solving import SMALL, solving
from tsunagu.planning.services.start_run import Asked, start_run

COORDINATOR, MAKER, OUTSIDER = "rink", "tonomachi-cells", "haneda-clinic"


def ask(world: World, problem: Problem, actor: Actor | None = None, **asked: Any) -> UUID:
    """Ask for a plan as someone, by default of the maker."""
    who = actor or world.actor(MAKER)
    with world.acting(who):
        return start_run(problem, Asked(effort="quick", **asked), world.now)


def solve(world: World, run: UUID, **options: Any) -> PlanRun:
    """Solve a run as its job does; return the row."""
    solve_run(run, lambda: world.now + timedelta(minutes=1), **options)
    with acting(Scope("worker")):
        return PlanRun.objects.get(uuid=run)


def test_a_plan_is_made_checked_and_kept(world: World, small: Problem) -> None:
    run = ask(world, small)
    row = solve(world, run)
    assert (row.state, row.stage, row.journeys, row.left_out) == ("done", "polished", 6, 0)
    with acting(Scope("worker")):
        problem, plan = queries.problem_and_plan(run)
        picture, view = queries.picture(run), queries.run(run)
    assert problem == small
    assert plan is not None
    assert picture is not None
    report = verify(small, plan)
    assert report.is_sound
    assert report.is_bound_proven
    assert (view.cost, len(picture.journeys)) == (report.cost, 6)
    assert view.bound_days is not None
    assert view.days is not None
    assert view.first_days is not None
    assert view.bound_days <= view.days <= view.first_days
    assert view.gap is not None
    assert view.gap < 0.05


def test_the_same_problem_gives_the_same_plan(world: World, small: Problem) -> None:
    one, other = (solve(world, ask(world, small)) for _ in range(2))
    assert one.plan == other.plan
    assert one.digest == other.digest


def test_a_resend_is_the_same_plan(world: World, small: Problem) -> None:
    key = uuid4()
    with world.acting(world.actor(MAKER)):
        first = start_run(small, Asked(), world.now, key)
        assert start_run(small, Asked(), world.now, key) == first
        assert PlanRun.objects.count() == 1
    with world.acting(world.actor(OUTSIDER)):
        assert start_run(small, Asked(), world.now, key) != first


def test_the_best_so_far_stands_after_each_step_and_stays_when_stopped(world: World, small: Problem) -> None:
    run = ask(world, small)
    seen = []

    def watched(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
        for progress in solving(problem, effort, is_wanted):
            yield progress
            with acting(Scope("worker")):
                seen.append(PlanRun.objects.get(uuid=run).stage)
                if progress.stage == "bound":
                    cancel_run(run, world.now)

    row = solve(world, run, solver=watched)
    assert seen == ["first", "bound"]
    assert row.state == "cancelled"
    assert row.ended_at == world.now
    assert row.cost == row.first_cost
    assert row.picture is not None


def test_one_that_is_stopped_before_its_turn_is_never_solved(world: World, small: Problem) -> None:
    run = ask(world, small)
    with world.acting(world.actor(MAKER)):
        cancel_run(run, world.now)
        cancel_run(run, world.now)
    row = solve(world, run)
    assert (row.state, row.plan, row.stage) == ("cancelled", None, "")


def test_what_is_done_cannot_be_stopped(world: World, small: Problem) -> None:
    run = ask(world, small)
    solve(world, run)
    with world.acting(world.actor(MAKER)), pytest.raises(Refused) as refused:
        cancel_run(run, world.now)
    assert refused.value.code == "run_ended"


def test_a_plan_that_breaks_a_rule_is_never_kept(world: World, small: Problem) -> None:
    def broken(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
        found = next(iter(steps(problem, effort)))
        yield found
        key, one = next(iter(found.plan.assignments.items()))
        early = replace(one, starts=tuple(hour - 500 for hour in one.starts))
        plan = replace(found.plan, assignments={**found.plan.assignments, key: early})
        yield Progress("plan", plan, 1)

    row = solve(world, ask(world, small), solver=broken)
    assert row.state == "failed"
    assert (row.plan, row.picture, row.cost) == (None, None, None)
    assert "検算" in row.reason_ja
    assert "check" in row.reason_en


def test_a_bound_that_its_prices_do_not_prove_is_never_shown(world: World, small: Problem) -> None:
    def boasting(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
        for found in steps(problem, effort):
            bound = found.plan.bound
            better = None if bound is None else replace(bound, value=bound.value + 50)
            yield Progress(found.stage, replace(found.plan, bound=better), found.rounds)

    row = solve(world, ask(world, small), solver=boasting)
    assert (row.state, row.bound) == ("failed", None)


def test_a_solver_that_dies_leaves_a_reason(world: World, small: Problem) -> None:
    def dying(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
        yield next(iter(steps(problem, effort)))
        raise MemoryError

    run = ask(world, small)
    with pytest.raises(MemoryError):
        solve(world, run, solver=dying)
    with acting(Scope("worker")):
        row = PlanRun.objects.get(uuid=run)
    assert (row.state, row.plan) == ("failed", None)
    assert "もう一度" in row.reason_ja


def test_a_large_problem_is_solved_in_a_process_that_can_be_stopped(small: Problem) -> None:
    many = tuple(replace(one, key=f"{one.key}/{n}") for n in range(3) for one in small.journeys)
    large = replace(small, journeys=many)
    assert len(many) > SMALL
    wanted = iter([True, True])
    found = list(solving(large, Effort(rounds=100_000, close=-1.0), lambda: next(wanted, False)))
    assert len(found) <= 2


def test_who_sees_a_plan(world: World, small: Problem) -> None:
    run = ask(world, small)
    solve(world, run)
    for actor in (world.actor(MAKER), world.actor(COORDINATOR, "coordinator")):
        with world.acting(actor):
            assert queries.run(run).state == "done"
    with world.acting(world.actor(OUTSIDER)):
        assert not queries.runs().exists()
        for act in (queries.run, queries.problem_and_plan, lambda uuid: cancel_run(uuid, world.now)):
            with pytest.raises(NotFound):
                act(run)
        with pytest.raises(NotFound):
            ask_what_if(run, [Question("demand")], world.now)
    with acting(Scope("worker")):
        assert not WhatIf.objects.exists()


def test_changes_are_measured_against_the_plan(world: World, small: Problem) -> None:
    run = ask(world, small)
    row = solve(world, run)
    questions = [Question("one_more", "site-1/suite"), Question("closed", "site-1/suite"), Question("demand")]
    with world.acting(world.actor(MAKER)):
        assert ask_what_if(run, questions, world.now) == 3
        assert ask_what_if(run, questions, world.now) == 0
        assert all(one.state == "waiting" for one in queries.what_ifs(queries.run(run)))
    assert answer_what_ifs(run) == 3
    assert answer_what_ifs(run) == 0
    with world.acting(world.actor(COORDINATOR, "coordinator")):
        more, shut, demand = queries.what_ifs(queries.run(run))
        kept = WhatIf.objects.get(change="one_more")
    assert kept.cost is not None
    assert row.cost is not None
    assert more.total_days == pytest.approx((kept.cost - row.cost) / 24)
    assert more.mean_days is not None
    assert shut.mean_days is not None
    assert more.mean_days < 0 < shut.mean_days
    assert demand.journeys == 7


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ([], "nothing_chosen"),
        ([Question("one_more", "nowhere")], "resource"),
        ([Question("closed", f"r{number}") for number in range(13)], "too_many"),
    ],
)
def test_questions_that_make_no_sense_write_nothing(
    world: World, small: Problem, questions: list[Question], code: str
) -> None:
    run = ask(world, small)
    solve(world, run)
    with world.acting(world.actor(MAKER)):
        with pytest.raises(BadInput) as refused:
            ask_what_if(run, questions, world.now)
        assert not WhatIf.objects.exists()
    assert refused.value.code == code


def test_a_plan_that_is_not_made_yet_cannot_be_questioned(world: World, small: Problem) -> None:
    run = ask(world, small)
    with world.acting(world.actor(MAKER)), pytest.raises(Refused) as refused:
        ask_what_if(run, [Question("demand")], world.now)
    assert refused.value.code == "run_not_done"
