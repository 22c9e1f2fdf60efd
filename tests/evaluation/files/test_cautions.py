"""What is odd about results that could each be read."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tsunagu.evaluation.domain.files.cautions import cautions
from tsunagu.evaluation.domain.files.values import ReadValue

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
GOOD = ReadValue("S1", "生存率", "86.4", "%", "1", AT, "田中", "NC-200", ("L1",), 2)


def codes(*values: ReadValue, today: date | None = date(2026, 11, 26)) -> list[tuple[str, int | None]]:
    return [(caution.code, caution.row) for caution in cautions(values, today)]


def test_nothing_is_said_about_good_results() -> None:
    assert codes(GOOD, replace(GOOD, replicate="2", row=3), replace(GOOD, sample="S2", row=4)) == []


def test_two_results_for_one_replicate() -> None:
    (caution,) = cautions([GOOD, replace(GOOD, text="90", row=7)])
    assert (caution.code, caution.row) == ("twice", 2)
    assert caution.sentence.ja.startswith("2・7行目：「S1、生存率」（反復1）の結果が2つあります。")
    assert caution.sentence.en.startswith("Rows 2, 7: S1, 生存率: 2 results")


def test_two_results_without_a_number_of_the_replicate() -> None:
    (caution,) = cautions([replace(GOOD, replicate=""), replace(GOOD, replicate="", row=3)])
    assert "反復の番号なし" in caution.sentence.ja


def test_times_of_tomorrow_and_clocks_that_run_backwards() -> None:
    late = replace(GOOD, replicate="2", measured_at=datetime(2026, 11, 26, 15, 0, tzinfo=UTC), row=3)
    assert codes(GOOD, late) == [("time_future", 3)]  # midnight in Japan
    assert codes(GOOD, late, today=None) == []
    assert codes(
        GOOD, replace(GOOD, replicate="2", measured_at=datetime(2026, 11, 26, tzinfo=UTC), row=3)
    ) == [("time_backwards", 3)]


def test_units_that_are_missing_unknown_or_mixed() -> None:
    second = replace(GOOD, replicate="2", row=3)
    assert codes(GOOD, replace(second, unit="")) == [("unit_missing", 3)]
    assert codes(GOOD, replace(second, unit="視野")) == [("unit_unknown", 3), ("unit_mixed", 2)]
    assert codes(replace(GOOD, unit="ug/mL"), replace(second, unit="mg/mL")) == [("unit_mixed", 2)]
    assert codes(replace(GOOD, unit="EU/mL"), replace(second, unit="[iU]/mL")) == []


def test_a_result_in_words_needs_no_unit() -> None:
    assert (
        codes(replace(GOOD, text="陰性", unit=""), replace(GOOD, text="試験中", unit="", sample="S2")) == []
    )


def test_a_table_without_samples_or_characteristics() -> None:
    assert codes(replace(GOOD, sample="")) == [("sample_column", None)]
    assert codes(replace(GOOD, characteristic="")) == [("characteristic_column", None)]


def test_many_rows_are_not_all_named() -> None:
    (caution,) = cautions([replace(GOOD, unit="", replicate=str(row), row=row) for row in range(2, 100)])
    assert caution.sentence.ja.startswith("2・3・4・5・6行目など：")
