"""How long a shipper still holds: each word where it begins and ends, and which shipper may be filled."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from tsunagu.conditions.domain.holding import MARGIN, SOON, Hold, Qualified, check_fit
from tsunagu.foundation.refusals import Refused

CLOSED = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
HOLD = Hold(CLOSED, 96)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def test_the_hours_run_from_when_it_was_closed() -> None:
    assert HOLD.ends_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert HOLD.left_hours(CLOSED + 90 * HOUR) == 6
    assert HOLD.left_hours(CLOSED + 100 * HOUR) == -4
    assert HOLD.spare_hours(CLOSED + 30 * HOUR) == 66


@pytest.mark.parametrize(
    ("arrival", "now", "state"),
    [
        (HOLD.ends_at - MARGIN, CLOSED, "ample"),
        (HOLD.ends_at - MARGIN + SECOND, CLOSED, "tight"),
        (HOLD.ends_at, CLOSED, "tight"),
        (HOLD.ends_at + SECOND, CLOSED, "short"),
        (CLOSED + 10 * HOUR, HOLD.ends_at - SOON, "ample"),
        (CLOSED + 10 * HOUR, HOLD.ends_at - SOON + SECOND, "soon"),
        (HOLD.ends_at + SECOND, HOLD.ends_at - SECOND, "short"),
        (CLOSED + 10 * HOUR, HOLD.ends_at, "soon"),
        (CLOSED + 10 * HOUR, HOLD.ends_at + SECOND, "over"),
    ],
)
def test_each_word_begins_where_it_says(arrival: datetime, now: datetime, state: str) -> None:
    assert HOLD.state(arrival, now) == state


def test_between_its_turning_points_the_word_does_not_change() -> None:
    for arrival in (CLOSED + 10 * HOUR, HOLD.ends_at - HOUR, HOLD.ends_at + HOUR):
        moments = [CLOSED, *HOLD.turning_points(), HOLD.ends_at + 50 * HOUR]
        for start, end in pairwise(moments):
            first = HOLD.state(arrival, start + SECOND)
            assert {HOLD.state(arrival, start + (end - start) * part / 7) for part in range(1, 7)} == {first}


FIT = Qualified("DS-1", "vapour", 120, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("shipper", "band", "on", "code"),
    [
        (FIT, "cold", date(2026, 11, 1), "shipper_band"),
        (FIT, "vapour", date(2026, 12, 2), "shipper_lapsed"),
        (Qualified("DS-2", "vapour", None, None), "vapour", date(2026, 11, 1), "shipper_unmeasured"),
        (
            Qualified("DS-3", "vapour", 120, date(2027, 1, 1), date(2026, 11, 1)),
            "vapour",
            date(2026, 11, 1),
            "shipper_retired",
        ),
    ],
)
def test_a_shipper_that_is_not_fit_is_refused_with_the_reason(
    shipper: Qualified, band: str, on: date, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_fit(shipper, band, on)
    assert refused.value.code == code
    assert shipper.code in refused.value.reason.ja


def test_it_may_be_filled_until_the_last_day_of_its_measurement() -> None:
    check_fit(FIT, "vapour", date(2026, 12, 1))
    assert FIT.is_fit(date(2026, 12, 1))
    assert not FIT.is_fit(date(2026, 12, 2))
