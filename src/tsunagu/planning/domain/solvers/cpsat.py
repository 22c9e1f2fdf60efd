"""Letting CP-SAT search a model: within a limit of work that gives the same plan each time, and stoppable by people."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.model import Model

LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Budget:
    """How much the solver may work: in its own deterministic seconds, so that machines and neighbours don't matter.

    One such second took 1 to 3 seconds when measured. It works alone: two workers who take turns (the other way that
    always gives the same plan) needed four times as long for the same proof.
    """

    work: float = 10.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A better plan on the way: its cost, the bound below it, and the work done."""

    cost: float
    bound: float
    work: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: assignments (None if it found nothing), cost, bound, whether nothing better exists."""

    assignments: Mapping[str, Assignment] | None
    cost: float
    bound: float
    is_proven: bool
    is_impossible: bool
    work: float


def search(
    model: Model,
    budget: Budget,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[Step], None] | None = None,
) -> Found:
    """Search a closed model; ``should_stop`` is asked first, then from a thread of its own every 50 ms.

    A model that makes no sense is refused with a ValueError.
    """
    if should_stop is not None and should_stop():
        return Found(None, float("inf"), float("-inf"), False, False, 0.0)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.max_deterministic_time = budget.work
    solver.parameters.random_seed = budget.seed
    done = threading.Event()
    if should_stop is not None:
        threading.Thread(target=_watch, args=(solver, should_stop, done), daemon=True).start()
    try:
        status = solver.solve(model.cp, _Reporter(on_step) if on_step is not None else None)
    finally:
        done.set()
    if status == cp_model.MODEL_INVALID:
        raise ValueError(model.cp.validate() or solver.solution_info())
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Found(
        assignments_of(model, solver) if found else None,
        solver.objective_value if found else float("inf"),
        solver.best_objective_bound,
        status == cp_model.OPTIMAL,
        status == cp_model.INFEASIBLE,
        solver.deterministic_time,
    )


def _watch(solver: cp_model.CpSolver, should_stop: Callable[[], bool], done: threading.Event) -> None:
    while not done.wait(LOOK_EVERY_SECONDS):
        if should_stop():
            solver.stop_search()


def assignments_of(model: Model, solver: cp_model.CpSolver) -> dict[str, Assignment]:
    """Return who is placed where in the solution that the solver has found."""
    found = {}
    for key, choice in model.choices.items():
        for placed in choice.options:
            if solver.boolean_value(placed.taken):
                starts = tuple(solver.value(each) for each in placed.starts)
                ends = tuple(solver.value(each) for each in placed.ends)
                found[key] = Assignment(placed.domains.option.key, starts, ends)
    return found


class _Reporter(cp_model.CpSolverSolutionCallback):
    """Tells of each better plan."""

    def __init__(self, tell: Callable[[Step], None]) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        """Tell of one."""
        self._tell(Step(self.objective_value, self.best_objective_bound, self.deterministic_time))
