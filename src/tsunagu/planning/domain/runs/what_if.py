"""What would change if: one unit more of a resource, a resource closed, a fifth more patients. Measured by solving."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tsunagu.planning.domain.problem import Journey, Problem, Resource
from tsunagu.planning.domain.runs.figures import weight_of
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify

Change = Literal["one_more", "closed", "demand"]
MORE_DEMAND = 0.2
SEED = 20261130


@dataclass(frozen=True, slots=True)
class Question:
    """One change of the problem; ``resource`` is empty for a change of demand."""

    change: Change
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the changed problem comes to, verified; ``refused`` says why where its plan was not sound."""

    journeys: int
    left_out: int
    weight: int
    cost: int
    bound: float | None
    refused: str = ""


def changed(problem: Problem, question: Question) -> Problem:
    """Return the problem as the question changes it; KeyError for a resource that it doesn't have."""
    if question.change == "demand":
        return _more_demand(problem)
    problem.resource_index[question.resource]  # a question about nothing has no answer
    new = tuple(
        _with(each, question.change) if each.key == question.resource else each for each in problem.resources
    )
    return replace(problem, resources=new)


def _with(resource: Resource, change: Change) -> Resource:
    if change == "closed":
        return replace(resource, open=())
    return replace(resource, open=tuple(replace(span, capacity=span.capacity + 1) for span in resource.open))


def _more_demand(problem: Problem) -> Problem:
    """Return the problem with every fifth journey twice, drawn by a fixed seed; what is begun isn't doubled."""
    waiting = [journey for journey in problem.journeys if journey.fixed is None]
    count = min(len(waiting), max(1, round(len(problem.journeys) * MORE_DEMAND))) if waiting else 0
    drawn = sorted(np.random.default_rng(SEED).choice(len(waiting), count, replace=False)) if count else []
    taken = {journey.key for journey in problem.journeys}
    twins = tuple(_twin(waiting[int(place)], taken) for place in drawn)
    return replace(problem, journeys=problem.journeys + twins)


def _twin(journey: Journey, taken: set[str]) -> Journey:
    key = next(name for name in _names(journey.key) if name not in taken)
    taken.add(key)
    return replace(journey, key=key, promised=None)


def _names(key: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{key}+{number}"
        number += 1


def answer(problem: Problem, question: Question, effort: Effort) -> Answer:
    """Solve the changed problem with the effort of its base plan, and check the plan."""
    new = changed(problem, question)
    plan = plan_chain(new, effort)
    report = verify(new, plan)
    left_out = sum(each.key not in plan.assignments for each in new.journeys)
    refused = report.violations[0].reason.en if report.violations else ""
    return Answer(len(new.journeys), left_out, weight_of(new), report.cost, report.bound, refused)
