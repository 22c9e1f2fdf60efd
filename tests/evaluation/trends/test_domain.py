"""Rules at the right points, by the limits in force: against values worked out by hand, and known runs."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from tsunagu.evaluation.domain.trend_choice import Choice, chosen, exclusions_in, points_digest
from tsunagu.evaluation.domain.trend_judging import judge, newly_broken, rules_at
from tsunagu.evaluation.domain.trend_rules import MEANINGS, SHEWHART, WESTGARD, WITHIN_RUN, rule_name
from tsunagu.evaluation.domain.trends import Limits, TrendPoint, freeze, limits_from, trial
from tsunagu.foundation.refusals import BadInput, Refused

BEGAN = datetime(2026, 11, 2, tzinfo=UTC)
SPACE = UUID(int=7)
BASE = [9.0, 11.0] * 10
"""Mean 10, standard deviation 1.026; mean moving range 2, so that sigma is 2 / 1.128 = 1.773."""


def points(
    values: Sequence[float], after: int = 0, readings: Sequence[tuple[float, ...]] = ()
) -> list[TrendPoint]:
    return [
        TrendPoint(
            uuid5(SPACE, str(after + place)), BEGAN + timedelta(days=after + place), value,
            readings[place] if readings else (),
        )
        for place, value in enumerate(values)
    ]  # fmt: skip


def limits(rules: str, version: int = 1, values: Sequence[float] = BASE, days: float = 19.5) -> Limits:
    return freeze(points(values), rules, version, BEGAN + timedelta(days=days))


def test_limits_rest_on_the_estimators_that_belong_to_their_rules() -> None:
    assert limits("westgard").frozen.sigma is not None
    assert limits("westgard").frozen.sigma.value == pytest.approx((20 / 19) ** 0.5)  # type: ignore[union-attr]
    shewhart = limits("western_electric").frozen
    assert shewhart.sigma is not None
    assert shewhart.sigma.value == pytest.approx(2 / 1.1283791671)
    assert shewhart.center.value == 10.0


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ([10.0, 12.5], [(), ("1_2s",)]),
        ([10.0, 13.5], [(), ("1_2s", "1_3s")]),
        ([12.3, 12.3], [("1_2s",), ("1_2s", "2_2s")]),
        ([12.3, 7.7], [("1_2s",), ("1_2s",)]),
        ([11.2] * 4, [(), (), (), ("4_1s",)]),
        ([10.1] * 10, [()] * 9 + [("10_x",)]),
    ],
)
def test_westgard_holds_at_the_right_point(values: list[float], rules: list[tuple[str, ...]]) -> None:
    assert rules_at(points(values, 20), limits("westgard")) == rules


def test_a_run_torn_apart_is_found_by_its_readings_though_its_mean_is_good() -> None:
    base = points(BASE, readings=[(value - 0.1, value + 0.1) for value in BASE])
    frozen = freeze(base, "westgard", 1, BEGAN + timedelta(days=19.5))
    torn = points([10.0, 10.0], 20, [(7.0, 13.0), (9.5, 10.5)])
    assert rules_at(torn, frozen) == [("R_4s",), ()]


def test_shewhart_families_hold_by_their_own_names() -> None:
    shifted = points([11.0] * 9, 20)
    assert rules_at(shifted, limits("western_electric"))[7] == ("western_electric_4",)
    assert rules_at(shifted, limits("nelson"))[8] == ("nelson_2",)
    assert rules_at(points([16.0], 20), limits("nelson"))[0][0] == "nelson_1"


def test_each_point_is_judged_by_the_version_in_force_when_it_was_measured() -> None:
    first, second = limits("westgard"), limits("westgard", 2, [20.0, 22.0] * 10, days=25.5)
    later = points([10.0, 21.0, 10.0, 21.0, 10.0], 21)  # days 21 to 25
    after = points([21.0, 10.0], 26)
    judged = judge([*points(BASE), *after, *later], [first, second])
    assert [one.number for one in judged] == list(range(1, 28))
    assert {one.limits for one in judged[:20]} == {None}
    assert [one.limits.version for one in judged[20:] if one.limits] == [1] * 5 + [2] * 2
    broken = {one.number for one in judged if "1_3s" in one.rules}
    assert broken == {22, 24, 27}


def test_what_called_once_never_calls_again() -> None:
    judged = judge([*points(BASE), *points([16.0, 12.3], 20)], [limits("westgard")])
    fresh = newly_broken(judged, frozenset())
    assert [(one.number, rule) for one, rule in fresh] == [(21, "1_3s"), (22, "2_2s")]
    known = frozenset((one.point.uuid, rule) for one, rule in fresh)
    assert newly_broken(judged, known) == []


def test_limits_come_back_as_they_were_kept() -> None:
    frozen = freeze(points([*BASE, 99.0]), "nelson", 3, BEGAN, {uuid5(SPACE, "20"): "ピペットの詰まり"})
    kept = json.loads(json.dumps(frozen.as_data(), allow_nan=False))
    again = limits_from(3, "nelson", BEGAN, kept)
    assert again.frozen.at(1) == frozen.frozen.at(1)
    assert again.used == frozen.used
    assert again.excluded == {uuid5(SPACE, "20"): "ピペットの詰まり"}
    assert again.frozen.center.value == 10.0


def test_too_few_points_are_refused_until_someone_accepts_them_and_then_cautioned() -> None:
    with pytest.raises(BadInput, match="last"):
        freeze(points(BASE[:19]), "westgard", 1, BEGAN)
    few = freeze(points(BASE[:19]), "westgard", 1, BEGAN, accepts_few=True)
    assert [one.code for one in few.frozen.cautions] == ["few_points"]
    for values in ([], [5.0], [5.0] * 25):
        with pytest.raises(BadInput):
            freeze(points(values), "westgard", 1, BEGAN, accepts_few=True)
        assert trial(points(values), "westgard", BEGAN) is None
    assert trial(points(BASE[:4]), "westgard", BEGAN) is not None


def test_a_choice_names_points_by_number_and_knows_what_was_shown() -> None:
    seen = points(BASE)
    taken, reasons = chosen(seen, Choice("nelson", 2, 20, {3: "気泡"}, shown=points_digest(seen)))
    assert (taken[0], len(taken), reasons) == (seen[1], 19, {seen[2].uuid: "気泡"})
    with pytest.raises(Refused) as changed:
        chosen(points([*BASE, 1.0]), Choice("nelson", 1, 20, shown=points_digest(seen)))
    assert changed.value.code == "points_changed"
    for wrong in (
        Choice("nelson", 0, 5),
        Choice("nelson", 5, 4),
        Choice("nelson", 1, 21),
        Choice("nelson", 2, 5, {9: "x"}),
    ):
        with pytest.raises(BadInput):
            chosen(seen, wrong)


def test_exclusions_are_read_as_people_type_them() -> None:
    assert exclusions_in("７：気泡が入った\n 12: clot \n") == {7: "気泡が入った", 12: "clot"}
    for wrong in ("気泡", "x: y", "-1: y", "1e3: y", "９９９９９９９: 桁"):
        with pytest.raises(BadInput):
            exclusions_in(wrong)


def test_every_rule_has_a_name_and_a_meaning() -> None:
    known = {*WESTGARD, *WITHIN_RUN} | {rule.name for family in SHEWHART.values() for rule in family}
    assert known == set(MEANINGS)
    assert [rule_name(one) for one in ("1_3s", "R_4s", "western_electric_2", "nelson_8")] == [
        "1-3s", "R-4s", "WE2", "N8",
    ]  # fmt: skip
