"""How soon the best chain of a ten-step route is composed and proved, and the first that holds, in a large network.

Generated networks of 1 000 members and 5 000 capabilities in 40 places, lanes of 25 couriers, 2 000 agreements; the
hospital is sought in Tohoku. Timed from the facts as values to the chain: who can take what, lanes, search, proof.
``best_s`` and ``first_s`` are medians over the seeds, ``..._most`` the worst, ``best_cpu_s`` the processor's time.
``gap_most`` is the largest distance to the bound proved. Each chain passes the checker, which shares no code with the
solver, or the bench fails. ``greedy_ratio``: what the usual way costs by the same weights (for each part in turn the
cheapest and soonest site that still fits), over the best. ``brute_ratio``: the best of small networks over the best of
all their chains gone through one by one (1: the same).
"""

import time

from benchmarks._figures import Figure, figure, percentile
from benchmarks._installation import is_small, read_words, tell

from tsunagu.coordination.domain.composing.generated import LARGE, Size, large_problem, small_problem
from tsunagu.coordination.domain.composing.problem import Chain, Problem, Weights
from tsunagu.coordination.domain.composing.shape import Shape, shape_of
from tsunagu.coordination.domain.composing.solving.best import best_of
from tsunagu.coordination.domain.composing.solving.first import Search, first_chain
from tsunagu.coordination.domain.composing.solving.front import cost_by
from tsunagu.coordination.domain.composing.solving.prepared import prepare
from tsunagu.coordination.domain.composing.verify import Verifier
from tsunagu.coordination.domain.composing.verify.every import every_chain

SIZE = Size(120, 600, 12, 8, 200) if is_small() else LARGE
SEEDS = range(2) if is_small() else range(9)
SMALL = range(1, 6) if is_small() else range(1, 31)
WEIGHTS: Weights = (2, 1, 60, 1, 3, 40)


def main() -> dict[str, Figure]:
    """Return the figures of bench ``compose``."""
    read_words()
    best, cpu, first, gaps, ratios, candidates = [], [], [], [], [], []
    for seed in SEEDS:
        problem = large_problem(seed, SIZE)
        first.append(_timed_first(problem))
        began, worked = time.perf_counter(), time.process_time()
        shape = shape_of(problem.request)
        ready = prepare(problem, shape)
        found = best_of(ready, WEIGHTS).found
        best.append(time.perf_counter() - began)
        cpu.append(time.process_time() - worked)
        if found is None:
            raise RuntimeError(f"seed {seed}: no chain")
        _check(problem, shape, found.chain)
        gaps.append(found.gap)
        candidates.append(sum(len(able) for able in ready.able.values()))
        ratios.append(_greedy(problem, shape) / found.cost)
        tell(
            f"seed {seed}: {best[-1]:.2f} s, first {first[-1]:.3f} s, gap {found.gap:.1%}, greedy {ratios[-1]:.2f}"
        )
    return {
        "best_s": figure(percentile(best, 0.5), "s"),
        "best_s_most": figure(max(best), "s"),
        "best_cpu_s": figure(percentile(cpu, 0.5), "s"),
        "first_s": _fine(percentile(first, 0.5)),
        "first_s_most": _fine(max(first)),
        "gap_most": figure(max(gaps), "1"),
        "candidates": figure(percentile(candidates, 0.5), "sites"),
        "greedy_ratio": figure(percentile(ratios, 0.5), "1"),
        "brute_ratio": figure(_against_brute_force(), "1"),
    }


def _fine(seconds: float) -> Figure:
    return {"value": round(seconds, 4), "unit": "s"}


def _timed_first(problem: Problem) -> float:
    began = time.perf_counter()
    shape = shape_of(problem.request)
    chain, _ = first_chain(prepare(problem, shape))
    passed = time.perf_counter() - began
    if chain is None:
        raise RuntimeError("no chain")
    _check(problem, shape, chain)
    return passed


def _check(problem: Problem, shape: Shape, chain: Chain) -> None:
    if faults := Verifier(problem, shape).check(chain).faults:
        raise RuntimeError(faults[0].en)


def _greedy(problem: Problem, shape: Shape) -> int:
    """Return what the chain costs that takes, part by part, the cheapest and soonest site that still fits."""
    chain = next(Search(prepare(problem, shape)).chains())
    criteria = Verifier(problem, shape).check(chain).criteria
    if criteria is None:
        raise RuntimeError("the greedy chain doesn't hold")
    return cost_by(criteria, WEIGHTS)


def _against_brute_force() -> float:
    """Return the worst ratio of our best to the best of all chains, over small networks that have any."""
    worst = 1.0
    for seed in SMALL:
        problem = small_problem(seed)
        shape = shape_of(problem.request)
        every = [cost_by(criteria, WEIGHTS) for _, criteria in every_chain(problem, shape)]
        found = best_of(prepare(problem, shape), WEIGHTS).found
        if (found is None) != (not every):
            raise RuntimeError(f"seed {seed}: a chain is missed")
        if found is not None:
            worst = max(worst, found.cost / min(every))
    return worst
