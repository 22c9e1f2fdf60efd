"""The frozen analysis of a round: coverage of a known truth, conventions, what it says of each laboratory."""

import json
import random
from decimal import Decimal

import pytest

from tsunagu.evaluation.domain.round_analysis import freeze
from tsunagu.evaluation.domain.rounds import Convention
from tsunagu.statistics.estimates import StatisticsRefused

Cells = dict[str, list[Decimal]]


def simulated(seed: int, laboratories: int = 8) -> Cells:
    source, cells = random.Random(seed), {}
    for place in range(1, laboratories + 1):
        own = source.gauss(85.2, 2.4)
        cells[f"L{place}"] = [Decimal(f"{source.gauss(own, 1.7):.3f}") for _ in range(3)]
    return cells


def test_intervals_cover_the_known_components_about_as_often_as_they_say() -> None:
    covered = {"s_r": 0, "s_L": 0, "mean": 0}
    truth = {"s_r": 1.7, "s_L": 2.4, "mean": 85.2}
    for seed in range(200):
        told = freeze(simulated(seed), Convention()).performance
        for name, value in truth.items():
            covered[name] += told[name]["low"] <= value <= told[name]["high"]
    for name, count in covered.items():
        assert 180 <= count <= 200, (name, count)


def test_what_is_frozen_can_be_kept_as_json_and_says_what_went_in() -> None:
    cells = simulated(1)
    frozen = freeze(cells, Convention())
    assert json.loads(json.dumps(frozen.data, allow_nan=False)) == frozen.data
    assert freeze(dict(reversed(cells.items())), Convention()).input_hash == frozen.input_hash
    changed = cells | {"L1": [Decimal("1"), *cells["L1"][1:]]}
    assert freeze(changed, Convention()).input_hash != frozen.input_hash
    assert freeze(cells, Convention(sigma_kind="given", sigma=2.0)).input_hash != frozen.input_hash


def test_laboratories_stand_in_the_order_of_their_codes() -> None:
    codes = [lab["code"] for lab in freeze(simulated(1, 11), Convention()).data["labs"]]
    assert codes == [f"L{place}" for place in range(1, 12)]


def test_z_follows_the_given_value_and_sigma() -> None:
    cells = {f"L{i}": [Decimal(80 + i), Decimal(80 + i)] for i in range(1, 5)} | {
        "L5": [Decimal(90), Decimal(92)]
    }
    told = freeze(cells, Convention("given", 82.0, 0.1, "given", 2.0)).data
    assert told["score"] == "z"
    assert [lab["z"] for lab in told["labs"]] == [-0.5, 0.0, 0.5, 1.0, 4.5]
    assert told["labs"][4]["verdict"] == "unsatisfactory"


def test_fitness_for_purpose_is_a_share_of_the_assigned_value() -> None:
    told = freeze(simulated(3), Convention(sigma_kind="purpose", sigma=5.0)).data
    assert told["sigma_pt"] == pytest.approx(0.05 * told["assigned"]["value"])


def test_an_uncertain_assigned_value_brings_z_prime() -> None:
    told = freeze(simulated(3), Convention("given", 85.0, 2.0, "given", 2.0)).data
    assert told["score"] == "z_prime"
    lab = told["labs"][0]
    assert lab["z"] == pytest.approx((lab["mean"] - 85.0) / 8**0.5)


def test_single_readings_leave_out_what_needs_replicates_and_say_so() -> None:
    cells = {code: readings[:1] for code, readings in simulated(4).items()}
    told = freeze(cells, Convention()).data
    assert told["s_r"] is None
    assert told["labs"][0]["k"] is None
    assert any("precision" in caution["code"] for caution in told["cautions"])


def test_one_laboratory_is_refused_in_both_languages() -> None:
    with pytest.raises(StatisticsRefused) as caught:
        freeze(simulated(1, 1), Convention())
    assert caught.value.ja
    assert caught.value.en
