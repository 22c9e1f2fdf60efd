"""Allocation of doses: as many patients as trying everything, first to expire first, checked apart, and explained."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product as every

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.planning.domain.stock.doses import (
    Administration,
    Allocation,
    DoseProblem,
    Given,
    StoredLot,
    WaitingPatient,
    doses_for,
)
from tsunagu.planning.domain.stock.left_out import why_left_out
from tsunagu.planning.domain.stock.solving.doses import allocate
from tsunagu.planning.domain.stock.verify.doses import faults_of

TODAY = date(2026, 12, 1)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def patient(key: str, *doses: int, at: int = 0, priority: int = 1, since: int = 0, barred: frozenset[str] = frozenset(), may_mix: bool = False) -> WaitingPatient:  # noqa: E501  # fmt: skip
    """A patient with an administration of so many doses each, a week apart."""
    given = tuple(Administration(day(at + 7 * number), count) for number, count in enumerate(doses))
    return WaitingPatient(key, given, day(since), priority, barred, may_mix)


@st.composite
def small_problems(draw: st.DrawFn) -> DoseProblem:
    lots = tuple(
        StoredLot(
            key, draw(st.integers(0, 6)), day(draw(st.integers(0, 20))), draw(st.sampled_from(["", "D"]))
        )
        for key in ("A", "B", "C")[: draw(st.integers(1, 3))]
    )
    patients = tuple(
        patient(
            key, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)), at=draw(st.integers(0, 10)),
            priority=draw(st.sampled_from([1, 2])), since=draw(st.integers(0, 3)),
            barred=draw(st.sampled_from([frozenset(), frozenset({"A"}), frozenset({"D"})])),
        )
        for key in ("p", "q", "r")[: draw(st.integers(1, 3))]
    )  # fmt: skip
    return DoseProblem(lots, patients, draw(st.integers(0, 3)))


def ways(problem: DoseProblem) -> Iterator[Allocation]:
    """Yield every way to give each patient all or nothing, each administration from one lot."""
    keys = [lot.key for lot in problem.lots]
    options = [
        [(), *([Given(one.key, at, lot, one.administrations[at].doses) for at, lot in enumerate(chosen)]
               for chosen in every(keys, repeat=len(one.administrations)))]
        for one in problem.patients
    ]  # fmt: skip
    for way in every(*options):
        yield Allocation(tuple(sorted(given for part in way for given in part)))


def served_by_class(problem: DoseProblem, found: Allocation) -> tuple[int, ...]:
    return tuple(
        sum(one.key in found.served for one in problem.patients if one.priority == priority)
        for priority in (2, 1)
    )


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_no_way_serves_more_and_the_check_agrees(problem: DoseProblem) -> None:
    found = allocate(problem)
    assert faults_of(problem, found) == []
    sound = [way for way in ways(problem) if not faults_of(problem, way)]
    assert served_by_class(problem, found) == max(served_by_class(problem, way) for way in sound)
    for one in problem.patients:
        if one.key not in found.served:
            assert why_left_out(problem, one) in ("fits", "expires", "size", "others")


def test_first_to_expire_goes_first_but_never_too_late() -> None:
    lots = (StoredLot("late", 9, day(90)), StoredLot("soon", 9, day(10)))
    found = allocate(DoseProblem(lots, (patient("p", 2, 2, at=1),), least_days=3))
    assert [(one.lot, one.doses) for one in found.given] == [("soon", 2), ("late", 2)]


def test_an_administration_takes_one_lot_unless_it_may_mix() -> None:
    lots = (StoredLot("A", 2, day(90)), StoredLot("B", 2, day(90)))
    alone = DoseProblem(lots, (patient("p", 3),))
    assert allocate(alone).given == ()
    assert why_left_out(alone, alone.patients[0]) == "size"
    mixed = DoseProblem(lots, (patient("p", 3, may_mix=True),))
    assert sum(one.doses for one in allocate(mixed).given) == 3
    assert faults_of(mixed, allocate(mixed)) == []


def test_the_urgent_come_first_then_who_waits_longer() -> None:
    lots = (StoredLot("A", 2, day(90)),)
    urgent = DoseProblem(lots, (patient("p", 2, since=-9), patient("q", 2, priority=4)))
    assert allocate(urgent).served == {"q"}
    alike = DoseProblem(lots, (patient("p", 2), patient("q", 2, since=-9)))
    assert allocate(alike).served == {"q"}
    assert why_left_out(alike, alike.patients[0]) == "others"


def test_a_donor_that_does_not_fit_is_left_out() -> None:
    problem = DoseProblem((StoredLot("A", 9, day(90), "D1"),), (patient("p", 1, barred=frozenset({"D1"})),))
    assert allocate(problem).given == ()
    assert why_left_out(problem, problem.patients[0]) == "fits"
    assert why_left_out(DoseProblem((), problem.patients), problem.patients[0]) == "none"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ((Given("p", 0, "soon", 9),), "not so many"),
        ((Given("p", 0, "soon", 1),), "differ"),
        ((Given("p", 0, "soon", 1), Given("p", 0, "late", 1)), "two lots"),
        ((Given("p", 0, "barred", 2),), "doesn't fit"),
        ((Given("p", 0, "gone", 2),), "too little"),
        ((Given("p", 0, "late", 2),), "expires earlier"),
        ((Given("p", 1, "soon", 2),), "differ"),
        ((Given("x", 0, "soon", 2),), "unknown"),
    ],
)  # fmt: skip
def test_the_check_says_what_is_wrong(given_: tuple[Given, ...], said: str) -> None:
    lots = (
        StoredLot("late", 4, day(90)), StoredLot("soon", 4, day(20)), StoredLot("gone", 4, day(1)),
        StoredLot("barred", 4, day(30)),
    )  # fmt: skip
    problem = DoseProblem(lots, (patient("p", 2, at=5, barred=frozenset({"barred"})),))
    assert said in " ".join(fault.en for fault in faults_of(problem, Allocation(given_)))


def test_doses_follow_the_weight() -> None:
    assert doses_for(2.0e6, 72, 7.2e7) == 2
    assert doses_for(2.0e6, 72.1, 7.2e7) == 3
    assert doses_for(2.0e6, 3, 7.2e7) == 1
