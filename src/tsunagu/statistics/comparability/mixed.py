"""Equivalence with random donors, sites and other factors: a mixed model with honest degrees of freedom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import Vector, choice, is_constant, same_length, vector
from tsunagu.statistics.comparability.equivalence import ALPHA, Equivalence, conclude
from tsunagu.statistics.comparability.margins import Margins, Scale, on_scale
from tsunagu.statistics.comparability.reml import Adjustment, Component, Matrix, Negative, last_coefficient
from tsunagu.statistics.estimates import Caution, refuse


@dataclass(frozen=True, slots=True)
class MixedEquivalence:
    """The conclusion, and the variance components behind it in squared units of the analysis."""

    equivalence: Equivalence
    components: tuple[Component, ...]


def mixed(
    values: ArrayLike,
    is_test: Sequence[bool],
    margins: Margins,
    *,
    random: Mapping[str, Sequence[str]],
    fixed: Mapping[str, Sequence[str]] | None = None,
    scale: Scale | None = None,
    adjustment: Adjustment = "kenward_roger",
    negative: Negative = "zero",
    alpha: float = ALPHA,
) -> MixedEquivalence:
    """Test equivalence in a linear mixed model fitted by REML.

    Parameters
    ----------
    values : shape (n,).
    is_test : whether each value is of the test arm, length n.
    random : random factors by name (``donor``, ``site``), each with the label of every value; crossed or nested as the
        labels say. Where arms were compared within several donors with replicates, or at several sites, give the
        interaction too (labels such as ``donor 1 / test``), since its variance belongs to the error.
    fixed : further fixed factors by name (a site of interest in itself).
    adjustment, negative : see ``reml.last_coefficient``. With few levels and unequal cells the level holds only
        roughly; Kenward and Roger's error is the wider one, and so the default.

    A component set to 0 is said in a caution, and its ``raw`` estimate shown. Refuses an arm that can't be told
    apart from fixed factors, random factors that coincide, and values without variation.
    """
    _check_choices(adjustment, negative)
    scale = scale or margins.scale
    raw = vector(values, 4)
    arm = np.asarray(is_test, dtype=np.float64)
    same_length(raw, is_test, *random.values(), *(fixed or {}).values())
    y = on_scale(raw, scale)
    if is_constant(y):
        refuse("no_variation", "値がすべて同じです。", "All values are equal.")
    base, unit = float(y[0]), float((y - y[0]).std())
    found = last_coefficient((y - base) / unit, _design(arm, fixed or {}), random, adjustment, negative)
    if found.standard_error < 1e-7:  # in standard deviations of the values: rounding, not scatter
        refuse("no_variation", "誤差のばらつきがありません。", "There is no scatter left as error.")
    components = tuple(
        Component(one.name, None if one.raw is None else one.raw * unit**2, one.value * unit**2)
        for one in found.components
    )
    result = conclude(
        found.value * unit,
        found.standard_error * unit,
        found.degrees,
        margins,
        y[arm == 0],
        scale,
        alpha,
        f"mixed_{adjustment}",
        _cautions(components),
    )
    return MixedEquivalence(result, components)


def _check_choices(adjustment: str, negative: str) -> None:
    choice(adjustment, get_args(Adjustment), "自由度の調整", "adjustment")
    choice(negative, get_args(Negative), "負の分散成分の扱い", "treatment of negative components")


def _design(arm: Vector, fixed: Mapping[str, Sequence[str]]) -> Matrix:
    columns = [np.ones_like(arm)]
    for labels in fixed.values():
        levels = list(dict.fromkeys(labels))
        columns += [np.array([float(label == level) for label in labels]) for level in levels[1:]]
    design = np.column_stack([*columns, arm])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        refuse(
            "arm_confounded",
            "群の違いを他の因子と区別できません。両群の値が必要で、因子ごとに両群がそろっている必要があります。",
            "The arms can't be told apart from other factors; both arms are needed, also within fixed factors.",
        )
    if design.shape[0] <= design.shape[1]:
        refuse(
            "too_few",
            "値が少なすぎて誤差を推定できません。",
            "There are too few values to estimate the error.",
        )
    return design


def _cautions(components: tuple[Component, ...]) -> tuple[Caution, ...]:
    zero = [one.name for one in components if one.value == 0]
    if not zero:
        return ()
    return (
        Caution(
            "variance_zero",
            f"分散成分（{'、'.join(zero)}）の推定値が0になりました。水準の数が少ない場合は、誤差を小さく見積もることがあります。",
            f"The variance of {', '.join(zero)} was estimated as 0; with few levels the error may be too small.",
        ),
    )
