"""Columns that a person names: a role, the values of a characteristic, or nothing to read; and the shape of a file."""

import pytest

from tsunagu.evaluation.domain.files.by_hand import chosen_columns, headings, signature
from tsunagu.evaluation.domain.files.preview import Understood, understand
from tsunagu.foundation.refusals import BadInput

ODD = "Key,Result A,Hour,Remark\nS1,91.5,2026-11-20 10:00,ok\nS2,92.0,2026-11-20 11:00,ok\n"


def read(text: str, **choices: str) -> Understood:
    heads = headings(text.encode())
    return understand("a.csv", text.encode(), by_hand=chosen_columns(heads, choices))


def test_a_table_with_unknown_headers_is_understood_as_it_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        read(ODD)
    assert caught.value.code == "file_header"
    assert headings(ODD.encode()) == ("Key", "Result A", "Hour", "Remark")
    found = read(ODD, column_0="sample", column_1="is:viability", column_2="measured_at", column_3="ignore")
    assert [(one.sample, one.characteristic, one.text) for one in found.rows] == [
        ("S1", "viability", "91.5"),
        ("S2", "viability", "92.0"),
    ]
    assert [one.measured_at is not None for one in found.rows] == [True, True]
    assert "Remark" in found.ignored


def test_a_column_that_was_taken_wrongly_is_passed_over_or_is_something_else() -> None:
    wide = "検体番号,生存率(%),室温(℃)\nS1,91.5,22\n"
    assert [one.characteristic for one in read(wide).rows] == ["生存率", "室温"]
    assert [one.characteristic for one in read(wide, column_2="ignore").rows] == ["生存率"]
    long = "検体,項目,結果,濃度,単位\nS1,生存率,91.5,1.2,%\n"
    assert [one.text for one in read(long).rows] == ["91.5"]
    assert [one.text for one in read(long, column_2="ignore", column_3="value").rows] == ["1.2"]


def test_a_unit_and_an_instrument_stay_what_they_are_beside_a_value_chosen_by_hand() -> None:
    found = read("検体,項目,X,単位,装置\nS1,生存率,91.5,%,計数装置1号\n", column_2="value")
    assert [(one.text, one.unit, one.instrument) for one in found.rows] == [("91.5", "%", "計数装置1号")]


def test_the_shape_of_a_file_is_that_of_its_header_alone() -> None:
    one, other = headings(ODD.encode()), headings(ODD.replace("91.5", "12").replace("Key", " key").encode())
    assert signature(one) == signature(other)
    assert signature(one) != signature(headings(ODD.replace("Hour", "Day").encode()))


def test_choices_that_are_none_leave_the_table_as_it_is() -> None:
    assert chosen_columns(("A", "B"), {"column_0": "nothing", "column_1": "", "column_9": "sample"}) == {}


def test_plates_have_no_columns_to_name() -> None:
    rows = [",".join(["", *map(str, range(1, 13))])]
    rows += [",".join([row, *("0.1" for _ in range(12))]) for row in "ABCDEFGH"]
    assert headings("\n".join(rows).encode()) == ()
