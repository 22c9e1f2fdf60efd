"""Settings given as text, None or numbers out of all bounds: an answer or a sentence, never another error."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.statistics.test_hard_input import faults
from tests.statistics.ways_in import ARM, BATCH, DOSES, LASTING, LINES, MANY, SITE, TIME, WELLS, X, Y
from tsunagu.statistics import comparability, counting, monitoring, potency, stability, yes_no
from tsunagu.statistics.estimates import StatisticsRefused

Way = tuple[Callable[..., Any], dict[str, Any]]
FROZEN: dict[str, Any] = {"version": "1", "frozen_on": datetime.date(2026, 1, 1)}
CHART = monitoring.evaluate(
    monitoring.freeze_individuals(X * 3, version="1", frozen_on=FROZEN["frozen_on"]), X
)
KILLED = potency.counted(
    {"S": [(1, 1, 10), (2, 4, 10), (4, 8, 10)], "T": [(1, 2, 10), (2, 5, 10), (4, 9, 10)]}
)
ASSAY = potency.completely_randomised(LINES, dict.fromkeys(LINES, DOSES))
RISING = [[0.1, 0.12], [0.3, 0.25], [0.8, 0.86], [1.4, 1.5], [1.8, 1.75], [1.9, 2.0]]
CURVED = potency.completely_randomised(
    {"S": RISING, "T": RISING}, {name: [1.0, 3, 9, 27, 81, 243] for name in "ST"}
)
POWER = {"sd": 0.2, "lower": -0.5, "upper": 0.5, "difference": 0.0, "alpha": 0.05, "sd_degrees": 8.0}


def fixed_curve(zero: float) -> Any:
    """Potencies with a known lower asymptote."""
    return potency.curve_potencies(potency.fit_curves(CURVED, fixed={"zero": zero}))


def sloped(responses: Any, doses: Any) -> Any:
    """Slope ratios of one layout."""
    return potency.slope_ratio(potency.completely_randomised(responses, dict.fromkeys(responses, doses)))


WAYS: Mapping[str, Way] = {
    "cusum": (
        lambda **given: monitoring.cusum(CHART, **given),
        {"reference": 0.5, "decision": 5.0, "head_start": 0.0},
    ),
    "ewma": (lambda **given: monitoring.ewma(CHART, **given), {"weight": 0.2, "width": 2.86}),
    "capability": (
        lambda **given: monitoring.capability(CHART, **given),
        {"lower": 0.0, "upper": 20.0, "within_degrees": "effective"},
    ),
    "tolerance": (
        lambda **given: monitoring.tolerance_interval(CHART, **given),
        {"coverage": 0.9, "level": 0.95, "side": "both", "method": "exact"},
    ),
    "ranks": (monitoring.ranks, {"count": 100, "coverage": 0.9, "confidence": 0.95, "sides": 2}),
    "factor": (
        monitoring.normal_factor,
        {"count": 10, "coverage": 0.9, "confidence": 0.95, "sides": 2, "method": "howe"},
    ),
    "run_length": (
        monitoring.average_run_length,
        {"reference": 0.5, "decision": 4.0, "sides": 2, "method": "markov", "states": 50},
    ),
    "d2": (monitoring.d2, {"size": 5}),
    "d3": (monitoring.d3, {"size": 5}),
    "c4": (monitoring.c4, {"size": 5}),
    "freeze": (
        lambda **given: monitoring.freeze_individuals(X * 3, **FROZEN, **given),
        {"chart": "individuals", "sigma": "mean_moving_range", "span": 2, "width": 3.0},
    ),
    "freeze_counts": (
        lambda **given: monitoring.freeze_counts([3, 4, 2, 5, 6] * 5, [100] * 25, **FROZEN, **given),
        {"chart": "p", "width": 3.0},
    ),
    "tost": (
        comparability.power_of_tost,
        {
            "standard_error": 0.1,
            "degrees": 10.0,
            "lower": -0.5,
            "upper": 0.5,
            "difference": 0.0,
            "alpha": 0.05,
        },
    ),
    "samples": (comparability.power_of_two_samples, {"test": 5, "reference": 5, **POWER}),
    "pairs": (comparability.power_of_pairs, {"pairs": 5, **POWER}),
    "plan": (comparability.plan_two_samples, {**POWER, "power": 0.8, "ratio": 1.0}),
    "plan_pairs": (comparability.plan_pairs, {**POWER, "power": 0.8}),
    "sd_of_log": (comparability.sd_of_log, {"coefficient": 0.2}),
    "margins": (comparability.Margins, {"lower": -1.0, "upper": 1.0, "kind": "absolute"}),
    "quantal": (
        lambda **given: potency.quantal(KILLED, **given),
        {
            "link": "probit",
            "heterogeneity": "none",
            "natural_response": 0.01,
            "share": 0.5,
            "confidence": 0.95,
        },
    ),
    "controls": (
        lambda hit, of: potency.quantal(KILLED, controls=(hit, of)),
        {"hit": 1, "of": 20},
    ),
    "fixed_curve": (fixed_curve, {"zero": 0.1}),
    "readback": (
        lambda dilution: potency.read_back(potency.fit_curves(CURVED), [1.0, 1.1], dilution=dilution),
        {"dilution": 2.0},
    ),
    "known": (
        lambda known: potency.parallel_lines(ASSAY, known_variance=known),
        {"known": 0.04},
    ),
    "two_samples": (
        lambda **given: comparability.two_samples(X, Y, comparability.Margins(-1, 1), **given),
        {"alpha": 0.05, "variance": "pooled", "scale": "difference"},
    ),
    "mixed": (
        lambda **given: comparability.mixed(
            MANY, ARM, comparability.Margins(-1, 1), random={"site": SITE}, **given
        ),
        {"alpha": 0.05, "adjustment": "satterthwaite", "negative": "zero"},
    ),
    "shelf_life": (
        lambda **given: stability.shelf_life(BATCH, TIME, LASTING, lower=95.0, **given),
        {"alpha": 0.25, "intercept_error": "full", "value_scale": "log", "time_scale": "sqrt", "sides": 1},
    ),
    "rate": (counting.rate, {"events": 3, "exposure": 1.0, "method": "exact"}),
    "proportion": (counting.proportion, {"successes": 3, "trials": 10, "method": "wilson"}),
    "westgard": (monitoring.westgard, {"z": [0.1, 0.3, 2.5, 1.0]}),
    "same_shape": (
        lambda confidence: potency.same_shape(
            potency.fit_curves(CURVED), potency.fit_separately(CURVED)
        ).noncentrality(confidence),
        {"confidence": 0.9},
    ),
    "slope_ratio": (sloped, {"responses": LINES, "doses": DOSES}),
    "dilution": (
        yes_no.limiting_dilution,
        {"positive": [2, 5, 7, 9], **WELLS, "cells": "poisson", "method": "wald_log", "edge": "one_sided"},
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_hard_settings_are_answered_or_refused(name: str) -> None:
    wrong = faults(*WAYS[name])
    assert not wrong, "\n".join(wrong)


CHOICES = [
    (name, key) for name, (_, given) in WAYS.items() for key, one in given.items() if isinstance(one, str)
]


@pytest.mark.parametrize(("name", "key"), CHOICES)
@pytest.mark.parametrize("given", ["nonsense", 3.5, ["exact"]])
def test_an_unknown_choice_is_refused_and_never_taken_for_another(name: str, key: str, given: Any) -> None:
    ask, known = WAYS[name]
    with pytest.raises(StatisticsRefused):
        ask(**{**known, key: given})


@pytest.mark.parametrize("use_blanks", [True, False])
@pytest.mark.parametrize("doses", [[0.0] * 4, [0, 0, 0, 1e-200]])
def test_slopes_without_any_dose_are_refused(use_blanks: bool, doses: list[float]) -> None:
    with pytest.raises(StatisticsRefused, match=r"no_dose|too_small"):
        potency.slope_ratio(
            potency.completely_randomised(LINES, dict.fromkeys(LINES, doses)), use_blanks=use_blanks
        )


def test_a_preparation_of_blanks_only_is_named() -> None:
    assay = potency.observations(list("SSSSTT"), [1, 2, 1, 2, 0, 0], [1, 2, 1.1, 2.1, 0.4, 0.3])
    with pytest.raises(StatisticsRefused, match="no_dose: There are no responses of T"):
        potency.slope_ratio(assay)


@pytest.mark.parametrize(("farthest", "code"), [(1e100, "too_large"), (1e15, "")])
def test_wells_of_absurd_doses_are_refused_and_large_ones_answered(farthest: float, code: str) -> None:
    def ask() -> yes_no.LimitingDilution:
        return yes_no.limiting_dilution([2, 5, 7, 5], [10] * 4, [1.0, 3.0, 10.0, farthest])

    if code:
        with pytest.raises(StatisticsRefused, match=code):
            ask()
    else:
        found = ask()
        assert found.single_hit is not None
        assert found.cautions[0].code == "not_single_hit"
