"""Variance components of nested designs of any depth by analysis of variance: site, day within site, and so on."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.components import results
from tsunagu.statistics.components.hierarchy import Hierarchy, Squares, hierarchy
from tsunagu.statistics.components.intervals import mean_limits, satterthwaite_degrees
from tsunagu.statistics.components.results import Component, Frame, Scale
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

Array = NDArray[np.float64]
ERROR = "error"
ROUNDING = 1e-24  # of squares of values scaled to 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the analysis of variance; ``expected`` holds the factor of each component in the mean square."""

    name: str
    degrees: float
    sum_of_squares: float
    mean_square: float
    expected: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Nested:
    """Variance components of a nested design.

    Attributes
    ----------
    components : the factors, outermost first, then ``error`` (repeatability).
    total : their sum (reproducibility, or within-laboratory precision where no site is a factor).
    within : for each factor the sum of all components inside its levels (intermediate precision within a site).
    total_degrees : degrees of freedom of the total by Satterthwaite (1946), from the type I mean squares.
    mean : unweighted mean over the levels of the outermost factor, with its interval.
    average : plain average of all values.
    table : analysis of variance, type I.
    """

    components: tuple[Component, ...]
    total: Component
    within: tuple[Component, ...]
    total_degrees: float
    mean: Estimate
    average: float
    table: tuple[Row, ...]
    balanced: bool
    cautions: tuple[Caution, ...]

    def component(self, name: str) -> Component:
        """Return the component of a factor, or of ``error``."""
        return next(one for one in self.components if one.name == name)

    def inside(self, name: str) -> Component:
        """Return the sum of all components inside a level of the factor."""
        return next(one for one in self.within if one.name == name)


def nested(
    values: ArrayLike,
    factors: Mapping[str, Sequence[Hashable]],
    level: float = LEVEL,
    method: str = "mls",
    total_of: str = "truncated",
) -> Nested:
    """Return the variance components of results in nested factors, balanced or not.

    Estimates are those of the sequential (type I) analysis of variance (Searle, Casella & McCulloch 1992; CLSI
    EP05-A3; SAS PROC NESTED and VARCOMP METHOD=TYPE1). Intervals rest on unweighted mean squares, the same in balanced
    data: MLS for components and sums (Graybill & Wang 1980; Ting et al. 1990), MLS inverted for shares, Student's t on
    the levels of the outermost factor for the mean, which stays exact in balanced data even where that factor has
    no effect. Each interval is widened where needed to hold the estimate.

    Parameters
    ----------
    values : shape (n,).
    factors : name to labels of length n, the outermost factor first; inner labels may repeat between outer levels.
    method : ``mls``, or ``satterthwaite`` (from the type I mean squares) for comparison with programs that use it.
    total_of : ``truncated`` (negative components count as zero) or ``raw`` (they are subtracted).

    Refuses equal values, a factor without more levels than the one around it, and data without repetition.
    """
    if total_of not in ("truncated", "raw"):
        refuse(
            "total_of",
            f"合計の方法「{total_of}」は使えません。",
            f"There is no way to total called {total_of!r}.",
        )
    raw_values = checking.vector(values, 3)
    checking.level(level)
    design = hierarchy(factors, len(raw_values))
    numbers, scale = results.scaled(raw_values)
    sequential = design.type_1(numbers)
    middle, unweighted = design.unweighted(numbers)
    behind = sequential if method == "satterthwaite" else unweighted
    frame = _frame(sequential, behind, scale, total_of, (level, method))
    mean = _mean(design, unweighted, float(middle), frame)
    return _result(design, sequential, frame, behind, mean)


def _frame(
    sequential: Squares, behind: Squares, scale: Scale, total_of: str, how: tuple[float, str]
) -> Frame:
    found = sequential.components
    total = float(np.sum(np.maximum(found, 0.0) if total_of == "truncated" else found))
    weights = behind.weights.sum(axis=0)
    return Frame(behind.mean_squares, behind.degrees, weights, max(total, 0.0), scale, scale.origin, *how)


def _result(design: Hierarchy, sequential: Squares, frame: Frame, behind: Squares, mean: Estimate) -> Nested:
    raw, names, weights = sequential.components, (*design.names, ERROR), behind.weights
    kept = np.maximum(raw, 0.0)
    components = tuple(
        frame.component(name, weights[index], float(raw[index])) for index, name in enumerate(names)
    )
    within = tuple(
        frame.component(
            name, weights[index:].sum(axis=0), float(raw[index:].sum()), float(kept[index:].sum())
        )
        for index, name in enumerate(design.names, 1)
    )
    degrees = satterthwaite_degrees(
        sequential.mean_squares, sequential.degrees, sequential.weights.sum(axis=0)
    )
    return Nested(
        components=components,
        total=frame.whole("total", float(raw.sum())),
        within=within,
        total_degrees=float(degrees),
        mean=mean,
        average=frame.scale.origin,
        table=_table(names, sequential, frame.scale),
        balanced=design.is_balanced,
        cautions=tuple(_cautions(design, names, raw)),
    )


def _mean(design: Hierarchy, unweighted: Squares, middle: float, frame: Frame) -> Estimate:
    levels, degrees = len(design.counts[1]), float(unweighted.degrees[0])
    variance = unweighted.mean_squares[0] / levels
    lower, upper = mean_limits(np.asarray(middle), np.asarray(variance), degrees, frame.level)
    back = frame.scale.back
    return Estimate(back(middle), Interval(back(float(lower)), back(float(upper)), frame.level), degrees, "t")


def _table(names: tuple[str, ...], squares: Squares, scale: Scale) -> tuple[Row, ...]:
    unit = scale.unit**2
    return tuple(
        Row(
            name,
            float(squares.degrees[index]),
            float(squares.sums[index]) * unit,
            float(squares.mean_squares[index]) * unit,
            tuple(squares.expected[index].tolist()),
        )
        for index, name in enumerate(names)
    )


def _cautions(design: Hierarchy, names: tuple[str, ...], raw: Array) -> list[Caution]:
    cautions = [results.negative(name) for name, value in zip(names, raw, strict=True) if value < -ROUNDING]
    if len(design.counts[1]) < results.FEW:
        cautions.append(results.few_levels(design.names[0], len(design.counts[1])))
    if raw[-1] < ROUNDING:
        cautions.append(results.identical_repetition())
    return cautions
