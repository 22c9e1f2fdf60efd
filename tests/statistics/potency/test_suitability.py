"""Similarity by equivalence: verdicts, and measures that find what was built in."""

import math

import numpy as np
import pytest

from tests.statistics.potency.refusals import refused
from tests.statistics.potency.test_curves import DOSES, four, made
from tsunagu.statistics.estimates import Interval
from tsunagu.statistics.potency.designs import Assay, completely_randomised, observations
from tsunagu.statistics.potency.parallel_lines import parallel_lines
from tsunagu.statistics.potency.suitability import Similarity, curve_similarity, judged, line_similarity


def _lines(slope: float, noise: float = 0.3) -> Assay:
    rng, doses = np.random.default_rng(9), [1.0, 2.0, 4.0, 8.0]
    return completely_randomised(
        {
            name: [(5 + b * math.log(dose) + rng.normal(0, noise, 4)).tolist() for dose in doses]
            for name, b in (("S", 3.0), ("T", slope))
        },
        {"S": doses, "T": doses},
    )


def _by_measure(found: list[Similarity], name: str = "T") -> dict[str, Similarity]:
    return {one.measure: one for one in found if one.preparation == name}


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        (0.9, 1.1, "similar"),
        (0.8, 1.25, "similar"),
        (0.7, 0.9, "not_shown"),
        (0.7, 1.3, "not_shown"),
        (0.5, 0.7, "not_similar"),
        (1.3, 1.4, "not_similar"),
    ],
)
def test_the_whole_interval_must_lie_within_the_bounds(lower: float, upper: float, verdict: str) -> None:
    assert judged(Interval(lower, upper, 0.9), (0.8, 1.25)) == verdict


def test_no_bounds_give_no_verdict_and_turned_bounds_are_refused() -> None:
    assert judged(Interval(0.9, 1.1), None) is None
    with refused("bounds"):
        judged(Interval(0.9, 1.1), (1.25, 0.8))


@pytest.mark.parametrize(("slope", "verdict"), [(3.0, "similar"), (6.0, "not_similar"), (3.75, "not_shown")])
def test_slopes_are_judged_by_their_ratio(slope: float, verdict: str) -> None:
    ratio = _by_measure(line_similarity(_lines(slope), {"slope_ratio": (0.8, 1.25)}))["slope_ratio"]
    assert ratio.verdict == verdict
    assert ratio.estimate.interval.level == 0.90
    assert ratio.estimate.interval.covers(slope / 3)


def test_the_difference_of_two_slopes_is_the_non_parallelism_of_the_table() -> None:
    assay = _lines(3.2)
    found = _by_measure(line_similarity(assay))
    assert found["slope_difference"].difference_p == pytest.approx(
        parallel_lines(assay).anova["non_parallelism"].p
    )
    assert found["slope_difference"].verdict is None


def test_the_difference_of_slopes_agrees_with_the_table_in_incomplete_blocks() -> None:
    rng, whole = np.random.default_rng(3), _lines(3.2)
    keep = [k for k in range(len(whole.dose)) if k % 5]
    assay = observations(
        [whole.names[whole.preparation[k]] for k in keep],
        whole.dose[keep].tolist(),
        whole.response[keep].tolist(),
        {"block": rng.integers(0, 4, len(keep)).tolist()},
    )
    found = _by_measure(line_similarity(assay))["slope_difference"]
    assert found.difference_p == pytest.approx(parallel_lines(assay).anova["non_parallelism"].p)


def test_a_noisy_assay_shows_nothing_although_its_difference_is_not_significant() -> None:
    ratio = _by_measure(line_similarity(_lines(3.0, noise=4.0), {"slope_ratio": (0.8, 1.25)}))["slope_ratio"]
    assert ratio.verdict == "not_shown"
    assert ratio.difference_p > 0.05


def test_curves_of_one_shape_are_similar_by_every_measure() -> None:
    bounds = {
        "slope_ratio": (0.8, 1.25),
        "infinite_ratio": (0.9, 1.1),
        "span_ratio": (0.9, 1.1),
        "zero_ratio": (0.5, 2.0),
        "non_parallelism": (0.0, 20.0),
    }
    found = _by_measure(curve_similarity(made(four, 0.01), bounds))
    assert set(found) == set(bounds)
    assert {one.verdict for one in found.values()} == {"similar"}


def test_a_lower_top_is_seen_in_the_asymptote_and_the_non_parallelism() -> None:
    rng = np.random.default_rng(12)
    responses = {
        name: [
            [0.1 + (four(dose) - 0.1) * top + float(rng.normal(0, 0.01)) for _ in range(2)] for dose in DOSES
        ]
        for name, top in (("S", 1.0), ("T", 0.7), ("U", 1.0))
    }
    assay = completely_randomised(responses, dict.fromkeys(responses, DOSES))
    bounds = {"span_ratio": (0.9, 1.1), "non_parallelism": (0.0, 30.0)}
    found = curve_similarity(assay, bounds)
    lower, same = _by_measure(found, "T"), _by_measure(found, "U")
    assert lower["span_ratio"].verdict == lower["non_parallelism"].verdict == "not_similar"
    assert lower["span_ratio"].estimate.interval.covers(0.7)
    assert lower["slope_ratio"].estimate.interval.covers(1.0)
    assert same["span_ratio"].verdict == same["non_parallelism"].verdict == "similar"


def test_the_asymmetry_is_compared_where_there_is_one() -> None:
    assert "asymmetry_ratio" in _by_measure(curve_similarity(made(four, 0.005), family="gottschalk_dunn"))


def test_blanks_are_refused_for_lines() -> None:
    with refused("dose_of_zero"):
        line_similarity(
            completely_randomised({"S": [[1, 2], [2, 3]], "T": [[1, 2], [3, 4]]}, {"S": [0, 1], "T": [1, 2]})
        )
