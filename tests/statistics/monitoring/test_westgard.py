"""Westgard's rules: each holds where its definition says, within a material and over materials."""

from typing import Any

import pytest

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.westgard import THREE_MATERIALS, WestgardRule, westgard


def held(rule: WestgardRule, z: Any) -> list[tuple[int, int | None]]:
    return [(hit.run, hit.material) for hit in westgard(z, rules=(rule,)).hits]


@pytest.mark.parametrize(
    ("rule", "z", "hits"),
    [
        ("1_2s", [0, 2.1, -2.1, 2.0], [(2, 1), (3, 1)]),
        ("1_3s", [0, 3.1, -2.9], [(2, 1)]),
        ("2_2s", [2.1, 2.1, -2.1], [(2, 1)]),
        ("2_2s", [[2.1, 2.3], [0, 0]], [(1, None)]),
        ("2_2s", [[0, 2.3], [2.1, 0]], [(2, None)][:0]),
        ("2_2s", [[0, 2.3], [0, 2.1]], [(2, 2)]),
        ("2_2s", [[2.1, -2.1]], []),
        ("R_4s", [[2.1, -2.1], [2.1, 0], [-2.1, 0]], [(1, None)]),
        ("R_4s", [[3.5, -1.0]], []),
        ("4_1s", [1.1, 1.1, 1.1, 1.1], [(4, 1)]),
        ("4_1s", [[1.1, 1.1], [1.1, 1.1]], [(2, None)]),
        ("4_1s", [[1.1, 1.1], [1.1, 0.9]], []),
        ("10_x", [[0.1, 0.1]] * 5, [(5, None)]),
        ("10_x", [0.1] * 9 + [-0.1], []),
        ("10_x", [-0.1] * 10, [(10, 1)]),
        ("2of3_2s", [[2.1, 0, 2.1], [2.1, 0, -2.1]], [(1, None)]),
        ("3_1s", [[1.1, 1.1, 1.1]], [(1, None)]),
        ("12_x", [[0.1, 0.1, 0.1]] * 4, [(4, None)]),
        ("7_T", [-3, -2, -1, 0, 1, 2, 2.5], [(7, 1)]),
        ("7_T", [-3, -2, -1, 0, 1, 1, 2.5], []),
    ],
)
def test_a_rule_holds_where_it_says(rule: WestgardRule, z: Any, hits: list[tuple[int, int | None]]) -> None:
    assert held(rule, z) == hits


def test_a_warning_alone_does_not_reject() -> None:
    found = westgard([[0.1, 2.2], [0.3, -0.4]])
    assert found.warned == (1,)
    assert found.rejected == ()
    assert found.accepted


def test_rejections_name_the_kind_of_error() -> None:
    found = westgard([[3.2, 0.1], [2.2, 2.4], [2.3, -2.2]])
    kinds = {(hit.run, hit.rule): hit.error for hit in found.hits}
    assert kinds[1, "1_3s"] == "random"
    assert kinds[2, "2_2s"] == "systematic"
    assert kinds[3, "R_4s"] == "random"
    assert found.rejected == (1, 2, 3)
    assert not found.accepted


def test_by_hand_the_other_rules_wait_for_a_warning() -> None:
    z = [1.5, 1.5, 1.5, 1.5]
    assert westgard(z).rejected == (4,)
    assert westgard(z, warning_first=True).rejected == ()
    assert westgard([1.5, 1.5, 1.5, 2.1], warning_first=True).rejected == (4,)


def test_three_materials() -> None:
    assert westgard([[0.2, 0.1, 0.3]], rules=THREE_MATERIALS).accepted
    assert not westgard([[2.2, 0.1, 2.3]], rules=THREE_MATERIALS).accepted


@pytest.mark.parametrize("z", [[], [[1, 2], [3]], [float("nan")], ["x"], [[[1]]]])
def test_what_is_not_runs_is_refused(z: Any) -> None:
    with pytest.raises(StatisticsRefused, match="not_runs"):
        westgard(z)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="unknown_rule"):
        westgard([1.0], rules=("5_9s",))  # type: ignore[arg-type]
