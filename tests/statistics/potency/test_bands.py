"""Bands of fitted lines and curves agree with ordinary least squares and with the readings' own means."""

import math

import numpy as np
import pytest
from scipy import stats

from tsunagu.statistics.potency.bands import curve_band, doses_along, line_band
from tsunagu.statistics.potency.curves import fit_curves
from tsunagu.statistics.potency.designs import Assay, observations
from tsunagu.statistics.potency.parallel_lines import parallel_lines

DOSES = (1.0, 2.0, 4.0, 8.0)


def lines() -> Assay:
    chance = np.random.default_rng(7)
    names = [name for name in ("S", "T") for _ in DOSES for _ in range(3)]
    doses = [dose for _ in ("S", "T") for dose in DOSES for _ in range(3)]
    responses = [
        2 + 0.8 * math.log(dose) + (0.3 if name == "T" else 0) + chance.normal(0, 0.05)
        for name, dose in zip(names, doses, strict=True)
    ]
    return observations(names, doses, responses, standard="S")


def test_a_line_and_its_band_are_those_of_ordinary_least_squares() -> None:
    assay = lines()
    found = line_band(assay, parallel_lines(assay, error="model"), "T", DOSES)
    design = np.column_stack([assay.preparation == 0, assay.preparation == 1, np.log(assay.dose)]).astype(
        float
    )
    place, *_ = np.linalg.lstsq(design, assay.response, rcond=None)
    df = len(assay.response) - 3
    ms = float(np.sum((assay.response - design @ place) ** 2)) / df
    inverse = np.linalg.inv(design.T @ design)
    for at, dose in zip(found, DOSES, strict=True):
        row = np.array([0.0, 1.0, math.log(dose)])
        half = stats.t.ppf(0.975, df) * math.sqrt(ms * float(row @ inverse @ row))
        assert at.response == pytest.approx(float(row @ place), rel=1e-9)
        assert (at.lower, at.upper) == pytest.approx((at.response - half, at.response + half), rel=1e-9)


def test_a_curve_passes_half_way_at_its_ec50_with_the_band_around_it() -> None:
    chance = np.random.default_rng(3)
    doses = [dose for dose in (1.0, 3.0, 9.0, 27.0, 81.0, 243.0) for _ in range(3)]
    responses = [0.1 + 2 / (1 + (20 / dose) ** 1.3) + chance.normal(0, 0.02) for dose in doses]
    curves = fit_curves(observations(["S"] * len(doses), doses, responses))
    half = curves.ec50["S"].value
    (at,) = curve_band(curves, "S", [half])
    assert at.response == pytest.approx((curves.zero.value + curves.infinite.value) / 2, rel=1e-9)
    assert at.lower < at.response < at.upper
    assert at.upper - at.lower < 0.1


def test_doses_along_a_curve_leave_out_0_and_keep_the_ends() -> None:
    found = doses_along([0.0, 4.0, 1.0], 3)
    assert found == pytest.approx([1.0, 2.0, 4.0])
    assert doses_along([0.0]) == []
