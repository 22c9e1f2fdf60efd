"""The chains between which only people can choose: none of them is beaten in every figure by another (Pareto front).

Each is found as the best by weights among those that are better in some figure than all found before. With weights
above zero every one found so lies on the front; when the solver proves that none is left, the front is complete. The
best of each figure alone is sought first, so that a front cut short by the limit of work still shows its ends. In large
networks the first chain is the best of all, and the others are sought among the sites nearest to it only: ``is_whole``
says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.coordination.domain.composing.problem import CRITERIA, Criteria, Problem, Weights
from tsunagu.coordination.domain.composing.shape import Shape
from tsunagu.coordination.domain.composing.solving.best import Composer, Found, best_of
from tsunagu.coordination.domain.composing.solving.prepared import Prepared, prepare

MOST_FOUND = 40
MOST_SHOWN = 12
WORK = 3.0
MOST_OF_A_POOL, WORK_IN_A_POOL = 8, 1.0
"""In a large network: a page waits for it."""
STEEP = 10_000


@dataclass(frozen=True)
class Front:
    """Chains of the front, the best by the weights first.

    Attributes
    ----------
    is_complete : no others are on the front of the sites looked at. is_whole : those are all sites.
    work : what the solver needed, in its own seconds.
    """

    found: tuple[Found, ...]
    is_complete: bool
    is_whole: bool
    work: float
    ready: Prepared


def front_of(
    problem: Problem, shape: Shape, weights: Weights, most: int = MOST_FOUND, work: float = WORK
) -> Front:
    """Return the front of a problem as far as it was found within the limits; empty where no chain holds."""
    ready = prepare(problem, shape)
    best = best_of(ready, weights)
    if best.found is None:
        return Front((), True, True, best.work, ready)
    if not best.is_whole:
        most, work = min(most, MOST_OF_A_POOL), min(work, WORK_IN_A_POOL)
    composer = Composer(best.pool)
    found, is_complete = [best.found], False
    composer.leave_out(found)
    for wanted in _weightings(weights, most):
        if composer.work >= work or len(found) >= most:
            break
        other = composer.best(wanted, work)
        if other is None:
            is_complete = composer.is_impossible
            break
        if not other.is_proven:
            break
        found.append(other)
        composer.leave_out([other])
    ordered = (best.found, *_by(found[1:], weights))
    return Front(ordered, is_complete, best.is_whole, best.work + composer.work, ready)


def _weightings(weights: Weights, most: int) -> Iterator[Weights]:
    """Yield the weights of each search: first each figure alone (the others break ties), then the declared ones."""
    for number in range(len(CRITERIA)):
        yield tuple(weight * (STEEP if place == number else 1) for place, weight in enumerate(weights))
    for _ in range(most):
        yield weights


def _by(found: list[Found], weights: Weights) -> list[Found]:
    return sorted(found, key=lambda one: (cost_by(one.criteria, weights), one.criteria.as_tuple))


def cost_by(criteria: Criteria, weights: Weights) -> int:
    """Return what figures cost by weights."""
    return sum(weight * figure for weight, figure in zip(weights, criteria.as_tuple, strict=True))


def spread(found: tuple[Found, ...], most: int = MOST_SHOWN) -> tuple[Found, ...]:
    """Return at most so many, in order: the best, the ends of each figure, then always the one most unlike those."""
    if len(found) <= most:
        return found
    figures = [one.criteria.as_tuple for one in found]
    spans = [max(1, max(column) - min(column)) for column in zip(*figures, strict=True)]
    taken = [0]
    for place in range(len(CRITERIA)):
        end = min(range(len(found)), key=lambda one: (figures[one][place], one))
        taken += [end] if end not in taken else []
    while len(taken) < most:
        left = [one for one in range(len(found)) if one not in taken]
        taken.append(max(left, key=lambda one: (min(_apart(figures, one, t, spans) for t in taken), -one)))
    return tuple(found[one] for one in sorted(taken[:most]))


def _apart(figures: list[tuple[int, ...]], one: int, other: int, spans: list[int]) -> float:
    return sum(abs(a - b) / span for a, b, span in zip(figures[one], figures[other], spans, strict=True))
