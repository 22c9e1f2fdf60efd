"""How long a repair takes after a batch has failed, and how much sooner the patient is treated than by insertion.

A network of 1 000 journeys is planned; then, again and again, one of the batches in culture fails at some hour, and the
plan is repaired. ``wait_ratio`` is the sum of the waits from the failure to the infusion over the same sum by plain
insertion, which moves nobody. ``touched_most`` is how many others had any hour changed by one repair. Each repaired
plan passes the checker, or the bench fails.

``cpu`` figures are the processor's time of this process: on a machine with other work they say more than the clock.
"""

import time
from dataclasses import replace

import numpy as np
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import is_small, tell

from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.greedy import plan_first_come
from tsunagu.planning.domain.solvers.repair import Repair, repair
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify

SEED = 1
FAILURES = 2 if is_small() else 20
COLLECTED_AGAIN_AFTER = 48
BY_THE_MIDDLE = (0.25, 0.75)  # of the time over which patients are referred


def main() -> dict[str, Figure]:
    """Return the figures of bench ``repair``."""
    problem = network(SIZES[50 if is_small() else 1000], SEED)
    plan = plan_first_come(problem) if is_small() else plan_chain(problem)
    tell(f"planned {len(plan.assignments)} journeys")
    chance = np.random.default_rng(SEED)
    last = max(journey.referred for journey in problem.journeys)
    _measured(problem, plan, last // 2, chance)  # compiles what is compiled at first use
    found = [
        _measured(problem, plan, int(chance.uniform(*BY_THE_MIDDLE) * last), chance) for _ in range(FAILURES)
    ]
    waits = [wait for result, *_ in found for wait in result.waits.values()]
    others = [{change.journey for change in result.changes} - result.disturbed.keys() for result, *_ in found]
    return {
        "p50_seconds": figure(percentile([clock for _, clock, _ in found], 0.5), "s"),
        "p95_seconds": figure(percentile([clock for _, clock, _ in found], 0.95), "s"),
        "p95_cpu_seconds": figure(percentile([cpu for *_, cpu in found], 0.95), "s"),
        "p95_work": figure(percentile([result.work for result, *_ in found], 0.95), "s"),
        "wait_ratio": figure(sum(after or 0 for _, after in waits) / sum(by or 0 for by, _ in waits), "1"),
        "touched_most": figure(max(map(len, others)), "1"),
        "moved_mean": figure(sum(len(result.moved) for result, *_ in found) / len(found), "1"),
        "journeys": figure(len(problem.journeys), "1"),
        "failures": figure(FAILURES, "1"),
    }


def _measured(
    problem: Problem, plan: Plan, now: int, chance: np.random.Generator
) -> tuple[Repair, float, float]:
    """Let a batch fail; return the repair, and the seconds it took by the clock and by the processor."""
    failed, key = _failed(problem, plan, now, chance)
    clock, cpu = time.perf_counter(), time.process_time()
    result = repair(failed, plan, now, [key])
    spent = time.perf_counter() - clock, time.process_time() - cpu
    wrong = verify(result.problem, result.plan).violations
    if wrong:
        raise RuntimeError(wrong[0].reason.en)
    return result, *spent


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
