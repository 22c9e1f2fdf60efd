"""The coming hours: what is planned to begin, the weightiest things first where there are too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

HOURS = 48
MOST = 26
_WEIGHT = {
    "administer": 0, "collect": 1, "transport": 2, "release": 3, "process": 4, "prepare": 5, "accept": 6,
    "test": 7, "allocate": 8, "store": 9, "tend": 10, "register": 11, "follow_up": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is planned to begin at a time."""

    at: datetime
    hours: float
    label: Text
    sub: Text
    stage: str
    number: str
    is_in_danger: bool


def timeline(
    board: Board, places: dict[UUID, Text], now: datetime, in_danger: frozenset[UUID] = frozenset()
) -> list[Planned]:
    """Return what begins within the coming hours: as planned, or later where the steps before it are late.

    Parameters
    ----------
    places : short names of sites, for the legs of transport. in_danger : chains with an urgent concern.
    """
    until = now + timedelta(hours=HOURS)
    found = []
    for course in board.courses:
        if course.journey.state != "under_way":
            continue
        starts = slack.projected_starts(course.route, course.ended, course.begun, now)
        for step, row in course.steps:
            at = max(starts[step.key], row.planned_start)
            if row.state == "planned" and now < at <= until:
                found.append(
                    (_WEIGHT.get(step.action, 9), _planned(board, course, step, row, at, places, in_danger))
                )
    found.sort(key=lambda one: (one[0], one[1].at))
    return sorted((one for _, one in found[:MOST]), key=lambda one: one.at)


def _planned(
    board: Board, course: Course, step: Step, row: StepRow, at: datetime, places: dict[UUID, Text],
    in_danger: frozenset[UUID],
) -> Planned:  # fmt: skip
    tail = course.number[-6:] if course.is_case else course.number
    if step.action == "transport":
        start, end = _ends(course, step, places)
        label = Text(f"{start.ja} → {end.ja}", f"{start.en} → {end.en}")
    else:
        label = Text(f"{step.name.ja} {tail}", f"{step.name.en} {tail}")
    site = board.sites.get(row.site, Text("", "")) if row.site else Text("", "")
    return Planned(
        at=at,
        hours=step.duration_hours if step.duration_hours <= 12 else 0,
        label=label,
        sub=Text(f"{course.number}　{site.ja}", f"{course.number}, {site.en}"),
        stage=row.stage,
        number=course.number,
        is_in_danger=course.chain in in_danger,
    )


def _ends(course: Course, step: Step, places: dict[UUID, Text]) -> tuple[Text, Text]:
    """From where to where a leg goes: the sites of the steps before and after it."""
    unknown = Text("―", "–")
    before = [course.rows[key].site for key in step.after if key in course.rows]
    after = [course.rows[key].site for key in course.route.successors(step.key) if key in course.rows]
    names = [next((places[site] for site in found if site in places), unknown) for found in (before, after)]
    return names[0], names[1]
