"""Lanes and bars: nothing overlaps on a lane, nothing is lost, and the data can be read back."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

from tsunagu.planning.domain.problem import Journey, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.runs.picture import picture_as_data, picture_from_data, picture_of
from tsunagu.planning.domain.solution import Assignment, Plan


def test_units_get_names_and_no_two_bars_meet_on_one(small: Problem, planned: Plan) -> None:
    picture = picture_of(small, planned)
    by_lane = defaultdict(list)
    for bar in picture.bars:
        by_lane[bar.lane].append(bar)
    for bars in by_lane.values():
        ordered = sorted(bars, key=lambda bar: bar.start)
        assert all(one.until <= other.start for one, other in pairwise(ordered))
    capacity = {each.key: max(span.capacity for span in each.open) for each in small.resources}
    lanes = Counter(lane.resource for lane in picture.lanes)
    assert lanes == capacity


def test_every_use_is_a_bar_and_every_task_a_piece(small: Problem, planned: Plan) -> None:
    picture = picture_of(small, planned)
    uses = sum(
        len(journey.by_key[planned.assignments[journey.key].option].uses) for journey in small.journeys
    )
    assert len(picture.bars) == uses
    assert len(picture.pieces) == sum(len(one.starts) for one in planned.assignments.values())
    suite = next(bar for bar in picture.bars if (bar.first, bar.last) == ("seed", "harvest"))
    assert suite.until == suite.end + 14


def test_the_picture_survives_being_kept(small: Problem, planned: Plan) -> None:
    picture = picture_of(small, planned)
    assert picture_from_data(picture_as_data(picture)) == picture


def test_an_amount_of_two_takes_two_lanes_and_gives_both_back() -> None:
    task = Task("grow", 2, 2)
    option = Option("here", (task,), (), (Use("room", "grow", "grow", amount=2),))
    one = Option("alone", (task,), (), (Use("room", "grow", "grow"),))
    journeys = tuple(
        Journey(key, 0, "grow", (which,)) for key, which in (("a", option), ("b", one), ("c", option))
    )
    problem = Problem(date(2026, 11, 30), 10, (Resource("room", "suite", "x", (Span(0, 10, 3),)),), journeys)
    plan = Plan(
        {
            "a": Assignment("here", (0,), (2,)),
            "b": Assignment("alone", (1,), (3,)),
            "c": Assignment("here", (3,), (5,)),
        }
    )
    picture = picture_of(problem, plan)
    lanes = {(picture.journeys[bar.journey], bar.lane) for bar in picture.bars}
    assert lanes == {("a", 0), ("a", 1), ("b", 2), ("c", 0), ("c", 1)}
    assert [lane.number for lane in picture.lanes] == [1, 2, 3]


def test_who_is_left_out_is_not_drawn(small: Problem, planned: Plan) -> None:
    gone = small.journeys[0].key
    rest = {key: one for key, one in planned.assignments.items() if key != gone}
    picture = picture_of(small, replace(planned, assignments=rest))
    assert gone not in picture.journeys
    assert len(picture.journeys) == len(small.journeys) - 1
