"""Condition verdicts: bands, excursions, budgets, gaps, coverage, mean kinetic temperature."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.conditions.domain.bands import BANDS, RULES, Band, ExcursionRule
from tsunagu.conditions.domain.excursions import excursions
from tsunagu.conditions.domain.kinetic import mean_kinetic_celsius, mean_kinetic_of
from tsunagu.conditions.domain.readings import Reading, thinned
from tsunagu.conditions.domain.verdict import ConditionVerdict, judge
from tsunagu.foundation.text import Text

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
COLD = BANDS["cold"]
RULE = ExcursionRule(30.0, 60.0, hard_minimum_celsius=0.0, hard_maximum_celsius=20.0)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def every(minutes: float, *celsius: float) -> list[Reading]:
    return [Reading(at(place * minutes), value) for place, value in enumerate(celsius)]


def judged(readings: list[Reading], end: float, used: float = 0.0, start: float = 0.0) -> ConditionVerdict:
    return judge(readings, COLD, RULE, at(start), at(end), used)


@pytest.mark.parametrize(
    ("band", "celsius", "inside"),
    [
        ("cold", 2.0, True),
        ("cold", 8.0, True),
        ("cold", 8.01, False),
        ("cold", 1.99, False),
        ("vapour", -150.0, True),
        ("vapour", -196.0, True),
        ("vapour", -149.9, False),
        ("dry_ice", -78.5, True),
        ("room", 15.0, True),
        ("skin", 10.0, True),
        ("body", 37.0, True),
        ("body", 35.9, False),
    ],
)
def test_bands(band: str, celsius: float, inside: bool) -> None:
    assert BANDS[band].holds(celsius) is inside
    assert band in RULES


def test_within() -> None:
    verdict = judged(every(10, 5, 5, 8, 2, 5), 40)
    assert (verdict.state, verdict.minutes_over, verdict.remaining_minutes) == ("within", 0.0, 60.0)
    assert (verdict.minimum_celsius, verdict.maximum_celsius) == (2, 8)
    assert verdict.mean_kinetic_celsius is not None


def test_the_crossing_of_a_limit_is_interpolated() -> None:
    verdict = judged(every(10, 6, 10, 6), 20)
    (excursion,) = verdict.excursions
    assert (excursion.start, excursion.end) == (at(5), at(15))
    assert (excursion.minutes, excursion.extreme_celsius, excursion.is_above) == (10.0, 10, True)
    assert (verdict.state, verdict.minutes_over, verdict.remaining_minutes) == (
        "excursion_allowed",
        10.0,
        50.0,
    )
    assert "累積10分" in verdict.reason.ja


@pytest.mark.parametrize(
    ("readings", "state", "says"),
    [
        (every(10, 5, 10, 10, 10, 10, 5), "breach", "続けて"),
        (every(10, *(5, 9, 9, 5) * 5), "breach", "累積"),
        (every(10, 5, 5, 21, 5), "breach", "21.0 ℃に達しました"),
        (every(10, 5, -0.1, 5), "breach", "-0.1 ℃に達しました"),
        (every(10, 5, 1, 5), "excursion_allowed", "許容累積時間60分の内"),
    ],
)
def test_rules(readings: list[Reading], state: str, says: str) -> None:
    verdict = judged(readings, 10 * (len(readings) - 1))
    assert verdict.state == state
    assert says in verdict.reason.ja


def test_the_budget_goes_on_from_earlier_legs() -> None:
    assert judged(every(10, 6, 10, 6), 20, used=49).state == "excursion_allowed"
    used_up = judged(every(10, 6, 10, 6), 20, used=55)
    assert (used_up.state, used_up.remaining_minutes) == ("breach", 0.0)


def test_a_used_up_budget_alone_is_no_breach_of_this_leg() -> None:
    assert judged(every(10, 5, 5, 5), 20, used=70).state == "within"


@pytest.mark.parametrize(
    ("readings", "start", "end", "minutes"),
    [
        ([], 0, 60, [60]),
        (every(10, 5, 5, 5), 0, 120, [100]),
        (every(10, 5, 5, 5), -60, 20, [60]),
        ([Reading(at(0), 5), Reading(at(40), 5)], 0, 40, [40]),
        ([Reading(at(-600), 5), Reading(at(600), 5)], 0, 60, [60]),
        (every(10, 5, 5, 5), 200, 260, [60]),
        (every(10, 5, 5, 5), 0, 30, []),
    ],
)
def test_a_leg_must_be_covered_from_start_to_end(
    readings: list[Reading], start: float, end: float, minutes: list[float]
) -> None:
    verdict = judged(readings, end, start=start)
    assert [gap.minutes for gap in verdict.gaps] == minutes
    assert verdict.state == ("missing_readings" if minutes else "within")
    if minutes:
        assert verdict.mean_kinetic_celsius is None


def test_a_gap_beside_a_reading_outside_counts_as_outside() -> None:
    readings = [*every(10, 5, 5), Reading(at(20), 8.5), Reading(at(60), 5), Reading(at(70), 5)]
    verdict = judged(readings, 70)
    assert verdict.state == "breach"
    assert verdict.excursions[0].end == at(60)


def test_only_the_leg_counts() -> None:
    readings = every(10, 15, 15, 5, 5, 5, 15)
    assert judged(readings, 40, start=20).state == "within"
    edge = judged(readings, 40, start=15)
    assert edge.excursions[0].start == at(15)


def test_a_leg_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="end before"):
        judged([], -1)


def test_frozen_things_are_judged_by_time_above_the_threshold() -> None:
    vapour = judge(every(1, -180, -140, -180), BANDS["vapour"], RULES["vapour"], at(0), at(2))
    assert (vapour.state, vapour.mean_kinetic_celsius) == ("excursion_allowed", None)
    assert vapour.minutes_over == pytest.approx(0.5, abs=0.05)
    thawing = judge(every(1, -180, -110, -180), BANDS["vapour"], RULES["vapour"], at(0), at(2))
    assert thawing.state == "breach"


def test_mean_kinetic_temperature_vector() -> None:
    assert mean_kinetic_celsius([(5.0, 23 * 60), (15.0, 60)]) == pytest.approx(5.76, abs=0.005)
    assert mean_kinetic_celsius([(5.0, 10)]) == pytest.approx(5.0)
    assert mean_kinetic_of(every(60, 5, 5, 5)) == pytest.approx(5.0)


def test_mean_kinetic_temperature_is_not_for_frozen_cells() -> None:
    with pytest.raises(ValueError, match="frozen"):
        mean_kinetic_celsius([(-80.0, 10)])
    with pytest.raises(ValueError, match="time"):
        mean_kinetic_celsius([])
    assert mean_kinetic_of(every(60, -80, -80)) is None


def test_thinning_keeps_the_extremes() -> None:
    readings = every(1, *([5.0] * 5000))
    readings[1234] = Reading(at(1234), 9.9)
    readings[4321] = Reading(at(4321), 0.1)
    kept = thinned(readings, 400)
    assert len(kept) <= 410
    assert {readings[0], readings[1234], readings[4321], readings[-1]} <= set(kept)
    assert kept == sorted(kept)
    assert thinned(readings[:10], 400) == readings[:10]


def test_what_goes_into_the_ledger_is_plain() -> None:
    verdict = judged([*every(10, 6, 10, 6), Reading(at(60), 6)], 60)
    assert verdict.excursions[0].as_dict()["minutes"] == 10.0
    assert verdict.gaps[0].as_dict()["minutes"] == 40.0


@given(st.lists(st.floats(-5, 25), min_size=2, max_size=30))
@settings(deadline=None)
def test_time_outside_agrees_with_counting_fine_steps(values: list[float]) -> None:
    readings = every(5, *values)
    band = Band("x", Text("x", "x"), 2.0, 8.0)
    counted = 0
    for left, right in itertools.pairwise(values):
        counted += sum(1 for step in range(500) if not band.holds(left + (right - left) * (step + 0.5) / 500))
    total = sum(excursion.minutes for excursion in excursions(readings, band))
    assert total == pytest.approx(counted / 100, abs=0.03 * len(values))


@given(st.lists(st.floats(2, 8), min_size=2, max_size=30), st.floats(2, 8))
def test_mean_kinetic_temperature_lies_between_the_extremes(values: list[float], more: float) -> None:
    mean = mean_kinetic_of(every(5, *values, more))
    assert mean is not None
    assert min(*values, more) - 1e-6 <= mean <= max(*values, more) + 1e-6


@given(st.lists(st.floats(-5, 25), min_size=3, max_size=30), st.data())
@settings(deadline=None)
def test_losing_readings_never_makes_a_leg_good(values: list[float], data: st.DataObject) -> None:
    readings = every(10, *values)
    end = 10 * (len(values) - 1)
    lost = data.draw(st.sets(st.sampled_from(range(len(readings)))))
    kept = [reading for place, reading in enumerate(readings) if place not in lost]
    verdict = judged(kept, end)
    if len(kept) < len(readings) and verdict.state == "within":
        assert all(COLD.holds(reading.celsius) for reading in kept)
        assert not verdict.gaps
