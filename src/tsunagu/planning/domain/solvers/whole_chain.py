"""The way to a plan: a first one at once, then a bound, then better ones; stopped at any time, it has the best yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Bound, Plan
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import first_come
from tsunagu.planning.domain.solvers.pattern import Effort, Pattern


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been reached: the stage, the best plan (with its bound, once there is one), and rounds done."""

    stage: str
    plan: Plan
    rounds: int


def plan_chain(
    problem: Problem,
    effort: Effort | None = None,
    watch: Callable[[Progress], bool] | None = None,
    before: Plan | None = None,
) -> Plan:
    """Return the best plan found within the effort; ``watch`` is told of each step and ends it by returning True.

    The same problem and effort give the same plan, unless ``watch`` ends it. With the plan ``before`` it is never worse
    than that plan with whoever is new put in.
    """
    last = None
    for progress in steps(problem, effort or Effort(), before):
        last = progress
        if watch is not None and watch(progress):
            break
    if last is None:  # pragma: no cover - the first step is always made
        raise RuntimeError("no step was made")
    return last.plan


def steps(problem: Problem, effort: Effort, before: Plan | None = None) -> Iterator[Progress]:
    """Yield the progress of the plan: ``first`` (first come), ``bound`` (each round), ``plan``, ``polished``."""
    searcher = Searcher(compile_problem(problem))
    schedule, stood = first_come(searcher), first_come(searcher, before)
    if stood.total() < schedule.total():
        schedule = stood
    best = schedule.plan("first come")
    yield Progress("first", best, 0)
    if not problem.journeys:
        yield Progress("polished", replace(best, bound=Bound(0.0, ())), 0)
        return
    pattern = Pattern(searcher, effort)
    pattern.learn(schedule)
    done = False
    while not done and pattern.proof.rounds < effort.rounds:
        done = pattern.round()
        best = replace(best, bound=pattern.proof.bound(searcher))
        yield Progress("bound", best, pattern.proof.rounds)
    planned = pattern.dive()
    if planned.total() < schedule.total():
        schedule, best = planned, replace(planned.plan("whole chain"), bound=best.bound)
    yield Progress("plan", best, pattern.proof.rounds)
    polished = pattern.polish(schedule)
    if polished.total() < schedule.total():
        best = replace(polished.plan("whole chain"), bound=best.bound)
    yield Progress("polished", best, pattern.proof.rounds)
