"""Solve a plan of lots, check it, and keep it where its people can look at it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.plan import StockPlan
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.domain.stock.record import plan_data, problem_of
from tsunagu.planning.domain.stock.solving.lots import plan_lots
from tsunagu.planning.domain.stock.solving.naive import plan_by_means
from tsunagu.planning.domain.stock.solving.program import Effort
from tsunagu.planning.domain.stock.verify.checking import faults_of
from tsunagu.planning.models import StockRun
from tsunagu.planning.services.solve_run import UNEXPECTED

EFFORT = Effort(nodes=3_000, seconds=45.0, gap=1e-4)
Solver = Callable[..., StockPlan]


def solve_stock_run(run: UUID, clock: Callable[[], datetime], solver: Solver = plan_lots) -> None:
    """Solve a plan of lots that waits; a plan that its check refuses is never kept."""
    problem = _begin(run, clock())
    if problem is None:
        return
    try:
        rule = plan_by_means(problem)
        plan = solver(problem, EFFORT, rule.lots)
        faults = faults_of(problem, plan)
    except Exception:
        _end(run, "failed", clock(), UNEXPECTED)
        raise
    if faults:
        first = faults[0]
        reason = Text(
            f"検算で認められない計画でした：{first.ja}", f"The plan did not pass its check: {first.en}"
        )
        _end(run, "failed", clock(), reason)
        return
    _end(
        run,
        "done",
        clock(),
        None,
        plan=plan_data(plan),
        rule=plan_data(rule),
        cost=plan.cost,
        bound=plan.bound,
    )


def _begin(run: UUID, now: datetime) -> StockProblem | None:
    with acting(Scope("worker")):
        if not StockRun.objects.filter(uuid=run, state="waiting").update(state="running", began_at=now):
            return None
        return problem_of(StockRun.objects.values_list("problem", flat=True).get(uuid=run))


def _end(run: UUID, state: str, now: datetime, reason: Text | None, **found: Any) -> None:
    said = reason or Text("", "")
    with acting(Scope("worker")):
        StockRun.objects.filter(uuid=run, state="running").update(
            state=state, ended_at=now, reason_ja=said.ja, reason_en=said.en, **found
        )
