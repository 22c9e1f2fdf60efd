"""Numbers as people type them: read exactly, or refused with how to write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.shown import decimal_text
from tsunagu.foundation.refusals import BadInput


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.8×10^8", "1.8e8"),
        ("1.8×10⁸", "1.8e8"),
        ("1.8 x 10^8", "1.8e8"),
        ("1.8*10**8", "1.8e8"),
        ("1.8・10^8", "1.8e8"),
        ("１．８×１０＾８", "1.8e8"),
        ("10^8", "1e8"),
        ("10⁸", "1e8"),
        ("2×10⁻³", "0.002"),
        ("1.8e8", "1.8e8"),
        ("1.8E+8", "1.8e8"),
        ("１．８", "1.8"),
        ("1,800", "1800"),
        ("１，８００，０００．５", "1800000.5"),
        ("1.8億", "1.8e8"),
        ("500万", "5e6"),
        ("－0.5", "-0.5"),
        ("−0.5", "-0.5"),
        (".5", "0.5"),
        (" 86.4 ", "86.4"),
        ("0", "0"),
    ],
)
def test_reads(typed: str, number: str) -> None:
    found = parse_number(typed)
    assert (found.number, found.comparator, found.rest) == (Decimal(number), "", "")


@pytest.mark.parametrize(
    ("typed", "comparator", "rest"),
    [
        ("<0.05", "<", ""),
        ("＜0.05 EU/mL", "<", "EU/mL"),
        ("≦0.05", "<=", ""),
        ("≥ 0.05", ">=", ""),
        ("0.05未満", "<", ""),
        ("0.05 EU/mL以下", "<=", "EU/mL"),
        ("0.05%", "", "%"),
        ("0.05 個/cm²", "", "個/cm^2"),
    ],
)
def test_reads_signs_and_leaves_the_unit(typed: str, comparator: str, rest: str) -> None:
    found = parse_number(typed)
    assert (found.number, found.comparator, found.rest) == (Decimal("0.05"), comparator, rest)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("約5", "value_not_a_number"),
        ("", "value_not_a_number"),
        ("×10^8", "value_not_a_number"),
        ("億", "value_not_a_number"),
        ("NaN", "value_not_a_number"),
        ("Infinity", "value_not_a_number"),
        ("1,8", "value_separator"),
        ("1,80,000", "value_separator"),
        ("1.8.0", "value_separator"),
        ("86.4-90", "value_separator"),
        ("1.8 10^8", "value_power"),
        ("1.8×108", "value_power"),
        ("1.8×10", "value_power"),
        ("1.8e400", "value_size"),
        ("9" * 60, "value_size"),
        ("1" * 10_000, "value_long"),
        ("<5以下", "value_comparator"),
    ],
)
def test_refuses_what_is_unclear(typed: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_number(typed, "viability")
    assert (refused.value.code, refused.value.field) == (code, "viability")
    assert refused.value.reason.ja.endswith("。")
    assert len(refused.value.reason.ja) < 120


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("86.4", "86.4"),
        ("1800", "1,800"),
        ("1.8e8", "1.8×10⁸"),
        ("70", "70"),
        ("0.00002", "2×10⁻⁵"),
        ("100000000", "1×10⁸"),
    ],
)
def test_shows(number: str, shown: str) -> None:
    assert decimal_text(Decimal(number)) == shown


@given(st.decimals(min_value="-1e12", max_value="1e12", allow_nan=False, places=6))
def test_what_is_shown_is_read_back_exactly(number: Decimal) -> None:
    assert parse_number(decimal_text(number)).number == number


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_number(text).number.is_finite()
    except BadInput as refused:
        assert refused.code.startswith("value_")  # noqa: PT017 - both outcomes are right


def test_more_digits_than_arithmetic_keeps_are_kept() -> None:
    digits = "1.2345678901234567890123456789"
    assert parse_number(f"{digits}×10^3").number == Decimal(f"{digits}E3")
    assert str(parse_number(f"{digits}億").number.as_tuple().digits[-1]) == "9"
