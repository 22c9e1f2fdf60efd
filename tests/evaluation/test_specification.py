"""Typed results against limits: passed, failed, pending, missing, or refused."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.evaluation.domain.specification import judge
from tsunagu.evaluation.domain.units import is_same_unit, shown_unit
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

NAME = Text("生存率", "Viability")


@dataclass(frozen=True)
class Limit:
    key: str = "viability"
    name: Text = NAME
    unit: str = "%"
    minimum: float | Decimal | None = None
    maximum: float | Decimal | None = None
    expected: str | None = None


VIABILITY = Limit(minimum=70.0)
ENDOTOXIN = Limit("endotoxin", Text("エンドトキシン", "Endotoxin"), "[iU]/mL", maximum=5.0)
CELLS = Limit("viable_cells", Text("生細胞数", "Viable cells"), "{cells}", 1e8, 2e9)
STERILITY = Limit("sterility", Text("無菌", "Sterility"), "1", expected="negative")
LOOKS = Limit("visual", Text("外観", "Appearance"), "1", expected="conforming")
KARYOTYPE = Limit("karyotype", Text("核型", "Karyotype"), "1", expected="normal")


@pytest.mark.parametrize(
    ("limit", "typed", "state"),
    [
        (VIABILITY, "86.4", "passed"),
        (VIABILITY, "86.4 %", "passed"),
        (VIABILITY, "８６．４％", "passed"),
        (VIABILITY, "70", "passed"),
        (VIABILITY, "69.99", "failed"),
        (VIABILITY, ">95", "passed"),
        (VIABILITY, "<50", "failed"),
        (VIABILITY, "<70", "failed"),
        (VIABILITY, "", "missing"),
        (VIABILITY, "  ", "missing"),
        (VIABILITY, None, "missing"),
        (VIABILITY, "試験中", "pending"),
        (VIABILITY, "不検出", "failed"),
        (ENDOTOXIN, "0.8 EU/mL", "passed"),
        (ENDOTOXIN, "0.8 [iU]/mL", "passed"),
        (ENDOTOXIN, "<0.05", "passed"),
        (ENDOTOXIN, "5.0", "passed"),
        (ENDOTOXIN, "5.01", "failed"),
        (ENDOTOXIN, ">5", "failed"),
        (ENDOTOXIN, "検出せず", "passed"),
        (ENDOTOXIN, "判定保留", "failed"),
        (CELLS, "1.8×10^8", "passed"),
        (CELLS, "1.8億個", "passed"),
        (CELLS, "9.9e7", "failed"),
        (CELLS, "2.1e9 cells", "failed"),
        (STERILITY, "陰性", "passed"),
        (STERILITY, "(−)", "passed"),
        (STERILITY, "ND", "passed"),
        (STERILITY, "不検出", "passed"),
        (STERILITY, "陽性", "failed"),
        (STERILITY, "判定保留", "failed"),
        (STERILITY, "判定中", "pending"),
        (LOOKS, "適合", "passed"),
        (LOOKS, "不適合", "failed"),
        (KARYOTYPE, "正常", "passed"),
        (KARYOTYPE, "Abnormal", "failed"),
        (Limit("c", STERILITY.name, "1", expected="positive"), "陽性", "passed"),
        (Limit("c", STERILITY.name, "1", expected="positive"), "陰性", "failed"),
        (Limit("grade", STERILITY.name, "1", expected="grade a"), "Grade A", "passed"),
        (Limit("grade", STERILITY.name, "1", expected="grade a"), "grade b", "failed"),
        (Limit(), "42", "passed"),
    ],
)
def test_judges(limit: Limit, typed: str | None, state: str) -> None:
    assert judge(limit, typed).state == state


@pytest.mark.parametrize(
    ("limit", "typed", "code"),
    [
        (VIABILITY, "864", "value_percent"),
        (VIABILITY, "-5", "value_negative"),
        (VIABILITY, "86.4 個", "value_unit"),
        (VIABILITY, ">60", "value_undecided"),
        (VIABILITY, "<90", "value_undecided"),
        (VIABILITY, "良好", "value_not_a_number"),
        (VIABILITY, "陽性", "value_not_a_number"),
        (ENDOTOXIN, "陰性", "value_not_a_number"),
        (ENDOTOXIN, "-", "value_not_a_number"),
        (STERILITY, "-", "value_word"),
        (ENDOTOXIN, "0.8 EU/L", "value_unit"),
        (ENDOTOXIN, "<10", "value_undecided"),
        (CELLS, "1.8×108", "value_power"),
        (CELLS, "<1e9", "value_undecided"),
        (STERILITY, "適合", "value_word"),
        (STERILITY, "0", "value_word"),
        (STERILITY, "x" * 10_000, "value_long"),
        (LOOKS, "陰性", "value_word"),
    ],
)
def test_refuses_in_one_sentence(limit: Limit, typed: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        judge(limit, typed)
    assert (refused.value.code, refused.value.field) == (code, limit.key)
    assert len(refused.value.reason.ja) < 120


def test_a_relative_potency_may_pass_a_hundred_percent() -> None:
    assert judge(Limit(minimum=50, maximum=150), "120").state == "passed"


def test_a_unit_beside_the_value_must_be_the_right_one() -> None:
    assert judge(ENDOTOXIN, "0.8", unit="EU/mL").state == "passed"
    with pytest.raises(BadInput, match="value_unit"):
        judge(ENDOTOXIN, "0.8", unit="ng/mL")


def test_endotoxin_is_eu_on_screen() -> None:
    judged = judge(ENDOTOXIN, "0.8")
    assert judged.shown.ja == "0.8 EU/mL"
    assert judged.reason.ja == "エンドトキシン:0.8 EU/mL（規格 ≤ 5 EU/mL）"
    assert judged.number == Decimal("0.8")
    assert shown_unit("[iU]/mL").en == "EU/mL"


def test_reasons_carry_figures_and_limits_in_both_languages() -> None:
    assert judge(CELLS, "1.8e8").reason.ja == "生細胞数:1.8×10⁸ 個（規格 1×10⁸〜2×10⁹ 個）"
    assert judge(CELLS, "1.8e8").reason.en == (
        "Viable cells: 1.8×10⁸ cells (specification: 1×10⁸ to 2×10⁹ cells)"
    )
    assert judge(STERILITY, "nd").reason.ja == "無菌:不検出（規格 陰性）"


@pytest.mark.parametrize(
    ("typed", "code", "same"),
    [
        ("EU/ml", "[iU]/mL", True),
        ("μg/mL", "ug/mL", True),
        ("µg/mL", "ug/mL", True),
        ("mg/mL", "ug/mL", False),
        ("cells/cm²", "{cells}/cm2", True),
        ("コピー/細胞", "{copies}/{cell}", True),
        ("%", "%", True),
        ("pg/mL", "pg/mL", True),
        ("ng/mL", "pg/mL", False),
        ("µm", "um", True),
    ],
)
def test_units(typed: str, code: str, same: bool) -> None:
    assert is_same_unit(typed, code) is same


def test_a_float_limit_is_taken_as_written() -> None:
    assert judge(Limit(unit="ug/mL", maximum=0.3), "0.3").state == "passed"
    assert judge(Limit(unit="ug/mL", maximum=0.3), "0.30000000000000001").state == "failed"


@given(st.decimals(min_value=0, max_value=100, places=3), st.decimals(min_value=0, max_value=100, places=3))
def test_a_number_passes_just_when_it_is_within(low: Decimal, value: Decimal) -> None:
    judged = judge(Limit(minimum=low), f"{value:f}")
    assert (judged.state == "passed") is (value >= low)


@given(st.text(max_size=40))
def test_any_text_is_judged_or_refused(text: str) -> None:
    for limit in (VIABILITY, CELLS, STERILITY):
        try:
            state = judge(limit, text).state
        except BadInput:
            continue
        assert state in {"passed", "failed", "pending", "missing"}


@pytest.mark.parametrize("typed", ["0", "900", "<5", "≥3", "1e12", "検出せず", "判定保留"])
def test_without_limits_nothing_fails(typed: str) -> None:
    free = Limit("doubling", Text("倍加時間", "Doubling time"), "h")
    assert judge(free, typed).state == "passed"
    assert "規格 なし" in judge(free, typed).reason.ja


def test_without_limits_and_unit_a_word_may_be_the_result() -> None:
    free = Limit("looks", Text("外観", "Looks"), "1")
    for typed in ("陰性", "適合", "異常", "12"):
        assert judge(free, typed).state == "passed"
    for typed in ("よい", "-1"):
        with pytest.raises(BadInput):
            judge(free, typed)
    with pytest.raises(BadInput):  # where there is a unit, a number is asked for
        judge(Limit("doubling", NAME, "h"), "陰性")
