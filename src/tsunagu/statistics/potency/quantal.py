"""Quantal assays: how many units respond at each dose, parallel lines of their probits or logits, potency and ED50."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from tsunagu.statistics.checking import Vector, level, number, numbers
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.anova import Row
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.fieller import Fieller, fieller, quantile
from tsunagu.statistics.potency.linear import indicators, sequential
from tsunagu.statistics.potency.links import Link, shape
from tsunagu.statistics.potency.potencies import Potency, Scales, from_log_ratio, scale_of
from tsunagu.statistics.potency.quantal_counts import Groups
from tsunagu.statistics.potency.quantal_fit import Counts, QuantalFit, fit

SIGNIFICANT = 0.05
SMALLEST_SHARE, LARGEST_COUNT = 1e-12, 1e15
Heterogeneity = Literal["none", "non_linearity", "pearson"]


@dataclass(frozen=True, slots=True)
class Quantal:
    """What a quantal assay says.

    Attributes
    ----------
    validity : chi-square (``ss``), its degrees and p of ``preparations``, ``regression``, ``non_parallelism``,
        ``non_linearity`` (Ph. Eur. 5.3, 4.2.2).
    slope : common slope per unit of natural log dose.
    intercepts : of each preparation at a dose of 1.
    potencies : of each test preparation; empty where only one preparation was tested.
    effective_doses : the dose at which the share asked for responds, of each preparation.
    natural_response : share that responds without any dose, with its interval where controls gave it.
    factor : heterogeneity factor by which all variances were multiplied.
    deviance : of the parallel lines.
    """

    validity: Mapping[str, Row]
    slope: Estimate
    intercepts: Mapping[str, float]
    potencies: Mapping[str, Potency]
    effective_doses: Mapping[str, Potency]
    natural_response: Estimate
    factor: float
    deviance: float
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class _Spread:
    """The covariance in use, its degrees of freedom (None: normal) and the confidence."""

    covariance: np.ndarray
    degrees: float | None
    confidence: float
    factor: float


def quantal(
    groups: Groups,
    link: Link = "probit",
    scales: Scales | None = None,
    heterogeneity: Heterogeneity = "none",
    natural_response: float = 0.0,
    controls: tuple[int, int] | None = None,
    share: float = 0.5,
    confidence: float = LEVEL,
) -> Quantal:
    """Analyse a quantal assay by maximum likelihood (Ph. Eur. 5.3, 4: probit 4.2, logit 4.3, others 4.4, ED50 4.5).

    Parameters
    ----------
    scales : what the dose ratio of each test preparation is multiplied by.
    heterogeneity : ``none`` takes the variance as binomial (limits by the normal distribution); ``non_linearity``
        multiplies it by chi-square / df of non-linearity with t of those degrees (4.2.4); ``pearson`` does so with
        non-parallelism pooled in (Finney 1971).
    natural_response : known share that responds without any dose (Abbott 1925). With ``controls`` (responded, tested)
        it is estimated together with the lines instead.
    share : which effective dose to report, 0.5 for the ED50.

    Refuses data whose slope grows without end, preparations in which no unit or every unit responds, and a
    heterogeneity that has no degrees of freedom.
    """
    level(confidence)
    check_choice("heterogeneity", heterogeneity, ("none", "non_linearity", "pearson"))
    _check(natural_response, share, controls)
    groups.refuse_separated()
    logs = np.log(groups.dose)
    centre = float(logs.mean())
    columns = np.column_stack([indicators(groups.preparation), logs - centre])
    start = natural_response if controls is None else controls[0] / controls[1]
    found = fit(Counts(columns, groups.responded, groups.tested, controls), shape(link), start)
    validity = _validity(groups, found, logs - centre)
    spread = _spread(found, validity, heterogeneity, confidence)
    target = float(shape(link).value(np.asarray(share)))
    estimates = found.coefficients
    return Quantal(
        validity,
        _slope(estimates, spread),
        {name: float(estimates[k] - estimates[-1] * centre) for k, name in enumerate(groups.names)},
        _potencies(groups.names, estimates, spread, scales or {}, _cautions(validity)),
        _effective(groups.names, estimates, spread, centre, target),
        _natural(found, controls, confidence),
        spread.factor,
        found.deviance,
        _cautions(validity),
    )


def _slope(estimates: Vector, spread: _Spread) -> Estimate:
    value = float(estimates[-1])
    half = quantile(spread.confidence, spread.degrees) * float(np.sqrt(spread.covariance[-1, -1]))
    return Estimate(value, Interval(value - half, value + half, spread.confidence), spread.degrees, "wald")


def _potencies(
    names: Sequence[str], estimates: Vector, spread: _Spread, scales: Scales, cautions: tuple[Caution, ...]
) -> dict[str, Potency]:
    found = {}
    for place, name in enumerate(names[1:], start=1):
        contrast = np.zeros(len(estimates))
        contrast[place], contrast[0] = 1.0, -1.0
        ratio = _ratio(float(contrast @ estimates), contrast, estimates, spread)
        found[name] = from_log_ratio(name, ratio, spread.degrees, scale_of(scales, name), cautions)
    return found


def _effective(
    names: Sequence[str], estimates: Vector, spread: _Spread, centre: float, target: float
) -> dict[str, Potency]:
    found = {}
    for place, name in enumerate(names):
        contrast = np.zeros(len(estimates))
        contrast[place] = -1.0
        ratio = _ratio(target - float(estimates[place]), contrast, estimates, spread)
        found[name] = from_log_ratio(name, ratio, spread.degrees, float(np.exp(centre)))
    return found


def _ratio(numerator: float, contrast: Vector, estimates: Vector, spread: _Spread) -> Fieller:
    along = spread.covariance @ contrast
    return fieller(
        numerator,
        float(estimates[-1]),
        float(contrast @ along),
        float(spread.covariance[-1, -1]),
        float(along[-1]),
        spread.degrees,
        spread.confidence,
    )


def _validity(groups: Groups, found: QuantalFit, x: Vector) -> dict[str, Row]:
    each = indicators(groups.preparation)
    terms = {
        "preparations": each,
        "regression": x[:, None],
        "non_parallelism": each * x[:, None],
        "non_linearity": np.eye(len(x)),
    }
    sums = sequential(terms, found.working, found.weight)
    return {
        name: Row(name, ss, df, None, float(scipy.stats.chi2.sf(ss, df)))
        for name, (ss, df) in sums.items()
        if name in terms and df
    }


def _spread(
    found: QuantalFit, validity: Mapping[str, Row], kind: Heterogeneity, confidence: float
) -> _Spread:
    if kind == "none":
        return _Spread(found.covariance, None, confidence, 1.0)
    pooled = ("non_linearity",) if kind == "non_linearity" else ("non_linearity", "non_parallelism")
    rows = [validity[name] for name in pooled if name in validity]
    degrees = sum(row.df for row in rows)
    if not degrees:
        refuse(
            "no_degrees",
            "用量の数が足りないため、不均一性係数を推定できません。",
            "There are too few doses to estimate a heterogeneity factor.",
        )
    factor = sum(row.ss for row in rows) / degrees
    return _Spread(found.covariance * factor, float(degrees), confidence, factor)


def _natural(found: QuantalFit, controls: tuple[int, int] | None, confidence: float) -> Estimate:
    half = quantile(confidence, None) * found.natural_error
    lower, upper = max(0.0, found.natural - half), min(1.0, found.natural + half)
    return Estimate(
        found.natural, Interval(lower, upper, confidence), None, "wald" if controls is not None else "known"
    )


def _cautions(validity: Mapping[str, Row]) -> tuple[Caution, ...]:
    found = []
    for name, code, ja, en in _WORDS:
        row = validity.get(name)
        if row is not None and row.p is not None and (row.p < SIGNIFICANT) == (name != "regression"):
            found.append(Caution(code, ja, en))
    return tuple(found)


_WORDS = (
    (
        "regression",
        "no_regression",
        "回帰が有意でないため、試験は成立しません。",
        "The regression is not significant: the assay is not valid.",
    ),
    (
        "non_parallelism",
        "non_parallel",
        "直線が平行とはいえません。力価は報告できません。",
        "The lines are not parallel: the potency is not to be reported.",
    ),
    (
        "non_linearity",
        "non_linear",
        "直線からのずれが有意です。不均一性係数を使うか、曲線の型を見直してください。",
        "The lines do not fit: use a heterogeneity factor, or review the link.",
    ),
)


def _check(natural_response: float, share: float, controls: tuple[int, int] | None) -> None:
    if controls is not None and not _are_controls(controls):
        refuse(
            "controls",
            "対照群の反応数は0以上、供試数未満で指定してください。",
            "Of the controls, from 0 to fewer than all must have responded.",
        )
    number(natural_response, "自然反応率", "natural response", least=0, most=1 - SMALLEST_SHARE, code="share")
    number(
        share, "求める反応率", "share asked for", least=SMALLEST_SHARE, most=1 - SMALLEST_SHARE, code="share"
    )


def _are_controls(given: tuple[int, int]) -> bool:
    counts = numbers(given)
    return (
        counts.shape == (2,)
        and bool(np.all(counts == np.floor(counts)))
        and bool(0 <= counts[0] < counts[1] <= LARGEST_COUNT)
    )
