"""Means, covariates and predicted levels against the textbook formulas with whole n x n matrices."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tsunagu.statistics.components.crossed import crossed
from tsunagu.statistics.components.henderson import maximum, point
from tsunagu.statistics.components.reml import reml
from tsunagu.statistics.components.results import scaled

Array = NDArray[np.float64]


def _study() -> tuple[Array, dict[str, list[int]], Array]:
    chance = np.random.default_rng(17)
    site, donor, age = chance.integers(0, 4, 40), chance.integers(0, 9, 40), chance.uniform(20, 60, 40)
    values = 5 + 0.02 * age + chance.standard_normal(4)[site] + chance.standard_normal(9)[donor]
    values = values + chance.standard_normal(40) * 0.6
    return values, {"site": site.tolist(), "donor": donor.tolist()}, age


def _whole() -> tuple[Array, Array, list[Array], Array]:
    """Return values, X, the components' matrices (error last) and the components."""
    values, factors, age = _study()
    found = reml(values, factors, covariates={"age": age})
    components = np.array([one.variance.value for one in found.components])
    eyes = [np.eye(max(labels) + 1)[labels] for labels in factors.values()]
    matrices = [eye @ eye.T for eye in eyes] + [np.eye(40)]
    return values, np.column_stack([np.ones(40), age - age.mean()]), matrices, components


def test_covariance_and_degrees_of_freedom_are_those_of_kenward_and_roger() -> None:
    _, fixed, matrices, components = _whole()
    total = np.sum([one * matrix for one, matrix in zip(components, matrices, strict=True)], axis=0)
    inverse = np.linalg.inv(total)
    plain = np.linalg.inv(fixed.T @ inverse @ fixed)
    projected = inverse - inverse @ fixed @ plain @ fixed.T @ inverse
    information = [[np.trace(projected @ a @ projected @ b) / 2 for b in matrices] for a in matrices]
    spread = np.linalg.inv(np.array(information))
    first = [-fixed.T @ inverse @ a @ inverse @ fixed for a in matrices]
    middle = np.zeros((2, 2))
    for i, a in enumerate(matrices):
        for j, b in enumerate(matrices):
            second = fixed.T @ inverse @ a @ inverse @ b @ inverse @ fixed
            middle += spread[i, j] * (second - first[i] @ plain @ first[j])
    adjusted = plain + 2 * plain @ middle @ plain
    slopes = np.array([-np.diag(plain @ one @ plain) for one in first])
    degrees = 2 * np.diag(plain) ** 2 / np.einsum("kp,kl,lp->p", slopes, spread, slopes)
    values, factors, age = _study()
    found = reml(values, factors, covariates={"age": age})
    (age_effect,) = found.covariates
    assert found.mean.degrees == pytest.approx(degrees[0], rel=1e-5)
    assert age_effect.value.degrees == pytest.approx(degrees[1], rel=1e-5)
    assert age_effect.standard_error**2 == pytest.approx(adjusted[1, 1], rel=1e-5)
    assert adjusted[0, 0] > plain[0, 0] * 1.0001  # so that the adjustment counts in this test


def test_predictions_and_their_errors_are_those_of_hendersons_equations() -> None:
    values, fixed, _, components = _whole()
    _, factors, age = _study()
    found = reml(values, factors, covariates={"age": age})
    levels = np.hstack([np.eye(max(labels) + 1)[labels] for labels in factors.values()])
    ridge = np.repeat(components[2] / components[:2], [4, 9])
    both = np.hstack([fixed, levels])
    system = both.T @ both + np.diag([0.0, 0, *ridge])
    solved = np.linalg.solve(system, both.T @ values)
    errors = components[2] * np.diag(np.linalg.inv(system))[2:]
    for one in found.effects:
        assert isinstance(one.label, int)
        place = one.label if one.factor == "site" else 4 + one.label
        assert one.value.value == pytest.approx(solved[2 + place], rel=1e-4, abs=1e-6)
        assert one.standard_error**2 >= errors[place] * (1 - 1e-6)
        assert one.standard_error**2 <= errors[place] * 1.5
    assert found.mean.value == pytest.approx(solved[0], rel=1e-8)


def test_the_slope_of_the_likelihood_is_its_derivative_and_zero_at_the_maximum() -> None:
    values, factors, _ = _study()
    design = crossed(factors, 40)
    numbers, _ = scaled(values)
    residuals = numbers - numbers.mean()
    right, square = design.right(residuals), float(residuals @ residuals)
    best, _ = maximum(design, right, square)
    assert np.max(np.abs(best.slope * best.components)) < 1e-6
    here = point(design, right, square, np.array([0.7, 0.3]))
    for index in range(2):
        step = np.zeros(2)
        step[index] = 1e-5
        rise = point(design, right, square, here.ratios + step).deviance
        rise -= point(design, right, square, here.ratios - step).deviance
        # at the error variance that maximises, the slope in a ratio is the error variance times that in a component
        assert -rise / 4e-5 == pytest.approx(here.error * here.slope[index], rel=1e-4)
