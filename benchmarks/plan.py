"""How close plans of the whole chain come to their bound, how fast, and how fast one more patient is served.

Networks are synthetic and seeded (``planning.domain.generated``). Every plan is checked by ``verify``, which also
recomputes its bound; a gap is (cost - recomputed bound) / recomputed bound, in percent. First come, first served on the
same network is the baseline; ``ratio_to_greedy`` is the share of its excess over the bound that the plan removes.

``times_smaller_than_*`` says how many times smaller our gap is than that of a rival on the same network of 200 journeys
(``_rivals``), ``online_below`` by how much planning day by day stays below first come (``_online``), ``repair_*`` what
repairs of the largest plan take (``_repairs``), ``proposal_*`` the search for one more patient among those planned.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import is_small, tell
from benchmarks._online import online
from benchmarks._repairs import repairs
from benchmarks._rivals import rivals

from tsunagu.planning.domain.generated import SIZES, Size, network
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule, plan_first_come
from tsunagu.planning.domain.solvers.master import Column
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify

SEEDS = {10: (1, 2, 3, 4, 5), 50: (1, 2, 3, 4, 5), 200: (1, 2, 3, 4, 5), 1000: (1, 2)}
TIGHT, SMALL_TIGHT = Size(200, 10, 20, 1.15), Size(10, 2, 2, 1.5)

COMPARED = 10 if is_small() else 200
ONLINE = 10 if is_small() else 50
ASKED = 200
SMALL = {10: (1,), 12: (1,)}


@dataclass(frozen=True)
class Outcome:
    """One network planned: gaps in percent, the share of first come's excess removed, seconds."""

    gap: float
    first_come_gap: float
    seconds: float
    bound: float
    problem: Problem
    plan: Plan

    @property
    def removed(self) -> float:
        """Share of first come's excess over the bound that the plan removes, in percent."""
        return 100 * (1 - self.gap / self.first_come_gap) if self.first_come_gap else 100.0


def main() -> dict[str, Figure]:
    """Return the figures of bench ``plan``."""
    figures: dict[str, Figure] = {}
    plan_chain(network(Size(6, 2, 2), 0))  # compiles
    by_size: dict[int, list[Outcome]] = {}
    for journeys, seeds in (SMALL if is_small() else SEEDS).items():
        size = SIZES.get(journeys, Size(journeys, 2, 3, 1.2))
        found = by_size[journeys] = []
        for seed in seeds:
            one = planned(network(size, seed))
            found.append(one)
            tell(f"  {journeys} journeys, seed {seed}: gap {one.gap:.2f} %, {one.seconds:.1f} s")
        figures |= dict(_figures(str(journeys), found))
    tight = [
        planned(network(SMALL_TIGHT if is_small() else TIGHT, seed))
        for seed in ((1,) if is_small() else (1, 2, 3))
    ]
    figures |= dict(_figures("tight", tight))
    largest = by_size[max(by_size)][0]
    figures |= _asked(largest) | dict(repairs(largest.problem, largest.plan))
    figures |= dict(_online(by_size[ONLINE]))
    return figures | dict(_against_rivals(by_size[COMPARED][0]))


def planned(problem: Problem) -> Outcome:
    """Plan a network, check the plan, and compare it with first come."""
    began = time.perf_counter()
    plan = plan_chain(problem)
    seconds = time.perf_counter() - began
    first = plan_first_come(problem)
    report = verify(problem, plan)
    if report.violations or report.bound is None or verify(problem, first).violations:
        raise RuntimeError(f"a plan of {problem.title} breaks a rule: {report.violations[:1]}")
    bound = report.bound
    return Outcome(
        100 * (report.cost - bound) / bound,
        100 * (first.cost(problem) - bound) / bound,
        seconds,
        bound,
        problem,
        plan,
    )


def _figures(name: str, found: list[Outcome]) -> Iterator[tuple[str, Figure]]:
    gaps = sorted(each.gap for each in found)
    yield f"gap_{name}", figure(max(0.0, statistics.median(gaps)), "%")
    yield f"gap_{name}_highest", figure(max(0.0, gaps[-1]), "%")
    yield f"first_come_gap_{name}", figure(statistics.median(each.first_come_gap for each in found), "%")
    yield f"ratio_to_greedy_{name}", figure(statistics.median(each.removed for each in found), "%")
    yield f"ratio_to_greedy_{name}_lowest", figure(min(each.removed for each in found), "%")
    yield f"seconds_{name}", figure(statistics.median(each.seconds for each in found), "s")
    yield f"seconds_{name}_highest", figure(max(each.seconds for each in found), "s")


def _asked(outcome: Outcome) -> dict[str, Figure]:
    """Return how long the earliest schedule of one more patient takes among all those planned."""
    problem, chance = outcome.problem, np.random.default_rng(0)
    searcher = Searcher(compile_problem(problem))
    schedule = Schedule(searcher)
    for number, journey in enumerate(problem.journeys):
        assignment = outcome.plan.assignments[journey.key]
        option = searcher.compiled.option_number(number, assignment.option)
        times = searcher.compiled.times(option, assignment)
        schedule.place(Column(option, times, schedule.cost(option, times)))
    spent = []
    for number in chance.integers(0, len(problem.journeys), 5 if is_small() else ASKED):
        kept = schedule.remove(int(number))
        began = time.perf_counter()
        schedule.earliest_column(int(number))
        spent.append(time.perf_counter() - began)
        schedule.place(kept)
    return {
        "proposal_ms": figure(statistics.median(spent) * 1000, "ms"),
        "proposal_p95_ms": figure(percentile(spent, 0.95) * 1000, "ms"),
    }


def _online(found: list[Outcome]) -> Iterator[tuple[str, Figure]]:
    """Yield by how much planning day by day stays below first come: of its excess over the bound, and of its cost."""
    size = SIZES[ONLINE]
    done = [online(size, seed, each.bound) for seed, each in zip(_seeds(ONLINE), found, strict=True)]
    tell(f"  online: {[round(each.below, 1) for each in done]} % of the excess removed")
    yield "online_below", figure(statistics.median(each.below for each in done), "%")
    yield "online_below_lowest", figure(min(each.below for each in done), "%")
    yield "online_cost_below", figure(statistics.median(each.cost_below for each in done), "%")


def _seeds(journeys: int) -> tuple[int, ...]:
    return (SMALL if is_small() else SEEDS)[journeys]


def _against_rivals(own: Outcome) -> Iterator[tuple[str, Figure]]:
    """Yield the gaps of the rivals, and how many times smaller ours is (an exact plan counts as 0.01 %)."""
    for rival in rivals(own.problem, own.bound):
        tell(f"  {rival.name}: gap {rival.gap:.2f} % in {rival.seconds:.0f} s")
        yield f"gap_{rival.name}", figure(max(0.0, rival.gap), "%")
        times = max(0.01, rival.gap) / max(0.01, own.gap)
        yield f"times_smaller_than_{rival.name}", figure(times, "1")
