"""What else could plan a network: PyJobShop, and one CP-SAT model of everything that begins from first come.

Both get the same problem, the same processors and two minutes; their plans pass the same checker, and their gap is
taken to the same bound as ours. Who finds no plan at all leaves everyone out, which costs what the problem says.
"""

import time
from dataclasses import dataclass

from benchmarks._installation import is_small
from benchmarks._peers import solve_by_pyjobshop
from ortools.sat.python import cp_model

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.cpsat import assignments_of
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.whole import whole_model
from tsunagu.planning.domain.verify import verify

SECONDS, WORKERS = (3.0, 2) if is_small() else (120.0, 2)


@dataclass(frozen=True, slots=True)
class Rival:
    """How far a rival's plan is from the bound, in percent, and the seconds that it took."""

    name: str
    gap: float
    seconds: float


def rivals(problem: Problem, bound: float) -> tuple[Rival, ...]:
    """Let each rival plan the problem."""
    return _timed("pyjobshop", problem, bound), _timed("whole", problem, bound)


def _timed(name: str, problem: Problem, bound: float) -> Rival:
    began = time.perf_counter()
    plan = (
        solve_by_pyjobshop(problem, SECONDS, WORKERS).plan
        if name == "pyjobshop"
        else _whole(problem, SECONDS)
    )
    seconds = time.perf_counter() - began
    report = verify(problem, plan)
    if report.violations:
        raise RuntimeError(f"{name}: {report.violations[0].reason.en}")
    return Rival(name, 100 * (report.cost - bound) / bound, seconds)


def _whole(problem: Problem, seconds: float) -> Plan:
    """Return what CP-SAT makes of first come's plan, in one model with all of its own ways of search."""
    first = plan_first_come(problem)
    model = whole_model(problem, first)
    model.hint(first.assignments)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model.cp)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Plan(assignments_of(model, solver), made_by="whole") if is_found else first
