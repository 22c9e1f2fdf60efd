"""Who could make room for a disturbed journey: those who hold what it lacks, at the hours at which it could use it."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tsunagu.planning.domain.problem import Journey, Use
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.disturbance import Situation
from tsunagu.planning.domain.solvers.domains import Hours, Limits, domains
from tsunagu.planning.domain.solvers.insertion import options_of
from tsunagu.planning.domain.solvers.model import reached
from tsunagu.planning.domain.solvers.profiles import held_beside_fixed, hold

WINDOW_HOURS = 8 * 7 * 24


def neighbours(
    facts: Situation,
    disturbed: Sequence[str],
    inserted: Mapping[str, Assignment],
    now: int,
    freeze_hours: int,
    count: int,
) -> list[str]:
    """Return the journeys to plan together with some disturbed ones: first those that hold most of what they lack."""
    problem = facts.problem
    movable = {
        key: uses
        for key, assignment in facts.standing.items()
        if assignment.goal_start(problem.journey_by_key[key]) >= now + freeze_hours
        and (uses := held_beside_fixed(problem.journey_by_key[key], assignment))
    }
    lacking = _lacking(facts, disturbed, movable, inserted, now)
    scores = {key: _score(facts, key, uses, lacking) for key, uses in movable.items()}
    ranked = sorted((-score, key) for key, score in scores.items() if score > 0)
    return [key for _, key in ranked[:count]]


def _score(
    facts: Situation, key: str, uses: list[tuple[Use, int, int]], lacking: Mapping[int, Hours]
) -> float:
    """Return how much of its uses a journey would free where somebody lacks it, for each unit of its weight."""
    share = 0.0
    for use, start, until in uses:
        row = facts.problem.resource_index[use.resource]
        if row in lacking and until > start:
            share += float(np.count_nonzero(lacking[row][start:until])) / (until - start)
    return share / facts.problem.journey_by_key[key].weight


def _lacking(
    facts: Situation,
    disturbed: Sequence[str],
    movable: Mapping[str, list[tuple[Use, int, int]]],
    inserted: Mapping[str, Assignment],
    now: int,
) -> dict[int, Hours]:
    """Return for each resource the hours at which a disturbed journey could use it, were others not in its way."""
    problem, ideal = facts.problem, facts.free.copy()
    for uses in movable.values():
        hold(ideal, problem, uses, -1)
    lacking: dict[int, Hours] = {}
    for key in disturbed:
        journey = problem.journey_by_key[key]
        ceiling = inserted[key].goal_start(journey) if key in inserted else now + WINDOW_HOURS
        for row, use, hours in _wanted(facts, journey, ideal, Limits(now, ceiling)):
            scarce = hours & (facts.free[row] < use.amount)
            lacking[row] = lacking[row] | scarce if row in lacking else scarce
    return lacking


def _wanted(
    facts: Situation, journey: Journey, ideal: np.ndarray, limits: Limits
) -> Iterator[tuple[int, Use, Hours]]:
    for option in options_of(journey):
        found = domains(facts.problem, journey, option, ideal, limits)
        if not found.empty:
            for use in option.uses:
                yield facts.problem.resource_index[use.resource], use, reached(found, use)
