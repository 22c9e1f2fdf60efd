"""How often 95 % intervals of ``statistics.components`` hold the truth, for networks of 3, 8 and 20 sites.

Each simulated study has sites, days within sites and repetitions, normal at every stage, with a total variance of 1.
The sites' share of it runs from 0 to 0.5, the days have a quarter of the rest. ``balanced``: 5 days of 2 repetitions
at each site; ``unbalanced``: 5, 4 or 3 days, of 2 or 3 repetitions in turn. The truth of each quantity is known: the
mean 0, the variance between sites, the reproducibility 1.

Coverage in % for every quantity and share (``n3_between_0.2``; unbalanced: ``n3_unbalanced_between_0.2``).
``n3``, ``n8`` and ``n20`` are the coverages farthest from 95 % over both designs, all quantities and all shares above
zero; ``n3_zero_min`` is the smallest coverage of a variance between sites that is truly zero. ``..._satterthwaite`` is
the worst that Satterthwaite's interval for the variance between sites does on the same data, though it is taken as
unbounded wherever the estimate is zero.
"""

import json
from collections.abc import Iterator

import numpy as np
from benchmarks._figures import Figure, figure
from benchmarks._installation import is_small
from numpy.typing import NDArray

from tsunagu.statistics.components.hierarchy import Hierarchy, Squares, hierarchy
from tsunagu.statistics.components.intervals import mean_limits, satterthwaite_limits, variance_limits

SITES = (3, 8, 20)
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
DAYS = 0.25  # of the variance that isn't the sites'
BATCH = 10_000
STUDIES = BATCH if is_small() else 10 * BATCH
SEED = 20391
QUANTITIES = ("mean", "between", "reproducibility")

Array = NDArray[np.float64]
Limits = tuple[Array, Array]


def main() -> dict[str, Figure]:
    """Return the figures of bench ``coverage``."""
    chance = np.random.default_rng(SEED)
    figures: dict[str, Figure] = {}
    for sites in SITES:
        figures |= _of_sites(sites, chance)
    figures["studies"] = figure(STUDIES, "1")
    figures["standard_error"] = figure(100 * (0.95 * 0.05 / STUDIES) ** 0.5, "%")
    return figures


def _of_sites(sites: int, chance: np.random.Generator) -> dict[str, Figure]:
    found: dict[str, float] = {}
    usual, zero = [], []
    for label, design in (("", _design(sites, True)), ("unbalanced_", _design(sites, False))):
        for share in SHARES:
            held = _coverage(design, share, chance)
            found |= {f"n{sites}_{label}{name}_{share}": held[name] for name in QUANTITIES}
            if share == 0.0:
                zero.append(held["between"])
                continue
            found[f"n{sites}_{label}satterthwaite_{share}"] = held["satterthwaite"]
            usual += [held[name] for name in QUANTITIES]
    others = [value for key, value in found.items() if "satterthwaite" in key]
    worst = {f"n{sites}": _worst(usual), f"n{sites}_zero_min": min(zero)}
    worst[f"n{sites}_satterthwaite"] = _worst(others)
    shown = {key: value for key, value in found.items() if "satterthwaite" not in key}
    return {key: figure(value, "%") for key, value in (worst | shown).items()}


def _worst(coverages: list[float]) -> float:
    return max(coverages, key=lambda held: abs(held - 95))


def _design(sites: int, balanced: bool) -> Hierarchy:
    rows = [
        (site, day)
        for site in range(sites)
        for day in range(5 if balanced else (5, 4, 3)[site % 3])
        for _ in range(2 if balanced else (2, 3)[(site + day) % 2])
    ]
    labels = {"site": [site for site, _ in rows], "day": [day for _, day in rows]}
    return hierarchy(labels, len(rows))


def _coverage(design: Hierarchy, share: float, chance: np.random.Generator) -> dict[str, float]:
    """Return in % how often the interval of each quantity holds the truth."""
    truth = {"mean": 0.0, "between": share, "reproducibility": 1.0, "satterthwaite": share}
    held = dict.fromkeys(truth, 0)
    for _ in range(STUDIES // BATCH):
        middle, squares = design.unweighted(_studies(design, share, chance))
        for name, (lower, upper) in _limits(middle, squares):
            held[name] += int(np.count_nonzero((lower <= truth[name]) & (truth[name] <= upper)))
    return {name: 100 * count / STUDIES for name, count in held.items()}


def _studies(design: Hierarchy, share: float, chance: np.random.Generator) -> Array:
    """Return values of one batch of studies, shape (BATCH, n)."""
    variances = (share, (1 - share) * DAYS, (1 - share) * (1 - DAYS))
    values = np.zeros((BATCH, len(design.groups[0])))
    for variance, count, group in zip(variances, design.counts[1:], design.groups[1:], strict=True):
        values += (chance.standard_normal((BATCH, len(count))) * variance**0.5)[:, group]
    return values


def _limits(middle: Array, squares: Squares) -> Iterator[tuple[str, Limits]]:
    """Yield the limits as ``nested.nested`` returns them, for all studies of a batch at once."""
    sites = float(squares.degrees[0]) + 1
    observed, degrees, weights = squares.mean_squares, squares.degrees, squares.weights
    yield "mean", mean_limits(middle, observed[:, 0] / sites, sites - 1)
    yield "between", variance_limits(observed, degrees, weights[0])
    yield "reproducibility", variance_limits(observed, degrees, weights.sum(axis=0))
    yield "satterthwaite", satterthwaite_limits(observed, degrees, weights[0])


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
