"""Estimates against a known truth: intervals cover it, few observations lean on the network, change is seen."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.planning.estimates.courses import HOUR, NOW, course, drawn
from tsunagu.planning.domain.estimates.estimating import estimates_of
from tsunagu.planning.domain.estimates.figures import Figures, accepting
from tsunagu.planning.domain.estimates.found import Found
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.planning.domain.estimates.pooling import Counted, median_of, pooled_share, strength_of
from tsunagu.planning.domain.estimates.states import is_worth_proposing
from tsunagu.planning.queries.estimates import assumptions

FIGURES = Figures(assumptions())
NETWORK = Place("chance", "process")


def at(site: str) -> Place:
    return Place("chance", "process", site)


def found_of(courses: object, figures: Figures = FIGURES) -> dict[Place, Found]:
    return {one.place: one for one in estimates_of(courses, figures, NOW)}  # type: ignore[arg-type]


def test_intervals_of_a_site_hold_the_truth_about_as_often_as_they_say() -> None:
    covered = {"late_share": 0, "late_hours": 0, "failure": 0}
    truth, rounds = {"late_share": 0.2, "late_hours": 15.0, "failure": 0.08}, 120
    for seed in range(rounds):
        chance = np.random.default_rng(seed)
        sites = [drawn(chance, 60, f"s{number}", 0.2, 15.0, 0.08) for number in range(5)]
        found = found_of([one for site in sites for one in site])[at("s0")]
        for name, value in truth.items():
            covered[name] += found.values[name].interval.covers(value)
    assert all(count >= 0.9 * rounds for count in covered.values()), covered


def test_a_site_with_few_steps_leans_on_the_network_and_one_with_many_stands_alone() -> None:
    chance = np.random.default_rng(4)
    steps = [
        *drawn(chance, 150, "much", 0.4),
        *drawn(chance, 100, "other", 0.05),
        *drawn(chance, 100, "third", 0.1),
    ]
    found = found_of([*steps, *drawn(chance, 2, "few", 1.0)])
    network = found[NETWORK].values["late_share"].value
    few, much = found[at("few")], found[at("much")]
    assert network < few.values["late_share"].value < 0.6
    assert few.values["late_share"].interval.width > much.values["late_share"].interval.width
    assert much.values["late_share"].value == pytest.approx(0.4, abs=0.09)
    assert not is_worth_proposing(few, FIGURES)  # two steps prove nothing
    assert is_worth_proposing(much, FIGURES)


def test_sites_alike_are_pooled_and_sites_apart_are_not() -> None:
    alike = [Counted(10, 100), Counted(9, 90), Counted(11, 110)]
    apart = [Counted(2, 100), Counted(45, 90), Counted(80, 110)]
    assert strength_of(alike, 20) == 400
    assert strength_of(apart, 20) < 6
    assert strength_of(alike[:2], 20) == 20
    assert strength_of([Counted(0, 50)] * 3, 20) == 20
    share = pooled_share(Counted(0, 0), 0.05, 20)
    assert share.value == pytest.approx(0.05)


def test_what_is_not_due_tells_nothing_and_what_runs_late_counts_so_far() -> None:
    base = NOW - 30 * HOUR
    running = [course(n, base=base, ended_at=None, started_at=base, state="started") for n in range(4)]
    not_due = [course(9 + n, base=NOW - HOUR, ended_at=None, state="started") for n in range(4)]
    early = [course(20 + n, base=NOW - 5 * HOUR, started_at=None, ended_at=NOW - HOUR) for n in range(4)]
    found = found_of([*running, *not_due, *early])
    assert found[NETWORK].counts == {"late": 4, "due": 4, "failed": 0, "over": 0}
    alone = found_of(course(n, base=base, ended_at=base + 10 * HOUR) for n in range(4))
    assert found[NETWORK].values["late_hours"].value > alone[NETWORK].values["late_hours"].value


def test_delay_that_came_from_before_is_not_the_steps_own() -> None:
    late_base = course(base=NOW - 50 * HOUR, ended_at=NOW - 40 * HOUR)
    assert found_of([late_base])[NETWORK].counts["late"] == 0
    assert found_of([replace(late_base, ended_at=NOW - 30 * HOUR)])[NETWORK].counts["late"] == 1


def test_failed_steps_count_as_failed_and_not_as_late() -> None:
    end = course().base + 60 * HOUR
    found = found_of([course(n, state="failed", ended_at=end) for n in range(3)] + [course(9)])
    assert found[NETWORK].counts == {"late": 0, "due": 1, "failed": 3, "over": 4}


def test_a_changed_process_is_judged_by_its_recent_steps() -> None:
    chance = np.random.default_rng(1)
    before = [replace(one, base=one.base - timedelta(days=60)) for one in drawn(chance, 60, "x", 0.02)]
    before = [replace(one, ended_at=one.base + 10 * HOUR) for one in before]
    after = [course(n, site="x", ended_at=course(n).base + 30 * HOUR) for n in range(20)]
    found = found_of([*before, *after])[at("x")]
    assert found.has_changed
    assert found.n == 20
    steady = found_of(before + [course(n, site="x") for n in range(20)])[at("x")]
    assert not steady.has_changed
    assert steady.n == 80


def test_a_change_is_also_seen_in_failures() -> None:
    before = [course(n, site="x", base=NOW - timedelta(days=200 - n)) for n in range(60)]
    before = [replace(one, ended_at=one.base + 10 * HOUR) for one in before]
    after = [course(n, site="x", state="failed" if n % 2 else "done") for n in range(20)]
    assert found_of([*before, *after])[at("x")].counts == {"late": 0, "due": 10, "failed": 10, "over": 20}


def test_a_culture_that_its_plan_left_standing_is_neither_late_nor_slow() -> None:
    base = NOW - 400 * HOUR
    left = [
        course(n, site="x", action="tend", planned_hours=100.0, slot_hours=140.0, base=base, started_at=base,
               ended_at=base + 140 * HOUR)
        for n in range(9)
    ]  # fmt: skip
    found = found_of(left)
    assert found[Place("chance", "tend", "x")].counts["late"] == 0
    assert Place("duration", "tend", "x", "", "auto", "make") not in found
    slow = found_of([replace(one, slot_hours=100.0) for one in left])
    assert slow[Place("chance", "tend", "x")].counts["late"] == 9
    assert slow[Place("duration", "tend", "x", "", "auto", "make")].values["hours"].value == 140.0


def test_lanes_are_told_apart_by_both_ends() -> None:
    go = [course(n, action="transport", origin="a", site="b") for n in range(3)]
    back = [course(9 + n, action="transport", origin="b", site="a") for n in range(2)]
    found = found_of([*go, *back])
    assert found[Place("chance", "transport", "b", "a")].n == 3
    assert found[Place("duration", "transport", "a", "b", "auto", "make")].n == 2


def test_a_median_counts_running_steps_as_at_least_so_long() -> None:
    done = [10.0, 11.0, 12.0, 13.0, 30.0]
    plain, more = median_of(done), median_of(done, [25.0] * 4)
    assert plain is not None
    assert more is not None
    assert plain.value == 12.0
    assert more.value == 30.0
    assert plain.interval.lower <= 12.0 <= plain.interval.upper
    assert median_of([1.0]) is None
    assert median_of([1.0, 2.0], [5.0] * 9) is None


def test_intervals_of_a_median_hold_it() -> None:
    chance, hits = np.random.default_rng(0), 0
    for _ in range(200):
        times = chance.lognormal(3.0, 0.3, 25)
        cut = chance.uniform(15, 60, 25)
        found = median_of(list(times[times <= cut]), list(cut[times > cut]))
        hits += found is not None and found.interval.covers(float(np.exp(3.0)))
    assert hits >= 180


def test_a_duration_is_proposed_where_the_plan_lies_outside_and_never_twice() -> None:
    slow = [course(n, site="x", ended_at=course(n).base + (13 + n % 3 / 10) * HOUR) for n in range(12)]
    found = found_of(slow)[Place("duration", "process", "x", "", "auto", "make")]
    assert is_worth_proposing(found, FIGURES)
    after = accepting(FIGURES, found.place, {"hours": found.values["hours"].value}, found.n)
    assert after.hours(found.place, 10.0) == 14
    assert not is_worth_proposing(found, after)
    hardly = [course(n, site="x", ended_at=course(n).base + 10.1 * HOUR) for n in range(12)]
    assert not is_worth_proposing(found_of(hardly)[found.place], FIGURES), "minutes are of no use to a plan"
    late = estimates_of(slow, after, NOW)[0]
    assert late.counts["late"] == 0  # lateness is counted against the duration that is in force
    assert found_of(slow)[at("x")].counts["late"] == 12


def test_the_same_steps_give_the_same_digest_in_any_order() -> None:
    steps = [course(n) for n in range(9)]
    one, other = found_of(steps)[NETWORK], found_of(steps[::-1])[NETWORK]
    assert one == other
    changed = [replace(steps[0], ended_at=steps[0].base + 11 * HOUR), *steps[1:]]
    assert found_of(changed)[NETWORK].digest != one.digest
