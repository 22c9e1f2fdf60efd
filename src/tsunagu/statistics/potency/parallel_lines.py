"""Parallel-line assays: response on the logarithm of dose, one common slope, potency as the distance of the lines."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.checking import Vector, level
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.anova import Anova
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import fieller, quantile
from tsunagu.statistics.potency.linear import effects, indicators
from tsunagu.statistics.potency.lines_anova import Convention, analysis, correlation
from tsunagu.statistics.potency.potencies import Potency, Scales, from_log_ratio, scale_of
from tsunagu.statistics.potency.transforms import Transform, transformed

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class ParallelLines:
    """What a parallel-line assay says.

    Attributes
    ----------
    anova : the table; its sources are named in ``lines_anova.analysis``.
    slope : common slope per unit of natural log dose (divide by ln 10 or so for another base).
    potencies : of each test preparation.
    correlation : |r| between the responses and the model of parallel lines with all blocks.
    cautions : invalid regression, non-parallelism, non-linearity (Ph. Eur. 5.3, 3.2.4).
    """

    anova: Anova
    slope: Estimate
    potencies: Mapping[str, Potency]
    correlation: float
    cautions: tuple[Caution, ...]


def parallel_lines(
    assay: Assay,
    transform: Transform = "none",
    scales: Scales | None = None,
    error: Convention = "pure",
    known_variance: float | None = None,
    confidence: float = LEVEL,
) -> ParallelLines:
    """Analyse an assay by parallel lines (Ph. Eur. 5.3, 3.2; USP <1034>).

    Parameters
    ----------
    scales : what the dose ratio of each test preparation is multiplied by (``potency_scale``); 1 where absent.
    error : the residual of the full treatment model (``pure``, Ph. Eur.), the same but only within cells of block and
        treatment (``within``), deviations from separate lines included (``lines``), or from the common slope
        (``model``, as software for regression does).
    known_variance : variance of a response instead of an estimate; limits then use the normal distribution.

    Refuses blanks, fewer than two preparations, doses that don't vary, responses that don't vary at all or only
    between treatments, and an error without degrees of freedom.
    """
    level(confidence)
    response = transformed(assay.response, transform)
    anova = analysis(assay, response, error, known_variance)
    found = effects(
        np.column_stack([indicators(assay.preparation)[:, 1:], _log_dose(assay)]),
        [indicators(labels) for labels in assay.groups.values()],
        response,
        assay.weight,
    )
    covariance = found.covariance * anova.error.ms
    return ParallelLines(
        anova,
        _slope(found.coefficients, covariance, anova.error.df, confidence),
        _potencies(assay, found.coefficients, covariance, anova, scales or {}, confidence),
        correlation(anova),
        _cautions(anova),
    )


def _potencies(
    assay: Assay, estimates: Vector, covariance: np.ndarray, anova: Anova, scales: Scales, confidence: float
) -> dict[str, Potency]:
    df, slope, found = anova.error.df, len(estimates) - 1, {}
    cautions = _cautions(anova)
    if anova["regression"].ss <= 1e-20 * anova["total"].ss:
        refuse(
            "flat",
            "反応が用量によって変わらないため、力価を計算できません。",
            "The responses do not change with the dose, so there is no potency to calculate.",
        )
    for place, name in enumerate(assay.names[1:]):
        ratio = fieller(
            float(estimates[place]),
            float(estimates[slope]),
            float(covariance[place, place]),
            float(covariance[slope, slope]),
            float(covariance[place, slope]),
            df,
            confidence,
        )
        found[name] = from_log_ratio(name, ratio, df, scale_of(scales, name), cautions)
    return found


def _slope(estimates: Vector, covariance: np.ndarray, df: int | None, confidence: float) -> Estimate:
    value, half = float(estimates[-1]), quantile(confidence, df) * float(np.sqrt(covariance[-1, -1]))
    return Estimate(value, Interval(value - half, value + half, confidence), df, "t" if df else "normal")


def _cautions(anova: Anova) -> tuple[Caution, ...]:
    return tuple(
        Caution(code, ja, en)
        for source, code, significant, ja, en in _VALIDITY
        if source in anova and (p := anova[source].p) is not None and (p < SIGNIFICANT) == significant
    )


_VALIDITY = (
    (
        "regression",
        "no_regression",
        False,
        "回帰が有意でないため、試験は成立しません。",
        "The regression is not significant: the assay is not valid.",
    ),
    (
        "non_parallelism",
        "non_parallel",
        True,
        "直線が平行とはいえません。力価は報告できません。",
        "The lines are not parallel: the potency is not to be reported.",
    ),
    (
        "non_linearity",
        "non_linear",
        True,
        "用量反応が直線とはいえません。用量範囲または変換を見直してください。",
        "The responses are not linear in log dose: review the range of doses or the transform.",
    ),
)


def _log_dose(assay: Assay) -> Vector:
    return np.asarray(np.log(assay.dose), dtype=np.float64)
