"""Concerns about time: windows and expiries that run out, and steps later than planned."""

from collections.abc import Iterator
from datetime import datetime

from tsunagu.custody.domain.items import ItemView
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.queries.concern import Concern
from tsunagu.journeys.queries.finder import GRACE, NEAR, Finder


def windows(look: Finder) -> Iterator[Concern]:
    """Find windows and expiries that run out within a day."""
    course = look.course
    seen: set[str] = set()
    for step, row in course.steps:
        if (
            row.state != "planned"
            or course.journey.state != "under_way"
            or look.is_answered("time", step.key)
        ):
            continue
        for limit in slack.window_limits(step, course.ended):
            if limit.at - look.now < NEAR:
                seen.add(step.key)
                yield look.concern(
                    "window",
                    limit,
                    row.member,
                    step,
                    detail=limit.reason,
                    role=step.role,
                    task="step",
                    row=row,
                )
    if not seen and course.ready:
        yield from _expiries(look)


def _expiries(look: Finder) -> Iterator[Concern]:
    soon: list[tuple[datetime, ItemView]] = [
        (item.expires_at, item)
        for item in look.course.main_items
        if item.expires_at is not None and item.expires_at - look.now < NEAR
    ]
    if not soon:
        return
    at, item = min(soon, key=lambda one: one[0])
    limit = slack.expiry_limit(look.course.product_name(item.product), item.label, at)
    step, row = look.current()
    detail = Text(f"{limit.reason.ja}。次は「{step.name.ja}」", f"{limit.reason.en}; next: “{step.name.en}”")
    yield look.concern("window", limit, row.member, step, detail=detail, role=step.role, task="step", row=row)


def late(look: Finder) -> Iterator[Concern]:
    """Find the step that is furthest behind its plan, where nothing worse is the matter."""
    behind = []
    for step, row in look.course.ready:
        is_begun = row.state == "started"
        planned = row.planned_end if is_begun else row.planned_start
        if planned + GRACE < look.now:
            behind.append((planned, step, row, is_begun))
    if behind:
        planned, step, row, is_begun = min(behind, key=lambda one: one[0])
        limit = slack.plan_limit(step.name, planned, is_begun)
        yield look.concern(
            "late", limit, row.member, step, detail=limit.reason, role=step.role, task="step", row=row
        )
