"""How one journey of a board stands, as the rows that are kept of it: values only, nothing is written here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid5

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.ahead import Ahead, starts_ahead
from tsunagu.journeys.domain.waiting_reasons import waiting_reason
from tsunagu.journeys.models import Standing, StandingConcern, StandingStep
from tsunagu.journeys.queries.board import Board
from tsunagu.journeys.queries.concern_spans import Span, spans
from tsunagu.journeys.queries.concerns_quality import due_at
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

HOURS_AHEAD = 48
"""How far the picture of the coming hours looks."""
STANDS = timedelta(hours=36)
"""For so long what is kept stays true by the clock; it is made again long before that."""
WEIGHTS = {
    "administer": 0, "collect": 1, "transport": 2, "release": 3, "process": 4, "prepare": 5, "accept": 6,
    "test": 7, "allocate": 8, "store": 9, "tend": 10, "register": 11, "follow_up": 12,
}  # fmt: skip
"""Which of too many coming steps are shown: the weightiest first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one journey."""

    standing: Standing
    concerns: list[StandingConcern]
    steps: list[StandingStep]


def kept_of(board: Board, course: Course, readers: Sequence[UUID], now: datetime) -> Kept:
    """Return the rows for a journey, right from now until ``now + STANDS`` unless something is recorded."""
    until = now + STANDS
    live = course.is_live
    found = spans(board, course, now, until) if live else []
    return Kept(
        _standing(course, readers, until if live else None),
        [_concern(course, readers, one, place) for place, one in enumerate(found)],
        list(_steps(course, readers, until)),
    )


def therapy_of(course: Course) -> str:
    """Return the key of what is given or made."""
    return course.case.therapy if course.case else course.route.key


def _standing(course: Course, readers: Sequence[UUID], until: datetime | None) -> Standing:
    journey, path = course.journey, places(course)
    given = _given_at(course)
    collected = _collected_at(course, given)
    shipper, hold_until, arrives_at = _hold(course)
    return Standing(
        chain=course.chain, readers=list(readers), uuid=course.chain, kind=journey.kind, number=journey.number,
        route=journey.route, therapy=therapy_of(course), setting=journey.setting,
        cell_type=course.route.cell_type or "", state=journey.state, is_live=course.is_live,
        path=" ".join(path), here=" ".join(_here(course)), moving=" ".join(_moving(course)),
        waits_for=_waits_for(course, collected, given), started_at=journey.started_at,
        ended_at=journey.ended_at, promised_at=journey.promised_at,
        first_promised_at=journey.first_promised_at, collected_at=collected, given_at=given,
        judged_at=_judged_at(course), is_first_pass=_is_first_pass(course), stands_until=until,
        shipper=shipper, hold_until=hold_until, arrives_at=arrives_at,
    )  # fmt: skip


def _hold(course: Course) -> tuple[str, datetime | None, datetime | None]:
    """Return the shipper under way whose hold ends first: its number, until when it holds, when it is to arrive."""
    packed = course.packed if course.is_live else []
    if not packed:
        return "", None, None
    step, row, packing = min(packed, key=lambda one: one[2].hold.ends_at)
    return packing.code, packing.hold.ends_at, due_at(step, row)


def place_key(row: StepRow) -> str:
    """Return the place of a step as it is kept: ``stage:site``; empty without a site."""
    return f"{row.stage}:{row.site}" if row.site else ""


def places(course: Course) -> list[str]:
    """Return the places that a journey goes through, each once where it stays."""
    path = [key for _, row in course.steps if (key := place_key(row))]
    return [key for i, key in enumerate(path) if i == 0 or key != path[i - 1]]


def _here(course: Course) -> list[str]:
    return sorted({key for _, row in course.ready if (key := place_key(row))})


def _moving(course: Course) -> list[str]:
    """Return the currents on which something is on its way now: ``place>place``."""
    under_way = {
        place_key(row) for step, row in course.ready if step.action == "transport" and row.state == "started"
    }
    return [f"{a}>{b}" for a, b in pairwise(places(course)) if a in under_way or b in under_way]


def _collected_at(course: Course, given: datetime | None) -> datetime | None:
    """Return when what was given first was collected: the last collection before it, or the last so far."""
    rows = [row for row in course.every_step if row.action == "collect" and row.state == "done"]
    times = [row.ended_at for row in rows if row.ended_at is not None]
    return max((at for at in times if given is None or at <= given), default=None)


def _given_at(course: Course) -> datetime | None:
    step = slack.promise_step(course.route)
    if step.action not in ("collect", "administer"):
        return None
    rows = [row for row in course.every_step if row.key == step.key and row.state == "done"]
    return min((at for row in rows if (at := row.started_at or row.ended_at) is not None), default=None)


def _judged_at(course: Course) -> datetime | None:
    """Return when it was first released or rejected, or else when it failed: no later decision moves it."""
    if course.releases:
        return min(one.released_at for one in course.releases)
    return course.journey.ended_at if course.journey.state == "failed" else None


def _is_first_pass(course: Course) -> bool:
    is_whole = course.journey.attempt == 1 and course.journey.state != "failed"
    return is_whole and all(one.verdict == "released" for one in course.releases)


def _waits_for(course: Course, collected: datetime | None, given: datetime | None) -> str:
    if not course.is_case or not course.is_live or given is not None:
        return ""
    takes = any(step.action == "collect" for step, _ in course.steps)
    return waiting_reason(
        course.journey.state,
        course.is_stopped_by_hold,
        any(one.state == "open" for one in course.decisions),
        collected is not None or not takes,
        [(row.stage, step.action) for step, row in course.ready],
    )


def _concern(course: Course, readers: Sequence[UUID], span: Span, place: int) -> StandingConcern:
    one = span.concern
    row = course.rows.get(one.step)
    return StandingConcern(
        chain=one.chain, readers=list(readers), uuid=uuid5(one.chain, f"concern/{place}"),
        shows_from=span.shows_from, shows_until=span.shows_until, kind=one.kind, number=one.number,
        is_case=one.is_case, therapy=therapy_of(course), stage=one.stage, member=one.member,
        site=row.site if row else None, role=one.role, task=one.task, step=one.step,
        place=place_key(row) if row else "", is_at_hand=any(step.key == one.step for step, _ in course.ready),
        subject=one.subject, limit_kind=one.limit.kind, limit_at=one.limit.at, is_hard=one.limit.is_hard,
        title_ja=one.title.ja, title_en=one.title.en, detail_ja=one.detail.ja, detail_en=one.detail.en,
    )  # fmt: skip


def _steps(course: Course, readers: Sequence[UUID], until: datetime) -> Iterator[StandingStep]:
    if course.journey.state != "under_way":
        return
    starts, horizon = starts_ahead(course.route, course.ended, course.begun), timedelta(hours=HOURS_AHEAD)
    for step, row in course.steps:
        ahead = starts[step.key].not_before(row.planned_start)
        if row.state == "planned" and _may_come(ahead, until + horizon, horizon):
            yield _step(course, readers, step, row, ahead)


def _may_come(ahead: Ahead, latest: datetime, longest: timedelta) -> bool:
    return (ahead.fixed is None or ahead.fixed <= latest) and (ahead.waits is None or ahead.waits <= longest)


def _step(course: Course, readers: Sequence[UUID], step: Step, row: StepRow, ahead: Ahead) -> StandingStep:
    tail = course.number[-6:] if course.is_case else course.number
    name = (
        step.name if step.action == "transport" else Text(f"{step.name.ja} {tail}", f"{step.name.en} {tail}")
    )
    assert ahead.fixed is not None  # noqa: S101 - never before the planned start
    return StandingStep(
        chain=course.chain, readers=list(readers), uuid=uuid5(course.chain, f"step/{step.key}"),
        number=course.number, step=step.key, stage=row.stage, weight=WEIGHTS.get(step.action, 9),
        fixed_at=ahead.fixed, waits=ahead.waits,
        hours=step.duration_hours if step.duration_hours <= LONGEST_DRAWN_HOURS else 0,
        label_ja=name.ja, label_en=name.en, site=row.site, **_ends(course, step),
    )  # fmt: skip


LONGEST_DRAWN_HOURS = 12


def _ends(course: Course, step: Step) -> dict[str, UUID | None]:
    """From where to where a leg goes: the sites of the steps before and after it."""
    if step.action != "transport":
        return {"leaves": None, "reaches": None}
    before = [course.rows[key].site for key in step.after if key in course.rows]
    after = [course.rows[key].site for key in course.route.successors(step.key) if key in course.rows]
    first = [next((site for site in found if site), None) for found in (before, after)]
    return {"leaves": first[0], "reaches": first[1]}
