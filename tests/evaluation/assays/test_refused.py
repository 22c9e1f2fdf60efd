"""What is typed for a calculation and can't be read, or has no honest answer, is refused at its place."""

from dataclasses import replace
from typing import Any

import pytest

from tests.evaluation.assays.typing import Limits, elisa, potency
from tsunagu.evaluation.domain.assays.calculating import calculate
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.assays.wells import layout_text, read_layout_text
from tsunagu.foundation.refusals import BadInput

MASS = Limits("pg/mL", minimum=500.0)
LONGEST_SENTENCE = 300


def refused(typed: TypedAssay) -> BadInput:
    with pytest.raises(BadInput) as caught:
        calculate(typed, MASS)
    for sentence in (caught.value.reason.ja, caught.value.reason.en):
        assert 0 < len(sentence) <= LONGEST_SENTENCE
        assert "None" not in sentence
    return caught.value


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"readings": ""}, "assay_readings", "readings"),
        ({"readings": "標準 1"}, "assay_line", "readings"),
        ({"readings": "標準 x 0.1 0.2"}, "value_not_a_number", "readings"),
        ({"readings": "標準 1 0.1\n" * 500}, "assay_lines", "readings"),
        ({"readings": "標準 1 0.1\n" * 10_000}, "text_too_long", "readings"),
        ({"readings": "\x00" * 10}, "text_unprintable", "readings"),
        ({"readings": "標準 1 " + "0.1 " * 200}, "assay_line", "readings"),
        ({"factor": "0"}, "not_positive", "factor"),
        ({"factor": "1 mL"}, "not_plain", "factor"),
        ({"factor": "NaN"}, "value_not_a_number", "factor"),
        ({"model": "magic"}, "assay_model", "model"),
        ({"transform": "magic"}, "assay_model", "transform"),
        ({"excluded": "2-1"}, "assay_excluded", "excluded"),
        ({"excluded": "99-1 気泡"}, "assay_excluded", "excluded"),
        ({"sample": "X"}, "assay_sample", "sample"),
        ({"bounds": {}}, "bounds_needed", "recovery_low"),
        ({"bounds": {"recovery": ("1.2", "0.8")}}, "bounds", "recovery_high"),
        ({"bounds": {"recovery": ("Infinity", "")}}, "value_not_a_number", "recovery_low"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    found = refused(replace(elisa((10, 800)), **changes))
    assert (found.code, found.field) == (code, field)


def test_a_reading_that_is_no_number_is_named_and_may_be_left_out() -> None:
    typed = elisa((10, 800))
    typed = replace(typed, readings=typed.readings.replace("標準 7.8 ", "標準 7.8 NaN "))
    found = refused(typed)
    assert found.code == "assay_unread"
    assert "3-1" in found.reason.ja
    assert "NaN" in found.reason.ja
    assert calculate(replace(typed, excluded="3-1 読取り不良"), MASS).outcome.is_suitable


def test_readings_that_are_all_the_same_have_no_curve() -> None:
    flat = "\n".join(
        f"{word} {dose} 0.5 0.5 0.5" for word in ("標準", "検体") for dose in (1, 2, 4, 8, 16, 32)
    )
    assert refused(TypedAssay("standard_curve", "logistic4", flat, bounds=elisa().bounds)).field == "readings"
    for model in ("parallel", "logistic4", "logistic5"):
        assert refused(replace(potency(), readings=flat, model=model)).field == "readings"


def test_a_sample_alone_and_a_standard_alone_are_refused() -> None:
    rows = potency().readings.splitlines()
    standards = [row for row in rows if row.startswith("標準")]
    samples = [row for row in rows if row.startswith("検体")]
    assert refused(replace(potency(), readings="\n".join(standards))).code == "assay_no_sample"
    assert refused(replace(potency(), readings="\n".join(samples))).code == "assay_group"
    assert refused(replace(elisa((10, 800)), readings="\n".join(samples))).code == "assay_levels"


def test_one_number_of_cells_cannot_tell_whether_one_hit_is_enough() -> None:
    typed = TypedAssay("limiting_dilution", "poisson", "100 96 20", bounds={"single_hit_p": ("0.05", "")})
    assert refused(typed).code == "assay_unjudged"
    assert refused(replace(typed, readings="100 96 97\n50 96 1")).field == "readings"
    assert refused(replace(typed, readings="100 0 0\n50 0 0")).field == "readings"
    assert refused(replace(typed, readings="100 1e9 5\n50 1e9 1")).code == "assay_wells"


PLATE = "\n".join(
    ["吸光度", "\t".join(["", *map(str, range(1, 13))])]
    + [
        "\t".join([row, *(f"{0.1 * at + 0.01 * place:.3f}" for at in range(1, 13))])
        for place, row in enumerate("ABCDEFGH")
    ]
)


@pytest.mark.parametrize(
    ("layout", "named"),
    [
        ("A1:A8 標準\nC1:C3 検体 10", "A1"),
        ("A1 標準 100\nA1:A2 検体 10", "A1"),
        ("Q1 標準 100", "Q1"),
        ("A13 標準 100", "A13"),
        ("H1:A1 標準 100", "H1:A1"),
        ("A1 なにか 100", "A1"),
        ("A1 標準 多い", "A1"),
        ("A1", "A1"),
    ],
)
def test_a_layout_that_cannot_be_read_names_the_well(layout: str, named: str) -> None:
    found = refused(replace(elisa(), readings=PLATE, layout=layout))
    assert named in found.reason.ja
    assert named in found.reason.en


def test_a_plate_without_a_layout_asks_for_one() -> None:
    assert refused(replace(elisa(), readings=PLATE)).code == "layout_missing"


def test_a_layout_is_written_as_it_was_read() -> None:
    typed = "A1:A3 標準 100\nB1:B2 検体 10 MSC-12 バッチ3\nC4 対照 50\nH1:H12 ブランク -"
    places = read_layout_text(typed)
    assert len(places) == 18
    assert read_layout_text(layout_text(places)) == places
