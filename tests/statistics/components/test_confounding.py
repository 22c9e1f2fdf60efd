"""Warnings where effects of factors mix."""

import pytest

from tsunagu.statistics.components.confounding import confounded
from tsunagu.statistics.estimates import StatisticsRefused


def test_crossed_factors_raise_no_warning() -> None:
    assert confounded({"donor": [1, 1, 2, 2], "site": ["a", "b", "a", "b"]}) == ()


def test_each_donor_at_one_site_only_is_confounded() -> None:
    (caution,) = confounded({"donor": [1, 1, 2, 2, 3, 3], "site": ["a", "a", "a", "a", "b", "b"]})
    assert caution.code == "confounded"
    assert caution.ja.startswith("要因「donor」の各水準は「site」の1つの水準でしか測定されていない")
    assert "'donor'" in caution.en


def test_the_direction_of_confounding_is_told() -> None:
    (caution,) = confounded({"site": ["a", "a", "b", "b"], "donor": [1, 2, 3, 4]})
    assert caution.en.startswith("Each level of 'donor'")


def test_the_same_groups_under_two_names_are_aliased() -> None:
    (caution,) = confounded({"site": ["a", "a", "b", "b"], "instrument": [7, 7, 9, 9]})
    assert caution.code == "aliased"


def test_islands_without_a_common_level_are_disconnected_and_counted() -> None:
    donors, sites = [1, 1, 2, 2, 3, 3, 4, 4], ["a", "b", "a", "b", "c", "d", "c", "d"]
    (caution,) = confounded({"donor": donors, "site": sites})
    assert caution.code == "disconnected"
    assert "2組" in caution.ja
    assert confounded({"donor": [*donors, 1], "site": [*sites, "c"]}) == ()


def test_intended_nesting_and_factors_of_one_level_are_left_out() -> None:
    factors: dict[str, list[int] | list[str]] = {
        "site": ["a", "a", "b", "b"],
        "day": [1, 2, 3, 4],
        "kit": [1, 1, 1, 1],
    }
    assert confounded(factors, {"day": "site"}) == ()


def test_every_pair_is_judged() -> None:
    factors: dict[str, list[int] | list[str]] = {
        "site": ["a", "a", "b", "b"],
        "donor": [1, 2, 3, 4],
        "kit": [1, 1, 2, 2],
    }
    assert sorted(one.code for one in confounded(factors)) == ["aliased", "confounded", "confounded"]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(StatisticsRefused):
        confounded({"site": ["a", "b"], "donor": [1]})
