"""A promise posed as a journey: its own sites and resources only, with what is done, under way or failed as facts."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tsunagu.journeys.domain.restarting import steps_again
from tsunagu.planning.domain.asking.office import as_agreed, office_closed
from tsunagu.planning.domain.asking.record import TOKYO, moment
from tsunagu.planning.domain.asking.route_options import PATIENT_ACTIONS, Limits, Offered, chain_of
from tsunagu.planning.domain.estimates.assumptions import Pace
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.mending.facts import Promise, StepNow, begins_again_at, repeated_tests
from tsunagu.planning.domain.problem import Fixed, Journey, Option, Task, Use
from tsunagu.planning.domain.solution import Assignment

Spans = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Hours since midnight of the problem's first day, of which there are ``hours``; ``now`` is the next whole one.

    ``pace`` is how soon promised dates may change.
    """

    start: date
    days: int
    now: int
    pace: Pace

    @property
    def hours(self) -> int:
        """How many hours there are."""
        return self.days * 24

    def hour(self, at: datetime) -> int:
        """Return the whole hour at a time."""
        return int((at - moment(self.start, 0)).total_seconds() // 3600)


@dataclass(frozen=True)
class Posed:
    """A promise as a journey with its dates as they were promised; ``again_at`` where it begins again after a failure.

    ``late`` are steps whose planned end has passed without their being done, or that wait for such a one;
    ``repeated`` are tests that are assumed to be done again, from when their result was out of specification.
    """

    promise: Promise
    journey: Journey
    promised: Assignment
    again_at: str | None
    late: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def posed(promise: Promise, offered: Sequence[Offered], figures: Figures, grid: Grid) -> Posed | None:
    """Return the promise as a journey; None where its dates can't be posed, and stay as they are booked."""
    option = _chosen(promise, offered, figures, grid)
    if option is None or _is_stale(promise, option, grid):
        return None
    again_at = _again_at(promise)
    again = steps_again(promise.route, again_at) if again_at else frozenset()
    planned = {key: (grid.hour(start), grid.hour(end)) for key, start, end in promise.kept.steps}
    if set(planned) != set(option.index) or min(start for start, _ in planned.values()) < 0:
        return None
    repeated = {} if again_at else repeated_tests(promise)
    fixed, late = _known(promise, planned, again, repeated, grid)
    if any(start < 0 for start, _ in fixed.values()):
        return None
    spans = planned | fixed
    for key in set(late) - fixed.keys():
        task = option.tasks[option.index[key]]
        spans[key] = (grid.now, grid.now + task.shortest)
    limits = limits_of(promise, grid, figures)
    option = _as_known(option, _Facts(promise, planned, fixed, again, grid, spans, limits))
    journey = Journey(
        promise.key, grid.hour(promise.asked_at), _goal(promise), (option,), promise.need.urgency,
        Fixed(option.key, fixed) if fixed else None, planned[_goal(promise)][0],
    )  # fmt: skip
    starts, ends = zip(*(spans[task.key] for task in option.tasks), strict=True)
    return Posed(promise, journey, Assignment(option.key, starts, ends), again_at, late, tuple(repeated))


def _goal(promise: Promise) -> str:
    return next(
        key for key, start, _ in promise.kept.steps if start == promise.kept.goal and _gives(promise, key)
    )


def _gives(promise: Promise, key: str) -> bool:
    has_any = any(promise.route.step(one).action == "administer" for one, _, _ in promise.kept.steps)
    return promise.route.step(key).action == "administer" or not has_any


def _chosen(promise: Promise, offered: Sequence[Offered], figures: Figures, grid: Grid) -> Option | None:
    """Return the option that holds just what the chosen proposal holds, its steps as long as they were promised."""
    wanted = Counter((one.resource, one.step) for one in promise.kept.held)
    mine = [one for one in offered if one.resource in {resource for resource, _ in wanted}]
    sites = {party: [site] for party, site in promise.kept.sites.items()}
    if any(promise.route.step(key).party not in sites for key, _, _ in promise.kept.steps):
        return None
    for option in chain_of(promise.route, sites, mine, limits_of(promise, grid, figures), figures).options:
        if Counter((use.resource, use.first) for use in option.uses) == wanted:
            return _as_long(
                option, {key: grid.hour(end) - grid.hour(start) for key, start, end in promise.kept.steps}
            )
    return None


def _as_long(option: Option, hours: Mapping[str, int]) -> Option:
    """Return the option with the lengths that were promised: later estimates change no promise by themselves."""
    tasks, uses = [], {use: use for use in option.uses}
    for task in option.tasks:
        length = hours.get(task.key, task.shortest)
        if task.shortest <= length <= task.longest:
            tasks.append(task)
            continue
        tasks.append(replace(task, shortest=length, longest=length))
        for use in option.uses:
            if use.first == use.last == task.key and use.after < 0:
                uses[use] = replace(use, after=min(task.shortest + use.after, length) - length)
    return replace(option, tasks=tuple(tasks), uses=tuple(uses.values()))


def limits_of(promise: Promise, grid: Grid, figures: Figures) -> Limits:
    """Return the need's days in hours of the grid."""
    need = promise.need
    ready = grid.hour(datetime.combine(need.ready_from, time(), TOKYO))
    return Limits(
        ready=max(0, ready),
        collect_by=_last_hour(need.collect_by, grid),
        latest=_last_hour(need.latest, grid),
        closed=need.closed_days(grid.start, grid.days),
        office=office_closed(grid.start, grid.days, figures.assumed.office),
    )


def _last_hour(day: date | None, grid: Grid) -> int | None:
    if day is None:
        return None
    return grid.hour(datetime.combine(day + timedelta(days=1), time(), TOKYO)) - 1


def _is_stale(promise: Promise, option: Option, grid: Grid) -> bool:
    """Say whether dates that no case has taken up have begun to pass: nobody goes by them."""
    if promise.is_case:
        return False
    first = min((grid.hour(one.start) for one in promise.kept.held), default=0)
    return first < grid.now


def _again_at(promise: Promise) -> str | None:
    if promise.failed is None:
        return None
    row = promise.steps.get(promise.failed)
    return begins_again_at(promise.route, promise.failed, row is None or row.started_at is not None)


def _known(
    promise: Promise,
    planned: Spans,
    again: Collection[str],
    repeated: Mapping[str, datetime],
    grid: Grid,
) -> tuple[Spans, tuple[str, ...]]:
    """Return the hours that are facts by now, and the steps that are late."""
    fixed = _repeats(repeated, planned, grid)
    late: list[str] = []
    for key, span in planned.items():
        row = promise.steps.get(key)
        if key in again or key in repeated:
            continue
        if row is None:
            if not promise.is_case and span[1] <= grid.now:
                fixed[key] = span
        elif (known := _hours(row, span, grid)) is not None:
            fixed[key] = known
            if not row.is_over and span[1] + grid.pace.grace <= grid.now:
                late.append(key)
        elif span[1] + grid.pace.grace <= grid.now or (
            span[0] < grid.now
            and set(promise.route.step(key).after) & ((set(late) - fixed.keys()) | repeated.keys())
        ):
            late.append(key)
        elif span[0] < grid.now:
            fixed[key] = (span[0], max(span[1], grid.now))
    return fixed, tuple(late)


def _repeats(since: Mapping[str, datetime], planned: Spans, grid: Grid) -> Spans:
    """Return the hours of tests that are done again: as long as planned, from when the result was known."""
    found: Spans = {}
    for key, at in since.items():
        start, length = grid.hour(at), planned[key][1] - planned[key][0]
        found[key] = (start, max(start + length, grid.now))
    return found


def _hours(row: StepNow, planned: tuple[int, int], grid: Grid) -> tuple[int, int] | None:
    """Return the hours of a step that is done or under way; None for one that hasn't begun."""
    if row.is_over and row.ended_at is not None:
        end = grid.hour(row.ended_at)
        if planned[1] <= end < planned[1] + grid.pace.grace:
            end = planned[1]
        start = grid.hour(row.started_at) if row.started_at else planned[0] + end - planned[1]
        return min(start, end - 1), end
    if row.state == "started" and row.started_at is not None:
        start = grid.hour(row.started_at)
        end = max(start + planned[1] - planned[0], grid.now)
        return start, planned[1] if abs(end - planned[1]) < grid.pace.grace and planned[1] > start else end
    return None


@dataclass(frozen=True)
class _Facts:
    """What is known of the steps: as promised, as they are, which are done again; as it stands; the need's limits."""

    promise: Promise
    planned: Spans
    fixed: Spans
    again: Collection[str]
    grid: Grid
    spans: Spans
    limits: Limits


def _as_known(option: Option, facts: _Facts) -> Option:
    """Return the option with facts as they are: their lengths, no bounds or waits between them, nothing long past."""
    fixed = facts.fixed
    tasks = tuple(_task(task, facts) for task in option.tasks)
    lags = tuple(lag for lag in option.lags if not (lag.first in fixed and lag.second in fixed))
    uses = tuple(
        _use(use, option, fixed) for use in option.uses if not _is_past(use, option, fixed, facts.grid.now)
    )
    return replace(option, tasks=tasks, lags=lags, uses=uses)


def _task(task: Task, facts: _Facts) -> Task:
    """Return a task as it may still be: a fact, or not before now; where the patient must come, after due notice."""
    if task.key in facts.fixed:
        start, end = facts.fixed[task.key]
        return Task(task.key, end - start, end - start)
    earliest = facts.grid.now if task.key in facts.again else task.earliest
    is_patients = facts.promise.route.step(task.key).action in PATIENT_ACTIONS
    away = facts.limits.closed if is_patients else ()
    closed = as_agreed(task.closed, facts.spans[task.key], facts.limits.office, away)
    if is_patients:
        noticed = facts.grid.now + facts.grid.pace.notice
        is_again = task.key in facts.again
        earliest = max(earliest, noticed if is_again else min(noticed, facts.planned[task.key][0]))
    return replace(task, earliest=max(earliest, task.earliest), closed=closed)


def _use(use: Use, option: Option, fixed: Spans) -> Use:
    """Return a use of a known step with as many hours as it needs, at most those that the step took."""
    if use.first != use.last or use.first not in fixed or use.after >= 0:
        return use
    needed = option.tasks[option.index[use.first]].shortest + use.after
    took = fixed[use.first][1] - fixed[use.first][0]
    return replace(use, after=min(needed, took) - took)


def _is_past(use: Use, option: Option, fixed: Spans, now: int) -> bool:
    return use.first in fixed and use.last in fixed and fixed[use.last][1] + max(use.after, 0) <= now
