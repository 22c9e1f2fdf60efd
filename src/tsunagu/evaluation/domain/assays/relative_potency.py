"""Relative potency of a sample against the reference standard, by parallel lines or by curves of one shape."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from tsunagu.evaluation.domain.assays.kinds import rules_of
from tsunagu.evaluation.domain.assays.outcome import (
    Criterion,
    Curve,
    Figure,
    Outcome,
    Spot,
    bounded,
    curve_figures,
    figure,
    finite,
    on_scale,
    once,
    y_label,
)
from tsunagu.evaluation.domain.assays.readings import Reading, chosen_sample
from tsunagu.evaluation.domain.assays.typed import FAMILIES, TypedAssay, bounds_of, factor_of, transform_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.potency.bands import Along, curve_band, doses_along, line_band
from tsunagu.statistics.potency.curve_potency import curve_potencies
from tsunagu.statistics.potency.curves import fit_curves
from tsunagu.statistics.potency.designs import Assay, observations
from tsunagu.statistics.potency.parallel_lines import ParallelLines, parallel_lines
from tsunagu.statistics.potency.suitability import Similarity, curve_similarity, line_similarity

STANDARD, SAMPLE = "standard", "test"
NAMES = {STANDARD: Text("標準", "Standard"), SAMPLE: Text("検体", "Sample")}
SIGNIFICANT = 0.05
Course = Callable[[str, Sequence[float]], list[Along]]


def relative_potency(readings: Sequence[Reading], typed: TypedAssay) -> Outcome:
    """Return the potency of the sample, with its similarity to the standard judged by equivalence within the bounds.

    Parallel lines take the residual of the replicates as error, or that about the own lines where nothing was
    repeated; curves that about the common shape. Blanks enter curves as dose 0 and lines not at all.
    """
    sample = chosen_sample(readings, typed.sample)
    own = [one for one in readings if one.role != "test" or one.sample == sample]
    used = [one for one in own if _takes_part(one, typed.model)]
    assay = _assay(used)
    return (_by_lines if typed.model == "parallel" else _by_curves)(assay, own, typed)


def _takes_part(one: Reading, model: str) -> bool:
    roles = ("standard", "test") if model == "parallel" else ("standard", "test", "blank")
    return one.counts and one.value is not None and one.role in roles


def _assay(used: Sequence[Reading]) -> Assay:
    """Return the observations of standard and sample; refuse where one of them has none, or a dose is missing."""
    for role, name in NAMES.items():
        if not any(one.role == role for one in used):
            ja = f"{name.ja}の測定値がありません（除外したものを除く）。"
            raise BadInput("assay_group", Text(ja, f"{name.en} has no reading that counts."), "readings")
    check_doses(used)
    return observations(
        [STANDARD if one.role == "blank" else one.role for one in used],
        [one.dose or 0.0 for one in used],
        [one.value or 0.0 for one in used],
        standard=STANDARD,
    )


def check_doses(used: Sequence[Reading]) -> None:
    """Refuse a reading without a dose, or with one below 0, by its name."""
    for one in used:
        if one.dose is None or one.dose < 0 or (one.dose == 0 and one.role == "test"):
            ja = f"{one.name}の用量（希釈倍率）を0より大きい値で書いてください。"
            raise BadInput("assay_dose", Text(ja, f"{one.name} needs a dose above 0."), "readings")


def _by_lines(assay: Assay, own: Sequence[Reading], typed: TypedAssay) -> Outcome:
    transform = transform_of(typed)
    has_replicates = len(set(assay.treatment.tolist())) < len(assay.response)
    error: Literal["pure", "lines"] = "pure" if has_replicates else "lines"
    lines = parallel_lines(assay, transform, {SAMPLE: factor_of(typed)}, error)
    similar, potency = line_similarity(assay, None, transform, error), lines.potencies[SAMPLE]

    def course(name: str, doses: Sequence[float]) -> list[Along]:
        return line_band(assay, lines, name, doses, transform)

    return Outcome(
        potency.estimate.value,
        finite(potency.estimate.interval),
        (*_criteria(typed, similar), *_regression(lines)),
        (
            figure("相対力価", "Relative potency", potency.estimate),
            figure("共通の傾き（自然対数用量あたり）", "Common slope per unit of ln dose", lines.slope),
            Figure(Text("相関係数 |r|", "Correlation |r|"), lines.correlation),
        ),
        once(potency.cautions, frozenset({"non_parallel", "no_regression"})),
        curves_shown(own, course, NAMES),
        spots_shown(own, course, typed),
        y_label=y_label(typed),
    )


def _regression(lines: ParallelLines) -> tuple[Criterion, ...]:
    """Return whether the responses change with the dose at all (Ph. Eur. 5.3, 3.2.4)."""
    p = lines.anova["regression"].p
    name = Text("回帰の有意性（p値）", "Significance of the regression (p)")
    return () if p is None else (Criterion("regression_p", name, p, None, (None, SIGNIFICANT)),)


def _by_curves(assay: Assay, own: Sequence[Reading], typed: TypedAssay) -> Outcome:
    transform, family = transform_of(typed), FAMILIES[typed.model]
    curves = fit_curves(assay, family, transform)
    similar = curve_similarity(assay, None, family, transform)
    potency = curve_potencies(curves, {SAMPLE: factor_of(typed)})[SAMPLE]

    def course(name: str, doses: Sequence[float]) -> list[Along]:
        return curve_band(curves, name, doses)

    return Outcome(
        potency.estimate.value,
        finite(potency.estimate.interval),
        _criteria(typed, similar),
        (figure("相対力価", "Relative potency", potency.estimate), *curve_figures(curves, NAMES)),
        once((*potency.cautions, *curves.cautions)),
        curves_shown(own, course, NAMES),
        spots_shown(own, course, typed),
        y_label=y_label(typed),
    )


def _criteria(typed: TypedAssay, similar: Sequence[Similarity]) -> tuple[Criterion, ...]:
    bounds, measured = bounds_of(typed), {one.measure: one for one in similar}
    found: list[Criterion] = []
    for rule in rules_of(typed.kind, typed.model):
        one = measured[rule.key]
        found += bounded(
            bounds, rule.key, rule.name, one.estimate.value, one.estimate.interval, one.difference_p
        )
    return tuple(found)


def curves_shown(own: Sequence[Reading], course: Course, names: Mapping[str, Text]) -> tuple[Curve, ...]:
    """Return the course of each fitted curve over the doses of its readings."""
    found = []
    for role, name in names.items():
        doses = doses_along([one.dose or 0.0 for one in own if one.role == role and one.counts])
        along = tuple((at.dose, at.response, at.lower, at.upper) for at in course(role, doses))
        found.append(Curve(role, name, along))
    return tuple(found)


def spots_shown(own: Sequence[Reading], course: Course, typed: TypedAssay) -> tuple[Spot, ...]:
    """Return the readings with a dose above 0 as points, each with what the fit says there."""
    found = []
    for one in own:
        response = None if one.value is None else on_scale(one.value, typed)
        if response is None or not one.dose or one.role not in NAMES:
            continue
        fitted = course(one.role, [one.dose])[0].response if one.counts else None
        found.append(Spot(one.name, one.role, one.dose, response, fitted, not one.counts))
    return tuple(found)
