"""Criteria judged: passed and failed by each kind, on the edge, on a logarithmic scale, with too little to say."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.demonstration.engine import comparability as invented
from tsunagu.evaluation.domain.comparability import Criterion, Lot, StudyPlan, check_lots, check_plan
from tsunagu.evaluation.domain.comparability_analysis import Measured, freeze, input_hash
from tsunagu.evaluation.domain.comparability_plan import plan_data, plan_of, power_of, read_lots
from tsunagu.evaluation.domain.comparability_values import read_values
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

NAME = Text("生存率", "Viability")
DIFFERENCE = Criterion("x", NAME, "%", "plain", "equivalence", Decimal(-4), Decimal(4))
RATIO = Criterion("x", NAME, "%", "log", "equivalence", Decimal("0.8"), Decimal("1.25"))
RANGE = Criterion("x", NAME, "%", "plain", "quality_range", factor=Decimal(3), share=Decimal("0.9"))
BEFORE = ("90.1", "91.4", "89.7", "92.0", "90.6", "91.1")


def plan(*criteria: Criterion, design: Any = "independent", least: int = 3) -> StudyPlan:
    return replace(
        invented.PLAN,
        criteria=criteria,
        design=design,
        least_before=least,
        least_after=least,
        is_synthetic=False,
    )


def lots(before: Sequence[str], after: Sequence[str]) -> list[Measured]:
    """Lots of one characteristic; the n-th of each side is of the same donor."""
    sides = (("before", before), ("after", after))
    return [
        Measured(Lot(f"{side}-{place}", side, f"D{place}"), {"x": Decimal(value)})  # type: ignore[arg-type]
        for side, values in sides
        for place, value in enumerate(values)
    ]


def judged(one: Criterion, after: Sequence[str], design: str = "independent") -> Mapping[str, Any]:
    found: Mapping[str, Any] = freeze(plan(one, design=design), lots(BEFORE, after)).data["criteria"][0]
    return found


def moved(by: float, of: Sequence[str] = BEFORE) -> list[str]:
    return [f"{float(one) + by:.2f}" for one in reversed(of)]


@pytest.mark.parametrize("design", ["independent", "pairs", "mixed"])
@pytest.mark.parametrize(("by", "met"), [(0.0, True), (-3.9, False), (8.0, False)])
def test_a_difference_is_judged_by_its_interval(design: str, by: float, met: bool) -> None:
    found = judged(DIFFERENCE, moved(by), design)
    assert found["met"] is met
    assert found["low"] < by < found["high"]
    assert ("内側です" in found["reason_ja"]) is met
    assert (met and "lies within" in found["reason_en"]) or "isn't shown" in found["reason_en"]


@pytest.mark.parametrize(("share", "met"), [(1.0, True), (0.79, False)])
def test_a_ratio_is_judged_on_logarithms(share: float, met: bool) -> None:
    found = judged(RATIO, [f"{float(one) * share:.2f}" for one in reversed(BEFORE)])
    assert found["met"] is met
    assert found["low"] < share < found["high"]


def test_on_the_edge_a_hair_decides() -> None:
    high = judged(DIFFERENCE, moved(2.0))["high"]
    beyond, within = Decimal(high) + Decimal("0.0001"), Decimal(high) - Decimal("0.0001")
    assert judged(replace(DIFFERENCE, upper=beyond), moved(2.0))["met"] is True
    assert judged(replace(DIFFERENCE, upper=within), moved(2.0))["met"] is False


def test_a_quality_range_counts_the_lots_within() -> None:
    well = judged(RANGE, BEFORE)
    assert (well["met"], well["range"]["within"], well["range"]["outside"]) == (True, 6, [])
    ill = judged(RANGE, [*BEFORE[:5], "70"])
    assert (ill["met"], ill["range"]["within"], ill["range"]["outside"]) == (False, 5, ["after-5"])
    assert judged(replace(RANGE, share=Decimal("0.8")), [*BEFORE[:5], "70"])["met"] is True
    logs = judged(replace(RANGE, scale="log"), BEFORE)
    assert 0 < logs["range"]["lower"] < 90 < logs["range"]["upper"]


def test_what_the_statistics_cannot_answer_is_not_met_and_says_why() -> None:
    same = plan(DIFFERENCE)
    found = freeze(same, lots(["90"] * 4, ["90"] * 4))
    assert not found.passed
    assert "ばらつき" in found.data["criteria"][0]["reason_ja"]


def test_what_is_informative_or_supporting_decides_nothing() -> None:
    informative = replace(DIFFERENCE, key="y", acceptance="informative", is_primary=False)
    supporting = replace(DIFFERENCE, key="z", is_primary=False)
    far = []
    for place, one in enumerate(lots(BEFORE, moved(0))):
        away = Decimal(50 if one.lot.side == "after" else 90) + place
        far.append(Measured(one.lot, {**one.values, "y": one.values["x"], "z": away}))
    found = freeze(plan(DIFFERENCE, informative, supporting), far)
    assert [one["met"] for one in found.data["criteria"]] == [True, None, False]
    assert found.passed


def test_each_deciding_criterion_must_be_met() -> None:
    other = replace(RANGE, key="y")
    both = [
        Measured(
            one.lot, {**one.values, "y": Decimal("10") if one.lot.label == "after-0" else one.values["x"]}
        )
        for one in lots(BEFORE, moved(0))
    ]
    found = freeze(plan(DIFFERENCE, other), both)
    assert [one["met"] for one in found.data["criteria"]] == [True, False]
    assert not found.passed


def test_too_few_lots_do_not_pass_whatever_they_say() -> None:
    found = freeze(plan(DIFFERENCE, least=7), lots(BEFORE, moved(0)))
    assert not found.passed
    assert "足りません" in found.data["criteria"][0]["reason_ja"]
    assert "fewer" in found.data["criteria"][0]["reason_en"]


def test_a_lot_is_missing_only_with_a_reason() -> None:
    measured = lots(BEFORE, moved(0))
    measured[-1] = Measured(measured[-1].lot, {})
    with pytest.raises(Refused, match="values_missing"):
        freeze(plan(DIFFERENCE), measured)
    measured[-1] = Measured(measured[-1].lot, {}, "破損")
    found = freeze(plan(DIFFERENCE), measured)
    assert found.passed
    assert found.data["lots"][-1]["excluded"] == "破損"
    with pytest.raises(Refused, match="pairs_broken"):
        freeze(plan(DIFFERENCE, design="pairs"), measured)


def test_the_hash_covers_plan_values_and_exclusions() -> None:
    said, measured = plan(DIFFERENCE), lots(BEFORE, moved(0))
    seen = {
        input_hash(said, measured),
        input_hash(replace(said, least_after=4), measured),
        input_hash(said, [replace(measured[0], excluded="破損"), *measured[1:]]),
        input_hash(said, [replace(measured[0], values={"x": Decimal("90.2")}), *measured[1:]]),
    }
    assert len(seen) == 4
    assert input_hash(said, measured[::-1]) in seen


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Of 200 seeded studies, 90 % intervals should cover the true ratio about 180 times."""
    among, truth = invented.lots(6), invented.TRUTHS["trophic_factor"]
    one = invented.CRITERIA[0]
    covered = 0
    for seed in range(200):
        values = invented.drawn(truth, among, seed)
        measured = [Measured(lot, {one.key: Decimal(values[lot.label])}) for lot in among]
        found = freeze(plan(one, design="pairs"), measured).data["criteria"][0]
        covered += found["low"] <= truth.change <= found["high"]
    assert 165 <= covered <= 193  # 180, within three standard errors of 4.2


