"""Stages and their transitions, spells and medians, due days: as rules, and over random courses."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tsunagu.coordination.domain.pipeline.circle import (
    PARTNER_STATES,
    PARTNER_TRANSITIONS,
    READING,
    Partner,
    readers_of,
)
from tsunagu.coordination.domain.pipeline.evidence import check_term, doubts
from tsunagu.coordination.domain.pipeline.funding import REMINDERS, Obligation, reminder_due
from tsunagu.coordination.domain.pipeline.moves import Move, check_moves, next_states, standing
from tsunagu.coordination.domain.pipeline.spells import (
    counts_on,
    quarters,
    spells,
    stays,
    suppressed,
)
from tsunagu.coordination.domain.pipeline.stages import (
    COLUMNS,
    OPENING,
    PHASES,
    RESTS,
    STAGES,
    STATES,
    TRACKS,
    TRANSITIONS,
    Track,
    track_of,
)
from tsunagu.foundation.refusals import BadInput

TODAY = date(2026, 11, 22)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the rules."""
START = date(2015, 1, 1)


def move(
    state: str, year: int, track: Track | None = None, *, phase: str = "", until: date | None = None
) -> Move:
    return Move(date(year, 4, 1), track or track_of(state), state, phase, until)


def test_the_tables_name_only_known_states() -> None:
    assert set(TRANSITIONS) == {"", *STATES}
    assert frozenset().union(*TRANSITIONS.values()) <= set(STATES)
    for track, states in OPENING.items():
        assert all(track_of(state) == track for state in states)
    for state, following in TRANSITIONS.items():
        if state in STAGES:
            assert all(track_of(one) == track_of(state) for one in following if one in STAGES)
    assert set(PARTNER_TRANSITIONS) == set(PARTNER_STATES)


def test_a_course_stands_where_it_is_nearest_to_patients_and_names_its_other_track() -> None:
    moves = [
        move("seed", 2016),
        move("non_clinical", 2018),
        move("research", 2020),
        move("trial", 2023, phase="1"),
    ]
    check_moves(moves, TODAY)
    where = standing(moves)
    assert where is not None
    assert (where.main.stage, where.main.phase, where.column) == ("trial", "1", "trial")
    assert [one.stage for one in where.others] == ["research"]
    stopped = standing([*moves, Move(date(2025, 1, 1), "pmd_act", "stopped")])
    assert stopped is not None
    assert stopped.main.stage == "research", "what is stopped gives way to what goes on"
    before = standing(moves, date(2019, 1, 1))
    assert before is not None
    assert before.main.stage == "non_clinical"
    assert standing(moves, date(2010, 1, 1)) is None


def test_a_pause_leads_back_to_the_stage_that_it_interrupted() -> None:
    moves = [move("research", 2020), move("paused", 2022, "safety_act")]
    assert ("safety_act", "research") in next_states(moves)
    assert ("safety_act", "treatment") not in next_states(moves)
    check_moves([*moves, move("research", 2023)], TODAY)
    where = standing([*moves, move("research", 2023)])
    assert where is not None
    assert where.main.since == date(2020, 4, 1), "the stage goes on"
    with pytest.raises(BadInput, match="follow"):
        check_moves([*moves, move("treatment", 2023)], TODAY)


