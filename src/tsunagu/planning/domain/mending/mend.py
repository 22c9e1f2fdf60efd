"""The mending: who can't go on as promised, the repair of their dates, seen by the checker before anybody else."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tsunagu.planning.domain.asking.left import by_hour, offering
from tsunagu.planning.domain.mending.settling import settled
from tsunagu.planning.domain.mending.sparing import promised_use
from tsunagu.planning.domain.mending.standing import Grid, Posed
from tsunagu.planning.domain.problem import Journey, Problem, Resource
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.disturbance import Frost, frozen, situation
from tsunagu.planning.domain.solvers.neighbourhood import Rules
from tsunagu.planning.domain.solvers.profiles import held_by_fixed
from tsunagu.planning.domain.solvers.repair import Repair, repair
from tsunagu.planning.domain.solvers.savable import Unsaved
from tsunagu.planning.domain.verify import verify

PLENTY = 10_000  # of everything in the past: what has happened competes with nothing


class Unsound(RuntimeError):
    """The checker refused a repair: it is shown to nobody."""


@dataclass(frozen=True)
class Mended:
    """A repair that the checker accepted.

    ``disturbed`` are the promises that can't be kept, with the tasks concerned (none: the case failed); ``after`` the
    new assignment of each promise that changes, ``moved`` those not disturbed whose goal is on another day, ``waits``
    the hours from now to the goal of each disturbed one, by plain insertion and as mended.
    """

    disturbed: Mapping[str, tuple[str, ...]]
    after: Mapping[str, Assignment]
    moved: tuple[str, ...]
    unsaved: tuple[Unsaved, ...]
    waits: Mapping[str, tuple[int | None, int | None]]

    @property
    def touched(self) -> tuple[str, ...]:
        """The promises, not disturbed themselves, of which any hour changes."""
        return tuple(sorted(self.after.keys() - self.disturbed.keys()))


def problem_of(posed: Sequence[Posed], left: Sequence[Resource], grid: Grid) -> Problem:
    """Return the promises over what is left beside all others; what has begun goes on, whatever is published."""
    journeys = tuple(one.journey for one in posed)
    begun: dict[str, list[int]] = {}
    for journey in journeys:
        for use, start, until in held_by_fixed(journey):
            row = begun.setdefault(use.resource, [0] * grid.hours)
            for hour in range(max(start, 0), min(until, grid.hours)):
                row[hour] += use.amount
    resources = tuple(_standing(each, begun.get(each.key), grid) for each in left)
    return Problem(grid.start, grid.hours, resources, journeys)


def _standing(resource: Resource, begun: Sequence[int] | None, grid: Grid) -> Resource:
    row = by_hour(resource, grid.hours)
    if begun is not None:
        row = [max(pair) for pair in zip(row, begun, strict=True)]
    row[: grid.now] = [PLENTY] * min(grid.now, grid.hours)
    return offering(resource, row)


def disturbances(problem: Problem, posed: Sequence[Posed], grid: Grid) -> Mapping[str, tuple[str, ...]]:
    """Return the promises that can't be kept, with the tasks concerned; none where what they need is still there."""
    failed = [one.promise.key for one in posed if one.again_at]
    return situation(problem, promised(posed), Frost(grid.now, 0), failed).broken


def promised(posed: Sequence[Posed]) -> Plan:
    """Return the plan as it was promised."""
    return Plan({one.promise.key: one.promised for one in posed}, made_by="promised")


def mend(
    problem: Problem, posed: Sequence[Posed], grid: Grid, should_stop: Callable[[], bool] | None = None
) -> Mended | None:
    """Return the promises mended, the fewest of them moved; None where all can be kept.

    Steps of others within the frozen hours stay, and of those disturbed what comes before their first broken step,
    unless they have no place then. What an unsaved one holds stays its own: nobody else's dates rest on it.

    Raises
    ------
    Unsound : the checker refused the repair.
    """
    broken = disturbances(problem, posed, grid)
    if not broken:
        return None
    plan = promised(posed)
    near = _near(problem, plan, broken, grid)
    stiff = _stiffened(problem, plan, near, grid)
    named = {key for key, tasks in broken.items() if not tasks} | near.keys()
    rules = Rules(freeze_hours=grid.pace.frozen)
    found = repair(stiff, plan, grid.now, named, rules, should_stop=should_stop)
    lost = {one.journey for one in found.unsaved} & near.keys()
    if lost:
        stiff = _stiffened(problem, plan, {key: near[key] for key in near.keys() - lost}, grid)
        found = repair(stiff, plan, grid.now, named, rules, should_stop=should_stop)
    if found.unsaved:
        return _beside_unsaved(problem, posed, grid, broken, found, should_stop)
    return _checked(found, plan, broken, grid.now)


