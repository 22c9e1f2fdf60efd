"""Whatever bytes come in: understood, or refused in one sentence; and what is written is read back."""

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.files.making import book, grid
from tsunagu.evaluation.domain.files.moments import JAPAN
from tsunagu.evaluation.domain.files.preview import understand
from tsunagu.foundation.refusals import BadInput

BOOK = book(["検体", "項目", "測定値", "単位"], ["S1", "生存率", 86.4, "%"], ["S2", "生存率", "<1", "%"])
HEADER = "検体,項目,測定値,単位\n"


def is_understood_or_refused(content: bytes, name: str = "a.csv") -> None:
    try:
        found = understand(name, content)
    except BadInput as refused:
        assert refused.reason.ja.endswith("。")  # noqa: PT017 - both outcomes are right
    else:
        for problem in (*found.problems, *found.cautions):
            assert problem.sentence.ja.endswith("。")
            assert len(problem.sentence.ja) < 250


@given(
    st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda content: b"FCS3.1    " + content)
    | st.binary(max_size=200).map(lambda content: b"PK\x03\x04" + content)
    | st.binary(max_size=200).map(lambda content: HEADER.encode() + content)
    | st.text(max_size=200).map(lambda text: (HEADER + text).encode())
    | st.text('S1,;\t.<%検体測定値\n"×^', max_size=200).map(lambda text: (HEADER + text).encode())
    | st.text(max_size=100).map(lambda text: ("Sample,Viability (%)," + text).encode("utf-16"))
)
@settings(max_examples=300)
def test_any_bytes_are_understood_or_refused(content: bytes) -> None:
    is_understood_or_refused(content)


@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=6))
@settings(max_examples=60)
def test_any_damage_to_a_book_is_understood_or_refused(place: int, damage: bytes) -> None:
    is_understood_or_refused(BOOK[:place] + damage + BOOK[place + len(damage) :], "a.xlsx")


@given(st.lists(st.text(max_size=8), min_size=96, max_size=96))
@settings(max_examples=30)
def test_any_text_in_the_wells_of_a_plate_is_understood_or_refused(texts: list[str]) -> None:
    content = io.StringIO()
    csv.writer(content).writerows(
        [line.split(",") for line in grid(lambda row, column: f"@{row * 12 + column - 13}").splitlines()]
    )
    text = content.getvalue()
    for place in reversed(range(96)):
        text = text.replace(f"@{place}", texts[place].replace('"', "").replace(",", ""))
    is_understood_or_refused(text.encode("utf-8", "replace"))


@pytest.mark.parametrize("place", range(9))
def test_a_text_of_10_000_characters_in_any_column_is_a_problem_or_kept(place: int) -> None:
    header = ["検体", "項目", "測定値", "単位", "反復", "測定日時", "測定者", "装置", "試薬ロット"]
    cells = ["S1", "生存率", "86.4", "%", "1", "2026-11-26", "田中", "NC", "L1"]
    cells[place] = "長" * 10_000
    found = understand("a.csv", "\n".join([",".join(header), ",".join(cells), "S2,生存率,90,%"]).encode())
    assert [value.sample for value in found.rows] == ["S2"]
    assert [(problem.row, problem.column) for problem in found.problems] == [(2, header[place])]
    assert len(found.problems[0].sentence.ja) < 150
    is_understood_or_refused(("長" * 10_000 + ",検体\n" + ",".join(cells)).encode())


NAME = st.text("ABSX0123456789-検体生存率", min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(
        NAME,
        NAME,
        st.decimals(0, 10**6, places=2),
        st.sampled_from(["%", "EU/mL", "個/mL", "ug/mL"]),
        st.integers(1, 9).map(str),
        st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001 - the file names no zone
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]), st.sampled_from([",", ";", "\t"]))
@settings(max_examples=80)
def test_what_is_written_in_any_encoding_is_read_back(
    rows: list[tuple[str, str, object, str, str, datetime]], encoding: str, separator: str
) -> None:
    content = io.StringIO()
    writer = csv.writer(content, delimiter=separator)
    writer.writerow(["検体番号", "項目", "測定値", "単位", "反復", "測定日時"])
    for sample, characteristic, number, unit, replicate, at in rows:
        text = str(number).replace(".", ",") if separator == ";" else str(number)
        writer.writerow(
            [sample, characteristic, text, unit, replicate, at.isoformat(sep=" ", timespec="seconds")]
        )
    found = understand("a.csv", content.getvalue().encode(encoding))
    assert found.problems == ()
    assert [(v.sample, v.characteristic, v.text, v.unit, v.replicate, v.measured_at) for v in found.rows] == [
        (*row[:2], str(row[2]), *row[3:5], row[5].replace(microsecond=0, tzinfo=JAPAN)) for row in rows
    ]
