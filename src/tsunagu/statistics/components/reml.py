"""Variance components of crossed and nested random factors by restricted maximum likelihood (REML).

``comparability.reml`` is the other one: for the error of one contrast, where components below 0 may be kept.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.components import results
from tsunagu.statistics.components.confounding import confounded
from tsunagu.statistics.components.crossed import Crossed, crossed
from tsunagu.statistics.components.henderson import Point, maximum
from tsunagu.statistics.components.intervals import mean_limits
from tsunagu.statistics.components.predictions import Effect, Fixed, effects, fixed_effects
from tsunagu.statistics.components.results import Component, Frame, Scale
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

Array = NDArray[np.float64]
ERROR = "error"
ZERO = 1e-9  # share of the total below which a component counts as zero


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Change of the mean for one unit of a covariate."""

    name: str
    value: Estimate
    standard_error: float


@dataclass(frozen=True, slots=True)
class Reml:
    """Variance components, the mean and the predicted levels of a mixed model.

    Attributes
    ----------
    components : in the order of number of levels, then ``error``; ``raw`` is one unconstrained step of scoring from the
        solution (MINQUE), which in balanced data is the analysis of variance estimate and may be negative.
    total : sum of all components (reproducibility).
    sums : the sums asked for, in their order.
    mean : with its interval; where there are covariates at their averages.
    effects : predicted levels of all factors.
    log_likelihood : restricted, at the solution.
    steps : steps of scoring that the solution took.
    """

    components: tuple[Component, ...]
    total: Component
    sums: tuple[Component, ...]
    mean: Estimate
    covariates: tuple[Coefficient, ...]
    effects: tuple[Effect, ...]
    log_likelihood: float
    steps: int
    cautions: tuple[Caution, ...]

    def component(self, name: str) -> Component:
        """Return the component of a factor, or of ``error``."""
        return next(one for one in self.components if one.name == name)

    def levels(self, factor: str) -> tuple[Effect, ...]:
        """Return the predicted levels of a factor, the highest first."""
        chosen = [one for one in self.effects if one.factor == factor]
        return tuple(sorted(chosen, key=lambda one: -one.value.value))


def reml(
    values: ArrayLike,
    factors: Mapping[str, Sequence[Hashable]],
    nested_in: Mapping[str, str] | None = None,
    interactions: Sequence[tuple[str, ...]] = (),
    covariates: Mapping[str, ArrayLike] | None = None,
    sums: Mapping[str, Sequence[str]] | None = None,
    level: float = LEVEL,
) -> Reml:
    """Return the variance components of random factors that cross or nest, balanced or not.

    Patterson & Thompson (1971), Harville (1977). The Cholesky factor of the expected information splits the
    estimates into uncorrelated terms that in balanced data are the mean squares of the analysis of variance; to these
    the MLS intervals of ``intervals`` are applied, so that few levels and estimates of zero keep honest intervals.
    The mean and covariates follow Kenward & Roger (1997).

    Parameters
    ----------
    values : shape (n,).
    factors : name to labels of length n, in any order.
    nested_in : inner factor to the factor around it, where inner labels repeat (day 1 of two sites).
    interactions : combinations of factors that get a component of their own, named ``donor:site``.
    covariates : name to numbers of shape (n,).
    sums : name to names of components whose sum is wanted, such as ``{"within site": ["day", "error"]}``.

    Refuses equal values, a factor with one level or with a level for each result, components that the data can't tell
    apart, identical repetition, and more than 5 000 levels.
    """
    raw_values = checking.vector(values, 3)
    checking.level(level)
    design = crossed(factors, len(raw_values), nested_in, interactions, covariates)
    numbers, scale = results.scaled(raw_values)
    residuals = numbers - design.basis @ (design.basis.T @ numbers)
    here, steps = maximum(design, design.right(residuals), float(residuals @ residuals))
    frame, weights = _frame(design, here, scale, level)
    fixed = fixed_effects(design, here, numbers)
    mean, *slopes = _coefficients(design, fixed, scale, level)
    components, total, added = _components(design, here, frame, weights, sums or {})
    return Reml(
        components=components,
        total=total,
        sums=added,
        mean=mean.value,
        covariates=tuple(slopes),
        effects=effects(design, here, frame.degrees, scale.unit, level),
        log_likelihood=_log_likelihood(design, here, scale),
        steps=steps,
        cautions=(*_cautions(design, components), *confounded(factors, nested_in)),
    )


