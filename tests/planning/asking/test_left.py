"""What is left after bookings, and whether more fits beside them."""

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.planning.domain.asking.left import Taken, by_hour, capacity_left, overfull
from tsunagu.planning.domain.problem import Resource, Span

HOURS = 30
ROOM = Resource("works/suite", "clean_room", "works", (Span(0, 10, 2), Span(12, 30, 1)))
TAKEN = st.builds(
    lambda start, length, amount: Taken(ROOM.key, start, start + length, amount),
    st.integers(-5, 29), st.integers(1, 12), st.integers(1, 2),
)  # fmt: skip


def test_a_booking_takes_its_hours_and_no_others() -> None:
    left = capacity_left([ROOM], [Taken(ROOM.key, 4, 14, 1)], HOURS)
    assert left[0].open == (Span(0, 4, 2), Span(4, 10, 1), Span(14, 30, 1))


@given(st.lists(TAKEN, max_size=6))
def test_what_is_left_is_published_less_taken_and_never_below_nothing(taken: list[Taken]) -> None:
    (left,) = capacity_left([ROOM], taken, HOURS)
    for hour, (whole, now) in enumerate(zip(by_hour(ROOM, HOURS), by_hour(left, HOURS), strict=True)):
        held = sum(each.amount for each in taken if each.start <= hour < each.until)
        assert now == max(0, whole - held)


@given(st.lists(TAKEN, max_size=4), TAKEN)
def test_more_fits_just_where_enough_is_left_in_each_of_its_hours(taken: list[Taken], more: Taken) -> None:
    row = by_hour(ROOM, HOURS)
    is_inside = more.start >= 0 and more.until <= HOURS
    fits = is_inside and all(
        row[hour] - sum(each.amount for each in taken if each.start <= hour < each.until) >= more.amount
        for hour in range(more.start, more.until)
    )
    assert (overfull([ROOM], taken, [more], HOURS) is None) == fits


def test_two_parts_of_one_plan_count_together() -> None:
    part = Taken(ROOM.key, 20, 24, 1)
    assert overfull([ROOM], [], [part], HOURS) is None
    assert overfull([ROOM], [], [part, part], HOURS) == ROOM.key


def test_a_resource_that_is_no_longer_published_is_named() -> None:
    assert overfull([ROOM], [], [Taken("gone/bed", 1, 2, 1)], HOURS) == "gone/bed"
