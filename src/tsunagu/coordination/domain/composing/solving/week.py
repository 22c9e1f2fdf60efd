"""Solving until every window holds on some weekday.

How long a lane is waited for hangs on the lanes before it, which no sum says. So a solution is looked at when it is
found: where a window holds on no weekday, all that is the same in time is forbidden and the solver asked again. Nothing
that holds is forbidden, so what the solver proves stays proved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.passing import AT_HOME, Leg, misfit
from tsunagu.coordination.domain.composing.shape import Shape

MovesInTime = Mapping[str, list[tuple[cp_model.IntVar, Leg]]]
"""For each move the choices that there are, one of which is taken, and what each is in time."""


@dataclass(frozen=True)
class Solved:
    """What the solver says: a solution, whether there can be none, and the work done."""

    solver: cp_model.CpSolver
    is_found: bool
    is_optimal: bool
    is_impossible: bool
    work: float


def solved(cp: cp_model.CpModel, shape: Shape, moves: MovesInTime, work: float) -> Solved:
    """Solve a model within so many of the solver's own deterministic seconds."""
    done = 0.0
    while True:
        solver = cp_model.CpSolver()
        _tune(solver, work - done)
        status = solver.solve(cp)
        done += solver.deterministic_time
        is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        if not is_found or not _is_forbidden(cp, shape, moves, solver):
            return Solved(solver, is_found, status == cp_model.OPTIMAL, status == cp_model.INFEASIBLE, done)


def _is_forbidden(cp: cp_model.CpModel, shape: Shape, moves: MovesInTime, solver: cp_model.CpSolver) -> bool:
    """Say whether a window of a solution holds on no weekday; forbid it then."""
    chosen = {
        move: next((leg for literal, leg in found if solver.boolean_value(literal)), AT_HOME)
        for move, found in moves.items()
    }
    misfits = misfit(shape, chosen)
    if misfits:
        same = [literal for move in sorted(misfits) for literal, leg in moves[move] if leg == chosen[move]]
        cp.add(sum(same) <= len(misfits) - 1)
    return bool(misfits)


def _tune(solver: cp_model.CpSolver, work: float) -> None:
    """Have the solver give the same answer each time, and end after so much work."""
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = max(work, 0.0)
    solver.parameters.cp_model_probing_level = 0
