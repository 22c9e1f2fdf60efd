"""What a mending changes for one promise, as plain data with times: each step before and after, what it will hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tsunagu.planning.domain.asking.record import Held, Kept, moment
from tsunagu.planning.domain.mending.standing import Grid, Posed
from tsunagu.planning.domain.problem import Use
from tsunagu.planning.domain.solution import Assignment

Data = dict[str, Any]


def difference(
    one: Posed, after: Assignment | None, wait: tuple[int | None, int | None] | None, grid: Grid
) -> Data:
    """Return the difference of one promise; ``after`` None where its dates stay as they are.

    ``steps`` are (key, start and end before, start and end after); ``held`` is what the mended dates hold from now on;
    ``waits`` hours to the goal by plain insertion and as mended.
    """
    kept, goal = one.promise.kept, one.journey.goal
    mended = kept if after is None else kept_after(one, after, grid)
    new = {key: (start, end) for key, start, end in mended.steps}
    return {
        "goal": [kept.goal.isoformat(), mended.goal.isoformat()],
        "goal_step": goal,
        "again_at": one.again_at,
        "steps": [
            [key, start.isoformat(), end.isoformat(), new[key][0].isoformat(), new[key][1].isoformat()]
            for key, start, end in kept.steps
        ],
        "held": [
            [each.resource, each.step, each.start.isoformat(), each.end.isoformat(), each.amount]
            for each in mended.held
        ],
        "waits": list(wait) if wait else None,
    }  # fmt: skip


def kept_after(one: Posed, after: Assignment, grid: Grid) -> Kept:
    """Return the promise with its mended dates; steps that are facts keep the hours that were promised for them."""
    option, kept = one.journey.options[0], one.promise.kept
    facts = one.journey.fixed.tasks if one.journey.fixed else {}
    steps: list[tuple[str, datetime, datetime]] = []
    for key, start, end in kept.steps:
        if key not in facts:
            begin, until = after.span_of(one.journey, key)
            start, end = moment(grid.start, begin), moment(grid.start, until)
        steps.append((key, start, end))
    uses = {(use.resource, use.first): use for use in option.uses}
    held = tuple(_held(one, uses.get((each.resource, each.step)), after, each, grid) for each in kept.held)
    goal = next(start for key, start, _ in steps if key == one.journey.goal)
    return replace(kept, goal=goal, steps=tuple(steps), held=held)


def _held(one: Posed, use: Use | None, after: Assignment, before: Held, grid: Grid) -> Held:
    """Return what is held with its new hours; what is long past stays as it was."""
    if use is None:
        return before
    index = one.journey.options[0].index
    start, until = after.starts[index[use.first]], after.ends[index[use.last]] + use.after
    return Held(use.resource, use.first, moment(grid.start, start), moment(grid.start, until), use.amount)


def changed(data: Mapping[str, Any]) -> list[tuple[str, datetime, datetime, datetime, datetime]]:
    """Return the steps whose hours change: key, start and end before, start and end after."""
    at = datetime.fromisoformat
    rows = [(key, at(a), at(b), at(c), at(d)) for key, a, b, c, d in data["steps"]]
    return [row for row in rows if row[1:3] != row[3:5]]


def first_change(data: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return the earliest time yet to come at which a changed step begins, before or after."""
    times = [at for _, before, _, after, _ in changed(data) for at in (before, after) if at > now]
    return min(times, default=None)


def assignment_of(data: Mapping[str, Any], one: Posed, grid: Grid) -> Assignment:
    """Return the mended dates as an assignment among the facts of now."""
    at = datetime.fromisoformat
    new = {key: (grid.hour(at(start)), grid.hour(at(end))) for key, _, _, start, end in data["steps"]}
    facts = dict(one.journey.fixed.tasks) if one.journey.fixed else {}
    spans = {**new, **facts}
    option = one.journey.options[0]
    starts, ends = zip(*(spans[task.key] for task in option.tasks), strict=True)
    return Assignment(option.key, starts, ends)
