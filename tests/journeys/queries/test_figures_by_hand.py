"""Figures over time against numbers worked out by hand: months in Japan, medians, shares, who is left out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Standing
from tsunagu.journeys.queries.figures import Figure, figures
from tsunagu.journeys.queries.over_time import (
    Part,
    Period,
    Spread,
    first_pass,
    on_time,
    periods,
    treated,
    vein_to_vein,
    waiting_by_reason,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 20, 9, tzinfo=TOKYO)
SEPTEMBER, OCTOBER, NOVEMBER = 0, 1, 2
NUMBERS = count(1)


@pytest.fixture(autouse=True)
def reader(world: World) -> Iterator[None]:
    """Somebody who reads all journeys of this file."""
    with acting(Scope("worker")):
        Standing.objects.all().delete()
        yield


def months() -> list[Period]:
    return periods(NOW, 1, 3)


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time on the wall in Japan, as it is stored."""
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO).astimezone(UTC)


def case(**said: Any) -> UUID:
    """Keep how a case stands, completed and from a patient's own cells unless said otherwise."""
    chain, number = uuid4(), next(NUMBERS)
    known: dict[str, Any] = {
        "kind": "treatment", "state": "completed", "is_live": False, "therapy": "car-t", "route": "car-t",
        "setting": "trial", "cell_type": "t_cell", "started_at": at(8, 1),
    }  # fmt: skip
    known["stands_until"] = NOW + timedelta(days=1) if said.get("is_live") else None
    Standing.objects.create(chain=chain, uuid=chain, readers=[], number=f"CH{number}", **(known | said))
    return chain


def figure(key: str) -> Figure:
    return next(one for one in figures(NOW) if one.key == key)


def test_a_month_and_a_quarter_begin_at_midnight_in_japan() -> None:
    # 1 October 00:00 in Japan is 30 September 15:00 UTC: one second earlier is September, and the third quarter
    case(setting="care", given_at=datetime(2026, 9, 30, 14, 59, 59, tzinfo=UTC))
    case(setting="trial", given_at=datetime(2026, 9, 30, 15, 0, 0, tzinfo=UTC))
    assert treated(months()) == {(SEPTEMBER, "care"): 1, (OCTOBER, "trial"): 1}
    assert [one.label for one in periods(NOW, 3, 2)] == ["2026 Q3", "2026 Q4"]
    assert treated(periods(NOW, 3, 2)) == {(0, "care"): 1, (1, "trial"): 1}


def test_the_days_from_vein_to_vein_are_those_of_the_month_of_the_treatment() -> None:
    # October: 10, 12, 15 and 21 days. Sorted, the middle lies between 12 and 15: 13.5. The lower quarter is at place
    # 0.75 of 0..3: 10 + 0.75 * 2 = 11.5; the upper at 2.25: 15 + 0.25 * 6 = 16.5.
    for day, days in ((11, 10), (15, 12), (20, 15), (31, 21)):
        case(collected_at=at(10, day) - timedelta(days=days), given_at=at(10, day))
    case(
        collected_at=at(10, 25, 10), given_at=at(11, 1, 22)
    )  # collected in October, treated in November: 7.5 days
    case(collected_at=at(10, 1), given_at=None)  # not yet treated
    case(collected_at=None, given_at=at(10, 9))  # from stock
    case(kind="production", collected_at=at(10, 1), given_at=at(10, 9))
    assert vein_to_vein(months()) == [
        Spread(OCTOBER, "car-t", 4, 11.5, 13.5, 16.5),
        Spread(NOVEMBER, "car-t", 1, 7.5, 7.5, 7.5),
    ]


def test_on_time_is_until_the_end_of_the_day_after_the_promised_one() -> None:
    promised = at(10, 10, 10)
    case(promised_at=promised, given_at=at(10, 3, 10))  # earlier than promised
    case(promised_at=promised, given_at=at(10, 11, 23, 59))  # the day after, 37 hours 59 minutes later
    case(promised_at=promised, given_at=at(10, 12, 0, 0))  # two days after
    # promised for 23:30, given at 08:00 two days later: 32.5 hours, and late by the calendar
    case(promised_at=at(10, 10, 23, 30), given_at=at(10, 12, 8))
    case(promised_at=None, given_at=at(10, 12))  # nothing was promised
    case(promised_at=at(11, 30), given_at=None)  # not yet treated
    assert on_time(months()) == [Part(OCTOBER, 2, 4)]
    assert on_time(months())[0].percent == 50
    assert (figure("on_time").value, figure("on_time").more) == (50.0, 4)


def test_a_change_of_plan_moves_the_last_promise_and_not_the_first() -> None:
    first, last = at(10, 10), at(10, 17)
    case(first_promised_at=first, promised_at=last, given_at=at(10, 17))  # a week late, on the new day
    case(first_promised_at=first, promised_at=last, given_at=at(10, 11))  # as first promised after all
    case(first_promised_at=first, promised_at=first, given_at=at(10, 12))  # late, and never replanned
    assert on_time(months()) == [Part(OCTOBER, 1, 3)]
    assert on_time(months(), as_replanned=True) == [Part(OCTOBER, 2, 3)]
    assert figure("on_time").more == 3


def test_first_pass_counts_what_was_judged_and_no_cancelled_case() -> None:
    case(judged_at=at(10, 5), is_first_pass=True)
    case(judged_at=at(10, 6), is_first_pass=True, kind="production")
    case(judged_at=at(10, 7), is_first_pass=False)  # released at the second attempt
    case(judged_at=at(10, 8), is_first_pass=False, state="failed", is_live=True)
    case(state="cancelled", ended_at=at(10, 9), is_first_pass=True)  # cancelled before it was judged
    case(state="under_way", is_live=True, is_first_pass=True)
    assert first_pass(months()) == [Part(OCTOBER, 2, 4)]  # 2 of 4
    assert (figure("first_pass").value, figure("first_pass").more) == (50.0, 4)


def test_where_nothing_is_to_be_counted_there_is_no_share_and_no_median() -> None:
    case(state="cancelled", ended_at=at(10, 9))
    assert (vein_to_vein(months()), on_time(months()), first_pass(months())) == ([], [], [])
    assert treated(months()) == {}
    assert waiting_by_reason() == {}
    assert [figure(key).value for key in ("vein_to_vein", "on_time", "first_pass")] == [None, None, None]


def test_as_many_wait_on_the_tower_as_by_reason() -> None:
    live: dict[str, Any] = {"state": "under_way", "is_live": True}
    case(**live, waits_for="collection", started_at=at(11, 10, 9))
    case(**live, waits_for="collection", started_at=at(11, 15))
    case(**live, waits_for="", given_at=at(11, 12))  # treated, followed up
    # a step failed ten days after the beginning: the patient waits for a word on how to go on
    case(state="failed", is_live=True, waits_for="decision", started_at=at(11, 1, 9), ended_at=at(11, 11))
    case(state="cancelled", started_at=at(10, 1), ended_at=at(11, 2))
    assert waiting_by_reason() == {"collection": 2, "decision": 1}
    waiting = figure("waiting")
    assert (waiting.value, waiting.more) == (3, 19)  # 1 to 20 November, nine in the morning both
    assert figure("under_way").value == 4
