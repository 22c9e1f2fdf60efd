"""What runs in a process of its own: it imports values and solvers alone, and so needs no database."""

from typing import Protocol

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.runs.what_if import Answer, Question, answer
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import steps

Work = tuple[Problem, Question, Effort]


class Way(Protocol):
    """Where steps are sent to."""

    def send(self, obj: object, /) -> None:
        """Send one thing."""


def send_steps(there: Way, problem: Problem, effort: Effort) -> None:
    """Send each step of the solver, and None after the last."""
    for progress in steps(problem, effort):
        there.send(progress)
    there.send(None)


def answered(work: Work) -> Answer | str:
    """Return the answer, or what went wrong: one question that fails must not take the others with it."""
    try:
        return answer(*work)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
