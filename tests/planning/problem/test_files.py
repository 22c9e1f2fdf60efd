"""What was written reads back as the same; every kind of bad file is answered in words, with its place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import best_plan
from tests.planning.support.problems import prices, problems
from tests.planning.support.small import small, sound, with_journey
from tsunagu.foundation.written.faults import FileRefused
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Problem, Task
from tsunagu.planning.domain.problem.checks import check_problem
from tsunagu.planning.domain.problem.files import (
    PlanRefused,
    ProblemRefused,
    digest,
    parse_plan,
    parse_problem,
    plan_as_data,
    problem_as_data,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
)
from tsunagu.planning.domain.solution import Bound, Plan, Price

Data = dict[str, Any]


@given(problems())
@settings(max_examples=60, deadline=None)
def test_what_was_written_reads_back_as_the_same_problem(problem: Problem) -> None:
    if list(check_problem(problem)):
        return
    text = write_problem(problem)
    assert read_problem(text, "json") == problem
    assert read_problem(text, "yaml") == problem
    assert digest(read_problem(text, "json")) == digest(problem)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_plan_reads_back_with_its_bound_and_prices(data: st.DataObject) -> None:
    problem = data.draw(problems(journeys=2))
    best = best_plan(problem, 5_000)
    if best is None:
        return
    plan = replace(best, bound=Bound(1.25, data.draw(prices(problem))), notes={"seed": 7})
    assert read_plan(write_plan(plan, problem), problem, "json") == plan


def test_a_whole_network_reads_back() -> None:
    problem = network(SIZES[50], 1)
    assert read_problem(write_problem(problem), "json") == problem


def test_times_are_written_as_people_write_them() -> None:
    text = write_problem(small())
    assert '"referred": "2026-12-01T06:00"' in text
    assert '{"from": "2026-12-01T06:00", "until": "2026-12-01T20:00", "capacity": 1}' in text
    assert '"collect": {"start": "2026-12-01T08:00", "end": "2026-12-01T10:00"}' in write_plan(
        sound(), small()
    )


def test_a_referral_before_the_first_day_is_a_negative_hour() -> None:
    problem = with_journey(small(), "A", referred=-30)
    assert '"referred": "2026-11-29T18:00"' in write_problem(problem)
    assert read_problem(write_problem(problem), "json") == problem


def test_what_all_options_share_is_written_once_and_may_be_written_either_way() -> None:
    data = problem_as_data(small())
    assert "tasks" in data["journeys"][0]
    assert "tasks" not in data["journeys"][0]["options"][0]
    for journey in data["journeys"]:
        for option in journey["options"]:
            option.update({part: journey[part] for part in ("tasks", "lags") if part in journey})
    assert parse_problem(data) == small()


def test_hours_may_be_numbers_and_times_may_have_a_space() -> None:
    data = problem_as_data(small())
    data["journeys"][0]["referred"] = 6
    data["journeys"][1]["referred"] = "2026-12-01 06:00"
    assert parse_problem(data) == small()


def test_the_digest_changes_with_the_problem_alone() -> None:
    assert len(digest(small())) == 64
    assert digest(small()) == digest(small())
    assert digest(small()) != digest(with_journey(small(), "A", weight=3))


def spoilt(path: str, value: object) -> Data:
    """The small problem as data, one value replaced."""
    data = problem_as_data(small())
    _put(data, path, value)
    return data


def _put(data: Any, path: str, value: object) -> None:
    *steps, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    for step in steps:
        data = data[step]
    if value is None:
        del data[last]
    else:
        data[last] = value


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("start", "next week", "start", "isn't a day"),
        ("start", "2026-02-30", "start", "isn't a day"),
        ("start", 5, "start", "isn't a day"),
        ("start", None, "file", "'start' is missing"),
        ("hours", "many", "hours", "Write a number"),
        ("hours", 1.5, "hours", "whole number"),
        ("hours", 1e9, "hours", "out of range"),
        ("hours", 0, "hours", "spans 1 to"),
        ("journeys", 3, "journeys", "as a list"),
        ("journeys.0", 3, "journeys[0]", "keys with values"),
        ("colour", "red", "colour", "no key 'colour'"),
        ("journeys.0.key", "a" * 200, "journeys[0].key", "Too long"),
        ("journeys.0.key", "a\x07", "journeys[0].key", "can't be shown"),
        ("journeys.0.referred", "2026-12-01T09:30", "journeys[0].referred", "full hour"),
        ("journeys.0.referred", "2026-12-41T09:00", "journeys[0].referred", "full hour"),
        ("journeys.0.goal", None, "journeys[0]", "'goal' is missing"),
        ("journeys.0.goal", "cure", "journeys[0].tasks", "isn't a task"),
        ("journeys.0.tasks.0.hours", None, "journeys[0].tasks[0]", "Write the length"),
        ("journeys.0.tasks.0.shortest", 1, "journeys[0].tasks[0]", "Write the length"),
        ("journeys.0.tasks.1.longest", None, "journeys[0].tasks[1]", "Write the length"),
        ("journeys.0.tasks.1.longest", 1, "journeys[0].tasks[1]", "longer than the longest"),
        ("journeys.0.lags.0.first", "cook", "journeys[0].lags[0].first", "no task 'cook'"),
        (
            "journeys.0.options.0.uses.0.resource",
            "oven",
            "journeys[0].options[0].uses[0].resource",
            "no resource",
        ),
        ("journeys.2.fixed.tasks.collect", [1, 2], "journeys[2].fixed.tasks.collect", "keys with values"),
        ("journeys.2.fixed.option", "away", "journeys[2].fixed.option", "no option"),
        ("resources.0.open.0.capacity", None, "resources[0].open[0]", "'capacity' is missing"),
        ("resources.0.open.0.until", True, "resources[0].open[0].until", "Write a number"),
    ],
)
def test_each_bad_value_is_told_at_its_place(path: str, value: object, place: str, words: str) -> None:
    with pytest.raises(ProblemRefused) as refused:
        parse_problem(spoilt(path, value))
    found = {fault.path: fault.reason for fault in refused.value.errors}
    assert words in found[place].en
    assert not found[place].ja.isascii()


def test_the_line_is_told_in_yaml_and_in_short_json() -> None:
    text = write_problem(small()).replace('"weight": 2', '"weight": -2')
    for kind in ("yaml", "json"):
        with pytest.raises(ProblemRefused) as refused:
            read_problem(text, kind)
        (fault,) = refused.value.errors
        assert '"weight": -2' in text.splitlines()[(fault.line or 0) - 1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "null",
        "{",
        "a: [",
        "{}",
        "\x00",
        "key: &a 1\nb: *a",
        "NaN",
        '{"start": NaN}',
        "[" * 500,
        '{"a": 1e999}',
    ],
)
def test_what_is_no_problem_at_all_is_refused(text: str) -> None:
    for kind in ("yaml", "json"):
        with pytest.raises(ProblemRefused) as refused:
            read_problem(text, kind)
        assert refused.value.reason.ja.startswith("計画の問題を読み込めません")


def plan_spoilt(path: str, value: object) -> Data:
    data = plan_as_data(replace(sound(), bound=Bound(50.0, (Price("room", 0, 4, 1.5),))), small())
    _put(data, path, value)
    return data


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("problem", "0" * 60, "problem", "another problem"),
        ("assignments", None, "file", "'assignments' is missing"),
        ("assignments.D", {"option": "here", "tasks": {}}, "assignments.D", "no such journey"),
        ("assignments.A.option", "away", "assignments.A.option", "no option 'away'"),
        ("assignments.A.tasks.make", None, "assignments.A.tasks", "'make' is missing"),
        ("assignments.A.tasks.cook", {}, "assignments.A.tasks.cook", "no key 'cook'"),
        ("assignments.A.tasks.make.end", "soon", "assignments.A.tasks.make.end", "full hour"),
        ("bound.value", "high", "bound.value", "Write a number"),
        ("bound.value", float("nan"), "bound.value", "out of range"),
        ("bound.prices", {}, "bound.prices", "as a list"),
        ("bound.prices.0.per_hour", None, "bound.prices[0]", "'per_hour' is missing"),
        ("notes", "hello", "notes", "keys with values"),
    ],
)
def test_each_bad_value_of_a_plan_is_told_at_its_place(
    path: str, value: object, place: str, words: str
) -> None:
    with pytest.raises(PlanRefused) as refused:
        parse_plan(plan_spoilt(path, value), small())
    found = {fault.path: fault.reason for fault in refused.value.errors}
    assert words in found[place].en
    assert refused.value.reason.ja.startswith("計画を読み込めません")


KEYS = ("start", "hours", "resources", "journeys", "key", "options", "tasks", "fixed", "assignments", "bound")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
)
HOSTILE: tuple[object, ...] = (
    None, "", "x" * 10_000, "\x00", -1, 10**30, float("nan"), True, [], {}, [[]],
    "0001-01-01T00:00", "9999-12-31T23:00",
)  # fmt: skip
PLACES = (
    "journeys.0.tasks.0", "journeys.0", "journeys.2.fixed", "journeys.0.lags.0", "journeys.0.options.0.uses.0",
    "resources.0.open.0", "resources.0",
)  # fmt: skip


def refusal(parse: Callable[[], object]) -> str:
    """Why the data is refused, in Japanese; nothing where it is taken."""
    try:
        parse()
    except FileRefused as refused:
        return refused.reason.ja
    return ""


@given(ANYTHING)
@settings(max_examples=80, deadline=None)
def test_data_that_is_no_problem_and_no_plan_is_answered_in_words(data: Any) -> None:
    assert "読み込めません" in refusal(lambda: parse_problem(data))
    assert "読み込めません" in refusal(lambda: parse_plan(data, small())) or data.keys() >= {"assignments"}


@given(st.sampled_from(PLACES), st.sampled_from(HOSTILE), st.data())
@settings(max_examples=150, deadline=None)
def test_any_value_anywhere_is_taken_or_answered_in_words(
    path: str, value: object, data: st.DataObject
) -> None:
    here: Any = problem_as_data(small())
    for step in path.split("."):
        here = here[int(step) if step.isdigit() else step]
    whole = spoilt(f"{path}.{data.draw(st.sampled_from(sorted(here)))}", value)
    why = refusal(lambda: parse_problem(whole))
    assert not why or why.startswith("計画の問題を読み込めません（")


def test_a_task_of_one_length_is_written_with_its_hours() -> None:
    data = problem_as_data(small())["journeys"][0]["tasks"]
    assert data[0]["hours"] == 2
    assert (data[1]["shortest"], data[1]["longest"]) == (4, 6)
    assert Task("make", 4, 6) in small().journeys[0].options[0].tasks


def test_a_plan_without_a_bound_has_none() -> None:
    plan = read_plan(write_plan(sound(), small()), small(), "json")
    assert plan == Plan(sound().assignments)
