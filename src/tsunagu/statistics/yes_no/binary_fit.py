"""Maximum likelihood of a yes-or-no answer on covariates: probit, logit and complementary log-log."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import special

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import refuse

FARTHEST = 700.0  # beyond this a linear predictor overflows
STEPS, HALVINGS, CLOSE = 200, 40, 1e-12
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """How the linear predictor becomes a probability, by logarithms, so that far tails keep their digits.

    Attributes
    ----------
    log_yes, log_no : log probability of yes and of no at a predictor.
    log_slope : log of the slope of the probability.
    predictor : the predictor at which the probability is reached.
    """

    log_yes: Callable[[Vector], Vector]
    log_no: Callable[[Vector], Vector]
    log_slope: Callable[[Vector], Vector]
    predictor: Callable[[float], float]


@dataclass(frozen=True, slots=True, eq=False)
class BinaryFit:
    """Coefficients of shape (p,), their covariance (expected information), and the log likelihood."""

    coefficients: Vector
    covariance: Matrix
    likelihood: float


def likelihood(yes: Vector, tested: Vector, predictor: Vector, link: Link) -> float:
    """Return the log likelihood without its constant."""
    eta = np.clip(predictor, -FARTHEST, FARTHEST)
    return float(np.sum(yes * link.log_yes(eta) + (tested - yes) * link.log_no(eta)))


def slopes(yes: Vector, tested: Vector, predictor: Vector, link: Link) -> tuple[Vector, Vector]:
    """Return the score and the expected information of each predictor, both of shape (n,)."""
    eta = np.clip(predictor, -FARTHEST, FARTHEST)
    log_yes, log_no, log_slope = link.log_yes(eta), link.log_no(eta), link.log_slope(eta)
    score = yes * np.exp(log_slope - log_yes) - (tested - yes) * np.exp(log_slope - log_no)
    return score, tested * np.exp(2 * log_slope - log_yes - log_no)


def fit(yes: Vector, tested: Vector, design: Matrix, link: Link, start: Vector) -> BinaryFit:
    """Return the maximum likelihood fit by Fisher scoring with halved steps.

    The caller has made sure that a finite maximum exists (``overlapping``). Refuses where it isn't reached.
    """
    beta, reached = start, likelihood(yes, tested, design @ start, link)
    for _ in range(STEPS):
        score, information = slopes(yes, tested, design @ beta, link)
        step = np.linalg.lstsq(design.T @ (information[:, None] * design), design.T @ score, rcond=None)[0]
        for _ in range(HALVINGS):
            value = likelihood(yes, tested, design @ (beta + step), link)
            if value >= reached - CLOSE * abs(reached):
                break
            step = step / 2
        beta, reached = beta + step, value
        if float(np.max(np.abs(design @ step))) < CLOSE * (1 + float(np.max(np.abs(design @ beta)))):
            break
    else:
        refuse("not_converged", "推定が収束しませんでした。", "The fit did not converge.")
    information = slopes(yes, tested, design @ beta, link)[1]
    weighed = design.T @ (information[:, None] * design)
    if np.linalg.matrix_rank(weighed, hermitian=True) < len(weighed):
        refuse(
            "unsettled",
            "用量の間隔が極端なため、傾きを推定できません。用量を見直してください。",
            "The doses are so far apart that nothing is left of the slope; review them.",
        )
    covariance = np.linalg.inv(weighed)
    return BinaryFit(beta, np.asarray(covariance, dtype=np.float64), reached)


def overlapping(yes: Vector, tested: Vector, dose: Vector) -> tuple[bool, bool]:
    """Return whether some no lies at a higher dose than some yes, and whether some yes does than some no.

    Only with both is the slope finite (Albert & Anderson 1984).
    """
    with_yes, with_no = dose[yes > 0], dose[yes < tested]
    if not with_yes.size or not with_no.size:
        return False, False
    return bool(with_no.max() > with_yes.min()), bool(with_yes.max() > with_no.min())


def _log_logistic(eta: Vector) -> Vector:
    return np.asarray(special.log_expit(eta), dtype=np.float64)


LINKS = {
    "probit": Link(
        lambda eta: scipy.stats.norm.logcdf(eta),  # noqa: PLW0108 - loaded when asked
        lambda eta: scipy.stats.norm.logsf(eta),  # noqa: PLW0108 - loaded when asked
        lambda eta: scipy.stats.norm.logpdf(eta),  # noqa: PLW0108 - loaded when asked
        lambda share: float(scipy.stats.norm.ppf(share)),
    ),
    "logit": Link(
        _log_logistic,
        lambda eta: _log_logistic(-eta),
        lambda eta: _log_logistic(eta) + _log_logistic(-eta),
        lambda share: float(special.logit(share)),
    ),
    "cloglog": Link(
        lambda eta: np.log(-np.expm1(-np.exp(eta))),
        lambda eta: -np.exp(eta),
        lambda eta: eta - np.exp(eta),
        lambda share: float(np.log(-np.log1p(-share))),
    ),
}
