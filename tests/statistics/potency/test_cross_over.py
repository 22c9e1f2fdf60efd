"""Twin cross-over assays: the table's degrees and sums, and the potency from differences within units."""

import numpy as np
import pytest

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.cross_over import twin_cross_over
from tsunagu.statistics.potency.designs import Assay, observations

GROUPS = [
    (("S", 1.0), ("T", 2.0)),
    (("S", 2.0), ("T", 1.0)),
    (("T", 1.0), ("S", 2.0)),
    (("T", 2.0), ("S", 1.0)),
]


def _assay(per_group: int = 8, potency: float = 1.3, unit_spread: float = 10.0, seed: int = 1) -> Assay:
    rng = np.random.default_rng(seed)
    names, doses, responses, units, days = [], [], [], [], []
    for group, order in enumerate(GROUPS):
        for animal in range(per_group):
            own = rng.normal(100, unit_spread)
            for day, (name, dose) in enumerate(order):
                effective = dose * (potency if name == "T" else 1.0)
                names.append(name)
                doses.append(dose)
                responses.append(float(own - 30 * np.log(effective) + 5 * day + rng.normal(0, 3)))
                units.append(f"{group}-{animal}")
                days.append(day)
    return observations(names, doses, responses, {"unit": units, "day": days}, standard="S")


def test_the_table_has_the_degrees_of_the_published_design() -> None:
    """Ph. Eur. 5.3, example 5.1.5: 32 rabbits give 28 degrees between and 28 within."""
    found = twin_cross_over(_assay())
    assert [(row.source, row.df) for row in found.between.rows] == [
        ("non_parallelism", 1),
        ("days_x_preparations", 1),
        ("days_x_regression", 1),
        ("residual", 28),
    ]
    assert [(row.source, row.df) for row in found.within.rows] == [
        ("preparations", 1),
        ("regression", 1),
        ("days", 1),
        ("days_x_non_parallelism", 1),
        ("residual", 28),
    ]
    assay = _assay()
    total = np.sum((assay.response - assay.response.mean()) ** 2)
    assert sum(row.ss for row in (*found.between.rows, *found.within.rows)) == pytest.approx(total)


def test_differences_between_units_do_not_touch_the_potency() -> None:
    calm, wild = (twin_cross_over(_assay(unit_spread=spread)).potency for spread in (0.0, 1e6))
    assert wild.estimate.value == pytest.approx(calm.estimate.value, rel=1e-6)
    assert wild.estimate.interval.upper == pytest.approx(calm.estimate.interval.upper, rel=1e-6)


def test_limits_cover_the_true_potency_as_often_as_they_say() -> None:
    spans = [twin_cross_over(_assay(4, seed=seed)).potency.estimate.interval for seed in range(100)]
    assert 0.89 < sum(span.covers(1.3) for span in spans) / 100 < 1


def test_other_designs_are_refused() -> None:
    assay = _assay(1)
    names = [assay.names[k] for k in assay.preparation]
    with refused("not_cross_over"):
        twin_cross_over(observations(names, assay.dose.tolist(), assay.response.tolist()))
    swapped = {"unit": np.roll(assay.groups["unit"], 1).tolist(), "day": assay.groups["day"].tolist()}
    with refused("not_cross_over"):
        twin_cross_over(observations(names, assay.dose.tolist(), assay.response.tolist(), swapped))
