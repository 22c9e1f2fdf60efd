"""How long a repair takes after a batch has failed, how few it moves, and how much sooner the patient is treated.

In a planned network, again and again, one of the batches in culture fails at some hour, and the plan is repaired.
``repair_ratio`` is the sum of the waits from the failure to the infusion over the same sum by plain insertion, which
moves nobody; ``repair_bound`` is what no repair gets below: each patient put in as if all steps of others that aren't
frozen gave way. Each repaired plan passes the checker, or the bench fails.

``cpu`` figures are the processor's time of this process: on a machine with other work they say more than the clock.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import is_small

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.disturbance import Frost, situation
from tsunagu.planning.domain.solvers.insertion import insert
from tsunagu.planning.domain.solvers.neighbourhood import Rules
from tsunagu.planning.domain.solvers.profiles import left
from tsunagu.planning.domain.solvers.repair import Repair, repair
from tsunagu.planning.domain.verify import verify

SEED = 1
FAILURES = 2 if is_small() else 20
COLLECTED_AGAIN_AFTER = 48
BY_THE_MIDDLE = (0.25, 0.75)  # of the time over which patients are referred


@dataclass(frozen=True)
class Mended:
    """One repair: what it did, the least wait that any repair could reach, seconds by the clock and the processor."""

    result: Repair
    least: int
    seconds: float
    cpu: float

    @property
    def touched(self) -> int:
        """How many others had any hour changed."""
        return len({change.journey for change in self.result.changes} - self.result.disturbed.keys())


def repairs(problem: Problem, plan: Plan) -> Mapping[str, Figure]:
    """Return the figures of repairs of a plan."""
    chance = np.random.default_rng(SEED)
    last = max(journey.referred for journey in problem.journeys)
    _measured(problem, plan, last // 2, chance)  # compiles what is compiled at first use
    found = [
        _measured(problem, plan, int(chance.uniform(*BY_THE_MIDDLE) * last), chance) for _ in range(FAILURES)
    ]
    waits = [wait for each in found for wait in each.result.waits.values()]
    inserted = sum(by or 0 for by, _ in waits)
    return {
        "repair_s": figure(percentile([each.seconds for each in found], 0.5), "s"),
        "repair_p95_s": figure(percentile([each.seconds for each in found], 0.95), "s"),
        "repair_p95_cpu_s": figure(percentile([each.cpu for each in found], 0.95), "s"),
        "repair_ratio": figure(sum(after or 0 for _, after in waits) / inserted, "1"),
        "repair_bound": figure(sum(each.least for each in found) / inserted, "1"),
        "repair_touched": figure(max(each.touched for each in found), "1"),
        "repair_moved": figure(sum(len(each.result.moved) for each in found) / len(found), "1"),
    }


def _measured(problem: Problem, plan: Plan, now: int, chance: np.random.Generator) -> Mended:
    """Let a batch fail and repair the plan."""
    failed, key = _failed(problem, plan, now, chance)
    clock, cpu = time.perf_counter(), time.process_time()
    result = repair(failed, plan, now, [key])
    spent = time.perf_counter() - clock, time.process_time() - cpu
    wrong = verify(result.problem, result.plan).violations
    if wrong:
        raise RuntimeError(wrong[0].reason.en)
    return Mended(result, _least(failed, plan, now, key), *spent)


def _least(problem: Problem, plan: Plan, now: int, key: str) -> int:
    """Return the wait of the patient if everyone else gave way but for frozen steps."""
    facts = situation(problem, plan, Frost(now, Rules().freeze_hours), [key])
    free = left(facts.problem, {})
    assignment = insert(facts.problem, facts.problem.journey_by_key[key], free, now)
    if assignment is None:
        raise RuntimeError("a patient has no place even where all others give way")
    return assignment.goal_start(problem.journey_by_key[key]) - now


def _failed(problem: Problem, plan: Plan, now: int, chance: np.random.Generator) -> tuple[Problem, str]:
    """Return the problem after a batch in culture has failed (its cells are collected again), and whose it was."""
    growing = [
        journey
        for journey in problem.journeys
        if journey.key in plan.assignments
        and plan.assignments[journey.key].span_of(journey, "seed")[0]
        < now
        < plan.assignments[journey.key].span_of(journey, "harvest")[1]
    ]
    journey = growing[int(chance.integers(len(growing)))]
    options = tuple(
        replace(
            option,
            tasks=tuple(
                replace(task, earliest=now + COLLECTED_AGAIN_AFTER) if task.key == "collect" else task
                for task in option.tasks
            ),
        )
        for option in journey.options
    )
    again = replace(journey, options=options)
    journeys = tuple(again if each.key == journey.key else each for each in problem.journeys)
    return replace(problem, journeys=journeys), journey.key
