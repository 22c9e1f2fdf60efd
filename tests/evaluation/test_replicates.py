"""Several readings of one sample: the mean is reported, each reading is judged, and nobody's word alone passes."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.test_specification import ENDOTOXIN, STERILITY, VIABILITY
from tsunagu.evaluation.domain.bench import Bench, check_bench, readings_in, reagent_lots_in
from tsunagu.evaluation.domain.replicates import judge_replicates, mean_interval
from tsunagu.evaluation.domain.standing import counted_state, is_failed, may_be_returned, needs_verification
from tsunagu.foundation.refusals import BadInput
from tsunagu.journeys.domain.wording import JAPAN

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=JAPAN)


def test_the_mean_is_exact_and_shown_with_one_decimal_more() -> None:
    found = judge_replicates(VIABILITY, ["86.1", "86.4", "85.9"])
    with localcontext(Context(prec=150)):
        assert found.judgement.number == Decimal("258.4") / 3
    assert found.judgement.shown.ja == "86.13 %"
    assert found.readings == ("86.1 %", "86.4 %", "85.9 %")
    assert "3回の平均" in found.judgement.reason.ja


def test_one_reading_outside_the_limits_fails_whatever_the_mean() -> None:
    found = judge_replicates(VIABILITY, ["90", "90", "69.9"])
    assert found.judgement.number is not None
    assert found.judgement.number > 70
    assert found.judgement.state == "failed"
    assert "1回が規格外です（69.9 %）" in found.judgement.reason.ja
    assert "69.9 %" in found.judgement.reason.en


def test_readings_of_very_many_digits_have_a_mean() -> None:
    typed = ["1.2345678901234567890123456789", "1.2345678901234567890123456787"]
    found = judge_replicates(ENDOTOXIN, typed)
    assert found.judgement.number == Decimal("1.2345678901234567890123456788")
    assert found.judgement.state == "passed"


def test_a_mean_of_readings_far_apart_is_exact_and_shown_short() -> None:
    found = judge_replicates(replace(ENDOTOXIN, maximum=None), ["1e30", "1e-30"])
    with localcontext(Context(prec=150)):
        assert found.judgement.number == (Decimal("1e30") + Decimal("1e-30")) / 2
    assert found.judgement.shown.ja == "5×10²⁹ EU/mL"


def test_a_failure_stands_until_what_replaces_it_is_verified() -> None:
    assert is_failed("failed", awaits_verification=False, failed_before="")
    assert is_failed("passed", awaits_verification=True, failed_before="50 EU/mL")
    assert not is_failed("passed", awaits_verification=False, failed_before="50 EU/mL")
    assert not is_failed("passed", awaits_verification=True, failed_before="")


def test_a_single_reading_is_the_result() -> None:
    assert judge_replicates(VIABILITY, ["86.4", "", " "]).judgement.shown.ja == "86.4 %"
    assert judge_replicates(VIABILITY, []).judgement.state == "missing"


def test_the_least_favourable_reading_stands_where_one_has_a_sign() -> None:
    found = judge_replicates(ENDOTOXIN, ["<0.05", "0.8", "<0.05"])
    assert (found.judgement.state, found.judgement.number) == ("passed", Decimal("0.8"))
    assert found.numbers == ()
    assert judge_replicates(ENDOTOXIN, ["<0.05", "6"]).judgement.state == "failed"


def test_one_positive_among_negatives_fails() -> None:
    assert judge_replicates(STERILITY, ["陰性", "陽性"]).judgement.state == "failed"
    assert judge_replicates(STERILITY, ["陰性", "陰性"]).judgement.state == "passed"


def test_a_running_test_does_not_stand_among_readings() -> None:
    with pytest.raises(BadInput) as caught:
        judge_replicates(VIABILITY, ["86", "試験中"])
    assert caught.value.code == "replicates_pending"
    with pytest.raises(BadInput):
        judge_replicates(VIABILITY, ["86"] * 25)


@given(st.lists(st.decimals("0.1", "100", places=1), min_size=2, max_size=8))
def test_the_interval_holds_the_mean_and_the_state_is_that_of_the_worst(values: list[Decimal]) -> None:
    found = judge_replicates(VIABILITY, [str(one) for one in values])
    interval = mean_interval(found.numbers)
    assert interval is not None
    assert interval[0] <= float(found.judgement.number or 0) <= interval[1]
    assert (found.judgement.state == "passed") == (min(values) >= 70)


def test_the_interval_is_students() -> None:
    assert mean_interval([Decimal(1)]) is None
    low, high = mean_interval([Decimal(1), Decimal(2), Decimal(3)]) or (0, 0)
    assert low == pytest.approx(2 - 4.302652729749 / 3**0.5)
    assert high == pytest.approx(2 + 4.302652729749 / 3**0.5)


def test_what_passed_counts_once_verified_and_what_failed_at_once() -> None:
    assert needs_verification("release", "passed")
    assert needs_verification("after_release", "failed")
    assert needs_verification("reference", "passed")
    assert not needs_verification("information", "passed")
    assert not needs_verification("in_process", "passed")
    assert not needs_verification("release", "pending")
    assert counted_state("passed", True) == "unverified"
    assert counted_state("failed", True) == "failed"
    assert counted_state("passed", False) == "passed"
    assert may_be_returned("passed")
    assert not may_be_returned("failed")


def test_what_is_typed_in_lists_is_read() -> None:
    assert readings_in(" 86.1 \n\n86.4\r\n") == ("86.1", "86.4")
    assert reagent_lots_in("R1、R2, R1\nR3") == ("R1", "R2", "R3")


@pytest.mark.parametrize(
    ("bench", "field"),
    [
        (Bench(()), "readings"),
        (Bench(("1",), instrument="あ" * 81), "instrument"),
        (Bench(("1",), method_version="v" * 21), "method_version"),
        (Bench(("1",), limit_of_detection="1" * 41), "limit_of_detection"),
        (Bench(("1",), reagent_lots=("R" * 81,)), "reagent_lots"),
        (Bench(("1",), reagent_lots=tuple(map(str, range(13)))), "reagent_lots"),
        (Bench(("1",), examined=0), "examined"),
        (Bench(("1",), examined=float("nan")), "examined"),
        (Bench(("1",), tested_at=NOW + timedelta(minutes=1)), "tested_at"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(bench: Bench, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_bench(bench, NOW)
    assert caught.value.field == field
    assert caught.value.reason.ja.endswith("。")
