"""Solving that can be stopped at any moment: a large problem in a process of its own, a small one in place."""

from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.runs.sending import send_steps
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import Progress, steps

SMALL = 12
"""Journeys up to which each step takes less than a moment, so that no process of its own is worth starting."""
LOOK_SECONDS = 1.0


class SolverDied(RuntimeError):
    """The process that solved ended without a plan: out of memory, or killed."""


def solving(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
    """Yield each step of the solver; ends, within about a second, once it isn't wanted any more."""
    if len(problem.journeys) <= SMALL:
        for progress in steps(problem, effort):
            if not is_wanted():
                return
            yield progress
        return
    yield from _apart(problem, effort, is_wanted)


def _apart(problem: Problem, effort: Effort, is_wanted: Callable[[], bool]) -> Iterator[Progress]:
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=send_steps, args=(there, problem, effort), daemon=True)
    process.start()
    there.close()
    try:
        while True:
            if not is_wanted():
                return
            if here.poll(LOOK_SECONDS):
                progress = _received(here)
                if progress is None:
                    return
                yield progress
    finally:
        process.kill()
        process.join()
        here.close()


def _received(here: Connection) -> Progress | None:
    """Return the next step; None after the last."""
    try:
        progress = here.recv()
    except EOFError as error:
        raise SolverDied("the solver ended without saying so") from error
    assert progress is None or isinstance(progress, Progress)  # noqa: S101 - what ``send_steps`` sends
    return progress
