"""Promised dates against a known truth: kept as often as they say once what is proposed was accepted, not before."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest

from tests.planning.estimates.courses import HOUR, NOW, course
from tsunagu.journeys.domain.durations import StepCourse
from tsunagu.planning.domain.asking.chances import chances
from tsunagu.planning.domain.estimates.estimating import chance_beside, estimates_of
from tsunagu.planning.domain.estimates.figures import (
    Figures,
    accepting,
    leaving_with,
    measured_against,
    without,
)
from tsunagu.planning.domain.estimates.places import Place, duration_place
from tsunagu.planning.domain.estimates.states import is_worth_proposing
from tsunagu.planning.domain.problem import Lag, Option, Task
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.queries.estimates import assumptions

ASSUMED = Figures(assumptions())
PLANNED = {"expand": 100.0, "test": 24.0}
ACTION = {"expand": "tend", "test": "test"}
TRUE = {"expand": (128.0, 0.3, 30.0), "test": (24.0, 0.1, 12.0)}
"""Hours that a step really needs, how often it is late beyond them, by how many hours on average."""
DURATION = duration_place("tend", "x", "", "auto", "expand")
LEVELS = (0.8, 0.9, 0.95)


def hours(
    step: str, count: int, chance: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    needed, late, by = TRUE[step]
    return needed + np.where(chance.random(count) < late, chance.exponential(by, count), 0.0)


def history(chance: np.random.Generator, count: int = 150) -> Iterator[StepCourse]:
    for step, planned in PLANNED.items():
        for number, taken in enumerate(hours(step, count, chance)):
            plain = course(number, step=step, action=ACTION[step], site="x", planned_hours=planned)
            yield course(
                number, step=step, action=ACTION[step], site="x", planned_hours=planned, slot_hours=planned,
                chain=UUID(int=int(chance.integers(1, 1 << 60))), ended_at=plain.base + taken * HOUR,
            )  # fmt: skip


def proposed(steps: list[StepCourse], figures: Figures, kind: str, *, in_pairs: bool = True) -> Figures:
    """Accept everything of a kind that is proposed, a duration with the chance that belongs to it."""
    for found in estimates_of(steps, figures, NOW):
        if found.place.kind == kind and found.place.site and is_worth_proposing(found, figures):
            beside = chance_beside(found, steps, figures, NOW) if kind == "duration" and in_pairs else None
            for one in (found, beside):
                if one is not None:
                    middle = {name: value.value for name, value in one.values.items()}
                    figures = accepting(figures, one.place, middle, one.n)
    return figures


def kept(figures: Figures, level: float, chance: np.random.Generator) -> float:
    """Return in how many of many true journeys the date is kept that these figures give at a confidence."""
    spans = [
        figures.hours(duration_place(ACTION[one], "x", "", "auto", one), PLANNED[one]) for one in PLANNED
    ]
    tasks = (*(Task(one, span, span) for one, span in zip(PLANNED, spans, strict=True)), Task("give", 2, 2))
    option = Option("1", tasks, (Lag("expand", "test", 0, None), Lag("test", "give", 0, None)), ())
    starts = (0, spans[0], sum(spans))
    plan = Assignment("1", starts, (spans[0], sum(spans), sum(spans) + 2))
    spreads = {one: figures.given(ACTION[one], "x").spread for one in PLANNED}
    sure = {key: type(one)(one.late_share, one.late_hours, 0.0) for key, one in spreads.items()}
    promised = starts[2] + (chances(option, plan, "give", sure, runs=4_000).hours_for(level) or 0.0)
    begins = np.maximum(hours("expand", 4_000, chance), spans[0])
    begins = np.maximum(begins + hours("test", 4_000, chance), starts[2])
    return float(np.mean(begins <= promised))


def shares(accepted: str) -> dict[float, float]:
    """Return how often dates at each confidence are kept, on average over what thirty networks observed."""
    found: dict[float, list[float]] = {level: [] for level in LEVELS}
    for seed in range(30):
        chance = np.random.default_rng(seed)
        steps, figures = list(history(chance)), ASSUMED
        if accepted != "nothing":
            figures = proposed(steps, figures, "chance")
            figures = proposed(steps, figures, "duration", in_pairs=accepted == "pairs")
        for level in LEVELS:
            found[level].append(kept(figures, level, chance))
    return {level: float(np.mean(values)) for level, values in found.items()}


def test_dates_are_kept_as_often_as_they_say_once_the_pair_is_accepted_and_not_before() -> None:
    before, after = shares("nothing"), shares("pairs")
    for level in LEVELS:
        assert before[level] < 0.1
        assert after[level] == pytest.approx(level, abs=0.02)


def test_a_duration_without_its_chance_would_count_the_delay_twice() -> None:
    found = shares("alone")
    assert found[0.8] > 0.93
    assert found[0.9] > 0.96


def test_a_duration_alone_over_an_assumed_chance_would_promise_too_much() -> None:
    steps = list(history(np.random.default_rng(1)))
    alone = proposed(steps, ASSUMED, "duration", in_pairs=False)
    paired = proposed(steps, ASSUMED, "duration")
    assert alone.given("tend", "x").n == 0
    assert paired.given("tend", "x").n == 150
    assert kept(alone, 0.9, np.random.default_rng(0)) < 0.85


def test_what_was_measured_together_leaves_together() -> None:
    steps = list(history(np.random.default_rng(2)))
    figures = proposed(steps, ASSUMED, "duration")
    chance = DURATION.chance
    assert measured_against(figures, chance) == measured_against(figures, DURATION) != ""
    assert measured_against(figures, Place("chance", "tend")) == measured_against(figures, chance)
    assert measured_against(figures, Place("chance", "tend", "y")) == ""
    other = duration_place("tend", "x", "", "auto", "feed")
    figures = accepting(figures, other, {"hours": 5.0}, 9)
    for one in (DURATION, other, chance):
        assert leaving_with(figures, one) == {DURATION, other, chance}
        assert without(figures, leaving_with(figures, one)) == ASSUMED
    alone = accepting(ASSUMED, chance, {"late_share": 0.1, "late_hours": 3.0, "failure": 0.0}, 9)
    assert leaving_with(alone, chance) == {chance}
