"""Policies, scores, orders, floors and figures of fair allocation, from values alone."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.planning.domain.fairness.allocating import InTurn, Round, allocate, shortfalls
from tsunagu.planning.domain.fairness.competing import competing, used_up
from tsunagu.planning.domain.fairness.effect import (
    FEW,
    OTHERS,
    Wait,
    compared,
    figures,
    gini,
    groups_of,
    told_count,
)
from tsunagu.planning.domain.fairness.grades import DEFAULT, grades_of, grades_text
from tsunagu.planning.domain.fairness.inputs import Inputs, Served, deficit
from tsunagu.planning.domain.fairness.overriding import Override, check_override
from tsunagu.planning.domain.fairness.policy import CRITERIA, Policy, check_policy
from tsunagu.planning.domain.fairness.ranking import ranking
from tsunagu.planning.domain.fairness.record import policy_data, policy_of
from tsunagu.planning.domain.fairness.scoring import VALUES, explained, score
from tsunagu.planning.domain.fairness.states import STATES, TRANSITIONS, answer_of, check_transition
from tsunagu.planning.domain.problem import Journey, Lag, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.verify import verify

TODAY = date(2026, 11, 2)
ASKED = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = ("北海道", "東京都", "宮城県")
HISTORY = {"北海道": Served(10, 2), "東京都": Served(20, 18), "宮城県": Served(2, 0)}
STANDARD = Policy(
    "standard",
    1,
    {"waited": 40, "urgency": 30, "benefit": 20, "equity": 10},
    grades=grades_of(DEFAULT),
    guard_weeks=20,
)


def request(key: str, days: int = 0, **more: object) -> Inputs:
    facts = {"place": "東京都", "asked_at": ASKED, "urgency": 1, "benefit": "", **more}
    return Inputs(key, waiting_since=TODAY - timedelta(days=days), **facts)  # type: ignore[arg-type]


@st.composite
def requests(draw: st.DrawFn) -> list[Inputs]:
    count = draw(st.integers(2, 9))
    return [
        request(
            f"{number:03d}", draw(st.integers(0, 400)), place=draw(st.sampled_from(PLACES)),
            urgency=draw(st.sampled_from((1, 2, 4))), benefit=draw(st.sampled_from(("", "大きい", "中程度", "小さい"))),
        )
        for number in range(count)
    ]  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    weights = {key: draw(st.integers(0, 100)) for key in CRITERIA}
    weights["waited"] += 1
    return replace(
        STANDARD, weights=weights, full_weeks=draw(st.integers(1, 104)), shape=draw(st.sampled_from(("even", "late"))),
        guard_weeks=draw(st.none() | st.integers(0, 60)), tie=draw(st.sampled_from(("lot", "asked"))),
    )  # fmt: skip


def places_of(policy: Policy, given_: list[Inputs]) -> list[str]:
    return [one.key for one in ranking(policy, given_, TODAY, HISTORY, (), "seed")]


@given(policies(), requests(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_longer_wait_never_lowers_a_rank(policy: Policy, asked: list[Inputs], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(asked) - 1))
    longer = data.draw(st.integers(1, 200))
    one = asked[number]
    changed = [*asked]
    changed[number] = replace(one, waiting_since=one.waiting_since - timedelta(days=longer))
    assert places_of(policy, changed).index(one.key) <= places_of(policy, asked).index(one.key)


@given(requests())
@settings(max_examples=60, deadline=None)
def test_one_criterion_alone_gives_its_own_order(asked: list[Inputs]) -> None:
    only = replace(STANDARD, guard_weeks=None, tie="asked", full_weeks=104)
    measures: dict[str, Callable[[Inputs], float]] = {
        "waited": lambda one: one.days_waited(TODAY),
        "urgency": lambda one: one.urgency,
        "benefit": lambda one: {"大きい": 3, "中程度": 2, "小さい": 1, "": 0}[one.benefit],
        "equity": lambda one: round(deficit(one.place, HISTORY), 4),
    }
    for criterion in CRITERIA:
        policy = replace(only, weights={criterion: 100})
        by_key = {one.key: measures[criterion](one) for one in asked}
        order = [by_key[key] for key in places_of(policy, asked)]
        assert order == sorted(order, reverse=True), criterion


def test_only_declared_inputs_can_enter() -> None:
    assert {one.name for one in fields(Inputs)} == {
        "key", "place", "asked_at", "waiting_since", "therapy", "urgency", "benefit",
    }  # fmt: skip
    assert set(VALUES) == set(CRITERIA)
    base = request("001", 30, urgency=2, benefit="大きい")
    for criterion in CRITERIA:
        policy = replace(STANDARD, weights={criterion: 100})
        counted = {"waited": "waiting_since", "urgency": "urgency", "benefit": "benefit", "equity": "place"}
        others: dict[str, object] = {
            "waiting_since": TODAY, "urgency": 4, "benefit": "小さい", "place": "北海道", "key": "other",
            "asked_at": ASKED - timedelta(days=99), "therapy": "auto-cartilage",
        }  # fmt: skip
        before = score(policy, base, TODAY, HISTORY)
        for name, value in others.items():
            changed: Inputs = replace(base, **{name: value})  # type: ignore[arg-type]
            same = score(policy, changed, TODAY, HISTORY) == before
            assert same is (name != counted[criterion]), (criterion, name)


def test_a_score_is_explained_in_one_line() -> None:
    found = score(STANDARD, request("001", 91, urgency=2, benefit="中程度", place="北海道"), TODAY, HISTORY)
    assert [(one.criterion, one.points, one.most) for one in found.shares] == [
        ("waited", 2000, 4000), ("urgency", 1500, 3000), ("benefit", 1200, 2000), ("equity", 1000, 1000),
    ]  # fmt: skip
    line = explained(found, request("001", 91, urgency=2, benefit="中程度", place="北海道"), TODAY)
    assert line.ja.startswith("57.0点：待機期間（91日） 20.0／40.0、緊急度（早め） 15.0／30.0")
    assert "expected benefit (中程度) 12.0/20.0" in line.en


def test_ties_end_by_the_published_seed_or_by_the_time_of_asking() -> None:
    same = [request(f"{number:03d}", asked_at=ASKED - timedelta(hours=number)) for number in range(6)]
    by_time = [one.key for one in ranking(replace(STANDARD, tie="asked"), same, TODAY, {})]
    assert by_time == ["005", "004", "003", "002", "001", "000"]
    lots = {
        seed: [one.key for one in ranking(STANDARD, same, TODAY, {}, (), seed)] for seed in ("a", "b", "c")
    }
    assert len({tuple(order) for order in lots.values()}) > 1
    assert lots["a"] == [one.key for one in ranking(STANDARD, list(reversed(same)), TODAY, {}, (), "a")]


def test_overrides_count_only_agreed_and_in_time_and_the_guard_goes_before_points() -> None:
    asked = [
        request("urgent", 0, urgency=4, benefit="大きい"),
        request("old", 300),
        request("third"),
        request("fourth"),
    ]
    until = TODAY + timedelta(days=3)
    first = Override("fourth", "first", until, is_agreed=True)
    later = Override("urgent", "later", until, is_agreed=True)
    order = ranking(STANDARD, asked, TODAY, {}, (first, later))
    assert [(one.key, one.why) for one in order] == [
        ("fourth", "override"), ("old", "guard"), ("third", "points"), ("urgent", "later"),
    ]  # fmt: skip
    for idle in (
        replace(first, is_agreed=False),
        replace(first, is_withdrawn=True),
        replace(first, until=date(2026, 11, 1)),
    ):
        assert ranking(STANDARD, asked, TODAY, {}, (idle,))[0].key == "old"


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"waited": 0}}, {"weights": {"waited": -1}}, {"weights": {"waited": 101}}, {"weights": {"age": 5}},
        {"full_weeks": 0}, {"full_deficit": 0}, {"floor": 51}, {"guard_weeks": -1}, {"urgency": {1: 50, 2: 0, 4: 100}},
        {"urgency": {1: 0}}, {"grades": ()}, {"tie": "payer"}, {"method": "x"}, {"shape": "x"},
    ],
)  # fmt: skip
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    check_policy(STANDARD)
    with pytest.raises(BadInput):
        check_policy(replace(STANDARD, **wrong))  # type: ignore[arg-type]


def test_grades_are_read_back_and_faults_are_named_by_line() -> None:
    assert grades_of(grades_text(grades_of(DEFAULT))) == grades_of(DEFAULT)
    assert policy_of("standard", 1, policy_data(STANDARD)) == replace(STANDARD, urgency={1: 0, 2: 50, 4: 100})
    own = replace(STANDARD, grades=grades_of(f"{DEFAULT}\nauto-cartilage | 良好 | 80"))
    assert [one.name for one in own.scale_of("auto-cartilage")] == ["良好"]
    for bad in ("* | 大きい", "* | 大きい | 101", "* | x | ²", f"* | {'x' * 41} | 1", "* | a | 1\n* | a | 2"):
        with pytest.raises(BadInput):
            grades_of(bad)
    with pytest.raises(BadInput, match="line 2"):
        grades_of("* | a | 1\nwhat")


def test_an_override_needs_a_reason_and_an_end() -> None:
    check_override("first", "ほかの治療の予定が変わったため", TODAY, TODAY)
    for kind, reason, until in (
        ("never", "x" * 20, TODAY), ("first", " " * 30, TODAY), ("first", "x" * 1001, TODAY),
        ("first", "x" * 20, TODAY - timedelta(days=1)), ("first", "x" * 20, TODAY + timedelta(days=32)),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            check_override(kind, reason, until, TODAY)


def one_room(count: int, until: int) -> Round:
    """Patients who compete for one room, ten hours each; whoever begins before ``until`` has a slot."""
    tasks = (Task("make", 10, 10), Task("infuse", 1, 1))
    option = Option("here", tasks, (Lag("make", "infuse", 0, 50),), (Use("room", "make", "make"),))
    keys = [f"{number:03d}" for number in range(count)]
    journeys = tuple(Journey(key, 0, "infuse", (option,)) for key in keys)
    problem = Problem(TODAY, 300, (Resource("room", "room", "site", (Span(0, 300, 1),)),), journeys)
    places = {key: "東京都" if number < count - 3 else "北海道" for number, key in enumerate(keys)}
    return Round(problem, places, dict.fromkeys(keys, "make"), until)


@pytest.mark.parametrize(
    ("floor", "method", "slots"),
    [(floor, "order", slots) for floor in range(4) for slots in range(1, 5)]
    + [(0, "weights", 2), (2, "weights", 4)],
)
def test_floors_hold_and_move_no_more_than_they_need(floor: int, method: str, slots: int) -> None:
    one_round = one_room(8, until=10 * slots)
    policy = replace(STANDARD, floor=floor, method=method, guard_weeks=None)
    asked = [
        request(key, 10 * (8 - number), place=one_round.places[key])
        for number, key in enumerate(one_round.places)
    ]
    found = allocate(one_round, policy, ranking(policy, asked, TODAY, {}))
    assert verify(one_round.problem, found.plan).is_sound
    had = one_round.slots(found.plan)
    assert len(had) == slots
    lacking = shortfalls(one_round, floor, found.order, had)
    assert set(lacking) == set(found.short)
    if 2 * floor <= slots:
        assert not lacking
        assert len(found.moved_up) <= floor
        assert sum(one_round.places[key] == "北海道" for key in had) == floor  # its own points give it none
    if floor == 0:
        assert had == {f"{number:03d}" for number in range(slots)}


def test_in_turn_follows_the_order_and_who_comes_later_gets_nothing() -> None:
    one_round = one_room(5, until=20)
    plan = InTurn(one_round.problem).plan(["004", "001", "000"])
    assert [plan.assignments[key].starts[0] for key in ("004", "001", "000")] == [0, 10, 20]
    policy = replace(STANDARD, guard_weeks=None)
    asked = [request(key, 10, place=place) for key, place in one_round.places.items()]
    later = Override("000", "later", TODAY, is_agreed=True)
    assert (
        "000" not in allocate(one_round, policy, ranking(policy, asked, TODAY, {}, (later,))).plan.assignments
    )


def test_who_competes_is_found_through_resources() -> None:
    one_round = one_room(3, until=10)
    alone = Journey(
        "alone",
        0,
        "infuse",
        (Option("there", (Task("infuse", 1, 1),), (), (Use("bed", "infuse", "infuse"),)),),
    )
    bed, van = (
        Resource("bed", "bed", "here", (Span(0, 300, 2),)),
        Resource("van", "courier", "x", (Span(0, 300, 9),)),
    )
    shared = tuple(_with_van(one) for one in (*one_round.problem.journeys, alone))
    problem = replace(one_round.problem, journeys=shared, resources=(*one_round.problem.resources, bed, van))
    plan = plan_first_come(problem)
    late = {key for key in one_round.places if not one_round.has_slot(key, plan.assignments.get(key))}
    assert late == {"001", "002"}
    assert used_up(problem, plan) == {"room"}
    assert competing(problem, plan, late) == {"000", "001", "002"}  # all use the van, which isn't scarce
    assert competing(problem, plan, ()) == frozenset()


def _with_van(journey: Journey) -> Journey:
    option = journey.options[0]
    return replace(journey, options=(replace(option, uses=(*option.uses, Use("van", "infuse", "infuse"))),))


def wait(key: str, days: float | None, place: str = "東京都", urgency: int = 1) -> Wait:
    return Wait(key, place, urgency, days, has_slot=True)


@given(st.lists(st.sampled_from("ABCDE"), max_size=25))
def test_fewer_than_three_are_never_told_apart(places: list[str]) -> None:
    waits = [wait(f"{number}", float(number), place) for number, place in enumerate(places)]
    groups = groups_of(waits, lambda one: one.place)
    assert all(len(group) >= FEW for group in groups.values())
    told = sum(len(group) for group in groups.values())
    assert told == len(waits) or len(waits) < FEW
    assert all({one.place for one in group} == {name} for name, group in groups.items() if name != OTHERS)
    said = figures(waits, waits)
    assert (said["all"] is None) is (len(waits) < FEW)
    assert told_count(1) == told_count(2) == "<3"


def test_figures_of_waits() -> None:
    waits = [wait("a", 10), wait("b", 20), wait("c", 30), wait("d", None)]
    before = [wait("a", 20), wait("b", 20), wait("c", 24), wait("d", 5)]
    found = compared(waits, before)
    assert (found.shorter, found.longer) == (1, 1)
    assert found.mean_days == pytest.approx(-4 / 3)
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([]) is gini([0.0]) is None
    said = figures(waits, before)["all"]
    assert said == {
        "count": 4, "slots": "4", "undated": "<3", "low": 15, "median": 20, "high": 25, "longest": 30,
    }  # fmt: skip


def test_states_are_a_table_and_answers_follow_from_the_request() -> None:
    assert (
        set(TRANSITIONS) == set(STATES) == {one for many in TRANSITIONS.values() for one in many} | {"draft"}
    )
    check_transition("draft", "computing")
    with pytest.raises(Refused, match="round_state"):
        check_transition("draft", "published")
    later, before = ASKED + timedelta(hours=1), ASKED - timedelta(hours=1)
    assert answer_of(None, None, "open", None, ASKED) == "waiting"
    assert answer_of(ASKED, None, "reserved", later, ASKED) == "offered"
    assert answer_of(ASKED, None, "reserved", before, ASKED) == "lapsed"
    assert answer_of(ASKED, None, "confirmed", None, ASKED) == "accepted"
    assert answer_of(ASKED, ASKED, "open", None, ASKED) == "declined"
    assert answer_of(ASKED, None, "open", None, ASKED) == "declined"
    assert answer_of(ASKED, None, "withdrawn", None, ASKED) == "gone"