def test_a_plan_is_kept_exactly() -> None:
    assert plan_of(plan_data(invented.PLAN)) == invented.PLAN


def test_the_power_is_of_the_fewest_lots() -> None:
    few, many = (
        power_of(invented.CRITERIA[0], replace(invented.PLAN, least_after=n, least_before=n)) for n in (4, 8)
    )
    assert few is not None
    assert many is not None
    assert few < 0.8 < many
    assert power_of(RANGE, invented.PLAN) is None
    assert power_of(replace(RATIO, sd=None), invented.PLAN) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lower": Decimal(1)}, "x"),
        ({"upper": None}, "x"),
        ({"scale": "log"}, "x"),
        ({"sd": Decimal(0)}, "x"),
        ({"acceptance": "quality_range"}, "x"),
        ({"is_primary": False}, "criteria"),
        ({"acceptance": "parrots"}, "x"),
    ],
)
def test_a_criterion_that_judges_nothing_is_refused_at_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_plan(plan(replace(DIFFERENCE, **change)))
    assert caught.value.field == field


def test_lots_are_read_as_people_type_them() -> None:
    typed = "前後\tロット\tドナー\n前\tM-1\tD1\n変更後\tＭ－２\tD1\n\nafter\tM-3\t"
    assert read_lots(typed) == (Lot("M-1", "before", "D1"), Lot("M-2", "after", "D1"), Lot("M-3", "after"))
    for wrong in ("", "上,M-1", "前", "前," + "x" * 41, "前,M-1," + "D" * 41, "前,\x00"):
        with pytest.raises(BadInput):
            read_lots(wrong)
    with pytest.raises(BadInput):
        check_lots(read_lots("前,M-1\n後,M-1"), "independent")


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    said = plan(replace(RATIO, name=Text("力価", "Potency"), unit="pg/mL"), replace(DIFFERENCE, key="y"))
    known = {("A", "x"): "10", ("B", "x"): "11"}
    found = read_values(
        "Lot,力価 (pg/mL),Viability,備考\nA,10,91.5,o\nB,１２,,\nC,9,,", said, {"A", "B"}, known
    )
    assert [(one.lot, one.criterion.key, one.number, one.is_new, one.replaces) for one in found.cells] == [
        ("A", "x", Decimal(10), False, False),
        ("A", "y", Decimal("91.5"), True, False),
        ("B", "x", Decimal(12), True, True),
    ]
    assert found.passed_over == ("備考",)
    assert not found.is_sound  # C is no lot of this study
    assert [one.is_new for one in read_values("ロット,x\nA,-3", said, {"A"}, known).cells] == [False]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(typed: str) -> None:
    with suppress(BadInput):
        read_lots(typed)
    with suppress(BadInput):
        read_values(typed, plan(RATIO), {"A"}, {})
