"""Concentration of a sample read back from a standard curve, with its dilution; outside the standards only a limit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from tsunagu.evaluation.domain.assays.kinds import SHARE_RECOVERED
from tsunagu.evaluation.domain.assays.outcome import (
    Criterion,
    Figure,
    Outcome,
    Sign,
    Spot,
    bounded,
    curve_figures,
    finite,
    on_scale,
    once,
    y_label,
)
from tsunagu.evaluation.domain.assays.readings import Reading, chosen_sample
from tsunagu.evaluation.domain.assays.relative_potency import check_doses, curves_shown
from tsunagu.evaluation.domain.assays.typed import FAMILIES, TypedAssay, bounds_of, transform_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.estimates import Caution, StatisticsRefused
from tsunagu.statistics.potency.bands import Along, curve_band
from tsunagu.statistics.potency.curves import Curves, fit_curves, log_dose_at
from tsunagu.statistics.potency.designs import observations
from tsunagu.statistics.potency.readback import ReadBack, fitted_response, read_back

STANDARD = "standard"
CURVE = {STANDARD: Text("標準", "Standard")}
LEVELS = 5
"""Fewer levels of the standard make no curve of four parameters with anything left over."""


@dataclass(frozen=True, slots=True)
class AtDilution:
    """A sample at one dilution: its mean response, and the concentration, or on which side of the standards it lies."""

    dilution: float
    responses: tuple[float, ...]
    found: ReadBack | None
    side: Sign = ""


def standard_curve(readings: Sequence[Reading], typed: TypedAssay) -> Outcome:
    """Return the sample's concentration from the dilution whose response lies nearest the middle of the curve.

    Other dilutions are a check of linearity. Blanks are standards of dose 0. A sample below all standards, or above
    them, at every dilution is reported as less than the lowest, or more than the highest, times its dilution.
    """
    sample = chosen_sample(readings, typed.sample)
    own = [one for one in readings if one.role != "test" or one.sample == sample]
    used = [one for one in own if one.counts and one.value is not None]
    check_doses([one for one in used if one.role != "control"])
    curves = _fitted([one for one in used if one.role in ("standard", "blank")], typed)
    diluted = _diluted([one for one in used if one.role == "test"], curves, typed)
    value, sign, best = _reported(diluted, curves)
    recoveries = _recoveries(used, curves, typed)

    def course(name: str, doses: Sequence[float]) -> list[Along]:
        return curve_band(curves, name, doses)

    return Outcome(
        value,
        None if best is None or best.found is None else finite(best.found.dose.interval),
        (*_recovered(recoveries, typed), *_linear(diluted, best, typed)),
        (*_dilution_figures(diluted), *curve_figures(curves, CURVE), *(figure for _, figure in recoveries)),
        once((*curves.cautions, *_cautions(diluted, best))),
        curves_shown([one for one in own if one.role == STANDARD], course, CURVE),
        _spots(own, curves, diluted, typed),
        Text("濃度", "Concentration"),
        y_label(typed),
        sign,
    )


def _fitted(standards: Sequence[Reading], typed: TypedAssay) -> Curves:
    if len({one.dose for one in standards if one.role == STANDARD and one.dose}) < LEVELS:
        raise BadInput("assay_levels", _FEW_LEVELS, "readings")
    assay = observations(
        [STANDARD] * len(standards),
        [one.dose or 0.0 for one in standards],
        [one.value or 0.0 for one in standards],
    )
    return fit_curves(assay, FAMILIES[typed.model], transform_of(typed))


def _diluted(tests: Sequence[Reading], curves: Curves, typed: TypedAssay) -> list[AtDilution]:
    groups: dict[float, list[float]] = defaultdict(list)
    for one in tests:
        groups[one.dose or 1.0].append(one.value or 0.0)
    if not groups:
        raise BadInput("assay_no_sample", _NO_SAMPLE, "readings")
    found = []
    for dilution, responses in sorted(groups.items()):
        try:
            back = read_back(curves, responses, dilution=dilution, transform=transform_of(typed))
            found.append(AtDilution(dilution, tuple(responses), back))
        except StatisticsRefused as refused:
            if refused.code != "outside_range":
                raise
            found.append(AtDilution(dilution, tuple(responses), None, _side(curves, _mean(responses, typed))))
    return found


def _mean(responses: Sequence[float], typed: TypedAssay) -> float:
    return float(np.mean([on_scale(one, typed) or 0.0 for one in responses]))


def _share(curves: Curves, response: float) -> float:
    zero, infinite = curves.zero.value, curves.infinite.value
    return (response - zero) / (infinite - zero)


def _ends(curves: Curves) -> tuple[float, float]:
    """Return the lowest and highest standard above 0."""
    doses = curves.problem.x[np.isfinite(curves.problem.x)]
    return exp(float(doses.min())), exp(float(doses.max()))


def _side(curves: Curves, response: float) -> Sign:
    lowest = fitted_response(curves, 0, float(np.log(_ends(curves)[0])))[0]
    return "<" if _share(curves, response) < _share(curves, lowest) else ">"


def _reported(diluted: Sequence[AtDilution], curves: Curves) -> tuple[float, Sign, AtDilution | None]:
    read = [one for one in diluted if one.found is not None]
    if read:
        middle = float(np.log(curves.ec50[STANDARD].value))

        def away(one: AtDilution) -> float:
            return abs(float(np.log(_dose(one) / one.dilution)) - middle)

        best = min(read, key=away)
        return _dose(best), "", best
    sides = {one.side for one in diluted}
    low, high = _ends(curves)
    if sides == {"<"}:
        return low * min(one.dilution for one in diluted), "<", None
    if sides == {">"}:
        return high * max(one.dilution for one in diluted), ">", None
    raise BadInput("assay_sides", _BOTH_SIDES, "readings")


def _dose(one: AtDilution) -> float:
    return one.found.dose.value if one.found is not None else float("nan")


def _recoveries(used: Sequence[Reading], curves: Curves, typed: TypedAssay) -> list[tuple[str, Figure]]:
    """Return, for each standard and control of a known dose, what the curve gives over what it is; 0 where nothing."""
    groups: dict[tuple[str, float], list[float]] = defaultdict(list)
    for one in used:
        if one.role in ("standard", "control") and one.dose:
            groups[one.role, one.dose].append(one.value or 0.0)
    found = []
    for (role, dose), responses in sorted(groups.items(), key=lambda one: (one[0][0] != STANDARD, one[0][1])):
        share = _share(curves, _mean(responses, typed))
        back = exp(log_dose_at(curves.problem, curves.place, 0, share)[0]) if 0 < share < 1 else 0.0
        ja, en = ("標準", "standard") if role == STANDARD else ("対照", "control")
        name = Text(f"回収率（{ja} {dose:g}）", f"Recovery, {en} {dose:g}")
        found.append((role, Figure(name, back / dose)))
    return found


def _recovered(recoveries: Sequence[tuple[str, Figure]], typed: TypedAssay) -> tuple[Criterion, ...]:
    low, high = bounds_of(typed)["recovery"]

    def is_within(value: float) -> bool:
        return (low is None or value >= low) and (high is None or value <= high)

    standards = [figure.value for role, figure in recoveries if role == STANDARD]
    name = Text(
        f"回収率が{low:g}〜{high:g}の標準の割合", f"Share of standards recovered within {low:g} to {high:g}"
    )
    share = sum(map(is_within, standards)) / len(standards)
    found = [Criterion("recovery", name, share, None, (SHARE_RECOVERED, None))]
    for role, figure in recoveries:
        if role != STANDARD:
            found.append(Criterion("recovery_control", figure.name, figure.value, None, (low, high)))
    return tuple(found)


def _linear(
    diluted: Sequence[AtDilution], best: AtDilution | None, typed: TypedAssay
) -> tuple[Criterion, ...]:
    bounds, found = bounds_of(typed), list[Criterion]()
    for one in diluted:
        if best is not None and one is not best and one.found is not None:
            name = Text(
                f"希釈{one.dilution:g}倍と{best.dilution:g}倍の比",
                f"Ratio of dilution {one.dilution:g} to {best.dilution:g}",
            )
            found += bounded(bounds, "linearity", name, _dose(one) / _dose(best))
    return tuple(found)


def _dilution_figures(diluted: Sequence[AtDilution]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            Text(f"濃度（希釈{one.dilution:g}倍）", f"Concentration at dilution {one.dilution:g}"),
            one.found.dose.value,
            finite(one.found.dose.interval),
        )
        for one in diluted
        if one.found is not None
    )


def _cautions(diluted: Sequence[AtDilution], best: AtDilution | None) -> tuple[Caution, ...]:
    found = list(best.found.cautions) if best is not None and best.found is not None else []
    outside = [f"{one.dilution:g}" for one in diluted if one.found is None]
    if outside and best is not None:
        listed = "、".join(outside)
        ja = f"希釈{listed}倍の測定値は検量線の範囲外のため、計算に使っていません。"
        found.append(
            Caution("dilution_outside", ja, f"Dilution {listed} lies outside the standards and isn't used.")
        )
    return tuple(found)


def _spots(
    own: Sequence[Reading], curves: Curves, diluted: Sequence[AtDilution], typed: TypedAssay
) -> tuple[Spot, ...]:
    """Return the standards at their doses, and the sample's readings at the concentrations in their wells."""
    inside = {one.dilution: _dose(one) / one.dilution for one in diluted if one.found is not None}
    found = []
    for one in own:
        response = None if one.value is None else on_scale(one.value, typed)
        x = one.dose if one.role in ("standard", "control") else inside.get(one.dose or 1.0)
        if response is None or not x or one.role == "blank":
            continue
        is_fitted = one.counts and one.role == STANDARD
        fitted = fitted_response(curves, 0, float(np.log(x)))[0] if is_fitted else None
        found.append(Spot(one.name, one.role, x, response, fitted, not one.counts))
    return tuple(found)


_FEW_LEVELS = Text(
    f"標準は0以外に{LEVELS}濃度以上が必要です。",
    f"At least {LEVELS} concentrations of the standard above 0 are needed.",
)
_NO_SAMPLE = Text(
    "検体の測定値がありません（除外したものを除く）。", "The sample has no reading that counts."
)
_BOTH_SIDES = Text(
    "検体の測定値が、希釈によって検量線の上と下の両方に外れています。希釈を見直して測り直してください。",
    "The sample lies below the standards at one dilution and above them at another: measure again at others.",
)
