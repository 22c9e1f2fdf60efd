"""Gauge repeatability and reproducibility: how much of what is measured comes from the measuring itself."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.components import results
from tsunagu.statistics.components.gauge_result import Gauge, Study, gauge_result
from tsunagu.statistics.components.hierarchy import hierarchy
from tsunagu.statistics.components.levels import checked, coded
from tsunagu.statistics.components.results import Scale
from tsunagu.statistics.estimates import LEVEL, refuse

Array = NDArray[np.float64]
POOLING = 0.25
INTERACTIONS = ("pool", "keep", "none")


@dataclass(frozen=True, slots=True)
class _Table:
    """Mean squares of part, operator, interaction and error; the sizes; the p-value of the interaction."""

    sums: Array
    degrees: Array
    sizes: tuple[int, int, int]
    p_value: float | None


def gauge_crossed(
    values: ArrayLike,
    parts: Sequence[Hashable],
    operators: Sequence[Hashable],
    interaction: str = "pool",
    pooling: float = POOLING,
    study: Study | None = None,
    level: float = LEVEL,
) -> Gauge:
    """Return the gauge study where every operator measured every part equally often, by analysis of variance.

    AIAG Measurement Systems Analysis, 4th edition, III-B and appendix A; intervals by MLS (Burdick, Borror & Montgomery
    2003). Negative components are cut off at zero before they are added up, as is the custom.

    Parameters
    ----------
    values : shape (n,).
    parts, operators : labels of length n.
    interaction : ``pool`` it into repeatability where its p-value is above ``pooling`` (AIAG: 0.25), ``keep`` it, or
        ``none`` (a model without it).
    study : tolerance, multiplier of the study variation and constant of the distinct categories.

    Refuses unequal cells (for those use ``reml.reml``), fewer than two parts or operators, and equal values.
    """
    if interaction not in INTERACTIONS:
        refuse("interaction", "交互作用の扱いの指定が誤りです。", "No such treatment of the interaction.")
    pooling = checking.number(
        pooling, "併合の有意水準", "level of pooling", least=0, most=1, code="interaction"
    )
    numbers, scale = _values(values, parts, operators)
    table = _crossed_table(numbers, parts, operators)
    _, o, r = table.sizes
    single = r == 1
    if single and interaction == "keep":
        refuse(
            "no_repetition",
            "組合せごとの測定が1回のみのため、交互作用と繰り返しを区別できません。",
            "Each combination was measured once only, so interaction and repeatability can't be told apart.",
        )
    pooled = single or interaction == "none"
    pooled = pooled or (interaction == "pool" and table.p_value is not None and table.p_value > pooling)
    squares, degrees, weights = _pooled(table) if pooled else _kept(table)
    cautions = [results.few_levels("operator", o)] if o < results.FEW else []
    return gauge_result(
        squares, degrees, weights, scale, study or Study(), level, table.p_value, pooled, tuple(cautions)
    )


def gauge_nested(
    values: ArrayLike,
    parts: Sequence[Hashable],
    operators: Sequence[Hashable],
    study: Study | None = None,
    level: float = LEVEL,
) -> Gauge:
    """Return the gauge study where each operator has parts of his own (destructive measurement), balanced or not.

    AIAG Measurement Systems Analysis, 4th edition, IV; unweighted mean squares and MLS intervals as in
    ``nested.nested``. Parameters and refusals as there; part labels may repeat between operators.
    """
    numbers, scale = _values(values, parts, operators)
    design = hierarchy({"operator": operators, "part": parts}, len(numbers))
    sequential, (_, unweighted) = design.type_1(numbers), design.unweighted(numbers)
    rows, found = unweighted.weights, sequential.components
    names = ("operator", "part", "repeatability")
    weights = {name: (rows[index], float(found[index])) for index, name in enumerate(names)}
    operators_found = len(design.counts[1])
    cautions = [results.few_levels("operator", operators_found)] if operators_found < results.FEW else []
    return gauge_result(
        unweighted.mean_squares, unweighted.degrees, weights, scale, study or Study(), level, None, False,
        tuple(cautions),
    )  # fmt: skip


def _values(
    values: ArrayLike, parts: Sequence[Hashable], operators: Sequence[Hashable]
) -> tuple[Array, Scale]:
    array = checking.vector(values, 4)
    checked({"part": parts, "operator": operators}, len(array))
    return results.scaled(array)


def cells(values: Array, parts: Sequence[Hashable], operators: Sequence[Hashable]) -> Array:
    """Return values as parts x operators x repetitions; refuse cells that are missing or of different sizes."""
    (one, part_labels), (other, operator_labels) = coded(parts), coded(operators)
    p, o = len(part_labels), len(operator_labels)
    counts = np.bincount(one * o + other, minlength=p * o)
    if p < 2 or o < 2:
        refuse(
            "one_level",
            "試料と測定者はそれぞれ2つ以上必要です。",
            "At least two parts and two operators are needed.",
        )
    if len(set(counts.tolist())) > 1:
        refuse(
            "unequal_cells",
            "試料と測定者の組合せごとの測定回数が揃っていません。制限付き最尤法（REML）を使ってください。",
            "Combinations of part and operator were measured unequally often; use REML.",
        )
    order = np.argsort(one * o + other, kind="stable")
    return values[order].reshape(p, o, int(counts[0]))


def _crossed_table(values: Array, parts: Sequence[Hashable], operators: Sequence[Hashable]) -> _Table:
    data = cells(values, parts, operators)
    p, o, r = data.shape
    cell, part, operator = data.mean(axis=2), data.mean(axis=(1, 2)), data.mean(axis=(0, 2))
    middle = float(data.mean())
    sums = np.array(
        [
            o * r * np.sum((part - middle) ** 2),
            p * r * np.sum((operator - middle) ** 2),
            r * np.sum((cell - part[:, None] - operator[None, :] + middle) ** 2),
            np.sum((data - cell[:, :, None]) ** 2),
        ]
    )
    degrees = np.array([p - 1, o - 1, (p - 1) * (o - 1), p * o * (r - 1)], dtype=np.float64)
    p_value = None
    if r > 1 and sums[3] > 0:
        ratio = sums[2] / degrees[2] / (sums[3] / degrees[3])
        p_value = float(scipy.stats.f.sf(ratio, degrees[2], degrees[3]))
    return _Table(sums, degrees, (p, o, r), p_value)


def _kept(table: _Table) -> tuple[Array, Array, dict[str, tuple[Array, float]]]:
    p, o, r = table.sizes
    squares = table.sums / table.degrees
    weights = {
        "part": np.array([1, 0, -1, 0]) / (o * r),
        "operator": np.array([0, 1, -1, 0]) / (p * r),
        "interaction": np.array([0, 0, 1, -1]) / r,
        "repeatability": np.array([0.0, 0, 0, 1]),
    }
    return squares, table.degrees, {name: (row, float(row @ squares)) for name, row in weights.items()}


def _pooled(table: _Table) -> tuple[Array, Array, dict[str, tuple[Array, float]]]:
    p, o, r = table.sizes
    sums = np.append(table.sums[:2], table.sums[2:].sum())
    degrees = np.append(table.degrees[:2], table.degrees[2:].sum())
    squares = sums / degrees
    weights = {
        "part": np.array([1, 0, -1]) / (o * r),
        "operator": np.array([0, 1, -1]) / (p * r),
        "repeatability": np.array([0.0, 0, 1]),
    }
    return squares, degrees, {name: (row, float(row @ squares)) for name, row in weights.items()}
