"""Lanes leave on their weekdays: a window over two of them holds on some weekday, or the chain doesn't hold."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tsunagu.coordination.domain.composing.candidates import ends_within
from tsunagu.coordination.domain.composing.generated import CELL_TYPE, SINCE, START, ten_steps
from tsunagu.coordination.domain.composing.passing import days_within, elapsed
from tsunagu.coordination.domain.composing.problem import Network, Problem, Request, Step, Window
from tsunagu.coordination.domain.composing.shape import shape_of
from tsunagu.coordination.domain.composing.solving.closing import closings_of
from tsunagu.coordination.domain.composing.solving.front import front_of
from tsunagu.coordination.domain.composing.verify import Verifier
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import CapabilityFacts, LicenceFacts, MemberFacts, SiteFacts, Terms
from tsunagu.members.domain.lanes import Ends, LaneFacts

WEIGHTS = (2, 1, 60, 1, 3, 40)
MON_WED_FRI, TUESDAY, THURSDAY, SUNDAY, DAILY = "1010100", "0100000", "0001000", "0000001", "1111111"
AREAS = ("tohoku", "kanagawa", "tokyo")


def steps(most: int) -> tuple[Step, ...]:
    """Collected; 6 h of isolation elsewhere; cultured at a third place, begun within so many hours of collection."""
    collect, carry, isolate, culture = ten_steps()[:4]
    whole = Window("collect", most, Text("採取から培養まで", "collection to culture"))
    return collect, carry, replace(isolate, windows=()), replace(culture, windows=(whole,))


def site(number: int, *capabilities: str) -> SiteFacts:
    name = Text(f"拠点{number}（合成）", f"Site {number} (synthetic)")
    member = MemberFacts(number, UUID(int=100 + number), f"m{number}", name, "company", True, False, "")
    offers = tuple(CapabilityFacts("", key, "", "", "", SINCE, Terms()) for key in capabilities)
    licence = LicenceFacts("manufacturing", "", SINCE)
    return SiteFacts(
        number, UUID(int=number), f"s{number}", name, name, "", AREAS[number % 3], 35.0 + number, 139.0, "", member,
        START, (licence,), offers,
    )  # fmt: skip


SITES = (
    site(0, "adipose_collection"),
    site(1, "cell_isolation"),
    site(2, "msc_manufacturing"),
    site(3, "cell_transport"),
)


def lane(number: int, origin: int, weekdays: str, hours: int) -> LaneFacts:
    ends = Ends(AREAS[origin]), Ends(AREAS[origin + 1])
    return LaneFacts(UUID(int=200 + number), SITES[3].member, *ends, "cold", hours, weekdays, SINCE, 10)


def problem(most: int, *lanes: LaneFacts) -> Problem:
    return Problem(Request(steps(most), CELL_TYPE, "treatment", 12, START), Network(SITES, lanes))


def days(asked: Problem) -> tuple[int, ...]:
    shape = shape_of(asked.request)
    legs = {
        move.key: (one.hours, one.weekdays)
        for move, one in zip(shape.moves, asked.network.lanes, strict=True)
    }
    return days_within(shape, shape.limits[0].window, shape.limits[0].step, legs)


@pytest.mark.parametrize(
    ("most", "first", "second", "expected"),
    [
        # 10 h, 6 h of work, 10 h: 26 h where nothing waits; both lanes leave on the same day, work ends on it
        (26, MON_WED_FRI, MON_WED_FRI, (0, 2, 4)),
        # the second leaves a day after the first: ready on Monday at 16 h, a day waited: 50 h
        (49, "1000000", TUESDAY, ()),
        (50, "1000000", TUESDAY, (0,)),
        # begun on Sunday, the first is waited for as well: 24 h more
        (74, "1000000", TUESDAY, (0, 6)),
        # the second leaves on Thursday only, three days after Monday
        (97, "1000000", THURSDAY, ()),
        (98, "1000000", THURSDAY, (0,)),
        (26, DAILY, THURSDAY, (3,)),
        (26, DAILY, DAILY, (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_on_which_a_window_may_begin(
    most: int, first: str, second: str, expected: tuple[int, ...]
) -> None:
    assert days(problem(most, lane(0, 0, first, 10), lane(1, 1, second, 10))) == expected


def test_the_day_turns_while_a_lane_is_under_way() -> None:
    # 20 h and 6 h of work: ready on Tuesday, when the second leaves
    assert days(problem(36, lane(0, 0, "1000000", 20), lane(1, 1, TUESDAY, 10))) == (0,)


def test_a_step_that_comes_before_has_no_hours_between() -> None:
    shape = shape_of(problem(26).request)
    assert elapsed(shape, "culture", "collect", lambda move, at: 5) == 0


def test_lanes_whose_days_never_fit_make_no_chain_and_what_is_missing_is_said() -> None:
    asked = problem(40, lane(0, 0, "1000000", 10), lane(1, 1, THURSDAY, 10))
    shape = shape_of(asked.request)
    assert front_of(asked, shape, WEIGHTS).found == ()
    closings = closings_of(asked, shape)
    assert closings.is_proven
    assert {tuple(gap.kind for gap in one.gaps) for one in closings.sets} == {("lane",)}
    assert all(one.opens for one in closings.sets)


def test_a_slower_lane_that_leaves_on_the_right_day_is_taken() -> None:
    quick, slow = lane(1, 1, THURSDAY, 10), lane(2, 1, DAILY, 20)
    asked = problem(40, lane(0, 0, "1000000", 10), quick, slow)
    shape = shape_of(asked.request)
    found = front_of(asked, shape, WEIGHTS).found
    assert [one.chain.lanes["culture.sent"] for one in found] == [slow.uuid]
    wrong = replace(found[0].chain, lanes={**found[0].chain.lanes, "culture.sent": quick.uuid})
    verifier = Verifier(asked, shape)
    assert [fault.en.startswith("The lanes leave on days") for fault in verifier.check(wrong).faults] == [
        True
    ]
    assert [beginning for _, beginning in verifier.beginnings(found[0].chain)] == [(0,)]
    assert verifier.fits_the_week(found[0].chain)
    assert not verifier.fits_the_week(wrong)


def test_what_ends_in_the_first_year_is_told_and_what_counts_on_is_not() -> None:
    asked = problem(40, lane(0, 0, DAILY, 10), lane(1, 1, DAILY, 10))
    part = shape_of(asked.request).part["processor"]
    held = SITES[1].capabilities[0]
    june, year_later = (
        replace(SINCE, valid_until=date(2027, 6, 30)),
        replace(SINCE, valid_until=date(2028, 4, 1)),
    )
    ending = replace(SITES[1], capabilities=(replace(held, validity=june),))
    renewed = replace(ending, capabilities=(*ending.capabilities, replace(held, validity=year_later)))
    licence = replace(SITES[1], licences=(replace(SITES[1].licences[0], validity=june),))
    found = [ends_within(one, part, asked.request, 365) for one in (SITES[1], ending, renewed, licence)]
    assert found == [None, date(2027, 6, 30), None, date(2027, 6, 30)]
