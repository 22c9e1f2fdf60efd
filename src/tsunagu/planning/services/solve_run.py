"""Solve a run step by step: the best plan so far is verified, then kept where its people can look at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import parse_problem, plan_as_data
from tsunagu.planning.domain.runs.bottlenecks import bottlenecks_as_data, bottlenecks_of
from tsunagu.planning.domain.runs.efforts import EFFORTS
from tsunagu.planning.domain.runs.figures import attention_as_data, figures_of
from tsunagu.planning.domain.runs.picture import picture_as_data, picture_of
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.whole_chain import Progress
from tsunagu.planning.domain.verify import Report, verify
from tsunagu.planning.models import PlanRun
from tsunagu.planning.services.solving import solving
from tsunagu.planning.services.taking_turns import NO_PLAN

Clock = Callable[[], datetime]
Solver = Callable[..., Any]
AS_LONG = 5.0
"""While the bound rises, checks may take a sixth of the time: after each, so many times its length passes."""
UNEXPECTED = Text(
    "計算が途中で止まりました。もう一度試し、繰り返すときは管理者に知らせてください。",
    "The calculation stopped half-way. Try again; if it happens again, tell the administrator.",
)


@dataclass
class _Checking:
    """When a plan was last checked, so that the rounds of the bound aren't held up by their checks."""

    plan: Plan | None = None
    ended: float = 0.0
    took: float = 0.0
    assignments: Any = field(default=None)

    def is_due(self, progress: Progress) -> bool:
        """Whether this step is checked: each new plan, the last step, and a risen bound now and then."""
        if progress.stage != "bound" or progress.plan.assignments is not self.assignments:
            return True
        return monotonic() - self.ended >= AS_LONG * self.took

    def check(self, problem: Problem, progress: Progress) -> Report:
        """Verify the plan of the step."""
        began = monotonic()
        report = verify(problem, progress.plan)
        self.assignments, self.ended = progress.plan.assignments, monotonic()
        self.took = self.ended - began
        return report


def solve_run(run: UUID, clock: Clock, solver: Solver = solving) -> None:
    """Solve a run that waits; one that was cancelled or is done stays as it is.

    A plan that ``verify`` refuses is never kept: the run has failed, with the reason.
    """
    begun = _begin(run, clock())
    if begun is None:
        return
    problem, effort = begun
    checking = _Checking()
    try:
        for progress in solver(problem, EFFORTS[effort], lambda: _is_wanted(run)):
            if checking.is_due(progress):
                report = checking.check(problem, progress)
                if not report.is_sound or (progress.plan.bound is not None and not report.is_bound_proven):
                    _end(run, "failed", clock(), refusal(report))
                    return
                _keep(run, problem, progress, report)
            else:
                _advance(run, progress)
        _end(run, "done", clock())
    except Exception:
        _end(run, "failed", clock(), UNEXPECTED)
        raise


def refusal(report: Report) -> Text:
    """Say why a plan was refused: the first thing it may not do, or a bound that its prices don't prove."""
    if report.violations:
        first = report.violations[0].reason
        return Text(
            f"検算で認められない計画でした：{first.ja}", f"The plan did not pass its check: {first.en}"
        )
    return Text(
        "検算で確かめられない下限でした。", "The bound did not pass its check: its prices prove less."
    )


def _begin(run: UUID, now: datetime) -> tuple[Problem, str] | None:
    with acting(Scope("worker")):
        begun = PlanRun.objects.filter(uuid=run, state="waiting").update(state="running", began_at=now)
        if not begun:
            return None
        row = PlanRun.objects.only("problem", "effort").get(uuid=run)
    return parse_problem(row.problem), row.effort


def _is_wanted(run: UUID) -> bool:
    with acting(Scope("worker")):
        return PlanRun.objects.filter(uuid=run, state="running").exists()


def _advance(run: UUID, progress: Progress) -> None:
    with acting(Scope("worker")):
        PlanRun.objects.filter(uuid=run, state="running").update(stage=progress.stage, rounds=progress.rounds)


def _keep(run: UUID, problem: Problem, progress: Progress, report: Report) -> None:
    """Keep a verified plan with what its page shows; the bound is the recomputed one, or what is claimed if less."""
    plan = progress.plan
    bound = None if plan.bound is None else plan.bound.value
    figures = figures_of(problem, plan, report.cost, bound)
    found = {
        "stage": progress.stage,
        "rounds": progress.rounds,
        "cost": figures.cost,
        "bound": figures.bound,
        "left_out": figures.left_out,
        "plan": plan_as_data(plan, problem),
        "picture": picture_as_data(picture_of(problem, plan)),
        "summary": {
            "attention": attention_as_data(figures.attention),
            "bottlenecks": bottlenecks_as_data(bottlenecks_of(problem, plan.bound)),
        },
    }
    if progress.stage == "first":
        found["first_cost"] = figures.cost
    with acting(Scope("worker")):
        PlanRun.objects.filter(uuid=run, state="running").update(**found)


def _end(run: UUID, state: str, now: datetime, reason: Text | None = None) -> None:
    found: dict[str, Any] = {"state": state, "ended_at": now}
    if reason is not None:
        found |= {"reason_ja": reason.ja, "reason_en": reason.en}
    if state == "failed":
        found |= NO_PLAN
    with acting(Scope("worker")), transaction.atomic():
        PlanRun.objects.filter(uuid=run, state="running").update(**found)
