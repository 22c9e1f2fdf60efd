"""Limiting dilution assay: the frequency of active cells in each group, and whether groups differ."""

import itertools
import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import same_length
from tsunagu.statistics.counting.checking import unknown
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.yes_no.most_probable_number import ALL_NEGATIVE, ALL_POSITIVE
from tsunagu.statistics.yes_no.single_hit import Outcome, best_density, density, outcome
from tsunagu.statistics.yes_no.single_hit_test import NOT_SINGLE_HIT, SingleHitTest, single_hit_test

CELLS = ("poisson", "counted")
SUSPICIOUS = 0.05
MOST_CELLS = 1e15


@dataclass(frozen=True, slots=True)
class Frequency:
    """Share of active cells of one group.

    Attributes
    ----------
    frequency : active cells per cell; at most 1.
    cautions : ``all_negative`` (0, only an upper limit) or ``all_positive`` (1, only a lower limit).
    """

    frequency: Estimate
    cautions: tuple[Caution, ...]

    @property
    def one_in(self) -> Estimate:
        """How many cells hold one active cell: the reciprocal, infinite where none was seen."""
        ends = self.frequency.interval
        swapped = Interval(_reciprocal(ends.upper), _reciprocal(ends.lower), ends.level)
        return Estimate(_reciprocal(self.frequency.value), swapped, method=self.frequency.method)


@dataclass(frozen=True, slots=True)
class Difference:
    """Likelihood ratio test that groups share one frequency: chi-squared, degrees of freedom, probability."""

    chi_squared: float
    degrees: int
    p: float


@dataclass(frozen=True, slots=True)
class LimitingDilution:
    """Result of a limiting dilution assay.

    Attributes
    ----------
    groups : group -> frequency.
    difference : test of all groups together; ``None`` for one group.
    pairs : test of each pair of groups, unadjusted for their number.
    single_hit : whether one active cell suffices; ``None`` where the doses can't tell.
    cautions : ``not_single_hit`` (frequencies then mislead), ``single_hit_untested``.
    """

    groups: Mapping[str, Frequency]
    difference: Difference | None
    pairs: Mapping[tuple[str, str], Difference]
    single_hit: SingleHitTest | None
    cautions: tuple[Caution, ...]


def limiting_dilution(
    positive: ArrayLike,
    tested: ArrayLike,
    dose: ArrayLike,
    group: Sequence[Hashable] | None = None,
    *,
    cells: str = "poisson",
    method: str = "wald_log",
    edge: str = "one_sided",
    confidence: float = LEVEL,
) -> LimitingDilution:
    """Return frequencies, group differences and the single-hit test (extreme limiting dilution, Hu & Smyth 2009).

    Parameters
    ----------
    positive, tested : positive and tested wells (animals) at each dose, shape (n,).
    dose : cells per well, above 0, shape (n,).
    group : group of each row; one group where left out.
    cells : ``poisson`` where ``dose`` is a mean of what was dispensed, ``counted`` where each well holds exactly that
        many cells (negative with probability (1 - frequency)^dose).
    method, edge : interval as in ``single_hit.density``.
    """
    if cells not in CELLS:
        unknown("細胞数の扱い", "kind of dose", cells, CELLS)
    whole = outcome(positive, tested, dose)
    _refuse_no_cells(whole)
    rows = np.shape(positive)[0]
    names = ["1"] * rows if group is None else [str(name) for name in group]
    same_length(names, np.asarray(positive))
    groups = {name: _of_group(positive, tested, dose, names, name) for name in dict.fromkeys(names)}
    found = {
        name: _frequency(density(seen, method=method, edge=edge, confidence=confidence), seen, cells)
        for name, seen in groups.items()
    }
    test = single_hit_test(list(groups.values()))
    cautions = (UNTESTED,) if test is None else (NOT_SINGLE_HIT,) if test.p < SUSPICIOUS else ()
    return LimitingDilution(
        groups=found,
        difference=difference(list(groups.values()), whole) if len(groups) > 1 else None,
        pairs={
            (first, second): difference([groups[first], groups[second]])
            for first, second in itertools.combinations(groups, 2)
        },
        single_hit=test,
        cautions=cautions,
    )


def difference(groups: Sequence[Outcome], whole: Outcome | None = None) -> Difference:
    """Return the likelihood ratio test that all groups share one frequency; extreme groups count as they are."""
    pooled = whole or Outcome(
        np.concatenate([seen.positive for seen in groups]),
        np.concatenate([seen.tested for seen in groups]),
        np.concatenate([seen.dose for seen in groups]),
    )
    statistic = max(0.0, 2 * (sum(map(_maximum, groups)) - _maximum(pooled)))
    degrees = len(groups) - 1
    return Difference(statistic, degrees, float(scipy.stats.chi2.sf(statistic, degrees)))


def _refuse_no_cells(seen: Outcome) -> None:
    if seen.dose.max() > MOST_CELLS:
        refuse(
            "too_large",
            f"用量（1ウェルあたりの細胞数）は{MOST_CELLS:g}以下で指定してください。",
            f"Doses (cells per well) must not be above {MOST_CELLS:g}.",
        )


def _maximum(seen: Outcome) -> float:
    best = best_density(seen)
    return 0.0 if best == 0 or math.isinf(best) else seen.likelihood(best)


def _of_group(
    positive: ArrayLike, tested: ArrayLike, dose: ArrayLike, names: Sequence[str], name: str
) -> Outcome:
    chosen = np.array([other == name for other in names])
    return outcome(np.asarray(positive)[chosen], np.asarray(tested)[chosen], np.asarray(dose)[chosen])


def _frequency(found: Estimate, seen: Outcome, cells: str) -> Frequency:
    def share(value: float) -> float:
        return min(1.0, -math.expm1(-value) if cells == "counted" else value)

    ends = Interval(share(found.interval.lower), share(found.interval.upper), found.interval.level)
    cautions = (ALL_NEGATIVE,) if seen.all_negative else (ALL_POSITIVE,) if seen.all_positive else ()
    return Frequency(Estimate(share(found.value), ends, method=found.method), cautions)


def _reciprocal(value: float) -> float:
    return math.inf if value == 0 else 1 / value


UNTESTED = Caution(
    "single_hit_untested",
    "この用量設定では、1個の細胞で陽性になるという仮定（シングルヒット）を検定できません。",
    "These doses cannot tell whether one active cell suffices (single hit).",
)
