"""The guide for outsiders: its example is read, solved by trying everything, and its bound computed as it says."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.planning.support.brute_force import best_plan, cost_of, schedules, usage
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.problem.files import journeys, plans, problems, read_plan, read_problem
from tsunagu.planning.domain.problem.values import Problem as ProblemValues
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.verify import verify

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "planning-problem.md"


@pytest.fixture(scope="module")
def text() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(text: str) -> tuple[Problem, Plan]:
    problem_text, plan_text = re.findall(r"```yaml\n(.*?)```", text, re.S)
    problem = read_problem(problem_text, "yaml")
    return problem, read_plan(plan_text, problem, "yaml")


def test_the_plan_of_the_example_is_the_best_and_its_bound_proves_it(example: tuple[Problem, Plan]) -> None:
    problem, plan = example
    best = best_plan(problem)
    assert best is not None
    report = verify(problem, plan)
    assert report.is_sound
    assert report.is_bound_proven
    assert (report.cost, report.bound, report.gap, report.loosened) == (26, 26, 0, 0)
    assert best.cost(problem) == 26


def test_the_bound_is_what_the_guides_formula_gives(example: tuple[Problem, Plan]) -> None:
    problem, plan = example
    assert [priced_least(problem, journey, 1.0) for journey in problem.journeys] == [19, 12]
    assert [priced_least(problem, journey, 0.0) for journey in problem.journeys] == [14, 7]
    assert plan.bound is not None
    free = verify(problem, replace(plan, bound=replace(plan.bound, prices=())))
    assert (free.bound, free.is_bound_proven) == (21, False)


def priced_least(problem: Problem, journey: Journey, price: float) -> float:
    """The least of one journey at the example's price from 9 to 14, by trying everything."""
    found = [float(cost_of(problem, journey, None))]
    for option, spans in schedules(problem, journey):
        held = usage(option, spans)
        paid = sum(amount * price for (_, hour), amount in held.items() if 9 <= hour < 14)
        if all(hour < problem.hours for _, hour in held):
            found.append(cost_of(problem, journey, spans) + paid)
    return min(found)


def test_every_key_of_the_files_stands_in_the_guide(text: str) -> None:
    keys = {*problems.PROBLEM_KEYS, *journeys.JOURNEY_KEYS, *journeys.OPTION_KEYS, *journeys.TASK_KEYS}
    keys |= {
        *plans.PLAN_KEYS,
        "open",
        "kind",
        "place",
        "first",
        "second",
        "at_least",
        "at_most",
        "resource",
        "last",
    }
    keys |= {"amount", "after", "per_hour", "value", "prices", "capacity", "from", "until"}
    assert {key for key in keys if not re.search(rf"`[^`]*\b{key}\b[^`]*`", text)} == set()
    assert "672" in text
    assert ProblemValues.__dataclass_fields__["left_out_hours"].default == 672
