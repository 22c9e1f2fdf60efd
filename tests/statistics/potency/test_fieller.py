"""The interval of a ratio, and its shapes where the denominator isn't told from 0."""

import math

import numpy as np
import pytest

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.fieller import Fieller, fieller, quantile


def test_the_set_holds_exactly_the_ratios_that_a_test_does_not_reject() -> None:
    for numerator, denominator in ((2.0, 5.0), (2.0, 1.2), (0.3, 0.5), (-3.0, 2.5), (4.0, 0.4)):
        found = fieller(numerator, denominator, 0.5, 0.8, 0.2, degrees=7)
        for ratio in np.linspace(-20, 20, 801):
            distance = (numerator - ratio * denominator) ** 2
            allowed = quantile(0.95, 7) ** 2 * (0.5 - 2 * ratio * 0.2 + ratio**2 * 0.8)
            if abs(distance - allowed) > 1e-6:
                assert found.covers(float(ratio)) == (distance < allowed)


@pytest.mark.parametrize(
    ("numerator", "denominator", "kind"),
    [(2.0, 5.0, "bounded"), (4.0, 0.5, "disjoint"), (0.5, 0.5, "everything")],
)
def test_the_shape_of_the_set_is_named(numerator: float, denominator: float, kind: str) -> None:
    found = fieller(numerator, denominator, 0.5, 0.5)
    assert found.kind == kind
    assert (found.g >= 1) == (kind != "bounded")
    assert bool(found.cautions) == (kind != "bounded")
    assert math.isinf(found.interval.width) == (kind != "bounded")


def test_a_half_line_is_said_to_have_no_limit_on_one_side() -> None:
    half = Fieller(1.0, "half_line", 0.5, math.inf, 1.0, 0.95)
    assert [caution.code for caution in half.cautions] == ["fieller_half_line"]
    assert half.covers(1e9)
    assert not half.covers(0.4)


def test_an_exact_denominator_gives_the_plain_interval() -> None:
    found = fieller(6.0, 3.0, 0.09, 0.0, degrees=12)
    half = quantile(0.95, 12) * 0.1
    assert found.lower == pytest.approx(2 - half)
    assert found.upper == pytest.approx(2 + half)


def test_the_reciprocal_ratio_has_the_reciprocal_interval() -> None:
    one, other = fieller(6.0, 3.0, 0.2, 0.1, 0.05), fieller(3.0, 6.0, 0.1, 0.2, 0.05)
    assert one.lower == pytest.approx(1 / other.upper)
    assert one.upper == pytest.approx(1 / other.lower)


def test_a_denominator_of_zero_is_refused() -> None:
    with refused("zero_slope"):
        fieller(1.0, 0.0, 1.0, 1.0)


def test_a_confidence_of_95_instead_of_95_percent_is_refused() -> None:
    with refused("level"):
        fieller(1.0, 1.0, 1.0, 1.0, confidence=95)
