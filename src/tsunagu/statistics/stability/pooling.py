"""May batches be combined: tests of equal slopes, then of equal intercepts, at the level that ICH Q1E sets."""

from dataclasses import dataclass
from typing import Literal

import scipy

from tsunagu.statistics.checking import choice, number
from tsunagu.statistics.stability.design import Study
from tsunagu.statistics.stability.lines import Fit, Model, fit

POOLING_LEVEL = 0.25
"""ICH Q1E, B.2.2.1 (after Bancroft 1964): 0.25, since with few batches a test at 0.05 has little power."""
InterceptError = Literal["full", "common_slope"]


@dataclass(frozen=True, slots=True)
class FTest:
    """An F test: the statistic, its degrees of freedom and the probability of a larger one."""

    statistic: float
    numerator: int
    denominator: int
    p: float


@dataclass(frozen=True, slots=True)
class Pooling:
    """What the tests say, and the model that follows.

    Attributes
    ----------
    slopes : test of equal slopes (batch by time).
    intercepts : test of equal intercepts given a common slope (batch).
    model : ``dids`` where slopes differ, else ``dics`` where intercepts differ, else ``cics``.
    """

    slopes: FTest
    intercepts: FTest
    model: Model
    alpha: float


def pooling(
    study: Study, alpha: float = POOLING_LEVEL, intercept_error: InterceptError = "full"
) -> Pooling | None:
    """Test whether the batches may be combined (ICH Q1E, B.2.2.1); None where there is one batch.

    Parameters
    ----------
    alpha : a test with p below it keeps the batches apart.
    intercept_error : what the intercepts are tested against: the residual of the ``full`` model of different slopes
        (one analysis of covariance table, as SAS), or that of the ``common_slope`` model.
    """
    alpha = number(
        alpha, "併合の検定の有意水準", "level of the tests of pooling", least=0, most=1, code="alpha"
    )
    choice(intercept_error, ("full", "common_slope"), "切片の検定の誤差", "error of the intercepts")
    if len(study.names) < 2:
        return None
    apart, parallel, together = fit(study, "dids"), fit(study, "dics"), fit(study, "cics")
    slopes = _f_test(parallel, apart, apart)
    intercepts = _f_test(together, parallel, apart if intercept_error == "full" else parallel)
    model: Model = "dids" if slopes.p < alpha else "dics" if intercepts.p < alpha else "cics"
    return Pooling(slopes, intercepts, model, alpha)


def regression_test(study: Study, chosen: Fit) -> FTest:
    """Test the whole chosen model against one mean without any change: F of the regression."""
    shifted = study.value - study.value[0]
    total = float(((shifted - shifted.mean()) ** 2).sum())
    flat = Fit("cics", (), total, study.value.size - 1)
    return _f_test(flat, chosen, chosen)


def _f_test(smaller: Fit, larger: Fit, error: Fit) -> FTest:
    numerator = smaller.degrees - larger.degrees
    gain = max(smaller.residual_squares - larger.residual_squares, 0.0) / numerator
    statistic = gain / (error.residual_squares / error.degrees)
    p = float(scipy.stats.f.sf(statistic, numerator, error.degrees))
    return FTest(statistic, numerator, error.degrees, p)
