"""How long REML takes for 10 000 results of four crossed factors, against statsmodels on a part of them.

Donors, sites, operators and reagent lots cross at random, so that most combinations are missing; 282 levels in all.
``seconds`` is the whole analysis: components with intervals, shares, the mean and the prediction of every level.
The reference, statsmodels' MixedLM with variance components, makes an n x n matrix in each step: it gets the first 600
results (without intervals), and its time is compared with ours for all 10 000 and for the same 600.

Both run on one core, in a process of their own: threads of the linear algebra that wait for each other on a busy
machine would be measured otherwise.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks._figures import Figure, figure
from benchmarks._installation import is_small
from numpy.typing import NDArray
from statsmodels.regression.mixed_linear_model import MixedLM

from tsunagu.statistics.components.reml import reml

RESULTS = 10_000
PART = 300 if is_small() else 600
LEVELS = {"donor": 200, "site": 12, "operator": 40, "lot": 30}
DEVIATIONS = {"donor": 1.0, "site": 0.6, "operator": 0.3, "lot": 0.2}
ROUNDS = 7
REFERENCE_ROUNDS = 3
SEED = 57252
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Factors = dict[str, list[int]]


def main() -> dict[str, Figure]:
    """Return the figures of bench ``reml``."""
    places = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])
    environment = {**os.environ, **ONE_CORE, "PYTHONPATH": places}
    done = subprocess.run(
        [sys.executable, __file__], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Figure] = json.loads(done.stdout)
    return found


def measured() -> dict[str, Figure]:
    """Measure in this process."""
    values, factors = _results()
    part, part_factors = values[:PART], {name: labels[:PART] for name, labels in factors.items()}
    whole = _times(lambda: reml(values, factors), ROUNDS)
    small = _times(lambda: reml(part, part_factors), ROUNDS)
    reference = _times(lambda: _reference(part, part_factors), REFERENCE_ROUNDS)
    return {
        "seconds": figure(statistics.median(whole), "s"),
        "seconds_lowest": figure(whole[0], "s"),
        "seconds_highest": figure(whole[-1], "s"),
        "ratio_to_reference": figure(statistics.median(whole) / statistics.median(reference), "1"),
        "seconds_part": figure(statistics.median(small), "s"),
        "reference_seconds_part": figure(statistics.median(reference), "s"),
        "times_faster_part": figure(statistics.median(reference) / statistics.median(small), "1"),
        "results": figure(RESULTS, "1"),
        "results_part": figure(PART, "1"),
        "levels": figure(sum(LEVELS.values()), "1"),
    }


def _results() -> tuple[NDArray[np.float64], Factors]:
    chance = np.random.default_rng(SEED)
    values = chance.standard_normal(RESULTS)
    factors = {}
    for name, count in LEVELS.items():
        codes = chance.integers(0, count, RESULTS)
        values += (chance.standard_normal(count) * DEVIATIONS[name])[codes]
        factors[name] = codes.tolist()
    return values, factors


def _times(work: Callable[[], object], rounds: int) -> list[float]:
    """Return the seconds of each round, the shortest first."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return sorted(spent)


def _reference(values: NDArray[np.float64], factors: Factors) -> None:
    frame = pd.DataFrame({"y": values, "all": 1, **factors})
    formulas = {name: f"0 + C({name})" for name in factors}
    model = MixedLM.from_formula("y ~ 1", groups="all", re_formula="0", vc_formula=formulas, data=frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of its own convergence
        model.fit(reml=True)


if __name__ == "__main__":
    print(json.dumps(measured(), indent=1))
