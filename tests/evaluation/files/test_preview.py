"""The preview: each golden file is understood for what it is, by its content and not by its name."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tsunagu.evaluation.domain.files.fcs import Gate, count_events
from tsunagu.evaluation.domain.files.plates import subtract_blank
from tsunagu.evaluation.domain.files.preview import KIND_NAMES, Understood, understand
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.ucum import ucum_code
from tsunagu.evaluation.domain.words import is_not_yet, word_in
from tsunagu.foundation.refusals import BadInput

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "instruments"
TODAY = date(2026, 11, 26)


def golden(name: str, called: str = "") -> Understood:
    return understand(called or name, (GOLDEN / name).read_bytes(), today=TODAY)


def codes(found: Understood) -> list[str]:
    return [caution.code for caution in found.cautions]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("[!R]*")), ids=lambda path: path.name)
def test_every_golden_file_says_that_it_is_synthetic_and_is_understood(path: Path) -> None:
    content = path.read_bytes()
    if path.suffix != ".xlsx":
        assert any("synthetic data".encode(encoding) in content for encoding in ("utf-8", "utf-16-le"))
    found = understand(path.name, content)
    assert found.kind in KIND_NAMES
    for value in found.rows:
        assert word_in(value.text) or is_not_yet(value.text) or parse_number(value.text).number.is_finite()
        assert not value.unit or ucum_code(value.unit)


def test_one_result_per_row_in_shift_jis() -> None:
    found = golden("long_cp932.csv")
    assert (found.kind, found.encoding, found.separator, found.header_row) == ("long", "cp932", ",", 5)
    assert [(v.sample, v.characteristic, v.text, v.unit, v.row) for v in found.rows] == [
        ("SYN-001", "生存率", "86.4", "%", 6),
        ("SYN-001", "生存率", "87.0", "%", 7),
        ("SYN-001", "エンドトキシン", "<0.05", "EU/mL", 8),
        ("SYN-001", "マイコプラズマ", "不検出", "", 9),
        ("SYN-001", "生細胞数", "1.8×10^6", "個/mL", 10),
        ("SYN-002", "無菌試験", "試験中", "", 12),
    ]
    assert {(v.operator, v.instrument) for v in found.rows} == {("試験 太郎", "架空分析装置 A-1")}
    assert [v.reagent_lots for v in found.rows[2:4]] == [("LAL-0042",), ("PCR-0007",)]
    assert [(p.code, p.row) for p in found.problems] == [("value_overflow", 11)]
    assert (found.ignored, found.cautions) == (("備考",), ())


def test_one_result_per_row_in_english_with_tabs() -> None:
    found = golden("long_utf16.txt")
    assert (found.encoding, found.separator, found.problems, found.cautions) == ("utf-16", "\t", (), ())
    assert [(v.characteristic, v.text, v.replicate) for v in found.rows] == [
        ("IL-6", "12.5", "1"),
        ("IL-6", "12.9", "2"),
        ("VEGF", ">2000", "1"),
    ]
    assert found.rows[0].measured_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def test_decimal_commas_and_powers_of_ten_in_the_header() -> None:
    found = golden("wide_semicolon.csv")
    assert (found.kind, found.decimal) == ("wide", ",")
    assert [(v.sample, v.characteristic, v.text, v.unit) for v in found.rows] == [
        ("SYN-201", "Viability", "86.4", "%"),
        ("SYN-201", "Live cells", "1.85", "×10^6 cells/mL"),
        ("SYN-201", "Diameter", "14.2", "um"),
        ("SYN-202", "Viability", "90.1", "%"),
        ("SYN-202", "Diameter", "13.9", "um"),
    ]
    assert [(p.code, p.row) for p in found.problems] == [("value_overflow", 4), ("row_summary", 5)]
    assert ucum_code(found.rows[1].unit) == "10*6.{cells}/mL"


def test_a_book_with_merged_headings_per_cent_and_an_error() -> None:
    found = golden("wide_book.xlsx")
    assert (found.kind, found.sheet, found.sheets, found.header_row) == ("wide", "結果", ("結果", "説明"), 3)
    assert [(v.characteristic, v.text) for v in found.rows if v.sample == "SYN-301"] == [
        ("生存率 解凍直後", "86.4%"),
        ("生存率 24時間後", "85.2"),
        ("エンドトキシン", "<0.05"),
        ("マイコプラズマ", "陰性"),
    ]
    assert [(v.characteristic, v.text) for v in found.rows if v.sample == "SYN-303"] == [
        ("生存率 解凍直後", "85.5%"),
        ("エンドトキシン", "0.3"),
        ("マイコプラズマ", "不検出"),
    ]
    assert [(p.code, p.row) for p in found.problems] == [("value_book_error", 6)]
    assert codes(found) == ["time_future"]


def test_a_plate_with_its_layout() -> None:
    found = golden("plate_96.csv")
    (plate,) = found.plates
    roles = Counter(well.place.role for well in plate.wells)
    assert roles == {"test": 72, "blank": 8, "standard": 8, "control": 8}
    assert [str(well.place.dose) for well in plate.with_role("standard")][:3] == ["1000", "500", "250"]
    assert [(p.code, p.row, p.column) for p in found.problems] == [("value_overflow", 10, "E7")]
    assert len(found.rows) == 95
    assert (found.rows[2].sample, found.rows[2].replicate) == ("SYN-401", "A3")
    assert found.cautions == ()
    assert str(subtract_blank(plate).blank) == "0.041125"


def test_a_plate_without_layout_says_so() -> None:
    found = golden("plate_384.txt")
    assert (found.plates[0].size, len(found.rows), codes(found)) == (384, 384, ["layout_missing"])


def test_a_cytometer_file() -> None:
    found = golden("cytometer.fcs")
    assert found.flow is not None
    assert (found.kind, found.flow.sample, found.flow.events, found.rows) == ("fcs", "SYN-501", 500, ())
    assert codes(found) == ["fcs_uncompensated"]
    content = (GOLDEN / "cytometer.fcs").read_bytes()
    assert count_events(content, [Gate("CD90", 500), Gate("CD45", maximum=250)]).count == 120


@pytest.mark.parametrize(
    ("name", "called", "cautioned"),
    [
        ("long_cp932.csv", "結果.xls", True),
        ("wide_book.xlsx", "結果.csv", True),
        ("cytometer.fcs", "結果.txt", True),
        ("wide_book.xlsx", "結果.XLSM", False),
        ("long_cp932.csv", "結果", False),
        ("cytometer.fcs", "a.b.fcs", False),
    ],
)
def test_the_content_counts_and_a_misleading_name_is_mentioned(
    name: str, called: str, cautioned: bool
) -> None:
    assert golden(name, called).rows == golden(name).rows
    assert ("file_ending" in codes(golden(name, called))) is cautioned


def test_a_sheet_can_be_chosen() -> None:
    with pytest.raises(BadInput) as refused:
        understand("a.xlsx", (GOLDEN / "wide_book.xlsx").read_bytes(), {"sheet": "説明"})
    assert refused.value.code == "file_header"
