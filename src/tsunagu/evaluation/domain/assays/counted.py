"""Results of dilution series: the frequency of active cells from positive wells, cells from proportional counts."""

import math
from collections.abc import Sequence

import numpy as np

from tsunagu.evaluation.domain.assays.outcome import Curve, Figure, Outcome, Sign, Spot, bounded, finite, once
from tsunagu.evaluation.domain.assays.readings import (
    Reading,
    check_count,
    number_at,
    refuse_line,
    rows_of,
    value_in,
)
from tsunagu.evaluation.domain.assays.typed import TypedAssay, bounds_of, factor_of
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.statistics.counting.dilution_series import dilution_series
from tsunagu.statistics.counting.proportionality import indicators
from tsunagu.statistics.estimates import Interval
from tsunagu.statistics.potency.bands import doses_along
from tsunagu.statistics.yes_no.limiting_dilution import limiting_dilution

MOST_WELLS = 10_000


def read_wells(text: str) -> tuple[Reading, ...]:
    """Return the lines ``cells per well, wells, positive wells``; each is a reading ``2-1`` of its positive wells."""
    found = []
    for number, cells in rows_of(text):
        if len(cells) != 3:
            refuse_line(
                number,
                "は「細胞数／ウェル ウェル数 陽性数」の順に入力してください",
                "needs cells per well, wells, positives",
            )
        dose, wells = number_at(number, cells[0]), number_at(number, cells[1])
        found.append(Reading(f"{number}-1", "test", f"{wells:g}", dose, cells[2][:40], value_in(cells[2])))
    check_count(found)
    return tuple(found)


def limiting(readings: Sequence[Reading], typed: TypedAssay) -> Outcome:
    """Return the frequency of active cells (single hit; Hu & Smyth 2009), the single-hit test as suitability.

    All negative, or all positive, gives a limit only.
    """
    used = [one for one in readings if one.counts and one.value is not None]
    if not used or any(float(one.sample) > MOST_WELLS for one in used):
        raise BadInput("assay_wells", _WELLS, "readings")
    positive, tested = [one.value or 0.0 for one in used], [float(one.sample) for one in used]
    found = limiting_dilution(positive, tested, [one.dose or 0.0 for one in used])
    group = found.groups["1"]
    estimate = group.frequency
    sign, value = _limit(estimate.value, estimate.interval)
    bounds, p = bounds_of(typed), found.single_hit.p if found.single_hit else None
    name = Text("シングルヒット検定のp値", "p of the single-hit test")
    one_in = group.one_in
    return Outcome(
        value,
        None if sign else finite(estimate.interval),
        () if p is None else bounded(bounds, "single_hit_p", name, p),
        (
            Figure(Text("頻度", "Frequency"), estimate.value, finite(estimate.interval)),
            *(
                [
                    Figure(
                        Text("活性細胞1個あたりの細胞数", "Cells per active cell"),
                        one_in.value,
                        finite(one_in.interval),
                    )
                ]
                if math.isfinite(one_in.value)
                else []
            ),
        ),
        once((*group.cautions, *found.cautions)),
        (_negative_curve(used, estimate.value),) if 0 < estimate.value < 1 else (),
        _negative_spots(readings, estimate.value),
        Text("細胞数／ウェル", "Cells per well"),
        Text("陰性ウェルの割合", "Share of negative wells"),
        sign,
    )


def _limit(value: float, ends: Interval) -> tuple[Sign, float]:
    """Return the frequency, or the only limit that exists where all wells are negative or all positive."""
    if value == 0:
        return "<", ends.upper
    return (">", ends.lower) if value >= 1 else ("", value)


def _negative_curve(used: Sequence[Reading], frequency: float) -> Curve:
    def at(dose: float) -> tuple[float, float, float, float]:
        share = math.exp(-frequency * dose)
        return dose, share, share, share

    doses = doses_along([one.dose or 0.0 for one in used])
    return Curve("test", Text("シングルヒット", "Single hit"), tuple(map(at, doses)))


def _negative_spots(readings: Sequence[Reading], frequency: float) -> tuple[Spot, ...]:
    return tuple(
        Spot(
            one.name, "test", one.dose, 1 - one.value / float(one.sample),
            math.exp(-frequency * one.dose) if one.counts else None, not one.counts,
        )
        for one in readings
        if one.dose and one.value is not None and float(one.sample) > 0
    )  # fmt: skip


def read_counts(text: str) -> tuple[Reading, ...]:
    """Return the lines ``dilution fraction, sample, concentration, ...``; the sample tells replicates apart."""
    found = []
    for number, cells in rows_of(text):
        if len(cells) < 3:
            refuse_line(
                number,
                "は「希釈率 検体 細胞濃度…」の順に入力してください",
                "needs fraction, sample and concentrations",
            )
        fraction = number_at(number, cells[0])
        found += [
            Reading(f"{number}-{place}", "test", cells[1][:60], fraction, cell[:40], value_in(cell))
            for place, cell in enumerate(cells[2:], 1)
        ]
    check_count(found)
    return tuple(found)


def counted(readings: Sequence[Reading], typed: TypedAssay) -> Outcome:
    """Return the cells at dilution fraction 1 by the proportional fit, times the volume (ISO 20391-2:2019)."""
    used = [one for one in readings if one.counts and one.value is not None]
    series = dilution_series(
        [one.dose or 0.0 for one in used], [one.sample for one in used], [one.value or 0.0 for one in used]
    )
    found, volume = indicators(series), factor_of(typed)
    name = Text("比例性の決定係数R²", "R² of proportionality")
    doses = np.linspace(0.0, max(one.dose or 0.0 for one in used), 2)
    course = tuple(
        (float(x), found.slope * float(x), found.slope * float(x), found.slope * float(x)) for x in doses
    )
    return Outcome(
        found.slope * volume,
        None,
        bounded(bounds_of(typed), "r_squared", name, found.r_squared),
        (
            Figure(
                Text("原液の細胞濃度（比例直線）", "Concentration undiluted, by the proportional fit"),
                found.slope,
            ),
            Figure(name, found.r_squared),
            Figure(Text("比例性指標（PI）", "Proportionality index"), found.proportionality_index),
            *(_at(one.target, one.cv) for one in found.dilutions if one.cv is not None),
        ),
        (),
        (Curve("test", Text("比例直線", "Proportional fit"), course),),
        _count_spots(readings, found.slope),
        Text("希釈率", "Dilution fraction"),
        Text("細胞濃度", "Cell concentration"),
    )


def _count_spots(readings: Sequence[Reading], slope: float) -> tuple[Spot, ...]:
    return tuple(
        Spot(one.name, "test", one.dose, one.value, slope * one.dose if one.counts else None, not one.counts)
        for one in readings
        if one.dose is not None and one.value is not None
    )


def _at(target: float, cv: float) -> Figure:
    return Figure(Text(f"変動係数（希釈率 {target:g}）", f"Coefficient of variation at {target:g}"), cv)


_WELLS = Text(
    f"ウェル数は1〜{MOST_WELLS:,}で入力してください。",
    f"There are 1 to {MOST_WELLS:,} wells at each number of cells.",
)