@pytest.mark.parametrize(
    ("moves", "field"),
    [
        ([move("seed", 2030)], "on"),
        ([move("paused", 2020, "base")], "state"),
        ([move("conditional_filed", 2020)], "state"),
        ([move("seed", 2016), move("trial", 2018, phase="1"), move("non_clinical", 2020)], "state"),
        ([move("trial", 2018, phase="1"), move("approved", 2020)], "state"),
        ([move("trial", 2018, phase="1"), move("trial", 2020, phase="1")], "state"),
        ([move("approved", 2018), move("trial", 2020, phase="1")], "state"),
        ([move("seed", 2016), move("stopped", 2018, "base"), move("non_clinical", 2020)], "state"),
    ],
)
def test_what_makes_no_course_is_refused(moves: list[Move], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_moves(moves, TODAY)
    assert refused.value.field == field
    assert refused.value.reason.ja
    assert refused.value.reason.en


@st.composite
def courses(draw: st.DrawFn) -> list[Move]:
    """A course as people record it: each next move is one of those offered."""
    moves: list[Move] = []
    day = START + timedelta(days=draw(st.integers(0, 900)))
    for _number in range(draw(st.integers(1, 9))):
        offered = next_states(moves)
        if not offered:
            break
        track, state = draw(st.sampled_from(offered))
        phase = draw(st.sampled_from(sorted(PHASES))) if state == "trial" else ""
        before = [one for one in moves if one.track == track]
        if state == "trial" and before and before[-1].state == "trial" and before[-1].phase == phase:
            continue
        if before and before[-1].state == "paused" and state in STAGES:
            phase = next((one.phase for one in reversed(before) if one.state == state), phase)
        until = day + timedelta(days=1500) if state == "conditional" else None
        moves.append(Move(day, track, state, phase, until))
        day += timedelta(days=draw(st.integers(1, 500)))
    return moves


@PATIENT
@given(courses())
def test_what_is_offered_next_always_makes_a_course(moves: list[Move]) -> None:
    check_moves(moves, date(2050, 1, 1))
    where = standing(moves)
    assert (where is None) == (not moves)


@PATIENT
@given(courses())
def test_stretches_of_a_track_lie_end_to_end_and_begin_with_its_moves(moves: list[Move]) -> None:
    found = spells(moves)
    assert len(found) == len(moves)
    for track in TRACKS:
        own = [one for one in found if one.track == track]
        assert [one.since for one in own] == sorted(one.on for one in moves if one.track == track)
        assert all(a.until == b.since for a, b in pairwise(own))
        assert sum(one.until is None for one in own) <= 1
    assert all(one.until is None or one.until >= one.since for one in found if one.track != "base")


@PATIENT
@given(st.lists(courses(), max_size=6), st.integers(0, 5000))
def test_each_product_is_counted_once_or_not_at_all(found: list[list[Move]], days: int) -> None:
    on = START + timedelta(days=days)
    counts = counts_on(found, on)
    assert set(counts) == set(COLUMNS)
    standing_now = [where for moves in found if (where := standing(moves, on)) is not None]
    assert sum(counts.values()) == sum(not where.main.is_over for where in standing_now)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.integers(0, 9)))
def test_small_counts_are_never_told(counts: dict[str, int]) -> None:
    told = suppressed(counts)
    assert all(told[key] is None if count in (1, 2) else told[key] == count for key, count in counts.items())


def test_median_years_count_only_those_that_went_on() -> None:
    went = [move("seed", 2016), move("non_clinical", 2018), move("trial", 2021, phase="1")]
    still = [move("seed", 2020)]
    given_up = [move("seed", 2015), move("stopped", 2016, "base")]
    found = {one.column: one for one in stays([went, still, given_up], TODAY)}
    assert found["seed"].median_years == pytest.approx(2.0, abs=0.01)
    assert (found["seed"].left, found["seed"].inside) == (1, 1)
    assert found["non_clinical"].median_years == pytest.approx(3.0, abs=0.01)
    assert found["approved"].median_years is None


def test_quarters_begin_with_the_first_and_end_today() -> None:
    assert quarters(date(2026, 2, 3), date(2026, 8, 1)) == [
        date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 8, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "stands"), [(61, None), (60, 60), (15, 60), (14, 14), (1, 14), (0, 0), (-5, 0)]
)
def test_the_nearest_reminder_stands_even_where_a_day_was_missed(left: int, stands: int | None) -> None:
    assert reminder_due(TODAY + timedelta(days=left), TODAY) == stands


@given(st.integers(-400, 400), st.booleans())
def test_a_report_is_late_only_after_its_day(left: int, is_done: bool) -> None:
    due = Obligation("final", TODAY + timedelta(days=left), TODAY if is_done else None)
    state = due.state(TODAY)
    assert (state == "done") == is_done
    assert (state == "late") == (left < 0 and not is_done)
    assert (state in ("soon", "late")) <= (left <= max(REMINDERS))


def test_numbers_of_an_unusual_shape_are_doubted_not_refused() -> None:
    on = date(2025, 1, 1)
    assert doubts("research", "jRCTb030250001", on, None) == ()
    assert doubts("research", "jRCT-12", on, None)
    assert doubts("trial", "jRCT2031250001", on, None) == ()
    assert doubts("approved", "23000FZX00001000", on, None) == ()
    assert doubts("approved", "1", on, None)
    assert doubts("trial", "", on, None)
    assert doubts("seed", "", on, None) == ()
    assert doubts("conditional", "23000FZX00001000", on, date(2035, 1, 1))


def test_a_term_belongs_to_a_conditional_approval_and_ends_after_it() -> None:
    on = date(2025, 1, 1)
    check_term("conditional", on, date(2032, 1, 1))
    check_term("trial", on, None)
    for state, until in (("conditional", None), ("conditional", on), ("trial", date(2030, 1, 1))):
        with pytest.raises(BadInput):
            check_term(state, on, until)


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(sorted(PARTNER_STATES)))))
def test_only_who_is_invited_or_takes_part_reads(rows: list[tuple[int, str]]) -> None:
    readers = readers_of(Partner(member, state) for member, state in rows)
    assert readers == sorted({member for member, state in rows if state in READING})


def test_rests_are_no_stages() -> None:
    assert not set(RESTS) & set(STAGES)
