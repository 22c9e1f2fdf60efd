"""Why a journey can't be planned: found by giving it, step by step, more than there is."""

from dataclasses import dataclass

import numpy as np

from tsunagu.planning.domain.problem import Journey
from tsunagu.planning.domain.solvers.disturbance import Situation
from tsunagu.planning.domain.solvers.domains import Limits, domains
from tsunagu.planning.domain.solvers.insertion import options_of
from tsunagu.planning.domain.solvers.profiles import Table, held_beside_fixed, held_by_fixed, hold, offered

PLENTY = 1 << 20


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A journey that has no place in the plan, and why.

    ``rules``: even with everything free, its own windows, lags and fixed steps leave no hour. ``closed``: the resource
    is closed when it would need it. ``held``: frozen steps of others, or what they have begun to use, hold the
    resource. ``full``: nothing makes room for it without moving more promises, or moving them further, than may be.
    """

    journey: str
    code: str
    resource: str | None = None


def why_not(facts: Situation, journey: Journey, now: int) -> Unsaved:
    """Return why a journey found no place, from the most basic reason on."""
    problem = facts.problem
    plenty = np.full((len(problem.resources), problem.hours), PLENTY, dtype=np.int32)
    if not _is_possible(facts, journey, plenty, now):
        return Unsaved(journey.key, "rules")
    open_hours = offered(problem)
    for code, free in (("closed", open_hours), ("held", _beside_begun(facts, open_hours.copy()))):
        if not _is_possible(facts, journey, free, now):
            return Unsaved(journey.key, code, _blamed(facts, journey, free, now))
    return Unsaved(journey.key, "full")


def _beside_begun(facts: Situation, free: Table) -> Table:
    """Return what is left beside all that is frozen, and beside uses of standing journeys that have begun."""
    for journey in facts.problem.journeys:
        hold(free, facts.problem, held_by_fixed(journey))
        assignment = facts.standing.get(journey.key)
        if assignment is not None and journey.fixed is not None:
            begun = journey.fixed.tasks
            rest = held_beside_fixed(journey, assignment)
            hold(free, facts.problem, [each for each in rest if each[0].first in begun])
    return free


def _is_possible(facts: Situation, journey: Journey, free: Table, now: int) -> bool:
    return any(
        not domains(facts.problem, journey, option, free, Limits(now)).empty for option in options_of(journey)
    )


def _blamed(facts: Situation, journey: Journey, free: Table, now: int) -> str | None:
    """Return the resource that alone would suffice, were there plenty of it; None where one isn't enough."""
    for option in options_of(journey):
        for use in option.uses:
            row = facts.problem.resource_index[use.resource]
            more = free.copy()
            more[row] = PLENTY
            if _is_possible(facts, journey, more, now):
                return use.resource
    return None
