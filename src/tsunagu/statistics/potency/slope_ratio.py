"""Slope-ratio assays: straight lines in the dose itself from one common intercept; potency as the ratio of slopes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tsunagu.statistics.checking import Vector, level
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.potency.anova import Anova, Sums, added, choose_error, table
from tsunagu.statistics.potency.choices import check_choice
from tsunagu.statistics.potency.designs import Assay
from tsunagu.statistics.potency.fieller import Fieller, fieller, quantile
from tsunagu.statistics.potency.linear import Effects, Matrix, effects, indicators, sequential
from tsunagu.statistics.potency.potencies import Potency, Scales, scale_of
from tsunagu.statistics.potency.transforms import Transform, transformed

SIGNIFICANT = 0.05
Convention = Literal["pure", "model"]
_DEVIATIONS = ("blanks", "intersection", "non_linearity")


@dataclass(frozen=True, slots=True)
class SlopeRatio:
    """What a slope-ratio assay says; ``slopes`` are per unit of dose, of every preparation."""

    anova: Anova
    slopes: Mapping[str, Estimate]
    potencies: Mapping[str, Potency]
    cautions: tuple[Caution, ...]


def slope_ratio(
    assay: Assay,
    transform: Transform = "none",
    scales: Scales | None = None,
    use_blanks: bool = True,
    error: Convention = "pure",
    known_variance: float | None = None,
    confidence: float = LEVEL,
) -> SlopeRatio:
    """Analyse an assay by the ratio of slopes (Ph. Eur. 5.3, 3.3: the (hd+1)-design, without blanks the (hd)-design).

    Responses at dose 0 are the blanks, whichever preparation they were given under. The table has ``regression``
    (lines from one point), ``blanks`` (their distance from it), ``intersection`` (lines that don't meet),
    ``non_linearity``, ``residual`` and ``total``, after any groups.

    Parameters
    ----------
    use_blanks : False leaves the blanks out, as where the line bends towards dose 0.
    error : ``pure`` is the residual of the full treatment model (Ph. Eur.), ``model`` counts every deviation from
        the lines as error.

    Refuses fewer than two preparations, doses that don't vary, and an error that can't be estimated.
    """
    level(confidence)
    used = assay if use_blanks else _without_blanks(assay)
    if len(used.names) < 2:
        refuse(
            "one_preparation",
            "標準品と試験品の両方の測定値が必要です。",
            "Responses of both a standard and a test preparation are needed.",
        )
    _refuse_no_dose(used)
    response = transformed(used.response, transform)
    anova = _analysis(used, response, error, known_variance)
    groups = [indicators(labels) for labels in used.groups.values()]
    found = effects(_slopes(used), groups, response, used.weight)
    covariance = found.covariance * anova.error.ms
    cautions = _cautions(anova)
    slopes = {
        name: _slope(found.coefficients[place], covariance[place, place], anova.error.df, confidence)
        for place, name in enumerate(used.names)
    }
    potencies = {
        name: _potency(
            name, _ratio(place, found, anova, confidence), anova, scale_of(scales or {}, name), cautions
        )
        for place, name in enumerate(used.names[1:], start=1)
    }
    return SlopeRatio(anova, slopes, potencies, cautions)


def _refuse_no_dose(assay: Assay) -> None:
    dosed = set(assay.preparation[assay.dose > 0].tolist())
    for place, name in enumerate(assay.names):
        if place not in dosed:
            refuse(
                "no_dose",
                f"{name}には0より大きい用量の測定値がなく、勾配を推定できません。",
                f"There are no responses of {name} at a dose above 0, so it has no slope.",
            )


def _analysis(assay: Assay, response: Vector, convention: Convention, known_variance: float | None) -> Anova:
    check_choice("convention", convention, ("pure", "model"))
    groups = {name: indicators(labels) for name, labels in assay.groups.items()}
    blank = assay.dose == 0
    terms = groups | {
        "regression": _slopes(assay),
        "blanks": blank[:, None].astype(np.float64),
        "intersection": indicators(assay.preparation),
        "non_linearity": indicators(np.where(blank, -1, assay.treatment)),
    }
    first = sequential(terms, response, assay.weight)
    residual, total = first.pop("residual"), first.pop("total")
    sums: Sums = {name: found for name, found in first.items() if found[1]}
    sums["treatments"] = added([first[name] for name in ("regression", *_DEVIATIONS)])
    sums["residual"] = (residual[0], residual[1] - assay.replaced)
    sums["total"] = (total[0], total[1] - assay.replaced)
    pooled = _DEVIATIONS if convention == "model" else ()
    weighted = response * np.sqrt(assay.weight)
    chosen = choose_error(sums, ("residual", *pooled), weighted, convention, known_variance)
    return table(sums, chosen, frozenset(pooled))


def _slopes(assay: Assay) -> Matrix:
    return indicators(assay.preparation) * assay.dose[:, None]


def _slope(value: float, variance: float, df: int | None, confidence: float) -> Estimate:
    half = quantile(confidence, df) * float(np.sqrt(variance))
    value = float(value)
    return Estimate(value, Interval(value - half, value + half, confidence), df, "t" if df else "normal")


def _ratio(place: int, found: Effects, anova: Anova, confidence: float) -> Fieller:
    slopes, covariance = found.coefficients, found.covariance * anova.error.ms
    return fieller(
        float(slopes[place]),
        float(slopes[0]),
        float(covariance[place, place]),
        float(covariance[0, 0]),
        float(covariance[place, 0]),
        anova.error.df,
        confidence,
    )


def _potency(name: str, ratio: Fieller, anova: Anova, scale: float, cautions: tuple[Caution, ...]) -> Potency:
    span = ratio.interval
    scaled = Interval(span.lower * scale, span.upper * scale, span.level)
    estimate = Estimate(ratio.ratio * scale, scaled, anova.error.df, "fieller")
    return Potency(name, estimate, None, ratio, (*ratio.cautions, *cautions))


def _cautions(anova: Anova) -> tuple[Caution, ...]:
    return tuple(
        Caution(code, ja, en)
        for source, code, ja, en in _VALIDITY
        if source in anova and (p := anova[source].p) is not None and p < SIGNIFICANT
    )


_VALIDITY = (
    (
        "blanks",
        "blanks_off_the_lines",
        "ブランクが直線の切片と一致しません。ブランクを除いた解析を検討してください。",
        "The blanks lie off the lines: consider the analysis without them.",
    ),
    (
        "intersection",
        "no_common_intercept",
        "直線が用量0で交わるとはいえません。勾配比は報告できません。",
        "The lines do not meet at dose 0: the ratio is not to be reported.",
    ),
    (
        "non_linearity",
        "non_linear",
        "用量反応が直線とはいえません。用量範囲を見直してください。",
        "The responses are not linear in the dose: review the range of doses.",
    ),
)


def _without_blanks(assay: Assay) -> Assay:
    keep = assay.dose > 0
    return replace(
        assay,
        preparation=assay.preparation[keep],
        dose=assay.dose[keep],
        response=assay.response[keep],
        weight=assay.weight[keep],
        groups={name: labels[keep] for name, labels in assay.groups.items()},
    )
