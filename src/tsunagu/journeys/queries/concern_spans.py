"""What is wrong with a journey over the coming hours: ``concerns`` asked wherever the clock changes its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tsunagu.journeys.domain import slack
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.concerns import concerns
from tsunagu.journeys.queries.concerns_quality import due_at
from tsunagu.journeys.queries.concerns_shippers import latest_departure
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.finder import FAR, GRACE, NEAR, Finder

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
AFTER = timedelta(microseconds=1)
"""Limits come near after a moment, not at it: we ask as soon after it as time can be told."""


@dataclass(frozen=True, slots=True)
class Span:
    """A concern, from when (included) until when (not included) it is shown."""

    concern: Concern
    shows_from: datetime
    shows_until: datetime


def spans(board: Board, course: Course, now: datetime, until: datetime) -> list[Span]:
    """Return every concern about a live journey from now until then, each with when it is shown."""
    moments = sorted({at + AFTER for at in turning_points(course) if now < at + AFTER < until})
    starts = [now, *moments]
    open_now: dict[Concern, datetime] = {}
    found: list[Span] = []
    for place, at in enumerate(starts):
        there = concerns(Finder(board, course, at))
        for gone in [one for one in open_now if one not in there]:
            found.append(Span(gone, open_now.pop(gone), at))
        for one in there:
            open_now.setdefault(one, ALWAYS if place == 0 else at)
    return found + [Span(one, since, until) for one, since in open_now.items()]


def turning_points(course: Course) -> Iterator[datetime]:
    """Yield the moments at which the rules can come to another answer though nothing is recorded."""
    for step, row in course.steps:
        for limit in slack.window_limits(step, course.ended):
            yield from (limit.at - NEAR, limit.at - FAR)
        yield from (row.planned_start + GRACE, row.planned_end + GRACE, due_at(step, row) + GRACE)
    for step, _row, packing in course.packed:
        yield from (*packing.hold.turning_points(), latest_departure(step, packing))
    for item in course.main_items:
        if item.expires_at is not None:
            yield from (item.expires_at - NEAR, item.expires_at - FAR)
