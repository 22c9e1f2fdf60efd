"""Repair of a plan after an event: few journeys planned anew within days, everything else as promised."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Assignment, Plan, journey_cost
from tsunagu.planning.domain.solvers.cpsat import Budget, search
from tsunagu.planning.domain.solvers.disturbance import Frost, Situation, situation
from tsunagu.planning.domain.solvers.insertion import insert
from tsunagu.planning.domain.solvers.neighbourhood import Neighbourhood, Rules
from tsunagu.planning.domain.solvers.neighbours import neighbours
from tsunagu.planning.domain.solvers.profiles import held_beside_fixed, hold
from tsunagu.planning.domain.solvers.savable import Unsaved, why_not

DAY = 24


@dataclass(frozen=True, slots=True)
class Change:
    """A task that happens at other hours than before, or that is new or gone (None)."""

    journey: str
    task: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


@dataclass(frozen=True)
class Repair:
    """A plan after an event, and what it changed.

    ``problem`` says the new facts with everything fixed that was frozen. ``disturbed`` names the tasks that can't be
    as planned (none where the journey was named as disturbed, or its option is gone). ``moved`` are journeys, not
    disturbed themselves, whose goal is on another day; ``waits`` gives for each disturbed journey the hours from now
    to its goal by plain insertion, and as planned (None: left out).
    """

    plan: Plan
    problem: Problem
    disturbed: Mapping[str, tuple[str, ...]]
    changes: tuple[Change, ...]
    moved: tuple[str, ...]
    unsaved: tuple[Unsaved, ...]
    waits: Mapping[str, tuple[int | None, int | None]]
    work: float
    thawed: tuple[str, ...] = ()


def repair(
    problem: Problem,
    plan: Plan,
    now: int,
    disturbed: Collection[str] = (),
    rules: Rules = Rules(),  # noqa: B008 - a frozen value
    budget: Budget = Budget(0.3),  # noqa: B008 - a frozen value
    should_stop: Callable[[], bool] | None = None,
) -> Repair:
    """Return the plan mended: those disturbed are inserted at once, then a small model makes room for them.

    ``problem`` says the new facts, ``plan`` is what was planned before. Journeys ``disturbed`` (a failed batch) are
    planned anew from what the problem fixes; who else can't go on is found here. Steps of others that start
    before ``now + rules.freeze_hours`` stay. It is never worse than plain insertion. Only who has no place left by
    insertion lets go of frozen steps of its own that haven't begun (``thawed``).
    """
    frost = Frost(now, rules.freeze_hours)
    facts = situation(problem, plan, frost, disturbed)
    inserted = _inserted(facts, now)
    thawed = {
        key for key in facts.broken.keys() - inserted.keys() - set(disturbed) if _may_thaw(facts, key, now)
    }
    if thawed:
        facts = situation(problem, plan, replace(frost, thawed=frozenset(thawed)), disturbed)
        inserted = _inserted(facts, now)
    assignments, work = _improved(facts, inserted, now, rules, budget, should_stop)
    return replace(_told(facts, plan, inserted, assignments, now, work), thawed=tuple(sorted(thawed)))


def _may_thaw(facts: Situation, key: str, now: int) -> bool:
    fixed = facts.problem.journey_by_key[key].fixed
    return fixed is not None and any(start >= now for start, _ in fixed.tasks.values())


def _inserted(facts: Situation, now: int) -> dict[str, Assignment]:
    """Put each disturbed journey into what is left, heavier ones first; who finds no place is missing."""
    free, found = facts.free.copy(), {}
    broken = [facts.problem.journey_by_key[key] for key in facts.broken]
    for journey in sorted(broken, key=lambda each: (-each.weight, each.referred, each.key)):
        assignment = insert(facts.problem, journey, free, now)
        if assignment is not None:
            found[journey.key] = assignment
            hold(free, facts.problem, held_beside_fixed(journey, assignment))
    return found


def _improved(
    facts: Situation,
    inserted: Mapping[str, Assignment],
    now: int,
    rules: Rules,
    budget: Budget,
    should_stop: Callable[[], bool] | None,
) -> tuple[Mapping[str, Assignment], float]:
    """Return all assignments once a small model has looked for better ones, and the work that took."""
    before = {**facts.standing, **inserted}
    worst = _worst(facts, inserted)[: rules.disturbed]
    others = neighbours(facts, worst, inserted, now, rules.freeze_hours, rules.neighbours)
    if not worst or not others:
        return before, 0.0
    model = Neighbourhood(facts, now, rules, before, worst, others).model()
    model.hint(before)
    found = search(model, budget, should_stop)
    if found.assignments is None or found.cost > 0:
        return before, found.work
    rest = {key: value for key, value in before.items() if key not in model.choices}
    return {**rest, **found.assignments}, found.work


def _worst(facts: Situation, inserted: Mapping[str, Assignment]) -> list[str]:
    """Return the disturbed journeys, those whose wait costs most first."""
    costs = {
        key: journey_cost(facts.problem, facts.problem.journey_by_key[key], inserted.get(key))
        for key in facts.broken
    }
    return sorted(costs, key=lambda key: (-costs[key], key))


def _told(
    facts: Situation,
    plan: Plan,
    inserted: Mapping[str, Assignment],
    assignments: Mapping[str, Assignment],
    now: int,
    work: float,
) -> Repair:
    problem = facts.problem
    changes: list[Change] = []
    moved: list[str] = []
    for journey in problem.journeys:
        old, new = plan.assignments.get(journey.key), assignments.get(journey.key)
        changes += changes_of(journey, old, new)
        if journey.key not in facts.broken and old is not None and new is not None and old != new:
            days = {each.goal_start(journey) // DAY for each in (old, new)}
            moved += [journey.key] if len(days) > 1 else []
    broken = [problem.journey_by_key[key] for key in facts.broken]
    waits = {
        each.key: (_wait(each, inserted.get(each.key), now), _wait(each, assignments.get(each.key), now))
        for each in broken
    }
    missing = [each for each in broken if each.key not in assignments]
    unsaved = tuple(why_not(facts, journey, now) for journey in missing)
    made = Plan(assignments, made_by="repair", notes={"work": work})
    return Repair(made, problem, facts.broken, tuple(changes), tuple(moved), unsaved, waits, work)


def _wait(journey: Journey, assignment: Assignment | None, now: int) -> int | None:
    return None if assignment is None else assignment.goal_start(journey) - now


def changes_of(journey: Journey, old: Assignment | None, new: Assignment | None) -> list[Change]:
    """Return what changes for a journey, task by task in the order of the new option."""
    before, after = _spans(journey, old), _spans(journey, new)
    keys = [*after, *(key for key in before if key not in after)]
    same_option = old is not None and new is not None and old.option == new.option
    return [
        Change(journey.key, key, before.get(key), after.get(key))
        for key in keys
        if not same_option or before.get(key) != after.get(key)
    ]


def _spans(journey: Journey, assignment: Assignment | None) -> dict[str, tuple[int, int]]:
    if assignment is None or assignment.option not in journey.by_key:
        return {}
    keys = [task.key for task in journey.by_key[assignment.option].tasks]
    return dict(zip(keys, zip(assignment.starts, assignment.ends, strict=True), strict=True))
