"""Run rules: each holds exactly where its definition says, and not one point before."""

from typing import Any

import pytest

from tests.statistics.monitoring.made import evaluation, limits
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.rules import NELSON, WESTERN_ELECTRIC


def found(rule: str, z: list[float]) -> tuple[int, ...]:
    family = NELSON if rule.startswith("nelson") else WESTERN_ELECTRIC
    return evaluation(z, rules=family).signalled(rule)


@pytest.mark.parametrize(
    ("rule", "z", "points"),
    [
        ("western_electric_1", [0, 3.1, -3.1, 2.9], (2, 3)),
        ("western_electric_2", [2.1, 0, 2.1, 0, 0, -2.1, -2.1], (3, 7)),
        ("western_electric_2", [2.1, -2.1, 0, 2.1], ()),
        ("western_electric_2", [2.1, 2.1, 0], (2,)),
        ("western_electric_2", [2.1, 2.1, 0.5], (2,)),
        ("western_electric_3", [1.1, 1.1, 0, 1.1, 1.1], (5,)),
        ("western_electric_3", [1.1, 1.1, 1.1, 0, 0.9, 1.1], ()),
        ("western_electric_4", [0.1] * 8, (8,)),
        ("western_electric_4", [0.1] * 7 + [-0.1] + [0.1], ()),
        ("nelson_1", [3.01], (1,)),
        ("nelson_2", [-0.1] * 10, (9, 10)),
        ("nelson_2", [0.1] * 8 + [0.0], ()),
        ("nelson_3", [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3], (6,)),
        ("nelson_3", [0.5, 0.4, 0.3, 0.2, 0.1, 0.0, -0.1], (6, 7)),
        ("nelson_3", [-0.3, -0.2, -0.2, 0.1, 0.2, 0.3], ()),
        ("nelson_4", [0.1, -0.1] * 7, (14,)),
        ("nelson_4", [0.1, -0.1] * 6 + [0.1, 0.2], ()),
        ("nelson_5", [2.1, 0, 2.2], (3,)),
        ("nelson_6", [-1.1, -1.1, 0, -1.1, -1.1], (5,)),
        ("nelson_7", [0.9, -0.5, 0.2] * 5, (15,)),
        ("nelson_7", [0.9, -0.5, 0.2] * 4 + [0.9, 1.1, 0.2], ()),
        ("nelson_8", [1.1, -1.1] * 4, (8,)),
        ("nelson_8", [1.1, -1.1] * 3 + [0.9, 1.1], ()),
    ],
)
def test_a_rule_holds_where_it_says(rule: str, z: list[float], points: tuple[int, ...]) -> None:
    assert found(rule, z) == points


def test_a_violation_names_the_points_that_make_it() -> None:
    violation = evaluation([2.1, 0, 2.1], rules=WESTERN_ELECTRIC).violations[0]
    assert (violation.rule, violation.point, violation.points) == ("western_electric_2", 3, (1, 3))


def test_zones_are_thirds_of_wider_limits() -> None:
    z: Any = [2.1, 0, 2.1]
    assert evaluation(z, rules=NELSON).signalled("nelson_5") == (3,)
    wide = limits(width=3.6)
    assert wide.sigma is not None
    observed = [wide.center.value + distance * wide.sigma.value for distance in z]
    assert evaluate(wide, observed, rules=NELSON).signalled("nelson_5") == ()


def test_mirrored_points_break_the_same_rules() -> None:
    z = [0.4, 2.2, 1.2, 2.4, 1.1, 1.3, 0.2, 0.3, 0.1, 3.2, -0.4, 0.6, -0.2]
    for family in (NELSON, WESTERN_ELECTRIC):
        up, down = evaluation(z, rules=family), evaluation([-x for x in z], rules=family)
        assert up.violations == down.violations
        assert up.violations
