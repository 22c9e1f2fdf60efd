"""UCUM: which codes are units, which unit was meant, and exact conversion or an honest refusal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.evaluation.domain.ucum import check_unit, convert, is_convertible, is_valid, ucum_code
from tsunagu.foundation.refusals import BadInput


@pytest.mark.parametrize(
    "code",
    [
        "%",
        "1",
        "ug/mL",
        "10*6/mL",
        "{cells}/mL",
        "10*6{cells}/mL",
        "[iU]/mL",
        "{copies}/{cell}",
        "mmol/L",
        "Cel",
    ],
)
def test_units_of_the_network_are_valid(code: str) -> None:
    check_unit(code)
    assert is_valid(code)


@pytest.mark.parametrize("code", ["", " ", "cells", "µg/mL", "ug/ml/", "m" * 100, "m99999999999", "{", "g^2"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_unit(code, "unit")
    assert (refused.value.code, refused.value.field) == ("unit_unknown", "unit")
    assert not is_valid(code)


def test_the_refusal_names_the_code_that_was_meant() -> None:
    with pytest.raises(BadInput, match="Write ug/mL"):
        check_unit("μg/mL")


@pytest.mark.parametrize("code", ["[EU]/mL", "[EU]", "EU/mL", "mg.EU"])
def test_endotoxin_is_neither_ehrlich_units_nor_exa_units(code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_unit(code)
    assert refused.value.code == "unit_endotoxin"
    assert "[iU]/mL" in refused.value.reason.ja
    assert not is_valid(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("EU/mL", "[iU]/mL"),
        ("ＥＵ／ｍＬ", "[iU]/mL"),
        ("個/cm²", "{cells}/cm2"),
        ("×10^6 cells/mL", "10*6.{cells}/mL"),
        ("x10⁶/mL", "10*6/mL"),
        ("万個/mL", "10*4.{cells}/mL"),
        ("μg/mL", "ug/mL"),
        ("µL", "uL"),
        ("CFU/mL", "{colonies}/mL"),
        ("％", "%"),
        ("℃", "Cel"),
        ("", "1"),
        ("mmol/L", "mmol/L"),
    ],
)
def test_what_a_laboratory_writes_has_a_code(typed: str, code: str) -> None:
    assert ucum_code(typed) == code
    assert is_valid(code)


@pytest.mark.parametrize("typed", ["視野", "(再測定)", "x" * 1000, "[EU]/mL"])
def test_an_unknown_unit_has_none(typed: str) -> None:
    with pytest.raises(BadInput):
        ucum_code(typed)


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        ("5", "ug/mL", "mg/L", "5"),
        ("1.8", "10*6/mL", "/mL", "1800000"),
        ("1.8", "10*6{cells}/mL", "{cells}/mL", "1800000"),
        ("0.25", "[iU]/mL", "[iU]/L", "250"),
        ("1", "[IU]", "[iU]", "1"),
        ("30", "min", "h", "0.5"),
        ("1", "[in_i]", "cm", "2.54"),
        ("50", "%", "1", "0.5"),
        ("1", "kat", "U", "60000000"),
        ("-2", "g", "kg", "-0.002"),
        ("12345678901234567890123456789012345.5", "m", "km", "12345678901234567890123456789012.3455"),
    ],
)
def test_converts_exactly(value: str, unit: str, other: str, expected: str) -> None:
    assert convert(Decimal(value), unit, other) == Decimal(expected)
    assert is_convertible(unit, other)


@pytest.mark.parametrize(
    ("unit", "other", "code"),
    [
        ("{cells}", "{copies}", "unit_not_convertible"),
        ("{cells}/mL", "/mL", "unit_not_convertible"),
        ("[iU]/mL", "U/mL", "unit_not_convertible"),
        ("[CFU]", "[PFU]", "unit_not_convertible"),
        ("mg/L", "mmol/L", "unit_not_convertible"),
        ("mol", "1", "unit_not_convertible"),
        ("Cel", "K", "unit_not_convertible"),
        ("[pH]", "[pH]", "unit_not_convertible"),
        ("ug/mL", "cells", "unit_unknown"),
        ("EU/mL", "[iU]/mL", "unit_endotoxin"),
    ],
)
def test_what_is_another_quantity_is_not_converted(unit: str, other: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        convert(Decimal(1), unit, other, "value")
    assert refused.value.code == code
    assert not is_convertible(unit, other)


def test_nothing_is_rounded() -> None:
    assert is_convertible("min", "h")
    with pytest.raises(BadInput) as refused:
        convert(Decimal(10), "min", "h")
    assert refused.value.code == "unit_not_even"


def test_no_number_is_not_converted() -> None:
    with pytest.raises(BadInput):
        convert(Decimal("NaN"), "g", "kg")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**15), max_value=10**15),
    st.sampled_from(
        [("ug/mL", "g/dL"), ("10*6{cells}/mL", "{cells}/uL"), ("[iU]/mL", "k[iU]/L"), ("d", "s")]
    ),
)
def test_there_and_back_is_the_same_number(value: Decimal, units: tuple[str, str]) -> None:
    assert convert(convert(value, *units), units[1], units[0]) == value


@given(st.text(max_size=70) | st.text("mgLUE{}[]()/.*10%u", max_size=40))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    try:
        assert is_valid(ucum_code(text))
    except BadInput as refused:
        assert refused.code.startswith("unit_")  # noqa: PT017 - both outcomes are right
    assert is_convertible(text, text) in (True, False)
