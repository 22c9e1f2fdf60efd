"""Tests for an outlying laboratory, value or pair of values: Cochran and Grubbs, as ISO 5725-2 has them."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.between_laboratories import pairs
from tsunagu.statistics.between_laboratories.cells import Cells, Layout, layout
from tsunagu.statistics.checking import Vector, choice, is_constant, level, number, vector, whole
from tsunagu.statistics.estimates import refuse

MOST_VALUES = 10_000_000


@dataclass(frozen=True, slots=True)
class OutlierTest:
    """One test of whether the most extreme value (or pair, or laboratory) belongs with the others.

    Attributes
    ----------
    statistic : large means outlying, but for the double Grubbs test, where small does.
    critical_5, critical_1 : critical values at 5 % and 1 %.
    p_value : exact, or an upper bound where the distribution's tail is bounded (Bonferroni).
    suspects : positions of the values tested, from 0.
    verdict : ``consistent``, ``straggler`` (beyond 5 %) or ``outlier`` (beyond 1 %), as in ISO 5725-2.
    """

    name: str
    statistic: float
    critical_5: float
    critical_1: float
    p_value: float
    suspects: tuple[int, ...]
    verdict: str


def cochran(
    cells: Cells, weighting: Literal["equal", "degrees"] = "equal", replicates: float | None = None
) -> OutlierTest:
    """Test whether one laboratory's variance is too large (ISO 5725-2:2019 clause 8.3).

    Parameters
    ----------
    weighting : ``equal`` for the largest variance over the sum of variances (ISO 5725-2), or ``degrees`` for the
        largest sum of squares over their total, which is exact for unequal cells ('t Lam 2010).
    replicates : number of results per cell that the critical value takes with ``equal``; by default the harmonic
        mean of those that replicated, which is their number where it is the same for all.

    The critical values are by F with the level divided by the number of laboratories. Refuses fewer than two
    laboratories that replicated, and rounds without spread within any laboratory.
    """
    return cochran_of_layout(layout(cells), weighting, replicates)


def cochran_of_layout(
    of: Layout, weighting: Literal["equal", "degrees"] = "equal", replicates: float | None = None
) -> OutlierTest:
    """Return ``cochran`` of cells that were read before."""
    choice(weighting, ("equal", "degrees"), "分散の重み付け", "weighting")
    if replicates is not None:
        replicates = number(replicates, "繰返し数", "number of replicates", above=1)
    there = np.flatnonzero(of.degrees)
    if there.size < 2:
        refuse(
            "no_replicates",
            "2回以上測定した施設が2か所以上ないため、コクラン検定はできません。",
            "Cochran's test needs two laboratories or more that measured twice.",
        )
    if of.within == 0:
        refuse(
            "no_variation",
            "どの施設でも繰返しの値が同じため、コクラン検定はできません。",
            "No laboratory's results vary, so that Cochran's test says nothing.",
        )
    degrees, squares = of.degrees[there].astype(np.float64), of.squares[there]
    if weighting == "equal":
        squares = squares / degrees
        typical = replicates if replicates else there.size / math.fsum(1 / (degrees + 1))
        degrees = np.full(there.size, typical - 1)
    shares = squares / math.fsum(squares)
    return _cochran(shares, degrees, there)


def _cochran(shares: Vector, degrees: Vector, there: NDArray[np.int64]) -> OutlierTest:
    """The laboratory whose share is least probable, by the Beta distribution of one share of a sum of squares."""
    p, rest = shares.size, float(degrees.sum()) - degrees
    tails = special.betaincc(degrees / 2, rest / 2, shares)
    worst = int(np.lexsort((-shares, tails))[0])
    five, one = (
        float(special.betainccinv(degrees[worst] / 2, rest[worst] / 2, alpha / p)) for alpha in (0.05, 0.01)
    )
    return _graded("cochran", float(shares[worst]), five, one, p * float(tails[worst]), (int(there[worst]),))


def grubbs(values: ArrayLike, sides: Literal[1, 2] = 2) -> OutlierTest:
    """Test whether the value farthest from the mean is an outlier (ISO 5725-2:2019 clause 8.3; Grubbs 1969).

    Parameters
    ----------
    values : at least three cell means or single values.
    sides : 2 tests the farther of both ends (the levels that ISO 5725-2 tabulates); 1 gives the value's own end
        the whole level.

    Refuses fewer than three values, and values that are all equal.
    """
    _check_sides(sides)
    checked = varied(values, 3, "グラブス検定", "Grubbs' test")
    far = distances(checked)
    worst = int(np.argmax(np.abs(far)))
    count, statistic = checked.size, float(abs(far[worst]))
    five, one = (grubbs_critical(count, alpha, sides) for alpha in (0.05, 0.01))
    ratio = count * statistic**2 / (count - 1) ** 2
    if ratio >= 1 - 1e-15:
        p_value = 0.0
    else:
        p_value = (
            sides * count * float(special.stdtr(count - 2, -math.sqrt((count - 2) * ratio / (1 - ratio))))
        )
    return _graded("grubbs", statistic, five, one, p_value, (worst,))


def grubbs_critical(count: int, alpha: float, sides: Literal[1, 2] = 2) -> float:
    """Return the critical value of Grubbs' statistic for a level shared by ``sides`` ends."""
    _check_sides(sides)
    count = whole(count, "値の数", "number of values", 3, MOST_VALUES)
    t = float(special.stdtrit(count - 2, 1 - level(alpha) / (sides * count)))
    return (count - 1) / math.sqrt(count) * math.sqrt(t * t / (count - 2 + t * t))


def double_grubbs(
    values: ArrayLike, end: Literal["largest", "smallest"] = "largest", sides: Literal[1, 2] = 2
) -> OutlierTest:
    """Test whether the two largest (or smallest) values are outliers together (ISO 5725-2:2019 clause 8.3).

    Parameters
    ----------
    values : at least four cell means or single values.
    end : ``largest`` or ``smallest``.
    sides : 2 shares the level between both ends (as ISO 5725-2 tabulates); 1 gives this end the whole.

    The statistic is the sum of squares without the pair over that with it, and small means outlying. Its
    probability is integrated (see ``pairs``), with a relative error below 1 %. Refuses fewer than four values,
    and values that are all equal.
    """
    choice(end, ("largest", "smallest"), "検定する側", "end")
    _check_sides(sides)
    checked = varied(values, 4, "2値に対するグラブス検定", "The double Grubbs test")
    deviations = centre(checked)[1]
    order = np.argsort(deviations, kind="stable")
    suspects = order[-2:] if end == "largest" else order[:2]
    rest = np.delete(deviations, suspects)
    rest = rest - rest.mean()
    statistic = math.fsum(rest * rest) / math.fsum(deviations * deviations)
    count = checked.size
    five, one = (pairs.critical(count, alpha / sides) for alpha in (0.05, 0.01))
    p_value = sides * pairs.probability(count, statistic)
    return _graded("double_grubbs", statistic, five, one, p_value, tuple(map(int, suspects)), small=True)


def _check_sides(sides: int) -> None:
    choice(sides, (1, 2), "検定する側の数", "number of sides")


def distances(values: Vector) -> Vector:
    """Return the deviations from the mean in sample standard deviations."""
    deviations = centre(values)[1]
    return deviations / math.sqrt(math.fsum(deviations * deviations) / (values.size - 1))


def varied(values: ArrayLike, least: int, ja: str, en: str) -> Vector:
    """Return the values of a test, which both names name; refuses fewer than ``least``, and values that are equal."""
    checked = vector(values, least)
    if is_constant(checked):
        refuse(
            "no_variation",
            f"すべての値が同じため、{ja}はできません。",
            f"{en} says nothing of values that are all equal.",
        )
    return checked


def _graded(
    name: str,
    statistic: float,
    five: float,
    one: float,
    p_value: float,
    suspects: tuple[int, ...],
    small: bool = False,
) -> OutlierTest:
    sign = -1 if small else 1
    grade = int(sign * statistic > sign * five) + int(sign * statistic > sign * one)
    verdict = ("consistent", "straggler", "outlier")[grade]
    return OutlierTest(name, statistic, five, one, min(1.0, p_value), suspects, verdict)