def _frame(design: Crossed, here: Point, scale: Scale, level: float) -> tuple[Frame, Array]:
    """Return uncorrelated terms that act as mean squares, and the weights (K+1, K+1) that make the components.

    With the information LL', the terms L^-1 (half quadratics) have variance 1, so that one with expectation z has
    2 z squared degrees of freedom.
    """
    lower = np.linalg.cholesky(here.information)
    weights = np.linalg.inv(lower).T
    observed = np.maximum(np.linalg.solve(lower, here.quadratics), 1e-9)
    degrees = np.maximum(2 * (lower.T @ here.components) ** 2, 1.0)
    total = float(here.components.sum())
    mean = scale.origin
    return Frame(observed, degrees, weights.sum(axis=0), total, scale, mean, level), weights


def _components(
    design: Crossed, here: Point, frame: Frame, weights: Array, sums: Mapping[str, Sequence[str]]
) -> tuple[tuple[Component, ...], Component, tuple[Component, ...]]:
    raw = weights @ frame.squares
    kept = np.where(here.components < ZERO * frame.total_value, 0.0, here.components)
    names = [*(factor.name for factor in design.factors), ERROR]
    components = tuple(
        frame.component(name, weights[index], float(raw[index]), float(kept[index]))
        for index, name in enumerate(names)
    )
    added = []
    for title, members in sums.items():
        for member in members:
            if member not in names:
                refuse("unknown_factor", f"要因「{member}」がありません。", f"There is no factor {member!r}.")
        chosen = np.isin(names, list(members))
        added.append(
            frame.component(
                title,
                weights[chosen].sum(axis=0),
                float(raw[chosen].sum()),
                float(kept[chosen].sum()),
            )
        )
    return components, frame.whole("total", float(raw.sum())), tuple(added)


def _coefficients(design: Crossed, fixed: Fixed, scale: Scale, level: float) -> list[Coefficient]:
    """Return the mean and the covariates' slopes in the unit of the data."""
    found = []
    errors = np.sqrt(np.diag(fixed.covariance))
    for index, name in enumerate(design.fixed):
        origin = scale.origin if index == 0 else 0.0
        unit = scale.unit / float(design.units[index])
        value, error = float(fixed.values[index]), float(errors[index])
        free = float(fixed.degrees[index])
        ends = mean_limits(np.asarray(value), np.asarray(error**2), free, level)
        lower, upper = (origin + unit * float(end) for end in ends)
        estimate = Estimate(origin + unit * value, Interval(lower, upper, level), free, "kenward-roger")
        found.append(Coefficient(name, estimate, error * unit))
    return found


def _log_likelihood(design: Crossed, here: Point, scale: Scale) -> float:
    """Return the restricted log likelihood in the unit of the data, with the term of X'X (covariates centred)."""
    constants = design.free * (1 + float(np.log(2 * np.pi)) + 2 * float(np.log(scale.unit)))
    fixed = 2 * float(np.sum(np.log(np.abs(np.diag(design.upper)) * design.units)))
    return -(here.deviance + constants + fixed) / 2


def _cautions(design: Crossed, components: tuple[Component, ...]) -> list[Caution]:
    cautions = [results.negative(one.name) for one in components if one.variance.value == 0.0]
    few = [factor for factor in design.factors if len(factor.labels) < results.FEW]
    return cautions + [results.few_levels(factor.name, len(factor.labels)) for factor in few]
