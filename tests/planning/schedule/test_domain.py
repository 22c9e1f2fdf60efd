"""The schedule as a picture, what of it needs a look, and how full resources are: plain values, no database."""

from datetime import UTC, datetime, timedelta

from tsunagu.planning.domain.problem import Resource, Span
from tsunagu.planning.domain.schedule import (
    Booked,
    Entry,
    Look,
    Trouble,
    loads,
    needing_a_look,
    schedule_picture,
)

MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)
ROOM = Resource("maker/room", "clean_room", "maker", (Span(0, 240, 2),))
BED = Resource("ward/bed", "infusion_bed", "ward", (Span(9, 17, 1), Span(33, 41, 1)))


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


def entry(key: str = "a", *, is_firm: bool = True, **more: object) -> Entry:
    steps = (
        ("seed", at(10), at(12)),
        ("grow", at(12), at(100)),
        ("harvest", at(100), at(106)),
        ("infuse", at(130), at(134)),
    )
    return Entry(key, steps, is_firm, **more)  # type: ignore[arg-type]


def test_a_room_is_one_bar_from_its_first_to_its_last_step_and_its_cleaning() -> None:
    booked = [Booked(0, ROOM.key, "seed", 10, 120, 14, 1, True)]
    picture = schedule_picture(["A"], {0: entry()}, booked, [ROOM, BED], MIDNIGHT)
    (bar,) = picture.bars
    assert (bar.first, bar.last, bar.start, bar.end, bar.until) == ("seed", "harvest", 10, 106, 120)
    assert bar.is_firm
    assert [lane.resource for lane in picture.lanes] == [ROOM.key, ROOM.key, BED.key]
    assert [(piece.task, piece.start, piece.end) for piece in picture.pieces] == [
        ("seed", 10, 12), ("grow", 12, 100), ("harvest", 100, 106), ("infuse", 130, 134),
    ]  # fmt: skip
    kinds = [piece.kind for piece in picture.pieces]
    assert kinds == [
        "clean_room",
        "clean_room",
        "clean_room",
        "",
    ]  # what is held across counts for those within


def test_steps_are_named_by_whose_they_are() -> None:
    booked = [
        Booked(0, ROOM.key, "seed", 10, 120, 14, 1, True),
        Booked(1, BED.key, "infuse", 9, 13, 0, 1, True),
    ]
    picture = schedule_picture(
        ["A", "B"], {0: entry()}, booked, [ROOM, BED], MIDNIGHT, lambda number, step: f"{number}:{step}"
    )
    assert [(bar.first, bar.last) for bar in picture.bars] == [
        ("0:seed", "0:harvest"), ("1:infuse", "1:infuse"),
    ]  # fmt: skip
    assert {piece.task for piece in picture.pieces} >= {"0:grow", "1:infuse"}


def test_two_that_overlap_take_two_lanes_and_what_is_not_promised_is_told_apart() -> None:
    booked = [
        Booked(0, ROOM.key, "seed", 10, 50, 0, 1, True),
        Booked(1, ROOM.key, "seed", 20, 60, 0, 1, False),
    ]
    picture = schedule_picture(["A", "B"], {0: entry()}, booked, [ROOM], MIDNIGHT)
    assert sorted((bar.lane, bar.journey, bar.is_firm) for bar in picture.bars) == [
        (0, 0, True),
        (1, 1, False),
    ]
    theirs = [piece for piece in picture.pieces if piece.journey == 1]
    assert [(one.task, one.start, one.end, one.is_firm) for one in theirs] == [("seed", 20, 60, False)]


def looks(one: Entry, hour: float) -> list[tuple[Trouble, str, int]]:
    return [(found.trouble, found.step, found.hours) for found in needing_a_look([one], at(hour))]


def test_a_promised_step_that_is_not_done_in_time_is_behind() -> None:
    assert looks(entry(over={"seed"}), 100.5) == []
    assert looks(entry(over={"seed"}), 103) == [("late", "grow", 3)]
    assert looks(entry(over={"seed", "grow"}), 103) == []
    assert looks(entry(is_firm=False), 103) == []  # nobody goes by dates that are only compared


def test_a_hold_is_named_on_its_last_day_only() -> None:
    held = entry(is_firm=False, expires_at=at(40))
    assert looks(held, 10) == []
    assert looks(held, 20) == [("expires", "", 20)]
    assert looks(held, 41) == []


def test_a_wait_is_tight_by_hours_and_by_share_until_its_step_begins() -> None:
    day_limit = entry(limits=(("infuse", float("inf"), at(150)),))
    assert looks(day_limit, 0) == [("tight", "infuse", 20)]
    assert looks(entry(limits=(("infuse", float("inf"), at(154)),)), 0) == []
    assert looks(entry(limits=(("infuse", 72, at(147)),)), 0) == [("tight", "infuse", 17)]
    assert looks(entry(limits=(("infuse", 72, at(148)),)), 0) == []
    assert looks(entry(limits=(("infuse", 4, at(131)),)), 0) == []  # 1 of 4 hours left: as short waits are
    assert looks(entry(over={"seed", "grow", "harvest"}, limits=(("infuse", 72, at(140)),)), 131) == []


def test_the_worst_of_each_is_told_and_the_worst_first() -> None:
    late = entry("late", over={"seed"}, limits=(("infuse", 72, at(131)),))
    tight = entry("tight", over={"seed", "grow", "harvest"}, limits=(("infuse", 72, at(131)),))
    found = needing_a_look([tight, late], at(109))
    assert found == [
        Look("late", "late", "grow", 9, at(100)),
        Look("tight", "tight", "infuse", 1, at(130)),
    ]


def test_the_fullest_resources_come_first_and_only_open_hours_count() -> None:
    booked = [
        Booked(0, BED.key, "infuse", 13, 20, 0, 1, True),  # 4 of its 8 open hours, then closed
        Booked(0, ROOM.key, "seed", 0, 20, 0, 1, True),
    ]
    shut = Resource("ward/shut", "infusion_bed", "ward", ())
    found = loads([ROOM, BED, shut], booked, 0, 48)
    assert [(one.resource, one.offered, one.booked) for one in found] == [
        (BED.key, 16, 4),
        (ROOM.key, 96, 20),
    ]
    assert loads([BED], booked, 15, 41)[0].booked == 2