def _near(
    problem: Problem, plan: Plan, broken: Mapping[str, tuple[str, ...]], grid: Grid
) -> dict[str, tuple[str, ...]]:
    """Return those broken at a step that would be frozen: they must be named, or nobody may move that step."""
    limit = grid.now + grid.pace.frozen
    return {
        key: tasks
        for key, tasks in broken.items()
        if tasks and _first(problem.journey_by_key[key], plan.assignments[key], tasks) < limit
    }


def _first(journey: Journey, assignment: Assignment, tasks: Collection[str]) -> int:
    return min(assignment.span_of(journey, task)[0] for task in tasks)


def _stiffened(problem: Problem, plan: Plan, near: Mapping[str, tuple[str, ...]], grid: Grid) -> Problem:
    """Fix of each journey what lies before its first broken step and within the frozen hours."""
    journeys = []
    for journey in problem.journeys:
        if journey.key in near:
            assignment = plan.assignments[journey.key]
            until = min(_first(journey, assignment, near[journey.key]), grid.now + grid.pace.frozen)
            journey = frozen(journey, assignment, until)
        journeys.append(journey)
    return replace(problem, journeys=tuple(journeys))


def _beside_unsaved(
    problem: Problem,
    posed: Sequence[Posed],
    grid: Grid,
    broken: Mapping[str, tuple[str, ...]],
    first: Repair,
    should_stop: Callable[[], bool] | None,
) -> Mended:
    """Mend the others once more, with all that the unsaved ones hold still theirs."""
    lost = {one.journey for one in first.unsaved}
    rest = [one for one in posed if one.promise.key not in lost]
    taken = {one.promise.key: one for one in posed if one.promise.key in lost}
    left = tuple(beside(each, taken.values(), grid) for each in problem.resources)
    journeys = tuple(each for each in problem.journeys if each.key not in lost)
    found = mend(replace(problem, resources=left, journeys=journeys), rest, grid, should_stop)
    more = found.unsaved if found else ()
    waits = {key: wait for key, wait in first.waits.items() if key in lost}
    return Mended(
        broken,
        found.after if found else {},
        found.moved if found else (),
        (*first.unsaved, *more),
        {**waits, **(found.waits if found else {})},
    )


def beside(resource: Resource, held: Collection[Posed], grid: Grid) -> Resource:
    """Return a resource with what is left of it beside promises that stay as they are."""
    row = by_hour(resource, grid.hours)
    for use in (use for one in held for use in promised_use(one) if use.resource == resource.key):
        for hour in range(max(use.start, grid.now), min(use.until, grid.hours)):
            row[hour] = max(0, row[hour] - use.amount)
    return offering(resource, row)


def _checked(found: Repair, plan: Plan, broken: Mapping[str, tuple[str, ...]], now: int) -> Mended:
    assignments = {
        key: one if one == plan.assignments.get(key) else settled(found.problem.journey_by_key[key], one, now)
        for key, one in found.plan.assignments.items()
    }
    report = verify(found.problem, Plan(assignments))
    if not report.is_sound:
        raise Unsound("; ".join(one.reason.en for one in report.violations[:3]))
    after = {key: one for key, one in assignments.items() if plan.assignments.get(key) != one}
    return Mended({**found.disturbed, **broken}, after, found.moved, found.unsaved, found.waits)


def still_holds(
    problem: Problem,
    posed: Sequence[Posed],
    grid: Grid,
    after: Mapping[str, Assignment],
    lost: Collection[str],
) -> bool:
    """Say whether a mending made before still fits: the checker is asked, with what has begun by now as facts.

    Parameters
    ----------
    lost : promises that it couldn't save or wasn't to move, whose capacity stays theirs.
    """
    rest = [one for one in posed if one.promise.key not in lost]
    if any(
        one.promise.key in after and _begins_late(one.journey, after[one.promise.key], grid.now)
        for one in rest
    ):
        return False
    taken = [one for one in posed if one.promise.key in lost]
    problem = replace(
        problem,
        resources=tuple(beside(each, taken, grid) for each in problem.resources),
        journeys=tuple(each for each in problem.journeys if each.key not in lost),
    )
    return verify(problem, Plan({**promised(rest).assignments, **after})).is_sound


def _begins_late(journey: Journey, new: Assignment, now: int) -> bool:
    """Say whether a step that isn't a fact would have to have begun by now."""
    fixed = journey.fixed.tasks if journey.fixed else {}
    keys = [task.key for task in journey.by_key[new.option].tasks]
    return any(start < now and key not in fixed for key, start in zip(keys, new.starts, strict=True))
