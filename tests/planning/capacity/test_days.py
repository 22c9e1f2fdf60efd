"""Patterns, exceptions and holidays as hours: what each says by itself, and what they say together."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity import CalendarException, Card, Pattern, calendar_days, spans
from tsunagu.planning.domain.capacity.checks import check_card, check_exception, check_pattern
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.problem import Span

MONDAY = date(2026, 11, 23)  # 勤労感謝の日
WEEKDAYS = frozenset(range(5))
CHAIRS = Pattern(WEEKDAYS, 9, 17, 4, date(2026, 4, 1))
HOLIDAYS = public_holidays(MONDAY, MONDAY + timedelta(days=41))


def test_a_week_of_chairs_without_the_public_holiday() -> None:
    found = spans([CHAIRS], [], MONDAY, 7, HOLIDAYS)
    assert found == tuple(Span(24 * day + 9, 24 * day + 17, 4) for day in (1, 2, 3, 4))


def test_who_works_on_holidays_says_so() -> None:
    always = Pattern(frozenset(range(7)), 0, 24, 1, date(2026, 4, 1), on_holidays=True)
    assert spans([always], [], MONDAY, 3, HOLIDAYS) == (Span(0, 72, 1),), "nights and days are one span"


def test_runs_and_pick_ups_are_hours_with_so_much() -> None:
    sterility = Pattern(frozenset({1, 4}), 10, 11, 24, date(2026, 4, 1))
    morning, afternoon = (Pattern(WEEKDAYS, hour, hour + 1, 3, date(2026, 4, 1)) for hour in (10, 16))
    assert spans([sterility], [], MONDAY, 7) == (Span(34, 35, 24), Span(106, 107, 24))
    assert spans([morning, afternoon], [], MONDAY, 1) == (Span(10, 11, 3), Span(16, 17, 3))


def test_shifts_add_up() -> None:
    late = Pattern(WEEKDAYS, 13, 21, 2, date(2026, 4, 1))
    assert spans([CHAIRS, late], [], MONDAY, 1) == (Span(9, 13, 4), Span(13, 17, 6), Span(17, 21, 2))


def test_a_pattern_counts_within_its_days() -> None:
    short = Pattern(WEEKDAYS, 9, 10, 1, date(2026, 11, 24), date(2026, 11, 25))
    assert spans([short], [], MONDAY, 7) == (Span(33, 34, 1), Span(57, 58, 1))


def test_an_exception_closes_or_gives_another_capacity() -> None:
    tuesday, saturday = date(2026, 11, 24), date(2026, 11, 28)
    closed = CalendarException(tuesday, tuesday, reason="maintenance")
    fewer = CalendarException(date(2026, 11, 25), date(2026, 11, 25), 1, 12, 17, "other")
    extra = CalendarException(saturday, saturday, 2, 9, 12, "extra_shift")
    found = spans([CHAIRS], [closed, fewer, extra], MONDAY, 7, HOLIDAYS)
    assert found[:2] == (Span(57, 60, 4), Span(60, 65, 1))
    assert found[-1] == Span(24 * 5 + 9, 24 * 5 + 12, 2)
    assert not [span for span in found if 24 <= span.start < 48]


def test_limits_win_whatever_the_order() -> None:
    day = date(2026, 11, 25)
    closed, extra = (
        CalendarException(day, day, 0, 0, 12),
        CalendarException(day, day, 9, 8, 20, "extra_shift"),
    )
    for order in ([closed, extra], [extra, closed]):
        assert spans([CHAIRS], order, day, 1) == (Span(12, 20, 9),)


def test_a_limit_opens_nothing_and_an_extra_shift_takes_nothing_away() -> None:
    day = date(2026, 11, 25)
    assert spans([CHAIRS], [CalendarException(day, day, 3)], day, 1) == (Span(9, 17, 3),)
    assert spans([CHAIRS], [CalendarException(day, day, 30)], day, 1) == (Span(9, 17, 4),)
    extra = CalendarException(day, day, 2, 8, 19, "extra_shift")
    assert spans([CHAIRS], [extra], day, 1) == (Span(8, 9, 2), Span(9, 17, 4), Span(17, 19, 2))


def test_the_end_of_a_qualification_ends_all() -> None:
    end = date(2026, 11, 25)
    found = calendar_days([CHAIRS], [], MONDAY, 5, HOLIDAYS, qualified_until=end)
    assert [day.total for day in found] == [0, 32, 32, 0, 0]
    assert [day.reason for day in found] == [
        "public_holiday",
        "",
        "",
        "qualification_end",
        "qualification_end",
    ]
    assert [day.is_closed for day in found[:4]] == [True, False, False, True]


def test_a_day_that_is_never_open_is_not_called_closed() -> None:
    sunday = calendar_days([CHAIRS], [], date(2026, 11, 29), 1)[0]
    assert (sunday.total, sunday.regular, sunday.reason, sunday.is_closed) == (0, 0, "", False)


def test_holidays_have_their_names_and_substitutes() -> None:
    found = public_holidays(date(2026, 5, 1), date(2026, 5, 31))
    assert "振替休日" in found[date(2026, 5, 6)].ja
    assert public_holidays(date(2026, 12, 29), date(2027, 1, 3)) == {
        date(2027, 1, 1): Text("元日", "New Year's Day")
    }
    assert public_holidays(date(2150, 1, 1), date(2150, 12, 31)) == {}


patterns = st.builds(
    lambda days, hours, capacity, first, length, on: Pattern(
        frozenset(days), hours[0], hours[1] + 1, capacity, MONDAY + timedelta(days=first),
        None if length is None else MONDAY + timedelta(days=first + length), on,
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.tuples(st.integers(0, 23), st.integers(0, 23)).map(sorted),
    st.integers(1, 9),
    st.integers(-9, 20),
    st.none() | st.integers(0, 20),
    st.booleans(),
)  # fmt: skip
exceptions = st.builds(
    lambda first, length, hours, capacity, reason: CalendarException(
        MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + length), capacity, hours[0], hours[1] + 1,
        reason,
    ),
    st.integers(-9, 20),
    st.integers(0, 9),
    st.tuples(st.integers(0, 23), st.integers(0, 23)).map(sorted),
    st.integers(0, 9),
    st.sampled_from(["maintenance", "extra_shift"]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(patterns, max_size=4), st.lists(exceptions, max_size=4), st.integers(0, 15))
def test_spans_are_in_order_apart_and_say_of_each_hour_what_it_holds(
    week: list[Pattern], other: list[CalendarException], count: int
) -> None:
    found = spans(week, other, MONDAY, count, HOLIDAYS)
    assert found == spans(list(reversed(week)), list(reversed(other)), MONDAY, count, HOLIDAYS)
    assert all(0 <= one.start < one.until <= 24 * count and one.capacity > 0 for one in found)
    for one, following in pairwise(found):
        assert one.until <= following.start
        assert one.until < following.start or one.capacity != following.capacity, "merged where equal"
    for hour in range(24 * count):
        day = MONDAY + timedelta(days=hour // 24)
        speaking = [one for one in other if one.covers(day, hour % 24)]
        wanted = sum(
            one.capacity
            for one in week
            if one.counts_on(day, day in HOLIDAYS) and one.from_hour <= hour % 24 < one.until_hour
        )
        wanted = max([wanted, *(one.capacity for one in speaking if one.reason == "extra_shift")])
        wanted = min([wanted, *(one.capacity for one in speaking if one.reason == "maintenance")])
        assert sum(one.capacity for one in found if one.start <= hour < one.until) == wanted


GOOD = Card("chair", "collection_chair", Text("採取チェア", "Chair"))


@pytest.mark.parametrize(
    ("pattern", "field"),
    [
        (Pattern(frozenset(), 9, 17, 1, MONDAY), "weekdays"),
        (Pattern(WEEKDAYS, 17, 9, 1, MONDAY), "until_hour"),
        (Pattern(WEEKDAYS, 9, 25, 1, MONDAY), "until_hour"),
        (Pattern(WEEKDAYS, 9, 17, 0, MONDAY), "capacity"),
        (Pattern(WEEKDAYS, 9, 17, 10**6, MONDAY), "capacity"),
        (Pattern(WEEKDAYS, 9, 17, 1, date(1, 1, 1)), "valid_from"),
        (Pattern(WEEKDAYS, 9, 17, 1, MONDAY, date(9999, 12, 31)), "valid_until"),
        (Pattern(WEEKDAYS, 9, 17, 1, MONDAY, date(2026, 1, 1)), "valid_until"),
    ],
)
def test_patterns_that_cannot_be_meant(pattern: Pattern, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_pattern(pattern)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("exception", "field"),
    [
        (CalendarException(MONDAY, date(2026, 1, 1)), "last"),
        (CalendarException(MONDAY, date(2036, 1, 1)), "last"),
        (CalendarException(date(1, 1, 1), MONDAY), "first"),
        (CalendarException(MONDAY, MONDAY, -1), "capacity"),
        (CalendarException(MONDAY, MONDAY, 0, reason="extra_shift"), "capacity"),
        (CalendarException(MONDAY, MONDAY, 0, 5, 5), "until_hour"),
        (CalendarException(MONDAY, MONDAY, reason="whim"), "reason"),
        (CalendarException(MONDAY, MONDAY, note="長" * 121), "note"),
        (CalendarException(MONDAY, MONDAY, note="a\x00b"), "note"),
    ],
)
def test_exceptions_that_cannot_be_meant(exception: CalendarException, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_exception(exception)
    assert refused.value.field == field


def test_cards_that_cannot_be_meant() -> None:
    check_card(GOOD)
    for card, field in (
        (Card("Chair 1", GOOD.kind, GOOD.name), "key"),
        (Card("chair", "throne", GOOD.name), "kind"),
        (Card("chair", GOOD.kind, Text("", "Chair")), "name_ja"),
        (Card("chair", GOOD.kind, Text("椅\x00子", "Chair")), "name_ja"),
        (Card("chair", GOOD.kind, GOOD.name, capability="A b"), "capability"),
        (Card("chair", GOOD.kind, GOOD.name, changeover_hours=10_000), "changeover_hours"),
        (Card("chair", GOOD.kind, GOOD.name, qualified_until=date(1, 1, 1)), "qualified_until"),
    ):
        with pytest.raises(BadInput) as refused:
            check_card(card)
        assert refused.value.field == field
